"""People are told in time what ends by itself, and what has. Never commits."""

from collections.abc import Collection, Sequence
from uuid import UUID

from bookings import no_shows, queries, suggesting
from bookings.cover import paid_by_of
from bookings.errors import SlotTaken
from bookings.lapsing import mails
from bookings.lapsing import queries as lapsing_queries
from bookings.models import Booking
from bookings.queries import BookingView
from bookings.reminders.queries import held_still
from bookings.subject import Subject
from bookings.suggesting import Enquiry, Proposal
from core import outbox
from core.clock import now
from core.db import by_id
from hubs.models import Hub
from hubs.setup import place_of, setups_of


def warn(*, ids: Collection[UUID]) -> int:
    """Ask the people of these bookings to check in, each once; returns how many. What was changed meanwhile, or is
    being changed, is left out."""
    found = held_still(list(ids))
    setups = setups_of({hub.id: hub for _booking, _member, hub, _space in found}.values())
    paid_by = paid_by_of([booking for booking, *_rest in found])
    return outbox.queue_each_once(
        [
            mails.check_in_due(booking, member, hub, place_of(setups[hub.id], space), paid_by.get(booking.id, {}))
            for booking, member, hub, space in found
        ]
    )


def tell_not_used(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """Their people did not come, and the places are free for others; with how often that was so, where it counts."""
    if not bookings:
        return
    found, moment = lapsing_queries.views_of(bookings), now()
    setups = setups_of({view.hub.id: view.hub for view, _member in found}.values())
    numbers = {
        hub_id: no_shows.counts(
            hub_id, setup.rules, {member.id for view, member in found if view.hub.id == hub_id}, moment
        )
        for hub_id, setup in setups.items()
    }
    outbox.queue_all(
        [
            mails.not_used(view, member, setups[view.hub.id].rules, numbers[view.hub.id].get(member.id, 0), moment)
            for view, member in found
        ]
    )


def tell_who_is_counted(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """Where no-shows count, their people hear of each; elsewhere hosts only want the figures."""
    hubs = by_id(Hub, {booking.hub_id for booking in bookings})
    setups = setups_of(hubs.values())
    tell_not_used(None, [one for one in bookings if setups[one.hub_id].rules.most_no_shows is not None])


def tell_unanswered(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """No host has answered these requests in time: their people learn what can be had instead."""
    found = lapsing_queries.views_of(bookings)
    outbox.queue_all([mails.unanswered(view, member, _instead(view)) for view, member in found])


def _instead(view: BookingView) -> list[Proposal]:
    booking, hub = view.booking, view.hub
    if not hub.is_open_to_book:
        return []
    setup = setups_of([hub])[hub.id]
    place = queries.place_of(view, setup)
    wish = Enquiry(Subject(hub, setup, place.kind, place), booking.starts_at, booking.ends_at)
    found = suggesting.instead(wish, SlotTaken(), booking.member_id)
    return [one for one in found if one.then is None]  # the mail names single ways to a place
