"""A member's own bookings: list, one, move, cancel, check in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.db import db
from hubs.models import Space
from tests.support import places
from tests.support.api import ApiClient, must_be_problem
from tests.support.monday import MONDAY, at, z


def test_the_list_holds_ones_own_bookings_in_the_order_of_time(
    api: ApiClient, another: Callable[..., ApiClient], desks: list[str]
) -> None:
    later = _book(api, desks[0], 12, 14)
    sooner = _book(api, desks[1], 9, 11)
    _book(another(), desks[0], 9, 11)
    answer = api.get("/bookings").json
    assert answer == {"items": [sooner, later], "next": None}


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (at(9), at(11), True),
        (at(10), at(10.5), True),
        (at(8), at(9), False),
        (at(11), at(12), False),
        (at(8), at(9.5), True),
        (at(10), None, True),
        (at(11), None, False),
        (None, at(9.5), True),
        (None, at(9), False),
    ],
)
def test_the_list_of_a_range_is_half_open(
    api: ApiClient, booked: dict[str, Any], start: str | None, end: str | None, found: bool
) -> None:
    query = {name: value for name, value in (("from", start), ("to", end)) if value}
    assert [b["id"] for b in api.get("/bookings", query_string=query).json["items"]] == [booked["id"]] * found


def test_the_list_comes_in_pages_without_gap_or_repetition(api: ApiClient, desks: list[str]) -> None:
    """Two bookings begin at the same moment, on both sides of a page's end."""
    made = [_book(api, desk, 8 + hour, 9 + hour)["id"] for hour in range(3) for desk in desks]
    got, query, pages = [], {"limit": "3"}, 0
    while True:
        answer = api.get("/bookings", query_string=query).json
        got += [booking["id"] for booking in answer["items"]]
        pages += 1
        if answer["next"] is None:
            break
        query["next"] = answer["next"]
    assert (sorted(got), pages) == (sorted(made), 2)


@pytest.mark.parametrize(
    "query",
    [
        "next=x",
        "next=%00",
        "next=bm8gbm8",
        "limit=0",
        "limit=201",
        "limit=x",
        "from=x",
        "from=2026-11-24T09:00:00",
        "from=2026-11-25T00:00:00Z&to=2026-11-24T00:00:00Z",
    ],
)
def test_a_list_that_is_asked_for_wrongly(api: ApiClient, query: str) -> None:
    problem = must_be_problem(api.get(f"/bookings?{query}"), 422, "invalid")
    assert set(problem["errors"]) <= {"next", "limit", "from", "to"}


def test_another_members_booking_does_not_exist(
    api: ApiClient, another: Callable[..., ApiClient], booked: dict[str, Any]
) -> None:
    other, path = another(), f"/bookings/{booked['id']}"
    moved = {"starts_at": at(12), "ends_at": at(13)}
    answers = [
        other.get(path),
        other.patch(path, moved),
        other.post(f"{path}/cancellation"),
        other.post(f"{path}/check-in"),
        other.post(f"{path}/check-out"),
    ]
    unknown = other.get("/bookings/01a20c2e-debf-7b42-80fe-1eca389cb78a")
    for answer in answers:
        assert must_be_problem(answer, 404, "not-found") == unknown.json
    assert api.get(path).json == booked


@pytest.mark.parametrize("key", ["1", "x", "01a20c2e-debf-7b42-80fe-1eca389cb78", "%00", "a%00b", "..", "%F0%9F%8F%A1"])
def test_an_id_that_cannot_be_one(api: ApiClient, key: str) -> None:
    must_be_problem(api.get(f"/bookings/{key}"), 404, "not-found")


