"""Lockers for programs: `free` tells when one can get at them, and what goes over the gaps is booked all the same."""

from typing import Any

import pytest

from core.db import db
from hubs.models import Hub
from tests.support import places
from tests.support.api import ApiClient, must_be_problem
from tests.support.monday import at, z

PATH = "/hubs/coppenbruegge/availability"


@pytest.fixture
def lockers(api: ApiClient) -> dict[str, str]:
    """Open from 8 to 12 and from 14 to 18 (UTC: 7–11, 13–17)."""
    with api.app.app_context():
        hub = db.session.query(Hub).filter_by(slug="coppenbruegge").one()
        hub.opening_hours = "Mo-Fr 08:00-12:00,14:00-18:00"
        places.a_space(hub, "Fach", "locker")
        places.a_space(hub, "Wand", "locker", is_outside=True)
        db.session.commit()
    spaces = api.get("/hubs/coppenbruegge").json["spaces"]
    return {space["name"]: space["id"] for space in spaces}


def free_of(api: ApiClient, name: str, start: str, end: str) -> Any:
    spaces = api.get(PATH, query_string={"from": start, "to": end, "kind": "locker"}).json["spaces"]
    return next(space for space in spaces if space["name"] == name)


def test_free_is_when_one_can_get_at_it_and_a_night_is_booked(api: ApiClient, lockers: dict[str, str]) -> None:
    start, end = at(16), at(8, days=2)
    inside = free_of(api, "Fach", at(16), at(8, days=2))
    assert inside["free"] == [{"from": z(16), "to": z(17)}, {"from": z(7, days=2), "to": z(8, days=2)}]
    assert inside["rules"] == {"held": "ends", "max_minutes": 10080}
    outside = free_of(api, "Wand", at(16), at(8, days=2))
    assert outside["free"] == [{"from": z(16), "to": z(8, days=2)}]
    assert outside["rules"]["held"] == "any"
    [hub] = api.get("/availability", query_string={"from": start, "to": end, "kind": "locker"}).json["items"]
    assert (hub["free"], hub["total"]) == (2, 2)

    made = api.post("/bookings", {"space": lockers["Fach"], "starts_at": start, "ends_at": end})
    assert made.status_code == 201, made.text
    assert (made.json["starts_at"], made.json["ends_at"]) == (z(16), z(8, days=2))
    assert free_of(api, "Fach", at(16), at(8, days=2))["free"] == []
    [hub] = api.get("/availability", query_string={"from": start, "to": end, "kind": "locker"}).json["items"]
    assert hub["free"] == 1


def test_any_free_locker_and_a_move_go_over_the_night_too(api: ApiClient, lockers: dict[str, str]) -> None:
    wish = {"hub": "coppenbruegge", "kind": "locker", "starts_at": at(16), "ends_at": at(8, days=2)}
    made = api.post("/bookings", wish)
    assert made.status_code == 201, made.text
    moved = api.patch(f"/bookings/{made.json['id']}", {"starts_at": at(9), "ends_at": at(15, days=2)})
    assert moved.status_code == 200, moved.text


@pytest.mark.parametrize(
    ("name", "start", "end", "code", "field"),
    [
        ("Fach", (6, 1), (8, 2), "outside-opening-hours", "starts_at"),
        ("Fach", (16, 1), (6, 2), "outside-opening-hours", "ends_at"),
        ("Fach", (8, 1), (9, 8), "too-long", "ends_at"),
        ("Desk 1", (16, 1), (8, 2), "outside-opening-hours", "ends_at"),
    ],
)
def test_what_cannot_be_taken_out_is_refused_by_its_code(
    api: ApiClient, lockers: dict[str, str], name: str, start: Any, end: Any, code: str, field: str
) -> None:
    wish = {"space": lockers[name], "starts_at": at(start[0], days=start[1]), "ends_at": at(end[0], days=end[1])}
    must_be_problem(api.post("/bookings", wish), 422, code, field)


def test_series_of_nights_is_booked(api: ApiClient, lockers: dict[str, str]) -> None:
    wish = {"space": lockers["Fach"], "starts_at": at(16), "ends_at": at(8, days=2), "when_taken": "fail"}
    made = api.post("/series", wish | {"repeat": {"every": 1, "unit": "week", "count": 3}})
    assert made.status_code == 201, made.text
    assert len(made.json["bookings"]) == 3
