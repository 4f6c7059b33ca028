"""POST /bookings with "spaces": a group, all or nothing."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from bookings.models import Booking, Occupancy
from core.db import db
from core.outbox import OutboxMail
from hubs.models import BookingRules, Space
from tests.support import places
from tests.support.api import ApiClient, must_be_problem
from tests.support.monday import at


def wish(spaces: list[str], **more: Any) -> dict[str, Any]:
    return {"spaces": spaces, "starts_at": at(9), "ends_at": at(11), **more}


def rows(app: Flask) -> tuple[int, int]:
    """How many bookings there are, and how many rows of occupancy."""
    with app.app_context():
        count = select(func.count())
        return db.session.scalar(count.select_from(Booking)) or 0, db.session.scalar(count.select_from(Occupancy)) or 0


def test_a_group_is_answered_with_all_its_bookings_in_the_order_of_the_wish(
    app: Flask, api: ApiClient, desks: list[str]
) -> None:
    response = api.post("/bookings", wish(desks[::-1], title="Klausur"))
    assert response.status_code == 201
    group, items = response.json["group"], response.json["items"]
    assert [one["space"] for one in items] == desks[::-1]
    assert {(one["status"], one["title"], one["group"], one["price_cents"]) for one in items} == {
        ("confirmed", "Klausur", group, 400)
    }
    assert response.headers["Location"] == f"/api/v1/bookings/{items[0]['id']}"
    assert [api.get(f"/bookings/{one['id']}").json for one in items] == items
    with app.app_context():
        [mail] = db.session.scalars(select(OutboxMail)).all()
    assert mail.template == "group-booked"


def test_one_place_that_is_taken_refuses_all_and_names_it(app: Flask, api: ApiClient, desks: list[str]) -> None:
    api.post("/bookings", {"space": desks[1], "starts_at": at(10), "ends_at": at(12)})
    before = rows(app)
    refused = api.post("/bookings", wish(desks))
    must_be_problem(refused, 409, "slot-taken")
    assert refused.json["taken"] == [desks[1]]
    assert "Desk 2" in refused.json["detail"]
    assert rows(app) == before


def test_the_same_key_answers_a_group_once_more_and_books_once(app: Flask, api: ApiClient, desks: list[str]) -> None:
    got = [api.post("/bookings", wish(desks), headers={"Idempotency-Key": "group"}) for _ in range(2)]
    assert got[0].json == got[1].json
    assert rows(app)[0] == len(desks)


@pytest.mark.parametrize("reason", ["twice", "confidential", "locker", "inside", "hub"])
def test_what_is_no_group_is_refused_with_the_reason(app: Flask, api: ApiClient, desks: list[str], reason: str) -> None:
    spaces = list(desks)
    with app.app_context():
        hub_id = db.session.scalars(select(Space.hub_id).where(Space.id == int(desks[0]))).one()
        if reason == "twice":
            spaces.append(desks[0])
        elif reason == "hub":
            spaces.append(str(places.a_space(places.a_hub("elsewhere"), "Far away").id))
        elif reason == "inside":
            room = Space(hub_id=hub_id, name="Room", kind="room")
            db.session.add(room)
            db.session.flush()
            db.session.execute(update(Space).where(Space.id == int(desks[0])).values(room_id=room.id))
            spaces.append(str(room.id))
        else:
            values = {"is_confidential": True, "outer_name": "Room 9"} if reason == "confidential" else {}
            other = Space(hub_id=hub_id, name="Other", kind="locker" if reason == "locker" else "room", **values)
            db.session.add(other)
            db.session.flush()
            spaces.append(str(other.id))
        db.session.commit()
    must_be_problem(api.post("/bookings", wish(spaces)), 422, "not-together")
    assert rows(app) == (0, 0)


def test_spaces_beside_a_space_or_none_at_all_are_refused_at_the_field(api: ApiClient, desks: list[str]) -> None:
    for body in (wish(desks, space=desks[0]), wish([]), wish(desks * 11)):
        refused = api.post("/bookings", body)
        must_be_problem(refused, 422, "invalid")
        assert list(refused.json["errors"]) == ["spaces"]
    must_be_problem(api.post("/bookings", wish(["999999"])), 422, "unknown-space")


def test_each_place_of_a_group_counts_for_the_limit(app: Flask, api: ApiClient, desks: list[str]) -> None:
    with app.app_context():
        db.session.execute(update(BookingRules).values(max_active=1))
        db.session.commit()
    must_be_problem(api.post("/bookings", wish(desks)), 422, "limit-reached")
    assert api.post("/bookings", wish(desks[:1])).status_code == 201