def test_a_move_changes_time_place_and_price_and_frees_the_old_time(
    api: ApiClient, another: Callable[..., ApiClient], booked: dict[str, Any], desks: list[str]
) -> None:
    changes = {"starts_at": at(12), "ends_at": at(15), "space": desks[1]}
    moved = api.patch(f"/bookings/{booked['id']}", changes)
    assert moved.status_code == 200
    assert moved.json == booked | {
        "starts_at": z(12),
        "ends_at": z(15),
        "space": desks[1],
        "space_name": "Desk 2",
        "price_cents": 600,
        "fee": booked["fee"] | {"gross_cents": 600, "net_cents": 504, "vat_cents": 96},
        "check_in_from": z(11.75),
    }
    other = another()
    assert other.post("/bookings", _wanted(desks[0], 9, 11)).status_code == 201
    must_be_problem(other.post("/bookings", _wanted(desks[1], 14, 16)), 409, "slot-taken")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"starts_at": at(8)}, (z(8), z(11))),
        ({"ends_at": at(12)}, (z(9), z(12))),
        ({"starts_at": at(10), "ends_at": at(12)}, (z(10), z(12))),
        ({"starts_at": at(9), "ends_at": at(11)}, (z(9), z(11))),
    ],
)
def test_a_move_may_overlap_its_own_time_and_leave_out_what_stays(
    api: ApiClient, booked: dict[str, Any], changes: dict[str, str], expected: tuple[str, str]
) -> None:
    moved = api.patch(f"/bookings/{booked['id']}", changes).json
    assert (moved["starts_at"], moved["ends_at"], moved["space"]) == (*expected, booked["space"])


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({}, 422, "invalid", "body"),
        ({"title": "new"}, 422, "invalid", "title"),
        ({"status": "cancelled"}, 422, "invalid", "status"),
        ({"starts_at": "2026-11-24T09:00:00"}, 422, "invalid", "starts_at"),
        ({"ends_at": None}, 422, "invalid", "ends_at"),
        ({"space": 1}, 422, "invalid", "space"),
        ({"space": "999999"}, 422, "unknown-space", "space"),
        ({"ends_at": at(8)}, 422, "end-before-start", "ends_at"),
        ({"ends_at": at(9.5)}, 422, "too-short", "ends_at"),
        ({"ends_at": at(20)}, 422, "too-long", "ends_at"),
        ({"starts_at": at(9.1)}, 422, "not-on-grid", "starts_at"),
        ({"starts_at": at(4), "ends_at": at(6)}, 422, "outside-opening-hours", "starts_at"),
        ({"starts_at": at(6, days=0), "ends_at": at(7, days=0)}, 422, "in-the-past", "starts_at"),
        ({"starts_at": at(9, days=70), "ends_at": at(10, days=70)}, 422, "too-far-ahead", "starts_at"),
    ],
)
def test_a_move_that_is_not_allowed_leaves_the_booking_as_it_was(
    api: ApiClient, booked: dict[str, Any], changes: dict[str, Any], status: int, code: str, field: str
) -> None:
    must_be_problem(api.patch(f"/bookings/{booked['id']}", changes), status, code, field)
    assert api.get(f"/bookings/{booked['id']}").json == booked


def test_a_move_onto_another_booking_is_refused_whole(
    api: ApiClient, booked: dict[str, Any], desks: list[str], another: Callable[..., ApiClient]
) -> None:
    _book(another(), desks[1], 9, 11)
    must_be_problem(api.patch(f"/bookings/{booked['id']}", {"space": desks[1]}), 409, "slot-taken")
    assert api.get(f"/bookings/{booked['id']}").json == booked
    must_be_problem(another("third@example.org").post("/bookings", _wanted(desks[0], 9, 11)), 409, "slot-taken")


def test_a_move_to_another_hub_is_refused(api: ApiClient, booked: dict[str, Any]) -> None:
    with api.app.app_context():
        places.a_hub("elsewhere")
        db.session.commit()
    space = api.get("/hubs/elsewhere").json["spaces"][0]["id"]
    must_be_problem(api.patch(f"/bookings/{booked['id']}", {"space": space}), 422, "unknown-space", "space")


def test_a_running_booking_keeps_its_start(api: ApiClient, booked: dict[str, Any], monday: Any) -> None:
    monday.move_to(MONDAY.replace(hour=9, minute=30) + timedelta(days=1))
    must_be_problem(api.patch(f"/bookings/{booked['id']}", {"starts_at": at(10)}), 409, "already-begun", "starts_at")
    assert api.patch(f"/bookings/{booked['id']}", {"ends_at": at(12)}).json["ends_at"] == z(12)


def test_a_cancelled_or_past_booking_cannot_be_moved(
    api: ApiClient, booked: dict[str, Any], desks: list[str], monday: Any
) -> None:
    other = _book(api, desks[1], 9, 11)
    api.post(f"/bookings/{booked['id']}/cancellation")
    must_be_problem(api.patch(f"/bookings/{booked['id']}", {"ends_at": at(12)}), 409, "step-not-allowed")
    monday.move_to(MONDAY + timedelta(days=2))
    later = {"starts_at": at(9, days=3), "ends_at": at(11, days=3)}
    must_be_problem(api.patch(f"/bookings/{other['id']}", later), 409, "step-not-allowed")


