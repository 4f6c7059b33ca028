"""A place is broken for a while, and mended again."""

from datetime import datetime
from uuid import uuid4

from bookings import blocking_actions, queries
from bookings.errors import EndBeforeStart
from bookings.models import Blocking
from bookings.today.errors import ReasonMissing
from bookings.today.queries import faults
from core.clock import now
from core.timespans import Interval, merge, subtract
from hubs.models import Hub
from hubs.setup import Place


def mark_broken(*, hub: Hub, place: Place, until: datetime, reason: str) -> list[Blocking]:
    """Nobody can book the place from now until then. EndBeforeStart, ReasonMissing.

    Bookings that are there already stay (`today.queries.broken_hits` lists them): blocked is what is free between
    them. A place that is marked as broken already is marked anew.
    """
    moment = now()
    if until <= moment:
        raise EndBeforeStart
    if not reason:
        raise ReasonMissing
    for old in faults_of(hub, place):
        blocking_actions.unblock(blocking=old)
    taken = queries.taken_by_space([hub.id], moment, until, moment)
    stretches = subtract([Interval(moment, until)], merge(queries.of_place(place, taken)))
    series = uuid4().hex
    return [_block(hub, place, stretch, reason, series) for stretch in stretches]


def mend(*, hub: Hub, place: Place) -> None:
    """The place works again: it can be booked from now on. What is mended already stays so."""
    for fault in faults_of(hub, place):
        blocking_actions.unblock(blocking=fault)


def faults_of(hub: Hub, place: Place) -> list[Blocking]:
    """The place's own faults that are not over."""
    return [fault for fault in faults(hub.id, now()) if fault.space_id == place.id]


def _block(hub: Hub, place: Place, stretch: Interval, reason: str, series: str) -> Blocking:
    return blocking_actions.block(
        hub=hub, place=place, start=stretch.start, end=stretch.end, reason=reason, kind="fault", series=series
    )
