"""Availability and bookings as plain dicts for JSON; `web.api.booking_schemas` describes them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bookings.models import Booking
from bookings.rules import check_in_opens
from bookings.search.free_hubs import FreeHub
from core.api import rfc3339
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Place, Setup
from payments.queries import Account
from web.api import fee_presenters
from web.api.hub_presenters import CURRENCY, differing_rules, hub_card


def booking_details(
    booking: Booking, hub: Hub, place: Place, status: str, setup: Setup, account: Account | None
) -> dict[str, Any]:
    """`account`: what is owed for it, if anything is."""
    return {
        "id": str(booking.id),
        "hub": hub.slug,
        "hub_name": hub.name,
        "space": str(booking.space_id),
        "space_name": place.name,
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
    }


def availability(
    hub: Hub, setup: Setup, start: datetime, end: datetime, free: Mapping[Place, Iterable[Interval]]
) -> dict[str, Any]:
    """Each moment is written once: on a hub's day most stretches begin and end at the same few."""
    written = _Written()
    return {
        "hub": hub.slug,
        "from": rfc3339(start),
        "to": rfc3339(end),
        "rules": asdict(setup.rules),
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
