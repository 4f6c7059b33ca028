"""The public calendar of a hub: when its spaces are taken, never by whom or what for, and when it is closed."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, extract, func, or_, select

from bookings.models import Blocking, Booking
from bookings.queries import LONGEST_BOOKING
from bookings.rules import ATTENDED
from calendars.feeds.rules import MOST, of_whole_days
from calendars.writing.events import EventFacts
from core.db import db
from core.signposts.addresses import absolute
from core.timespans import Interval
from hubs.models import Closure, Hub
from hubs.setup import Setup, setup_of

Written = tuple[EventFacts, str]


class Taken(NamedTuple):
    """A space is taken; `key` is fixed for life and says nothing."""

    key: str
    space_id: int
    starts_at: datetime
    ends_at: datetime
    sequence: int
    changed_at: datetime
    created_at: datetime


class Traces(NamedTuple):
    """What changes when anything of the calendar does, and when a booking did last."""

    values: tuple[Any, ...]
    changed_at: datetime | None


def entries(hub: Hub, window: Interval, moment: datetime) -> Iterator[Written]:
    """Entries with their statuses: closures, then what is taken; at most MOST. A fixed number of queries."""
    taken = _taken(hub, setup_of(hub), _taken_in(hub.id, window, moment))
    return islice(chain(_closed(hub, _closures_of(hub.id, window)), taken), MOST)


def traces_of(hub_id: int, window: Interval, moment: datetime) -> Traces:
    """Two queries. A blocking that is moved changes the sum of times, weighted so that no other can make up for it."""
    latest = func.max(Booking.changed_at)
    bookings = select(func.count(), latest, func.sum(Booking.sequence)).where(*_of_bookings(hub_id, window, moment))
    weight = Blocking.id % 9973 + 1
    times = [func.sum(extract("epoch", column) * weight) for column in (Blocking.starts_at, Blocking.ends_at)]
    blockings = select(func.count(), func.max(Blocking.id), func.max(Blocking.created_at), *times)
    first = db.session.execute(bookings).one()
    second = db.session.execute(blockings.where(*_of_blockings(hub_id, window))).one()
    changes = [change for change in (first[1], second[2]) if change is not None]
    return Traces((*first, *second), max(changes, default=None))


def _taken_in(hub_id: int, window: Interval, moment: datetime) -> list[Taken]:
    """The bookings and blockings of the hub, in the order of time, MOST of each. Two queries."""
    bookings = select(Booking).where(*_of_bookings(hub_id, window, moment))
    blockings = select(Blocking).where(*_of_blockings(hub_id, window))
    found = [_of_booking(row) for row in db.session.scalars(bookings.order_by(Booking.starts_at).limit(MOST))]
    found += [_of_blocking(row) for row in db.session.scalars(blockings.order_by(Blocking.starts_at).limit(MOST))]
    return sorted((each for each in found if each.starts_at < each.ends_at), key=lambda each: each.starts_at)


def _closures_of(hub_id: int, window: Interval) -> list[Closure]:
    """The hub's closures, in the order of time."""
    query = select(Closure).where(
        Closure.hub_id == hub_id, Closure.starts_at < window.end, Closure.ends_at > window.start
    )
    return list(db.session.scalars(query.order_by(Closure.starts_at, Closure.id)))


def _of_bookings(hub_id: int, window: Interval, moment: datetime) -> list[ColumnElement[bool]]:
    return [
        Booking.hub_id == hub_id,
        Booking.starts_at > window.start - LONGEST_BOOKING,
        Booking.starts_at < window.end,
        Booking.ends_at > window.start,
        or_(Booking.holds(moment), Booking.status.in_(ATTENDED)),
    ]


def _of_blockings(hub_id: int, window: Interval) -> list[ColumnElement[bool]]:
    return [Blocking.hub_id == hub_id, Blocking.starts_at < window.end, Blocking.ends_at > window.start]


def _of_booking(row: Booking) -> Taken:
    """Whoever has left early has freed the rest."""
    ends_at = min(row.ends_at, row.checked_out_at or row.ends_at)
    key = uuid.uuid5(row.id, "taken").hex
    return Taken(key, row.space_id, row.starts_at, ends_at, row.sequence, row.changed_at, row.created_at)


def _of_blocking(row: Blocking) -> Taken:
    return Taken(f"blocking-{row.uid}", row.space_id, row.starts_at, row.ends_at, 0, row.created_at, row.created_at)


def _taken(hub: Hub, setup: Setup, found: Iterable[Taken]) -> Iterator[Written]:
    """One entry for each space that is taken: with a room, the desks in it are too. What is put away is left out."""
    word, link = _("Taken"), _link(hub)
    for each in found:
        place = setup.by_id.get(each.space_id)
        for space_id in place.takes if place else ():
            inside = setup.by_id.get(space_id)
            if inside:
                yield _of_space(hub, each, f"{word} · {inside.told_name}", space_id, link), "confirmed"


def _closed(hub: Hub, closures: Iterable[Closure]) -> Iterator[Written]:
    """When nobody can come, and why. Nobody wrote down when a closure was put in: the hub's own beginning stands."""
    word, link = _("Closed"), _link(hub)
    for each in closures:
        facts = EventFacts(
            uid=f"closure-{each.uid}@lebens-raum",
            sequence=0,
            changed_at=hub.created_at,
            created_at=hub.created_at,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            zone=hub.time_zone,
            summary=f"{word}: {each.reason}" if each.reason else word,
            location=_location(hub),
            url=link,
            whole_days=of_whole_days(each.starts_at, each.ends_at, hub.time_zone),
        )
        yield facts, "confirmed"


def _of_space(hub: Hub, each: Taken, summary: str, space_id: int, link: str) -> EventFacts:
    return EventFacts(
        uid=f"{each.key}-{space_id}@lebens-raum",
        sequence=each.sequence,
        changed_at=each.changed_at,
        created_at=each.created_at,
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        zone=hub.time_zone,
        summary=summary,
        location=_location(hub),
        url=link,
    )


def _location(hub: Hub) -> str:
    return ", ".join(filter(None, (hub.name, hub.address)))


def _link(hub: Hub) -> str:
    return absolute(f"/hubs/{hub.slug}")
