"""Availability and bookings as plain dicts for JSON; `web.api.booking_schemas` describes them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bookings import confiding
from bookings.answering import Answered, answers_of
from bookings.models import Booking
from bookings.queries import BookingView
from bookings.rules import check_in_opens
from bookings.search.free_hubs import FreeHub
from core.api import rfc3339
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Place, Setup, place_of, setups_of
from payments.queries import Account, accounts_of_bookings
from web.api import fee_presenters
from web.api.hub_presenters import CURRENCY, differing_rules, hub_card, rules_of_hub


def booking_details(
    booking: Booking,
    hub: Hub,
    place: Place,
    status: str,
    setup: Setup,
    account: Account | None,
    answers: Sequence[Answered] = (),
) -> dict[str, Any]:
    """`account`: what is owed for it, if anything is."""
    answered = {"answers": {str(one.question_id): one.answer for one in answers}} if answers else {}
    return {
        "id": str(booking.id),
        "hub": hub.slug,
        "hub_name": hub.name,
        "space": str(booking.space_id),
        "space_name": confiding.place_name(booking, place),
        "kind": place.kind,
        "starts_at": rfc3339(booking.starts_at),
        "ends_at": rfc3339(booking.ends_at),
        "status": status,
        "title": booking.title,
        "price_cents": booking.price_cents,
        "currency": CURRENCY,
        **fee_presenters.money_of(booking, status, setup, account),
        "created_at": rfc3339(booking.created_at),
        "check_in_from": rfc3339(check_in_opens(place.rules, booking.starts_at)),
        **_held(booking, status),
        **_in_confidence(booking),
        **({"group": str(booking.group_id)} if booking.group_id else {}),
        **({"booked_for": booking.guest_name} if booking.guest_name else {}),
        **answered,
    }


def _held(booking: Booking, status: str) -> dict[str, str]:
    """Until when it waits, and for what."""
    if status != "held" or booking.expires_at is None:
        return {}
    return {"expires_at": rfc3339(booking.expires_at), "held_for": booking.held_for}


def _in_confidence(booking: Booking) -> dict[str, Any]:
    """The code is gone some time after the end."""
    if not booking.is_confidential:
        return {}
    code = {"pickup_code": booking.pickup_code} if booking.pickup_code else {}
    return {"confidential": True, **code}


def described(views: Sequence[BookingView]) -> list[dict[str, Any]]:
    """In a fixed number of queries; none of them about money where all is free of charge."""
    setups = setups_of({view.hub.id: view.hub for view in views}.values())
    accounts = accounts_of_bookings([view.booking.id for view in views if may_be_owed(view.booking)])
    answers = answers_of(setups.values(), [view.booking.id for view in views])
    return [
        booking_details(
            view.booking,
            view.hub,
            place_of(setups[view.hub.id], view.space),
            view.status,
            setups[view.hub.id],
            accounts.get(view.booking.id),
            answers.get(view.booking.id, ()),
        )
        for view in views
    ]


def may_be_owed(booking: Booking) -> bool:
    """What never cost anything has no fee; of what was moved to a free place a part may be kept."""
    return booking.price_cents > 0 or booking.sequence > 0


def availability(
    hub: Hub, setup: Setup, start: datetime, end: datetime, free: Mapping[Place, Iterable[Interval]]
) -> dict[str, Any]:
    """Each moment is written once: on a hub's day most stretches begin and end at the same few."""
    written = _Written()
    return {
        "hub": hub.slug,
        "from": rfc3339(start),
        "to": rfc3339(end),
        "rules": rules_of_hub(setup.rules),
        "spaces": [_space(place, setup.rules, stretches, written) for place, stretches in free.items()],
    }


def free_hub(found: FreeHub) -> dict[str, Any]:
    return hub_card(found.hub) | {
        "hub": found.hub.slug,
        "free": found.free,
        "total": found.total,
        "price_cents": found.price_cents,
        "currency": CURRENCY,
    }


class _Written(dict[datetime, str]):
    def __missing__(self, moment: datetime) -> str:
        text = self[moment] = rfc3339(moment)
        return text


def _space(place: Place, usual: Rules, stretches: Iterable[Interval], written: _Written) -> dict[str, Any]:
    space = {
        "id": str(place.id),
        "name": place.name,
        "kind": place.kind,
        "turnaround_minutes": place.turnaround.seconds // 60 + place.turnaround.days * 1440,
        "free": [{"from": written[start], "to": written[end]} for start, end in stretches],
    }
    if place.rules is not usual and (own := differing_rules(place.rules, usual)):
        space["rules"] = own
    return space
