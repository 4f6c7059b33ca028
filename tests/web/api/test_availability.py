"""GET /hubs/{slug}/availability and GET /availability."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bookings.models import Blocking, Occupancy
from core.db import db
from hubs.models import BookingRules, Closure, Hub, Space, Tariff
from tests.support import places
from tests.support.api import ApiClient, must_be_problem
from tests.support.monday import MONDAY, at, z

PATH = "/hubs/coppenbruegge/availability"


def test_what_is_free_stands_beside_the_rules(api: ApiClient, booked: dict[str, Any], desks: list[str]) -> None:
    answer = api.get(PATH, query_string={"from": at(5), "to": at(21), "kind": "desk"}).json
    rules = answer.pop("rules")
    assert (rules["grid_minutes"], rules["horizon_days"], rules["max_active"]) == (30, 60, 20)
    desk = {"kind": "desk", "turnaround_minutes": 0}
    assert answer == {
        "hub": "coppenbruegge",
        "from": z(5),
        "to": z(21),
        "spaces": [
            desk
            | {
                "id": desks[0],
                "name": "Desk 1",
                "free": [{"from": z(5), "to": z(9)}, {"from": z(11), "to": z(21)}],
            },
            desk | {"id": desks[1], "name": "Desk 2", "free": [{"from": z(5), "to": z(21)}]},
        ],
    }


def test_it_needs_no_token_and_names_nobody(visitor: ApiClient, booked: dict[str, Any]) -> None:
    response = visitor.get(PATH, query_string={"from": at(5), "to": at(21)})
    assert response.status_code == 200
    assert "Mira" not in response.text
    assert "Writing" not in response.text


def test_all_kinds_unless_one_is_asked_for(api: ApiClient) -> None:
    _change(lambda hub: places.a_space(hub, "Room", "room", turnaround_minutes=30), api)
    everything = {"from": at(9), "to": at(11)}
    assert _kinds(api, everything) == ["room", "desk", "desk"]
    assert _kinds(api, everything | {"kind": "room"}) == ["room"]
    assert _kinds(api, everything | {"kind": "locker"}) == []


def test_the_past_is_not_free(api: ApiClient, monday: Any) -> None:
    monday.move_to(MONDAY + timedelta(minutes=7))
    assert _free(api, at(6, days=0), at(12, days=0))["Desk 1"] == [("2026-11-23T08:07:00Z", z(12, days=0))]
    assert _free(api, at(6, days=-1), at(12, days=-1))["Desk 1"] == []


def test_nights_and_closures_are_not_free(api: ApiClient) -> None:
    closed = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=1)}
    _change(lambda hub: db.session.add(Closure(hub_id=hub.id, **closed)), api)
    expected = [(z(5), z(8)), (z(9), z(21)), (z(5, days=2), z(12, days=2))]
    assert _free(api, at(0), at(12, days=2))["Desk 2"] == expected


def test_a_blocking_and_a_turnaround_are_not_free(api: ApiClient, desks: list[str]) -> None:
    def block(hub: Hub) -> None:
        times = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=1)}
        blocking = Blocking(hub_id=hub.id, space_id=int(desks[0]), **times)
        db.session.add(blocking)
        db.session.flush()
        db.session.add(Occupancy(hub_id=hub.id, space_id=int(desks[0]), blocking_id=blocking.id, **times))
        db.session.get_one(Space, int(desks[1])).turnaround_minutes = 30

    _change(block, api)
    api.post("/bookings", {"space": desks[1], "starts_at": at(9), "ends_at": at(10)})
    free = _free(api, at(7), at(12))
    assert free["Desk 1"] == [(z(7), z(8)), (z(9), z(12))]
    assert free["Desk 2"] == [(z(7), z(9)), (z(10.5), z(12))]


def test_a_room_is_taken_with_its_desks_and_they_with_it(api: ApiClient) -> None:
    def furnish(hub: Hub) -> None:
        room = places.a_space(hub, "Room", "room")
        for number in (1, 2):
            places.a_space(hub, f"Inside {number}", room_id=room.id)

    _change(furnish, api)
    ids = {space["name"]: space["id"] for space in api.get("/hubs/coppenbruegge").json["spaces"]}
    api.post("/bookings", {"space": ids["Inside 1"], "starts_at": at(9), "ends_at": at(10)})
    api.post("/bookings", {"space": ids["Inside 2"], "starts_at": at(8), "ends_at": at(10)})
    api.post("/bookings", {"space": ids["Room"], "starts_at": at(12), "ends_at": at(13)})
    free = _free(api, at(7), at(14))
    assert free["Room"] == [(z(7), z(8)), (z(10), z(12)), (z(13), z(14))]
    assert free["Inside 1"] == [(z(7), z(9)), (z(10), z(12)), (z(13), z(14))]
    assert free["Desk 1"] == [(z(7), z(14))]


def test_a_space_says_where_its_rules_differ(api: ApiClient, desks: list[str]) -> None:
    _change(lambda hub: db.session.add(BookingRules(hub_id=hub.id, space_id=int(desks[0]), min_minutes=30)), api)
    spaces = api.get(PATH, query_string={"from": at(9), "to": at(11)}).json["spaces"]
    assert [space.get("rules") for space in spaces] == [{"min_minutes": 30}, None]


@pytest.mark.parametrize(
    ("day", "hours", "first", "last"),
    [
        ("2026-03-29", 23, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("2026-10-25", 25, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
    ],
)
def test_a_day_of_the_clock_change_has_its_real_length(
    api: ApiClient, monday: Any, day: str, hours: int, first: str, last: str
) -> None:
    _change(lambda hub: setattr(hub, "opening_hours", "24/7"), api)
    monday.move_to(datetime.fromisoformat(f"{day}T00:00:00Z") - timedelta(days=5))
    ((start, end),) = _free(api, first, last)["Desk 1"]
    assert (start, end) == (first, last)
    assert datetime.fromisoformat(end) - datetime.fromisoformat(start) == timedelta(hours=hours)


def test_a_lunch_break_is_not_free_and_a_booking_goes_over_it(api: ApiClient, desks: list[str]) -> None:
    _change(lambda hub: setattr(hub, "opening_hours", "Mo-Fr 08:00-12:30,14:30-18:00"), api)
    free = [(z(7), z(11.5)), (z(13.5), z(17))]
    assert _free(api, at(5), at(21)) == {"Desk 1": free, "Desk 2": free}
    whole_day = {"starts_at": at(7), "ends_at": at(17)}
    hubs = api.get("/availability", query_string={"from": at(7), "to": at(17)}).json["items"]
    assert [(hub["free"], hub["total"]) for hub in hubs] == [(2, 2)]
    made = api.post("/bookings", {"space": desks[0]} | whole_day)
    assert (made.status_code, made.json["starts_at"], made.json["ends_at"]) == (201, z(7), z(17))
    assert _free(api, at(5), at(21)) == {"Desk 1": [], "Desk 2": free}
    into_it = api.post("/bookings", {"space": desks[1], "starts_at": at(7), "ends_at": at(13)})
    must_be_problem(into_it, 422, "outside-opening-hours")
    _change(lambda hub: setattr(db.session.scalars(select(BookingRules)).one(), "over_lunch", False), api)
    must_be_problem(api.post("/bookings", {"space": desks[1]} | whole_day), 422, "outside-opening-hours")


def test_a_plus_that_was_not_encoded_is_understood(api: ApiClient) -> None:
    answer = api.get(f"{PATH}?from=2026-11-24T10:00:00+01:00&to=2026-11-24T12:00+01:00").json
    assert (answer["from"], answer["to"]) == (z(9), z(11))


def test_a_year_at_once_and_no_more(api: ApiClient) -> None:
    whole = api.get(PATH, query_string={"from": at(0), "to": at(0, days=367)})
    assert len(whole.json["spaces"][0]["free"]) == 366
    response = api.get(PATH, query_string={"from": at(0), "to": at(0.5, days=367)})
    must_be_problem(response, 422, "range-too-long", "to")


def test_a_hub_that_takes_no_bookings_has_nothing_free(api: ApiClient, desks: list[str]) -> None:
    _change(lambda hub: setattr(hub, "is_open_to_book", False), api)
    times = {"from": at(9), "to": at(11)}
    assert _free(api, at(9), at(11)) == {"Desk 1": [], "Desk 2": []}
    assert [hub["free"] for hub in api.get("/availability", query_string=times).json["items"]] == [0]
    refused = api.post("/bookings", {"space": desks[0], "starts_at": at(9), "ends_at": at(11)})
    must_be_problem(refused, 422, "outside-opening-hours")


WRONG = [
    ({"from": at(9)}, "to"),
    ({"to": at(9)}, "from"),
    ({"from": "2026-11-24T09:00:00", "to": at(11)}, "from"),
    ({"from": at(9), "to": "2026-11-24"}, "to"),
    ({"from": at(9), "to": at(9)}, "to"),
    ({"from": at(11), "to": at(9)}, "to"),
    ({"from": at(9), "to": at(11), "kind": "throne"}, "kind"),
    ({"from": at(9), "to": at(11), "kind": "\x00"}, "kind"),
    ({"from": "3000-01-01T00:00:00Z", "to": "3000-01-02T00:00:00Z"}, "from"),
]


@pytest.mark.parametrize(("query", "field"), WRONG)
@pytest.mark.parametrize("path", [PATH, "/availability"])
def test_a_wrong_question_is_refused_at_its_field(
    visitor: ApiClient, path: str, query: dict[str, str], field: str
) -> None:
    must_be_problem(visitor.get(path, query_string=query), 422, "invalid", field)


def test_the_availability_of_a_hub_that_is_not_there(visitor: ApiClient) -> None:
    response = visitor.get("/hubs/nowhere/availability", query_string={"from": at(9), "to": at(11)})
    must_be_problem(response, 404, "not-found")


@pytest.mark.parametrize(("start", "end", "free"), [(9, 11, 1), (8, 10, 1), (11, 13, 2), (7, 9, 2), (4, 7, 0)])
def test_hubs_with_how_many_are_free_for_the_whole_time(
    visitor: ApiClient, booked: dict[str, Any], start: float, end: float, free: int
) -> None:
    answer = visitor.get("/availability", query_string={"from": at(start), "to": at(end), "kind": "desk"}).json
    assert (answer["from"], answer["to"]) == (z(start), z(end))
    (hub,) = answer["items"]
    assert (hub["slug"], hub["hub"]) == ("coppenbruegge", "coppenbruegge")
    assert (hub["free"], hub["total"]) == (free, 2)
    assert (hub["price_cents"], hub["currency"]) == (int(end - start) * 200, "EUR")


def test_free_means_that_it_can_be_booked_turnaround_included(api: ApiClient, booked: dict[str, Any]) -> None:
    _change(lambda hub: setattr(db.session.get_one(Space, int(booked["space"])), "turnaround_minutes", 15), api)
    (hub,) = api.get("/availability", query_string={"from": at(8), "to": at(9)}).json["items"]
    assert hub["free"] == 1
    wanted = {"space": booked["space"], "starts_at": at(8), "ends_at": at(9)}
    must_be_problem(api.post("/bookings", wanted), 409, "slot-taken")


def test_the_nearest_hub_with_the_wanted_kind_comes_first(api: ApiClient) -> None:
    with api.app.app_context():
        room = places.a_space(places.a_hub("far", lat=51.9, lon=9.2), "Room", "room")
        db.session.add(Tariff(hub_id=room.hub_id, kind="room", hour_cents=100))
        db.session.commit()
    times = {"from": at(9), "to": at(11)}
    near_far = api.get("/availability", query_string=times | {"near": "51.9,9.2"}).json["items"]
    assert [(hub["slug"], hub["total"], hub["price_cents"]) for hub in near_far] == [
        ("far", 3, 200),
        ("coppenbruegge", 2, 400),
    ]
    assert near_far[0]["distance_km"] == 0
    rooms = api.get("/availability", query_string=times | {"kind": "room"}).json["items"]
    assert [hub["slug"] for hub in rooms] == ["far"]


def test_what_has_begun_is_no_longer_free_for_the_whole_time(visitor: ApiClient) -> None:
    query = {"from": at(7.5, days=0), "to": at(12, days=0)}
    assert [hub["free"] for hub in visitor.get("/availability", query_string=query).json["items"]] == [0]


def test_one_hub_costs_two_statements_however_many_desks(api: ApiClient, statements: list[str]) -> None:
    query = {"from": at(5), "to": at(21)}
    api.get(PATH, query_string=query)  # the set-up is in memory now
    api.token = None
    statements.clear()
    api.get(PATH, query_string=query)
    assert len(statements) == 2, statements


def _change(change: Callable[[Hub], Any], api: ApiClient) -> None:
    with api.app.app_context():
        change(db.session.scalars(select(Hub)).one())
        db.session.commit()


def _kinds(api: ApiClient, query: dict[str, str]) -> list[str]:
    return [space["kind"] for space in api.get(PATH, query_string=query).json["spaces"]]


def _free(api: ApiClient, start: str, end: str) -> dict[str, list[tuple[str, str]]]:
    spaces = api.get(PATH, query_string={"from": start, "to": end}).json["spaces"]
    return {space["name"]: [(free["from"], free["to"]) for free in space["free"]] for space in spaces}
