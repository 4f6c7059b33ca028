"""Booking and cancelling several places at once. Flushes and never commits; what is not allowed is a named error, and
then nothing of it is done. StaleState when somebody else was faster.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bookings import actions, admitting, checks
from bookings.answering import NO_ANSWERS, Given
from bookings.booked_for import BookedFor
from bookings.cover import NO_CHOICE, Choice
from bookings.creation_actions import create
from bookings.errors import SlotTaken
from bookings.groups import mails, queries
from bookings.groups.errors import NothingToCancel, PlacesTaken
from bookings.groups.queries import GroupView
from bookings.groups.rules import check_together
from bookings.models import Booking
from bookings.queries import BookingView
from bookings.slots import Booked, Slot
from core.clock import now
from core.db import db
from core.identifiers import new_id
from hubs.setup import Setup, place_of, setup_of
from members import actions as member_actions
from members.models import Member


@dataclass(frozen=True, slots=True)
class WantedPlace:
    """A place of a group at the time of all, and who is to sit there, if that is said."""

    slot: Slot
    guest: BookedFor | None = None


def book_group(
    *,
    member: Member,
    seats: Sequence[WantedPlace],
    title: str = "",
    choice: Choice = NO_CHOICE,
    answers: Given = NO_ANSWERS,
) -> list[Booking]:
    """Book these places of one hub at one time: all or none, told in one mail; they share a new `group_id`. In the
    order of their spaces' ids.

    Each counts by itself for what the hub limits, and who books has the inductions that the places need; `answers` are
    kept for each that is asked them. NotTogether; PlacesTaken, which names what is taken; otherwise raises what
    `actions.book` raises.
    """
    check_together([seat.slot.place for seat in seats])
    seats = sorted(seats, key=lambda seat: seat.slot.place.id)  # who want the same ones do not wait for each other
    slots, moment = [seat.slot for seat in seats], now()
    for slot in slots:
        checks.check(slot, moment)
    admitting.check(slots, member, moment)
    actions.check_limit(member, slots, moment, number=len(slots))
    drafts, group_id = actions.drafts_of(member, slots, title, choice, answers), new_id()
    drafts = [replace(one, group_id=group_id, guest=seat.guest) for one, seat in zip(drafts, seats, strict=True)]
    try:
        with db.session.begin_nested():
            made = create(drafts=drafts, actor=member, tells=False)
    except SlotTaken:
        raise _taken(slots) from None
    told = [(Booked(one, draft.slot.place), draft.cover) for one, draft in zip(made, drafts, strict=True)]
    mails.booked(group_id, told, member, slots[0].hub)
    member_actions.seen(member=member)
    return made


def cancel_group(*, view: GroupView, member: Member, chosen: Collection[UUID] | None = None) -> list[Booking]:
    """Cancel these of the group's bookings, or all that can be cancelled; returns them, told in one mail. What is
    cancelled already stays so.

    Of those that were `chosen` all or none: TooLateToCancel, StepNotAllowed. NothingToCancel.
    """
    setup = setup_of(view.hub)
    going = _going(view, setup, chosen)
    if not going:
        return []
    booked = [Booked(one.booking, place_of(setup, one.space)) for one in going]
    actions.cancel_all(booked=booked, member=member, hub=view.hub, tells=False)
    gone = {one.booking.id for one in going}
    left = sum(one.booking.id not in gone for one in view.live)
    mails.cancelled(view.id, booked, left, member, view.hub)
    return [one.booking for one in going]


def _going(view: GroupView, setup: Setup, chosen: Collection[UUID] | None) -> list[BookingView]:
    """NothingToCancel when none was chosen, or what is left can be cancelled no more."""
    if chosen is None:
        going = queries.cancellable(view, setup, now())
        if view.live and not going:
            raise NothingToCancel
        return going
    wanted = [one for one in view.views if one.booking.id in chosen]
    if not wanted:
        raise NothingToCancel
    return [one for one in wanted if one.status != "cancelled"]


def _taken(slots: Sequence[Slot]) -> SlotTaken:
    """Which of them somebody has; without names when that has changed again meanwhile."""
    first = slots[0]
    places = [slot.place for slot in slots]
    found = queries.refusals(first.hub, first.setup, places, first.span, now())
    taken = [place for place in places if isinstance(found[place.id], SlotTaken)]
    if not taken:
        return SlotTaken()
    return PlacesTaken(names=[place.told_name for place in taken], ids=[str(place.id) for place in taken])
