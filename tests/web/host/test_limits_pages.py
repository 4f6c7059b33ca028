"""The hosts' pages of what one person may book a week, what is asked at booking, and rules about gap and groups."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hubs.questions import queries as question_queries
from hubs.quotas import queries
from hubs.setup import setup_of
from tests.support.html import form_data
from tests.web.host import drafts

HOSTILE = "<img src=x onerror=alert(1)>\"'{{ 7*7 }}"


@pytest.fixture
def slug(app: Flask) -> str:
    return drafts.host(app)


@pytest.fixture
def client(app: Flask, slug: str) -> FlaskClient:
    return drafts.logged_in(app)


def quotas(app: Flask, slug: str) -> list[tuple[str, str, str, int]]:
    with drafts.looking(app, slug) as hub:
        return [(one.group, one.kind, one.unit, one.most) for one in queries.quotas_of(hub.id)]


def questions(app: Flask, slug: str) -> list[Any]:
    with drafts.looking(app, slug) as hub:
        return [one.facts for one in question_queries.questions_of(hub.id)]


def test_limit_is_set_replaced_and_taken_away(app: Flask, client: FlaskClient, slug: str) -> None:
    assert "There is no limit" in client.get(f"/host/{slug}/quotas").text
    wanted = {"group": "", "most": "3", "unit": "days", "kind": "desk"}
    for most in ("2", "3"):
        assert client.post(f"/host/{slug}/quotas", data=wanted | {"most": most}).status_code == 303
    client.post(f"/host/{slug}/quotas", data=wanted | {"group": "staff", "most": "0"})
    assert quotas(app, slug) == [("", "desk", "days", 3), ("staff", "desk", "days", 0)]
    shown = client.get(f"/host/{slug}/quotas").text
    assert "At most 3 days (desks) a week" in shown
    assert "no limit (days, desks)" in shown
    for address in re.findall(rf'action="(/host/{slug}/quotas/\d+/removal)"', shown):
        assert client.post(address).status_code == 303
    assert quotas(app, slug) == []


@pytest.mark.parametrize(
    ("field", "value"), [("most", "0"), ("most", "8"), ("most", "x"), ("most", ""), ("unit", "weeks"), ("kind", "sofa")]
)
def test_limit_that_makes_no_sense_is_refused_at_its_gap(
    app: Flask, client: FlaskClient, slug: str, field: str, value: str
) -> None:
    wanted = {"group": "", "most": "3", "unit": "days", "kind": ""} | {field: value}
    answer = client.post(f"/host/{slug}/quotas", data=wanted)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert quotas(app, slug) == []


def test_limit_of_another_hub_is_not_there(app: Flask, client: FlaskClient, slug: str) -> None:
    other = drafts.host(app, drafts.SECOND, "Andere Schule")
    theirs = drafts.logged_in(app, drafts.SECOND)
    theirs.post(f"/host/{other}/quotas", data={"group": "", "most": "3", "unit": "days", "kind": ""})
    with drafts.looking(app, other) as hub:
        key = queries.quotas_of(hub.id)[0].id
    assert client.post(f"/host/{slug}/quotas/{key}/removal").status_code == 404
    assert len(quotas(app, other)) == 1


def test_question_is_asked_changed_and_deleted(app: Flask, client: FlaskClient, slug: str) -> None:
    assert "There is none yet." in client.get(f"/host/{slug}/questions").text
    wanted = {"text": HOSTILE, "kind": "choice", "choices": "Ja\r\n Nein \r\n\r\nJa", "required": "y"}
    assert client.post(f"/host/{slug}/questions", data=wanted | {"space_kinds": ["room"]}).status_code == 303
    [asked] = questions(app, slug)
    assert (asked.text, asked.choices, asked.required, asked.space_kinds) == (HOSTILE, ("Ja", "Nein"), True, ("room",))
    assert "<img src=x" not in client.get(f"/host/{slug}/questions").text
    page = f"/host/{slug}/questions/{asked.id}"
    form = form_data(client.get(page).text, "text")
    assert client.post(page, data=form | {"text": "Wozu?", "kind": "text"}).status_code == 303
    [asked] = questions(app, slug)
    assert (asked.text, asked.kind, asked.choices) == ("Wozu?", "text", ())
    assert client.post(f"{page}/deletion").status_code == 303
    assert questions(app, slug) == []


def test_older_page_of_a_question_undoes_nothing(app: Flask, client: FlaskClient, slug: str) -> None:
    client.post(f"/host/{slug}/questions", data={"text": "Wozu?", "kind": "text"})
    page = f"/host/{slug}/questions/{questions(app, slug)[0].id}"
    old = form_data(client.get(page).text, "text")
    client.post(page, data=old | {"text": "Wie viele?", "kind": "number"})
    answer = client.post(page, data=old | {"required": "y"})
    assert answer.status_code == 422
    assert "changed this in the meantime" in answer.text
    assert questions(app, slug)[0].text == "Wie viele?"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", {"text": " "}),
        ("text", {"text": "x" * 121}),
        ("choices", {"kind": "choice", "choices": "Ja"}),
        ("kind", {"kind": "picture"}),
    ],
)
def test_question_that_makes_no_sense_is_refused_at_its_field(
    app: Flask, client: FlaskClient, slug: str, field: str, wrong: dict[str, str]
) -> None:
    answer = client.post(f"/host/{slug}/questions", data={"text": "Wozu?", "kind": "text"} | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert questions(app, slug) == []


def test_rules_of_a_desk_can_be_given_to_all_desks_at_once(app: Flask, client: FlaskClient, slug: str) -> None:
    first, second = drafts.add_space(app, slug), drafts.add_space(app, slug, "Desk 2")
    room = drafts.add_space(app, slug, "Room", kind="room")
    own = f"/host/{slug}/spaces/{first}/rules"
    shown = form_data(client.get(own).text, "horizon_days")
    assert client.post(own, data=shown | {"min_minutes": "240", "for_kind": "y"}).status_code == 303
    with drafts.looking(app, slug) as hub:
        found = {space: setup_of(hub).by_id[space].rules.min_minutes for space in (first, second, room)}
    assert found == {first: 240, second: 240, room: 60}


def test_gap_and_groups_of_a_hub_and_of_a_space(app: Flask, client: FlaskClient, slug: str) -> None:
    first, second = drafts.add_space(app, slug), drafts.add_space(app, slug, "Desk 2")
    page = f"/host/{slug}/rules"
    form = form_data(client.get(page).text, "horizon_days")
    client.post(page, data=form | {"gap_minutes": "120", "groups": ["clubs"]})
    for space, change in ((first, {"gap_minutes": "0", "groups": ["everybody"]}), (second, {"groups": ["staff"]})):
        own = f"/host/{slug}/spaces/{space}/rules"
        shown = form_data(client.get(own).text, "horizon_days")
        assert client.post(own, data=shown | change).status_code == 303
        again = form_data(client.get(own).text, "horizon_days")
        assert [again["groups"]] == change["groups"]
    with drafts.looking(app, slug) as hub:
        setup = setup_of(hub)
    assert (setup.rules.gap_minutes, setup.rules.groups) == (120, ("clubs",))
    assert (setup.by_id[first].rules.gap_minutes, setup.by_id[first].rules.groups) == (None, ())
    assert (setup.by_id[second].rules.gap_minutes, setup.by_id[second].rules.groups) == (120, ("staff",))
