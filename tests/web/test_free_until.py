"""Until when a place is free: all pages say what `bookings.availability` says, whatever the state of the hub."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings import availability, blocking_actions
from bookings.door import actions as door_actions
from bookings.models import Booking, Occupancy
from core import formats
from core.clock import local, now
from core.db import db
from core.identifiers import new_id
from core.transactions import transaction
from hubs.models import Closure, Hub, Space
from members.models import MemberRole
from tests.support import people
from tests.support.house import ZONE, House, at, house
from tests.support.html import text

pytestmark = pytest.mark.one_database
DAY, NEXT, FAR = "2026-11-24", "2026-11-25", "2026-11-26"
RULES = {"grid_minutes": 15, "min_minutes": 15, "max_minutes": 1440, "max_active": 0}
HOST = "/host/coppenbruegge"
DESK = "Platz 1"
Prepare = Callable[[House], None]


def taken(space: str, start: datetime, end: datetime, turnaround: int = 0, **values: Any) -> Prepare:
    """Bert has booked the space; with its turnaround, and of a room the desks inside, as the house writes it."""

    def work(home: House) -> None:
        with home.here("bert@example.org") as (bert, hub, setup), transaction():
            place = home.place(setup, space)
            booking = Booking(id=new_id(), hub_id=hub.id, space_id=place.id, member_id=bert.id, **_status(values))
            booking.starts_at, booking.ends_at = start, end
            db.session.add(booking)
            db.session.flush()
            for space_id in place.takes:
                times = {"starts_at": start, "ends_at": end + timedelta(minutes=turnaround)}
                row = Occupancy(hub_id=hub.id, space_id=space_id, booking_id=booking.id, **times)
                row.expires_at = booking.expires_at
                db.session.add(row)

    return work


def _status(values: dict[str, Any]) -> dict[str, Any]:
    return {"status": "confirmed", "expires_at": None} | values


def blocked(start: datetime, end: datetime) -> Prepare:
    def work(home: House) -> None:
        with home.here() as (_anna, hub, setup), transaction():
            blocking_actions.block(hub=hub, place=home.place(setup, DESK), start=start, end=end, reason="x")

    return work


def closed(start: datetime, end: datetime) -> Prepare:
    def work(home: House) -> None:
        with home.here() as (_anna, hub, _setup), transaction():
            db.session.add(Closure(hub_id=hub.id, starts_at=start, ends_at=end, reason="Fest"))
            hub.setup_stamp = uuid4().hex

    return work


NIGHT = "Mo-Su 20:00-02:00"
STATES: dict[str, tuple[str, dict[str, Any], list[Prepare], str | None]] = {
    "plain day": (f"{DAY} 9:07", {}, [], f"{DAY} 20:00"),
    "neighbour": (f"{DAY} 9:07", {}, [taken(DESK, at(DAY, "11:00"), at(DAY, "12:00"))], f"{DAY} 11:00"),
    "turnaround before the neighbour": (
        f"{DAY} 9:07",
        {"turnaround": 30},
        [taken(DESK, at(DAY, "11:00"), at(DAY, "12:00"), 30)],
        f"{DAY} 10:30",
    ),
    "turnaround after a booking": (
        f"{DAY} 9:07",
        {"turnaround": 30},
        [taken(DESK, at(DAY, "8:00"), at(DAY, "9:00"), 30)],
        None,
    ),
    "turnaround at closing": (f"{DAY} 9:07", {"turnaround": 45}, [], f"{DAY} 20:00"),
    "turnaround before what is blocked after closing": (
        f"{DAY} 9:07",
        {"turnaround": 60},
        [blocked(at(DAY, "20:30"), at(DAY, "22:00"))],
        f"{DAY} 19:30",
    ),
    "room around the desk": (
        f"{DAY} 9:07",
        {"room_of": (DESK, "Platz 2")},
        [taken("Besprechung", at(DAY, "13:00"), at(DAY, "14:00"))],
        f"{DAY} 13:00",
    ),
    "other desk in the room": (
        f"{DAY} 9:07",
        {"room_of": (DESK, "Platz 2")},
        [taken("Platz 2", at(DAY, "13:00"), at(DAY, "14:00"))],
        f"{DAY} 20:00",
    ),
    "taken now": (f"{DAY} 9:07", {}, [taken(DESK, at(DAY, "8:00"), at(DAY, "10:00"))], None),
    "blocked later": (f"{DAY} 9:07", {}, [blocked(at(DAY, "15:00"), at(DAY, "16:00"))], f"{DAY} 15:00"),
    "closure later": (f"{DAY} 9:07", {}, [closed(at(DAY, "14:00"), at(DAY, "18:00"))], f"{DAY} 14:00"),
    "closure now": (f"{DAY} 9:07", {}, [closed(at(DAY, "8:00"), at(DAY, "18:00"))], None),
    "lunch": (f"{DAY} 9:07", {"hours": "Mo-Fr 08:00-12:00,13:00-18:00"}, [], f"{DAY} 12:00"),
    "at lunch": (f"{DAY} 12:30", {"hours": "Mo-Fr 08:00-12:00,13:00-18:00"}, [], None),
    "end of the day": (f"{DAY} 21:00", {"hours": "Mo-Su 08:00-24:00"}, [], f"{NEXT} 0:00"),
    "over midnight": (f"{DAY} 23:10", {"hours": NIGHT}, [], f"{NEXT} 2:00"),
    "over midnight to a neighbour": (
        f"{DAY} 23:10",
        {"hours": NIGHT, "turnaround": 15},
        [taken(DESK, at(NEXT, "1:00"), at(NEXT, "1:30"), 15)],
        f"{NEXT} 0:45",
    ),
    "after midnight": (f"{NEXT} 0:20", {"hours": NIGHT}, [], f"{NEXT} 2:00"),
    "never closed": (f"{DAY} 14:00", {"hours": "24/7"}, [], f"{FAR} 0:00"),
    "never closed to a neighbour": (
        f"{DAY} 14:00",
        {"hours": "24/7"},
        [taken(DESK, at(NEXT, "9:00"), at(NEXT, "10:00"))],
        f"{NEXT} 9:00",
    ),
    "hold that has run out": (
        f"{DAY} 9:07",
        {},
        [taken(DESK, at(DAY, "11:00"), at(DAY, "12:00"), status="held", expires_at=at(DAY, "9:00"))],
        f"{DAY} 20:00",
    ),
    "hold that waits": (
        f"{DAY} 9:07",
        {},
        [taken(DESK, at(DAY, "11:00"), at(DAY, "12:00"), status="held", expires_at=at(DAY, "9:30"))],
        f"{DAY} 11:00",
    ),
}


@pytest.mark.parametrize("name", list(STATES))
def test_all_pages_say_the_same(app: Flask, client: FlaskClient, name: str) -> None:
    moment, values, steps, expected = STATES[name]
    with time_machine.travel(_moment(moment), tick=False):
        home = _prepared(app, values, steps)
        until = _until(home)
        assert until == (_moment(expected) if expected else None)
        seen = _Pages(app, client, home)
        words = _words(app, until) if until else None
        assert seen.said() == dict.fromkeys(seen.said(), words)
        assert seen.may_book(until) == {"until then": until is not None, "longer": False}
        assert seen.day_plan() == (_shown_until(until) if until else None)


def test_the_end_of_a_night_is_named_tomorrow(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(at(DAY, "23:10"), tick=False):
        home = _prepared(app, {"hours": NIGHT}, [])
        client.set_cookie("lang", "de")
        assert "Frei bis morgen, 2\xa0Uhr" in client.get(f"/q/{_code(home)}").text
        client.set_cookie("lang", "en")
        assert "Free until tomorrow, 02:00" in text(client.get(f"/q/{_code(home)}"))


def test_walk_in_and_label_offer_the_night_until_it_ends(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(at(DAY, "23:10"), tick=False):
        home = _prepared(app, {"hours": NIGHT}, [])
        people.log_in(client, "bert@example.org")
        page = client.get(f"{HOST}/today").text
        assert '<option selected value="26:00">' in page
        assert f'value="{at(NEXT, "2:00").isoformat()}"' in client.get(f"/q/{_code(home)}").text


def test_place_that_was_left_within_this_minute_is_free_at_once(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(at(DAY, "9:07") + timedelta(seconds=40), tick=False):
        left = at(DAY, "9:07") + timedelta(seconds=20)
        home = _prepared(app, {}, [taken(DESK, at(DAY, "8:00"), left)])
        assert _until(home) == at(DAY, "20:00")
        assert set(_Pages(app, client, home).said().values()) == {"20:00"}


def _moment(text_of: str) -> datetime:
    day, clock = text_of.split()
    return at(day, clock)


def _prepared(app: Flask, values: dict[str, Any], steps: list[Prepare]) -> House:
    people.add(app)
    people.add(app, "bert@example.org", "Bert Beispiel")
    home = house(app, rules=RULES, **({"hours": "Mo-Fr 08:00-20:00"} | values))
    with app.app_context(), transaction():
        bert = people.member(app, "bert@example.org")
        db.session.add(MemberRole(member_id=bert.id, role="host", hub_slug=home.slug))
    for step in steps:
        step(home)
    return home


def _until(home: House) -> datetime | None:
    with home.here() as (_anna, hub, setup):
        return availability.look_now(hub, setup, now()).until(home.place(setup, DESK))


def _words(app: Flask, until: datetime) -> str:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        return formats.until(until, now(), ZONE)


def _code(home: House) -> str:
    with home.app.app_context():
        return str(db.session.get_one(Space, home.spaces[DESK]).qr_code)


def _shown_until(until: datetime) -> str:
    """The day plan shows one day."""
    day = local(now(), ZONE).date()
    return "24:00" if local(until, ZONE).date() > day else f"{local(until, ZONE):%H:%M}"


class _Pages:
    def __init__(self, app: Flask, client: FlaskClient, home: House) -> None:
        self.app, self.client, self.home = app, client, home
        people.log_in(client, "bert@example.org")
        client.set_cookie("lang", "en")

    def said(self) -> dict[str, str | None]:
        """What each page says of the desk; None where it does not say that the desk is free."""
        today = text(self.client.get(f"{HOST}/today"))
        options = re.findall(r"<option[^>]*>([^<]*)</option>", self.client.get(f"{HOST}/today").text)
        return {
            "list": _after(rf"{DESK} until (.*?) out of order", today),
            "walk-in form": next((_after(rf"{DESK}, free until (.*)$", one) for one in options if DESK in one), None),
            "label": _after(
                r"Free until ((tomorrow, )?[\d:]+)", text(self.app.test_client().get(f"/q/{_code(self.home)}?lang=en"))
            ),
            "sign of the desk": _after(r"Free until ((tomorrow, )?[\d:]+)", self._sign(DESK)),
            "sign of the hub": _after(rf"{DESK} until ((tomorrow, )?[\d:]+)", self._sign(None)),
        }

    def _sign(self, space: str | None) -> str:
        with self.app.app_context(), transaction():
            hub = db.session.scalars(select(Hub)).one()
            space_id = self.home.spaces[space] if space else None
            values: dict[str, Any] = {"name": "Tür", "space_id": space_id, "shows_names": False, "pin_hash": None}
            _id, secret = door_actions.put_up(hub=hub, **values)
        return text(self.app.test_client().get(f"/door/{secret}?lang=en"))

    def may_book(self, until: datetime | None) -> dict[str, bool]:
        """Whether the booking page lets one have the desk until then, and a quarter of an hour longer."""
        start = now() + timedelta(minutes=-now().minute % 15, seconds=-now().second)
        if until is None:
            return {"until then": self._is_bookable(start, start + timedelta(minutes=15)), "longer": False}
        last = min(until, start + timedelta(hours=24))
        longer = last == until and self._is_bookable(start, last + timedelta(minutes=15))
        return {"until then": self._is_bookable(start, last), "longer": longer and until.minute % 15 == 0}

    def _is_bookable(self, start: datetime, end: datetime) -> bool:
        day = local(start, ZONE).date()
        span = [self._clock(day, moment) for moment in (start, end)]
        query = {"space": self.home.spaces[DESK], "date": day.isoformat(), "from": span[0], "to": span[1]}
        return "This cannot be booked" not in self.client.get("/bookings/new", query_string=query).text

    @staticmethod
    def _clock(day: Any, moment: datetime) -> str:
        shown = local(moment, ZONE)
        return f"{(shown.date() - day).days * 24 + shown.hour:02d}:{shown.minute:02d}"

    def day_plan(self) -> str | None:
        """Until when the run that begins next is free, by the address of its booking."""
        day = local(now(), ZONE).date()
        page = self.client.get(f"/hubs/coppenbruegge/days/{day}").text
        row = re.search(rf">{DESK}<.*?(?=<tr|</table)", page, re.DOTALL)
        found = re.search(r"from=([\d:]+)&to=([\d:]+)", row[0]) if row else None
        start = now() + timedelta(minutes=-now().minute % 15, seconds=-now().second)
        if found is None or found[1] != f"{local(start, ZONE):%H:%M}":
            return None
        return "24:00" if found[2] == "00:00" else found[2]


def _after(pattern: str, said: str) -> str | None:
    found = re.search(pattern, said)
    return found[1] if found else None
