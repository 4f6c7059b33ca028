"""What a hub limits and asks, for programs."""

from typing import Any

import pytest
from sqlalchemy import select

from core.db import db
from core.transactions import transaction
from hubs import actions
from hubs.models import Hub
from hubs.quotas import actions as quota_actions
from hubs.quotas.rules import QuotaFacts
from hubs.setup_rules import RuleValues
from tests.support.api import ApiClient, must_be_problem
from tests.support.limits import ask_at
from tests.support.monday import at


def hub() -> Hub:
    return db.session.scalars(select(Hub).where(Hub.slug == "coppenbruegge")).one()


def limit(api: ApiClient, unit: str, most: int, **about: str) -> None:
    with api.app.app_context(), transaction():
        quota_actions.set_quota(hub=hub(), quota=QuotaFacts(unit, most, **about))


def wish(desk: str, hour: int, **more: Any) -> dict[str, Any]:
    return {"space": desk, "starts_at": at(hour), "ends_at": at(hour + 1), **more}


def test_full_week_is_refused_by_its_code(api: ApiClient, desks: list[str]) -> None:
    limit(api, "bookings", 1)
    assert api.post("/bookings", wish(desks[0], 9)).status_code == 201
    must_be_problem(api.post("/bookings", wish(desks[1], 9)), 422, "quota-reached")


def test_gap_and_groups_are_refused_by_their_codes(api: ApiClient, desks: list[str]) -> None:
    with api.app.app_context(), transaction():
        actions.set_rules(hub=hub(), values=RuleValues(gap_minutes=60))
    assert api.post("/bookings", wish(desks[0], 9)).status_code == 201
    must_be_problem(api.post("/bookings", wish(desks[0], 10)), 422, "too-close")
    with api.app.app_context(), transaction():
        actions.set_rules(hub=hub(), values=RuleValues(groups=("clubs",)))
    must_be_problem(api.post("/bookings", wish(desks[0], 14)), 403, "groups-only")
    assert api.get("/hubs/coppenbruegge").json["rules"]["groups"] == ["clubs"]


def test_series_leaves_out_what_is_more_than_a_week_allows(api: ApiClient, desks: list[str]) -> None:
    limit(api, "days", 2)
    repeat = {"unit": "day", "count": 3}
    made = api.post("/series", wish(desks[0], 9, repeat=repeat, when_taken="leave_out"))
    assert made.status_code == 201
    assert [one["code"] for one in made.json["left_out"]] == ["quota-reached"]
    assert len(made.json["bookings"]) == 2


def test_answers_are_asked_kept_and_given_back(api: ApiClient, desks: list[str]) -> None:
    key = str(ask_at(api.app, "coppenbruegge", kind="number", required=True))
    assert api.get("/hubs/coppenbruegge").json["questions"] == [
        {"id": key, "text": "Wie viele Personen?", "kind": "number", "required": True}
    ]
    must_be_problem(api.post("/bookings", wish(desks[0], 9)), 422, "answer-needed", f"answers.{key}")
    made = api.post("/bookings", wish(desks[0], 9, answers={key: "4"}))
    assert made.status_code == 201
    assert made.json["answers"] == {key: "4"}
    assert api.get(f"/bookings/{made.json['id']}").json["answers"] == {key: "4"}
    assert api.get("/bookings").json["items"][0]["answers"] == {key: "4"}


@pytest.mark.parametrize("name", ["999", "0", "x", "-1", "٣"])
def test_answer_to_what_is_not_asked_is_refused_by_its_name(api: ApiClient, desks: list[str], name: str) -> None:
    must_be_problem(
        api.post("/bookings", wish(desks[0], 9, answers={name: "4"})), 422, "unknown-question", f"answers.{name}"
    )


@pytest.mark.parametrize("answers", ["4", ["4"], {"1": 4}, {"1": None}, {"1": "x" * 201}, {"1": "a\nb"}, 7])
def test_answers_of_another_shape_are_refused(api: ApiClient, desks: list[str], answers: Any) -> None:
    refused = api.post("/bookings", wish(desks[0], 9, answers=answers))
    assert refused.status_code == 422
    assert "answers" in refused.json["errors"]


def test_hub_tells_its_quotas(api: ApiClient) -> None:
    limit(api, "days", 3)
    limit(api, "hours", 8, kind="room", group="clubs")
    limit(api, "days", 0, group="staff")
    found = api.get("/hubs/coppenbruegge").json["quotas"]
    assert sorted(found, key=str) == sorted(
        [
            {"unit": "days", "most": 3},
            {"unit": "hours", "most": 8, "kind": "room", "group": "clubs"},
            {"unit": "days", "most": None, "group": "staff"},
        ],
        key=str,
    )
