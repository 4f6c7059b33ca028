"""What becomes of bookings that wait for payment: paid, given more time, paid too late, never paid.

Each flushes and never commits; what is not allowed is a named error. StaleState when somebody else was faster.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bookings import admitting, checks, guest_actions, mails, queries, rules, signals
from bookings.cover import told_of
from bookings.errors import OutsideOpeningHours, SlotTaken, StepNotAllowed
from bookings.models import Booking
from bookings.place_actions import give_back, keep, lock_rooms, occupy
from bookings.slots import Booked
from bookings.step_actions import change_if_unchanged, read_again, record, step
from core.clock import now
from core.db import StaleState, db
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import Place, place_of, setup_of
from members.models import Member

UNPAID, PAID_LATE = "unpaid", "paid late"
"""Why, in the audit rows."""
PAID_BY = "online"
"""How mails say that it is paid (`cover.Cover.paid_by`): it is for this that places are held."""


def confirm(*, bookings: Sequence[Booking], actor: Member | None = None) -> None:
    """What was held stands for good: it is paid. All of one hub, all or none; members get the mail of a booking.

    StepNotAllowed for what is not held; one whose time is over is still held until somebody has written down that it
    has expired (then see `revive`).
    """
    for booking in bookings:
        _check_held(booking.status)
    step(bookings, "confirmed", actor, expires_at=None)
    _keep_who_is_late([booking for booking in bookings if rules.has_run_out(booking.release_at, now())])
    keep(bookings)
    _tell(bookings)


def prolong(*, booking: Booking, until: datetime) -> None:
    """The place is held at least until then; never shorter than it was. StepNotAllowed unless it is held, and its time
    is not over."""
    _check_held(rules.effective_status(booking.status, booking.ends_at, booking.expires_at, now()))
    if booking.expires_at is not None and booking.expires_at < until:
        change_if_unchanged([booking], [{"expires_at": until}])
        keep([booking])


def revive(*, booking: Booking) -> None:
    """What has expired is confirmed after all, since it was paid too late: the one way back, for what is left of its
    time. Its place is taken anew, and the guard decides; its member gets the mail of a booking.

    SlotTaken when the place is not to be had any more (somebody has it, it was put away, the hub is closed then, its
    member lacks an induction by now): nothing is written, and the transaction goes on. StepNotAllowed for what has not
    expired, or is over.
    """
    moment = now()
    rules.check_revivable(booking.status, booking.ends_at, moment)
    hub = db.session.get_one(Hub, booking.hub_id)
    place = setup_of(hub).place(booking.space_id)
    if place is None or admitting.lacking(hub, setup_of(hub), [booking], moment)[booking.id]:
        raise SlotTaken
    lock_rooms(hub, place)
    try:
        checks.check_rest_open(hub, setup_of(hub), Interval(booking.starts_at, booking.ends_at), place.rules, moment)
        with db.session.begin_nested():
            _take_anew(booking, hub, place, moment)
    except (SlotTaken, OutsideOpeningHours):
        read_again([booking])
        raise SlotTaken from None
    _tell([booking])


def cancel_unpaid(*, bookings: Sequence[Booking]) -> None:
    """Take back bookings of a hub whose payment has failed after all, and free their places. StepNotAllowed."""
    hub = db.session.get_one(Hub, bookings[0].hub_id)
    lock_rooms(hub, *(setup_of(hub).place(booking.space_id) for booking in bookings))
    step(bookings, "cancelled", None, UNPAID)
    give_back(bookings)
    signals.cancelled.send(bookings=list(bookings), by="nobody")


def _take_anew(booking: Booking, hub: Hub, place: Place, moment: datetime) -> None:
    before, still = booking.status, rules.release_still(booking.release_at, moment)
    change_if_unchanged([booking], [{"status": rules.REVIVED, "expires_at": None, "release_at": still}])
    if occupy([Booked(booking, place)], since=moment) not in {None, hub.setup_stamp}:
        raise StaleState
    record(booking, before, rules.REVIVED, None, PAID_LATE)


def _keep_who_is_late(paid: Sequence[Booking]) -> None:
    """Paid when they would have been released: they are not released any more."""
    change_if_unchanged(paid, [{"release_at": None}] * len(paid))


def _check_held(status: str) -> None:
    if status != "held":
        raise StepNotAllowed(from_status=status, to_status="confirmed")


def _tell(bookings: Sequence[Booking]) -> None:
    hub = db.session.get_one(Hub, bookings[0].hub_id)
    setup, members = setup_of(hub), queries.members_of(bookings)
    told = [booking for booking in bookings if booking.member_id in members]
    places = [place_of(setup, db.session.get_one(Space, booking.space_id)) for booking in told]
    booked = [Booked(booking, place) for booking, place in zip(told, places, strict=True)]
    more = told_of(told)
    mails.booked([(one, members[one.booking.member_id], _paid(more, one.booking)) for one in booked], hub)
    guest_actions.tell(None, told)


def _paid(told: Mapping[UUID, Mapping[str, str]], booking: Booking) -> dict[str, str]:
    return {**told.get(booking.id, {}), "paid_by": PAID_BY}
