"""A small district for tests of the search: hubs made in one line, desks taken in another."""

from collections.abc import Sequence
from datetime import date, datetime, time

from bookings import actions
from bookings.models import Blocking, Occupancy
from bookings.slots import Slot
from core.clock import now, to_utc
from core.db import db
from core.timespans import Interval
from hubs.models import BookingRules, Closure, Hub, Municipality, Space, Tariff
from hubs.operators import actions as operator_actions
from hubs.setup import setup_of
from members.models import Member

ZONE = "Europe/Berlin"
KEY = "03252000"


def at(day: date, clock: str) -> datetime:
    return to_utc(day, time.fromisoformat(clock), ZONE)


def hub(
    slug: str,
    *,
    desks: int = 2,
    hours: str = "Mo-Fr 09:00-17:00; PH off",
    lat: float = 52.1,
    lon: float = 9.4,
    features: Sequence[str] = (),
    **rules: int,
) -> Hub:
    """A hub named by its slug with desks "Desk 1", …; keywords are its booking rules."""
    if db.session.get(Municipality, KEY) is None:
        db.session.add(Municipality(key=KEY, name="Musterkreis", lat=52.1, lon=9.4))
        db.session.flush()
    made = Hub(
        slug=slug,
        name=slug.title(),
        village=slug.title(),
        municipality_key=KEY,
        operator_id=operator_actions.of_municipality(db.session.get_one(Municipality, KEY)).id,
        lat=lat,
        lon=lon,
        time_zone=ZONE,
        opening_hours=hours,
    )
    db.session.add(made)
    db.session.flush()
    for number in range(1, desks + 1):
        space(made, f"Desk {number}", features=features)
    if rules:
        db.session.add(BookingRules(hub_id=made.id, **rules))
    db.session.add(Tariff(hub_id=made.id, kind="desk", half_day_cents=700, day_cents=1200))
    db.session.flush()
    db.session.refresh(made)
    return made


def space(
    of: Hub,
    name: str,
    kind: str = "desk",
    *,
    features: Sequence[str] = (),
    room: Space | None = None,
    turnaround: int = 0,
) -> Space:
    made = Space(hub_id=of.id, name=name, kind=kind, features=list(features), turnaround_minutes=turnaround)
    made.room_id = room.id if room else None
    db.session.add(made)
    db.session.flush()
    db.session.refresh(of)
    return made


def closure(of: Hub, start: datetime, end: datetime, reason: str) -> None:
    db.session.add(Closure(hub_id=of.id, starts_at=start, ends_at=end, reason=reason))
    db.session.flush()
    db.session.refresh(of)


def member(email: str = "m@example.org") -> Member:
    made = Member(email=email, name="M", password_hash="x", email_confirmed_at=now())
    db.session.add(made)
    db.session.flush()
    return made


def take(of: Hub, names: Sequence[str], start: datetime, end: datetime, by: Member | None = None) -> None:
    """Book these spaces of the hub."""
    by = by or member(f"{len(db.session.new)}-{start:%H%M}-{of.slug}-{names[0]}@example.org".replace(" ", ""))
    setup = setup_of(of)
    for place in setup.places:
        if place.name in names:
            actions.book(member=by, slot=Slot(of, setup, place, Interval(start, end)))


def block(of: Hub, which: Space, start: datetime, end: datetime) -> None:
    blocking = Blocking(hub_id=of.id, space_id=which.id, starts_at=start, ends_at=end)
    db.session.add(blocking)
    db.session.flush()
    db.session.add(Occupancy(hub_id=of.id, space_id=which.id, starts_at=start, ends_at=end, blocking_id=blocking.id))
    db.session.flush()
