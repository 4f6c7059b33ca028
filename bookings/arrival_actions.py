"""Somebody is there: what check-in does, whoever notes it. Flushes and never commits."""

from bookings import checks, signals
from bookings.errors import SlotTaken
from bookings.models import Booking
from bookings.place_actions import keep, lock_rooms, occupy
from bookings.slots import Booked
from bookings.step_actions import step
from core.clock import now
from core.db import StaleState, db
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import setup_of
from members.models import Member


def arrive(*, booking: Booking, actor: Member | None) -> Booking:
    """The booking is checked in, and is not released any more. That it may be was looked at before. `actor` None:
    somebody with a locker's code.

    Whoever comes after the release has what is left of the time, if the place is still free: SlotTaken,
    OutsideOpeningHours. StaleState when somebody else was faster.
    """
    if booking.status == "no_show":
        _take_anew(booking, actor)
    else:
        step([booking], "checked_in", actor, checked_in_at=now())
        if booking.release_at is not None:
            keep([booking])
    signals.checked_in.send(bookings=[booking])
    return booking


def _take_anew(booking: Booking, actor: Member | None) -> None:
    hub, moment = db.session.get_one(Hub, booking.hub_id), now()
    setup = setup_of(hub)
    place = setup.place(booking.space_id)
    if place is None:
        raise SlotTaken
    lock_rooms(hub, place)
    checks.check_rest_open(hub, setup, Interval(booking.starts_at, booking.ends_at), place.rules, moment)
    step([booking], "checked_in", actor, checked_in_at=moment)
    if occupy([Booked(booking, place)], since=moment) not in {None, hub.setup_stamp}:
        raise StaleState
