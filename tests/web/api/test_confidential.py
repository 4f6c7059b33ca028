"""Confidential spaces in the API: no title, a code instead of a name, nothing that says what the room is for."""

from typing import Any

import pytest
from sqlalchemy import select

from core.db import db
from hubs import actions as hub_actions
from hubs.models import Hub
from hubs.setup_rules import SpaceValues
from tests.support.api import ApiClient, must_be_problem
from tests.support.confidential import OUTER, ROOM, WORD
from tests.support.monday import at


@pytest.fixture
def room(api: ApiClient, desks: list[str]) -> str:
    """The id of a confidential room of the hub, free of charge."""
    with api.app.app_context():
        hub = db.session.scalars(select(Hub)).one()
        values = SpaceValues(name=ROOM, kind="room", is_confidential=True, outer_name=OUTER)
        made = hub_actions.create_space(hub=hub, values=values).id
        db.session.commit()
    return str(made)


def wanted(room: str, **more: Any) -> dict[str, Any]:
    return {"space": room, "starts_at": at(9), "ends_at": at(10), **more}


def test_title_is_refused_and_books_nothing(api: ApiClient, room: str) -> None:
    must_be_problem(api.post("/bookings", wanted(room, title=WORD)), 422, "no-title-here", "title")
    series = {"repeat": {"unit": "day", "count": 2}, "title": WORD}
    must_be_problem(api.post("/series", wanted(room) | series), 422, "no-title-here", "title")
    assert api.get("/bookings").json == {"items": [], "next": None}
    assert api.post("/bookings", wanted(room, title="")).status_code == 201


def test_booking_bears_the_outer_name_and_a_code(api: ApiClient, room: str) -> None:
    booking = api.post("/bookings", wanted(room)).json
    assert booking is not None
    told = {name: booking[name] for name in ("space", "space_name", "title", "confidential")}
    assert told == {"space": room, "space_name": OUTER, "title": "", "confidential": True}
    assert len(booking["pickup_code"]) == 5
    assert api.get(f"/bookings/{booking['id']}").json == booking


def test_space_says_that_it_is_confidential(api: ApiClient, room: str, desks: list[str]) -> None:
    spaces = {space["id"]: space for space in api.get("/hubs/coppenbruegge").json["spaces"]}  # type: ignore[index]
    assert (spaces[room]["name"], spaces[room]["confidential"]) == (ROOM, True)
    assert "confidential" not in spaces[desks[0]]
    plain = api.post("/bookings", wanted(desks[0])).json
    assert plain is not None
    assert not {"confidential", "pickup_code"} & plain.keys()


def test_any_room_is_this_one_where_there_is_no_other(api: ApiClient, room: str) -> None:
    by_kind = {"hub": "coppenbruegge", "kind": "room", "starts_at": at(9), "ends_at": at(10)}
    must_be_problem(api.post("/bookings", by_kind | {"title": WORD}), 422, "no-title-here", "title")
    assert api.post("/bookings", by_kind).json["space"] == room  # type: ignore[index]


def test_move_out_of_it_is_refused(api: ApiClient, room: str, desks: list[str]) -> None:
    booking = api.post("/bookings", wanted(room)).json
    assert booking is not None
    path = f"/bookings/{booking['id']}"
    must_be_problem(api.patch(path, {"space": desks[0]}), 422, "confidential-move", "space")
    assert api.patch(path, {"starts_at": at(11), "ends_at": at(12)}).json["pickup_code"] == booking["pickup_code"]  # type: ignore[index]
