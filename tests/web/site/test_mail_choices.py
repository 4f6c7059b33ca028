"""Which mails a member gets: the page in the profile, and the link that ends mails of a kind."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, url_for
from flask.testing import FlaskClient

from core.db import db
from core.tokens import sign
from core.transactions import transaction
from hubs.models import Hub
from members import links, rules
from members.models import Member, MemberRole
from tests.support import house, people
from tests.web.site.unsubscribing import SOON, path_of

ALL = {"language": "en", "remind_day_before": "y", "confirmation": "y", "invitation": "y", "remind_hours_before": ""}


@pytest.fixture
def anna(app: Flask, client: FlaskClient) -> FlaskClient:
    people.add(app, locale="en")
    people.log_in(client)
    client.get("/?lang=en")
    return client


def a_host(app: Flask) -> None:
    slug = house.house(app).slug
    with app.app_context(), transaction():
        assert db.session.query(Hub).filter_by(slug=slug).one()
        member = db.session.query(Member).one()
        db.session.add(MemberRole(member_id=member.id, role="host", hub_slug=slug))


def test_everybody_wants_all_kinds_at_first_and_no_other_kind_can_be_asked_for() -> None:
    member = Member(muted=["digest"])
    assert [rules.wants(member, kind) for kind in rules.MUTABLE] == [True, True, False]
    assert rules.wants(Member(), "digest")
    with pytest.raises(ValueError, match="cancelled-by-host"):
        rules.wants(member, "cancelled-by-host")


def test_page_shows_what_is_chosen_and_keeps_what_is_sent(app: Flask, anna: FlaskClient) -> None:
    page = anna.get("/profile/mails").text
    assert '<input checked class="kern-form-check__checkbox" id="remind_day_before"' in page
    assert '<option selected value="">' in page
    answer = anna.post("/profile/mails", data={"language": "de", "remind_hours_before": "4", "invitation": "y"})

    assert answer.location == "/profile/mails"
    kept = people.member(app)
    assert (kept.locale, kept.remind_day_before, kept.remind_hours_before) == ("de", False, 4)
    assert kept.muted == ["confirmation"]
    assert anna.get_cookie("lang").value == "de"  # type: ignore[union-attr]
    assert '<option selected value="4">' in anna.get("/profile/mails").text
    anna.post("/profile/mails", data=ALL)
    assert people.member(app).muted == []
    assert people.member(app).remind_hours_before is None


@pytest.mark.parametrize("wrong", [{"remind_hours_before": "3"}, {"remind_hours_before": "x"}, {"language": "fr"}])
def test_what_is_not_on_offer_is_refused(app: Flask, anna: FlaskClient, wrong: dict[str, str]) -> None:
    answer = anna.post("/profile/mails", data=ALL | wrong)
    assert answer.status_code == 422
    assert "Please check your entries" in answer.text
    assert people.member(app).remind_hours_before is None


def test_hours_that_were_set_elsewhere_stay_on_offer(app: Flask, client: FlaskClient) -> None:
    people.add(app, locale="en", remind_hours_before=3)
    people.log_in(client)
    assert '<option selected value="3">' in client.get("/profile/mails?lang=en").text
    client.post("/profile/mails", data=ALL | {"remind_hours_before": "3"})
    assert people.member(app).remind_hours_before == 3


def test_only_hosts_are_asked_about_the_digest(app: Flask, anna: FlaskClient) -> None:
    assert "digest" not in anna.get("/profile/mails").text
    a_host(app)
    assert 'name="digest"' in anna.get("/profile/mails").text
    anna.post("/profile/mails", data=ALL)
    assert people.member(app).muted == ["digest"]


def test_what_was_not_asked_stays(app: Flask, client: FlaskClient) -> None:
    people.add(app, muted=["digest"])
    people.log_in(client)
    client.post("/profile/mails", data=ALL)
    assert people.member(app).muted == ["digest"]


def test_profile_leads_to_the_page(anna: FlaskClient) -> None:
    assert 'href="/profile/mails"' in anna.get("/profile").text


@pytest.mark.parametrize("kind", links.UNSUBSCRIBABLE)
def test_link_ends_its_kind_without_log_in_and_only_by_post(app: Flask, client: FlaskClient, kind: str) -> None:
    people.add(app, remind_hours_before=4)
    path = path_of(app, kind)
    before = people.rows(app)

    for method in ("GET", "HEAD"):
        assert client.open(path, method=method).status_code == 200
    assert people.rows(app) == before
    for _ in range(2):
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    member = people.member(app)
    if kind == "reminder":
        assert (member.remind_day_before, member.remind_hours_before, member.muted) == (False, None, [])
    else:
        assert (member.remind_day_before, member.remind_hours_before, member.muted) == (True, 4, [kind])


def test_mail_programs_need_no_token_of_a_form(app: Flask, client: FlaskClient, csrf: None) -> None:
    people.add(app)
    assert client.post(path_of(app, "digest")).status_code == 200
    assert people.member(app).muted == ["digest"]


def test_altered_link_and_one_for_something_else_do_nothing(app: Flask, client: FlaskClient) -> None:
    member_id = people.add(app)
    path = path_of(app, "digest")
    with app.app_context():
        other = sign("reset-password", {"member_id": member_id, "kind": "digest", "made_at": 0})
    before = people.rows(app)
    for wrong in (path[:-1], path.replace("/unsubscribe/", "/unsubscribe/x"), f"/mails/unsubscribe/{other}"):
        for method in ("GET", "POST"):
            answer = client.open(wrong, method=method)
            assert answer.status_code == 404
            assert "in your profile" in answer.text or "in Ihrem Profil" in answer.text
    assert people.rows(app) == before


def test_link_of_an_account_that_is_gone_ends_nothing_for_the_next_one(app: Flask, client: FlaskClient) -> None:
    """SQLite gives the number of a deleted account to the next one."""
    path = path_of(app, "digest", member_id=people.add(app, created_at=SOON))
    assert client.post(path).status_code == 410
    assert people.member(app).muted == []
    assert client.post(path_of(app, "digest", member_id=999_999)).status_code == 410


def test_link_works_for_years(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    path = path_of(app, "digest")
    with time_machine.travel(SOON + timedelta(days=8 * 365)):
        assert client.post(path).status_code == 200
    with time_machine.travel(SOON + timedelta(days=11 * 365)):
        assert client.post(path).status_code == 410


def test_address_is_the_one_of_the_view(app: Flask) -> None:
    people.add(app)
    path = path_of(app, "digest")
    with app.test_request_context():
        assert url_for("members.unsubscribe", token=path.rpartition("/")[2]) == path


def test_secret_address_is_in_no_log(app: Flask, client: FlaskClient, caplog: Any) -> None:
    people.add(app)
    path = path_of(app, "digest")
    with caplog.at_level("INFO"):
        client.get(path)
        client.post(path)
    lines = [vars(record) for record in caplog.records if record.name == "request"]
    assert [line["route"] for line in lines] == ["/mails/unsubscribe/<token>"] * 2
    assert path.rpartition("/")[2] not in str(lines)


def test_nobody_can_be_asked_to_unsubscribe_from_what_must_come(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="booking-cancelled"):
        links.unsubscribe_path(1, "booking-cancelled")
