"""The site's own answers about availability, in a process with a time zone of its own.

`python -m tests.races.availability_process URL` prints its offset from UTC; then each line it reads is a case of
tests/oracle.py (pickled), and each line it prints the answer of the JSON API to it.
"""

import base64
import json
import pickle
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import delete

from bookings import blocking_actions, place_actions
from bookings.models import Blocking, Booking, BookingEvent, Occupancy
from core.db import db
from core.timespans import Interval, merge
from hubs import actions
from hubs.models import Closure, Hub, Space
from hubs.setup import setup_of
from hubs.setup_rules import HubValues, SpaceValues
from members.models import Member
from tests.oracle import Case, text_of
from tests.support import site

TABLES = (Occupancy, BookingEvent, Booking, Blocking, Closure)


def furnish() -> None:
    """A desk inside a room, and another desk."""
    actions.set_municipality(key="03252001", name="Zeitdorf", lat=52.1, lon=9.4)
    place = {"village": "Zeitdorf", "municipality_key": "03252001", "lat": 52.1, "lon": 9.4}
    hub = actions.create_hub(values=HubValues(slug="hub", name="Hub", opening_hours="Mo-Su 09:00-17:00", **place))
    room = actions.create_space(hub=hub, values=SpaceValues(name="room", kind="room"))
    actions.create_space(hub=hub, values=SpaceValues(name="desk in it", kind="desk", room_id=room.id))
    actions.create_space(hub=hub, values=SpaceValues(name="other desk", kind="desk"))
    db.session.add(Member(id=1, email="a@example.org", name="A", password_hash="!"))
    db.session.commit()


def arrange(case: Case) -> None:
    """Bring the hub into the state of the case. What is taken is in turn a booking and a blocking of the desk in the
    room; on the other desk lies a hold that has run out."""
    for table in TABLES:
        db.session.execute(delete(table))
    hub = db.session.query(Hub).one()
    hub.opening_hours, hub.time_zone = text_of(case.rules), case.zone
    for start, end in case.closures:
        actions.close(hub=hub, start=start, end=end)
    db.session.flush()
    desk, other = (db.session.query(Space).filter_by(name=name).one() for name in ("desk in it", "other desk"))
    for number, taken in enumerate(merge(Interval(*stretch) for stretch in case.taken)):
        if number % 2:
            blocking_actions.block(hub=hub, place=setup_of(hub).by_id[desk.id], start=taken.start, end=taken.end)
        else:
            take(hub, desk, taken, "confirmed", {})
    run_out = {"expires_at": case.now}
    take(hub, other, Interval(case.start - timedelta(hours=1), case.end), "held", run_out)
    db.session.commit()


def take(hub: Hub, space: Space, taken: Interval, status: str, more: dict[str, Any]) -> None:
    shared = {"hub_id": hub.id, "space_id": space.id} | more
    booking = Booking(member_id=1, starts_at=taken.start, ends_at=taken.end, status=status, **shared)
    db.session.add(booking)
    db.session.flush()
    for start, end in place_actions.day_long_pieces(taken.start, taken.end):
        db.session.add(Occupancy(booking_id=booking.id, starts_at=start, ends_at=end, **shared))
    db.session.flush()


def answer(app: Flask, case: Case) -> dict[str, list[list[str]]]:
    """What the API says is free, by name of the space."""
    with time_machine.travel(case.now, tick=False):
        with app.app_context():
            arrange(case)
        asked = {"from": case.start.isoformat(), "to": case.end.isoformat()}
        response = app.test_client().get("/api/v1/hubs/hub/availability", query_string=asked)
    assert response.status_code == 200, response.text
    spaces: list[dict[str, Any]] = response.get_json()["spaces"]
    return {space["name"]: [[free["from"], free["to"]] for free in space["free"]] for space in spaces}


def main(url: str, folder: str) -> None:
    app = site.make_app(url, instance_dir=Path(folder))
    with app.app_context():
        furnish()
    print(time.localtime(1_700_000_000).tm_gmtoff, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(app, pickle.loads(base64.b64decode(line)))), flush=True)
    site.close(app)


if __name__ == "__main__":
    main(*sys.argv[1:])
