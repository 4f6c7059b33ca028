"""Series by program: the contract, what is left out and what is refused, and that a preview writes nothing."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from bookings.models import Booking
from bookings.series.models import Series
from core.db import db
from hubs.models import BookingRules, Hub
from tests.support import places
from tests.support.api import ApiClient, must_be_problem

FIRST = {"starts_at": "2026-11-24T09:00:00+01:00", "ends_at": "2026-11-24T11:00:00+01:00"}
TUESDAYS = {"unit": "week", "count": 4}
THE_DATES = ["2026-11-24", "2026-12-01", "2026-12-08", "2026-12-15"]


def wanted(space: str, **more: Any) -> dict[str, Any]:
    return {"space": space, **FIRST, "repeat": TUESDAYS} | more


def starts(answer: Any) -> list[str]:
    return [one["starts_at"] for one in answer.json["bookings"]]


def number_of(api: ApiClient, model: Any) -> int:
    with api.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def take(api: ApiClient, space: str, day: str) -> None:
    """Somebody else has the space that day."""
    with api.app.app_context():
        token = places.a_token(places.a_member("other@example.org"))
        db.session.commit()
    times = {"starts_at": f"{day}T10:00:00+01:00", "ends_at": f"{day}T12:00:00+01:00"}
    assert ApiClient(api.app, token).post("/bookings", {"space": space} | times).status_code == 201


def set_rules(api: ApiClient, **values: Any) -> None:
    with api.app.app_context():
        hub_id = db.session.scalars(select(Hub.id).where(Hub.slug == "coppenbruegge")).one()
        db.session.execute(update(BookingRules).where(BookingRules.hub_id == hub_id).values(**values))
        db.session.commit()


def closed_on_weekends(api: ApiClient) -> None:
    with api.app.app_context():
        hub = db.session.scalars(select(Hub).where(Hub.slug == "coppenbruegge")).one()
        hub.opening_hours = "Mo-Fr 06:00-22:00"
        db.session.commit()


def test_series_is_booked_and_can_be_looked_at(api: ApiClient, desks: list[str]) -> None:
    answer = api.post("/series", wanted(desks[0], title="Treff"))
    assert answer.status_code == 201
    assert answer.json["left_out"] == []
    assert starts(answer) == [f"{day}T08:00:00Z" for day in THE_DATES]
    assert {(one["space"], one["status"], one["title"]) for one in answer.json["bookings"]} == {
        (desks[0], "confirmed", "Treff")
    }
    assert answer.headers["Location"].endswith(f"/api/v1/series/{answer.json['id']}")
    assert answer.json["repeat"] == {"every": 1, "unit": "week", "days": [], "nth": None, "until": None, "count": 4}
    assert api.get(f"/series/{answer.json['id']}").json == answer.json


def test_clock_stays_over_the_change_of_the_clocks(api: ApiClient, desks: list[str]) -> None:
    repeat = {"unit": "month", "days": ["TU"], "nth": -1, "until": "2027-04-30"}
    answer = api.post("/series", wanted(desks[0], repeat=repeat))
    assert starts(answer)[-2:] == ["2027-03-30T07:00:00Z", "2027-04-27T07:00:00Z"]
    assert starts(answer)[0] == "2026-11-24T08:00:00Z"


def test_preview_says_what_would_be_booked_and_writes_nothing(api: ApiClient, desks: list[str]) -> None:
    answer = api.post("/series", wanted(desks[0], preview=True))
    assert answer.status_code == 200
    assert [one["date"] for one in answer.json["bookings"]] == THE_DATES
    assert {one["price_cents"] for one in answer.json["bookings"]} == {400}
    assert (number_of(api, Booking), number_of(api, Series)) == (0, 0)


def test_taken_date_fails_all_with_the_list(api: ApiClient, desks: list[str]) -> None:
    take(api, desks[0], "2026-12-08")
    answer = api.post("/series", wanted(desks[0]))
    problem = must_be_problem(answer, 409, "slot-taken")
    assert problem["left_out"] == [{"date": "2026-12-08", "code": "slot-taken"}]
    assert (number_of(api, Booking), number_of(api, Series)) == (1, 0)


def test_taken_date_is_left_out_or_gets_another_space(api: ApiClient, desks: list[str]) -> None:
    take(api, desks[0], "2026-12-08")
    preview = api.post("/series", wanted(desks[0], when_taken="other_space", preview=True))
    assert [one["space"] for one in preview.json["bookings"]] == [desks[0], desks[0], desks[1], desks[0]]
    answer = api.post("/series", wanted(desks[0], when_taken="leave_out"))
    assert answer.json["left_out"] == [{"date": "2026-12-08", "code": "slot-taken"}]
    assert len(answer.json["bookings"]) == 3
    assert api.get(f"/series/{answer.json['id']}").json["left_out"] == answer.json["left_out"]


def test_any_free_one_of_a_kind(api: ApiClient, desks: list[str]) -> None:
    take(api, desks[0], "2026-12-08")
    body = {"hub": "coppenbruegge", "kind": "desk", **FIRST, "repeat": TUESDAYS}
    answer = api.post("/series", body)
    assert answer.status_code == 201
    assert {one["space"] for one in answer.json["bookings"]} == {desks[1]}, "the one that is free on all dates"


@pytest.mark.parametrize("when_taken", ["fail", "leave_out", "other_space"])
def test_closed_days_and_those_beyond_the_rules_are_left_out_in_every_mode(
    api: ApiClient, desks: list[str], when_taken: str
) -> None:
    set_rules(api, horizon_days=5, series_days=6)
    closed_on_weekends(api)
    repeat = {"unit": "day", "until": "2026-12-01"}
    answer = api.post("/series", wanted(desks[0], repeat=repeat, when_taken=when_taken))
    assert answer.status_code == 201
    assert answer.json["left_out"] == [
        {"date": "2026-11-28", "code": "outside-opening-hours"},
        {"date": "2026-11-29", "code": "outside-opening-hours"},
        {"date": "2026-11-30", "code": "too-far-ahead"},
        {"date": "2026-12-01", "code": "too-far-ahead"},
    ]


def test_nothing_left_is_refused_by_the_first_code(api: ApiClient, desks: list[str]) -> None:
    closed_on_weekends(api)
    sundays = {"starts_at": "2026-11-29T09:00:00+01:00", "ends_at": "2026-11-29T11:00:00+01:00"}
    must_be_problem(api.post("/series", wanted(desks[0]) | sundays), 422, "outside-opening-hours")
    take(api, desks[0], "2026-11-24")
    once = {"unit": "week", "count": 1}
    must_be_problem(api.post("/series", wanted(desks[0], repeat=once, when_taken="leave_out")), 422, "slot-taken")


def test_series_counts_once(api: ApiClient, desks: list[str]) -> None:
    set_rules(api, max_active=1)
    assert api.post("/series", wanted(desks[0])).status_code == 201
    must_be_problem(api.post("/series", wanted(desks[1])), 422, "limit-reached")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"repeat": {"unit": "week", "count": 2, "colour": "red"}}, "repeat"),
        ({"repeat": {"unit": "year", "count": 2}}, "repeat"),
        ({"repeat": {"unit": "week"}}, "repeat"),
        ({"repeat": {"unit": "week", "count": 2, "until": "2026-12-01"}}, "repeat"),
        ({"repeat": {"unit": "week", "count": "2"}}, "repeat"),
        ({"repeat": {"unit": "week", "count": True}}, "repeat"),
        ({"repeat": {"unit": "week", "count": 2, "days": ["XX"]}}, "repeat"),
        ({"repeat": {"unit": "week", "until": "soon"}}, "repeat"),
        ({"when_taken": "perhaps"}, "when_taken"),
        ({"kind": "desk"}, "space"),
    ],
)
def test_bad_input_is_named_by_its_field(api: ApiClient, desks: list[str], change: dict[str, Any], field: str) -> None:
    must_be_problem(api.post("/series", wanted(desks[0]) | change), 422, "invalid", field)
    assert number_of(api, Booking) == 0


@pytest.mark.parametrize(
    "repeat",
    [
        {"unit": "day", "days": ["MO"], "count": 2},
        {"unit": "week", "nth": 1, "count": 2},
        {"unit": "month", "days": ["MO"], "count": 2},
        {"unit": "week", "until": "2026-11-23"},
        {"unit": "week", "until": "2036-11-23"},
    ],
)
def test_repetition_that_makes_no_sense(api: ApiClient, desks: list[str], repeat: dict[str, Any]) -> None:
    must_be_problem(api.post("/series", wanted(desks[0], repeat=repeat)), 422, "bad-repetition")


def test_same_key_makes_one_series(api: ApiClient, desks: list[str]) -> None:
    key = {"Idempotency-Key": "once"}
    first, second = (api.post("/series", wanted(desks[0]), headers=key) for _ in range(2))
    assert first.json == second.json
    assert number_of(api, Series) == 1


def test_dates_from_a_day_on_move_to_other_times_and_another_space(api: ApiClient, desks: list[str]) -> None:
    made = api.post("/series", wanted(desks[0])).json
    later = {"starts_at": "2026-12-08T13:00:00+01:00", "ends_at": "2026-12-08T15:00:00+01:00", "space": desks[1]}
    answer = api.patch(f"/series/{made['id']}", {"from": "2026-12-08"} | later)
    assert answer.status_code == 200
    assert starts(answer) == [
        f"{day}T{hour}:00:00Z" for day, hour in zip(THE_DATES, ("08", "08", "12", "12"), strict=True)
    ]
    assert [one["space"] for one in answer.json["bookings"]] == [desks[0], desks[0], desks[1], desks[1]]


def test_dates_move_to_another_day_of_the_week(api: ApiClient, desks: list[str]) -> None:
    made = api.post("/series", wanted(desks[0])).json
    wednesday = {"starts_at": "2026-12-09T09:00:00+01:00", "ends_at": "2026-12-09T11:00:00+01:00"}
    answer = api.patch(f"/series/{made['id']}", {"from": "2026-12-02"} | wednesday)
    days = [one[:10] for one in starts(answer)]
    assert days == ["2026-11-24", "2026-12-01", "2026-12-09", "2026-12-16"]


def test_move_is_all_or_nothing(api: ApiClient, desks: list[str]) -> None:
    take(api, desks[1], "2026-12-15")
    made = api.post("/series", wanted(desks[0])).json
    must_be_problem(api.patch(f"/series/{made['id']}", {"from": "2026-11-24", "space": desks[1]}), 409, "slot-taken")
    assert api.get(f"/series/{made['id']}").json["bookings"] == made["bookings"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"space": "1"}, "from"),
        ({"from": "2026-12-08"}, "body"),
        ({"from": "2026-12-08", "starts_at": "2026-12-08T13:00:00+01:00"}, "ends_at"),
        ({"from": "someday", "space": "1"}, "from"),
        ({"from": "2026-12-08", "space": "1", "colour": "red"}, "colour"),
    ],
)
def test_bad_change_is_named_by_its_field(api: ApiClient, desks: list[str], change: dict[str, Any], field: str) -> None:
    made = api.post("/series", wanted(desks[0])).json
    must_be_problem(api.patch(f"/series/{made['id']}", change), 422, "invalid", field)


def test_range_and_then_all_is_cancelled_and_a_second_time_changes_nothing(api: ApiClient, desks: list[str]) -> None:
    made = api.post("/series", wanted(desks[0])).json
    path = f"/series/{made['id']}/cancellation"
    answer = api.post(path, {"from": "2026-12-01", "to": "2026-12-08"})
    assert answer.status_code == 200
    states = [one["status"] for one in answer.json["bookings"]]
    assert states == ["confirmed", "cancelled", "cancelled", "confirmed"]
    everything = api.post(path)
    assert {one["status"] for one in everything.json["bookings"]} == {"cancelled"}
    assert api.post(path, {}).json == everything.json
    must_be_problem(
        api.patch(f"/series/{made['id']}", {"from": "2026-11-24", "space": desks[1]}), 409, "nothing-to-move"
    )


def test_another_members_series_is_not_there(api: ApiClient, desks: list[str]) -> None:
    made = api.post("/series", wanted(desks[0])).json
    with api.app.app_context():
        token = places.a_token(places.a_member("other@example.org"))
        db.session.commit()
    other = ApiClient(api.app, token)
    must_be_problem(other.get(f"/series/{made['id']}"), 404, "not-found")
    must_be_problem(other.patch(f"/series/{made['id']}", {"from": "2026-11-24", "space": desks[1]}), 404, "not-found")
    must_be_problem(other.post(f"/series/{made['id']}/cancellation", {}), 404, "not-found")
    must_be_problem(ApiClient(api.app).post("/series", wanted(desks[0])), 401, "unauthorized")