def test_a_cancellation_frees_the_place_and_may_come_twice(
    api: ApiClient, booked: dict[str, Any], another: Callable[..., ApiClient]
) -> None:
    path = f"/bookings/{booked['id']}/cancellation"
    first, second = api.post(path), api.post(path)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json == second.json == booked | {"status": "cancelled"}
    assert another().post("/bookings", _wanted(booked["space"], 9, 11)).status_code == 201


def test_a_cancellation_after_the_deadline_is_too_late(api: ApiClient, booked: dict[str, Any], monday: Any) -> None:
    path = f"/bookings/{booked['id']}"
    monday.move_to(MONDAY + timedelta(days=1, seconds=1))  # the deadline is an hour before the start
    must_be_problem(api.post(f"{path}/cancellation"), 409, "too-late-to-cancel")
    assert api.get(path).json["status"] == "confirmed"
    monday.move_to(MONDAY + timedelta(days=1))
    assert api.post(f"{path}/cancellation").json["status"] == "cancelled"


def test_a_past_booking_cannot_be_cancelled(api: ApiClient, booked: dict[str, Any], monday: Any) -> None:
    monday.move_to(MONDAY + timedelta(days=9))
    must_be_problem(api.post(f"/bookings/{booked['id']}/cancellation"), 409, "too-late-to-cancel")


def test_a_booking_of_a_space_that_is_no_longer_offered_can_be_cancelled(
    api: ApiClient, booked: dict[str, Any]
) -> None:
    with api.app.app_context():
        db.session.get_one(Space, int(booked["space"])).is_active = False
        db.session.commit()
    assert api.post(f"/bookings/{booked['id']}/cancellation").json["status"] == "cancelled"


def test_check_in_around_the_start_and_once_more(api: ApiClient, booked: dict[str, Any], monday: Any) -> None:
    path, start = f"/bookings/{booked['id']}/check-in", MONDAY.replace(hour=9) + timedelta(days=1)
    must_be_problem(api.post(path), 409, "not-now")
    monday.move_to(start - timedelta(minutes=15, seconds=1))
    must_be_problem(api.post(path), 409, "not-now")
    monday.move_to(start - timedelta(minutes=15))
    assert api.post(path).json == api.post(path).json == booked | {"status": "checked_in"}


def test_check_in_after_the_end_or_after_a_cancellation(
    api: ApiClient, booked: dict[str, Any], desks: list[str], monday: Any
) -> None:
    other = _book(api, desks[1], 9, 11)
    api.post(f"/bookings/{other['id']}/cancellation")
    must_be_problem(api.post(f"/bookings/{other['id']}/check-in"), 409, "step-not-allowed")
    monday.move_to(MONDAY.replace(hour=11) + timedelta(days=1))
    must_be_problem(api.post(f"/bookings/{booked['id']}/check-in"), 409, "not-now")


def test_a_past_booking_reads_as_completed_although_no_job_ran(
    api: ApiClient, booked: dict[str, Any], monday: Any
) -> None:
    monday.move_to(MONDAY + timedelta(days=2))
    assert api.get(f"/bookings/{booked['id']}").json["status"] == "completed"
    assert api.get("/bookings").json["items"][0]["status"] == "completed"


def _wanted(space: str, start: float, end: float) -> dict[str, str]:
    return {"space": space, "starts_at": at(start), "ends_at": at(end)}


def _book(api: ApiClient, space: str, start: float, end: float) -> dict[str, Any]:
    response = api.post("/bookings", _wanted(space, start, end))
    assert response.status_code == 201, response.data
    return dict(response.json)


def test_check_out_gives_the_rest_back_and_once_more_changes_nothing(
    api: ApiClient, another: Callable[..., ApiClient], booked: dict[str, Any], desks: list[str], monday: Any
) -> None:
    path, start = f"/bookings/{booked['id']}", MONDAY.replace(hour=9) + timedelta(days=1)
    must_be_problem(api.post(f"{path}/check-out"), 409, "step-not-allowed")
    monday.move_to(start)
    assert api.post(f"{path}/check-in").json["status"] == "checked_in"
    monday.move_to(start + timedelta(minutes=30))
    assert [api.post(f"{path}/check-out").json["status"] for _ in range(2)] == ["completed", "completed"]
    wanted = {"space": desks[0], "starts_at": at(9.5), "ends_at": at(11)}
    assert another().post("/bookings", wanted).status_code == 201


def test_check_out_after_the_end(api: ApiClient, booked: dict[str, Any], monday: Any) -> None:
    monday.move_to(MONDAY.replace(hour=11) + timedelta(days=1))
    must_be_problem(api.post(f"/bookings/{booked['id']}/check-out"), 409, "step-not-allowed")
