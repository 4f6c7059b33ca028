"""The mails about one booking, queued in the transaction of the action. Times go along in UTC with the hub's zone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bookings import rules
from bookings.invitations.facts import invitation
from bookings.models import Booking
from bookings.reminders import links
from bookings.slots import Booked
from core import outbox
from core.clock import now
from core.outbox import Mail
from core.timespans import Interval
from hubs import lunch
from hubs.models import Hub
from hubs.operators.words import vat_told
from hubs.setup import Place, setup_of
from members.models import Member
from members.rules import wants

RECEIPT = "confirmation"
WITH_QUICK_LINK = frozenset({"booking-confirmed", "booking-moved"})


def booked(booked: Sequence[tuple[Booked, Member, Mapping[str, str]]], hub: Hub) -> None:
    """Confirmed, or asked for; with what is to be told of each (`cover.Cover.told`). What a member has booked at once
    is told at once. Like the next two receipts for what members did themselves: not all want them. A consent is
    confirmed to everybody: the law asks for it.

    Not of what is held: whoever has it wait says what for.
    """
    told = [
        (one, member, more)
        for one, member, more in booked
        if one.booking.status != "held" and (wants(member, RECEIPT) or "consent" in more)
    ]
    queued = []
    for member, several in _by_member(told).items():
        if len(several) == 1:
            [(one, more)] = several
            queued.append(about(_asked_or("booking-confirmed", one), one, member, hub, more))
        else:
            queued.append(together("bookings-confirmed", [(one, hub, more) for one, more in several], member))
    outbox.queue_all(queued)


def _by_member(
    told: Iterable[tuple[Booked, Member, Mapping[str, str]]],
) -> dict[Member, list[tuple[Booked, Mapping[str, str]]]]:
    found: dict[Member, list[tuple[Booked, Mapping[str, str]]]] = {}
    for one, member, more in told:
        found.setdefault(member, []).append((one, more))
    return found


def moved(booked: Iterable[tuple[Booked, Mapping[str, str]]], member: Member, hub: Hub) -> None:
    """Elsewhere now, or asked for anew; with what is to be told of each (`cover.Cover.told`). Several at once in one
    mail."""
    told = [(one, more) for one, more in booked if is_told_of_a_change(one.booking, member)]
    if len(told) > 1:
        outbox.queue_all([together("bookings-moved", [(one, hub, more) for one, more in told], member)])
    else:
        outbox.queue_all([about(_asked_or("booking-moved", one), one, member, hub, more) for one, more in told])


def cancelled(booked: Iterable[Booked], member: Member, hub: Hub) -> None:
    """Several at once in one mail. Who does not take what is proposed to them has had no booking."""
    told = [one for one in booked if not one.booking.is_proposal and is_told_of_a_change(one.booking, member)]
    if len(told) > 1:
        outbox.queue_all([together("bookings-cancelled", [(one, hub, {}) for one in told], member)])
    else:
        outbox.queue_all([about("booking-cancelled", one, member, hub) for one in told])


def cancelled_by_host(booked: Iterable[tuple[Booked, Member]], hub: Hub, reason: str) -> None:
    """With the host's own words."""
    outbox.queue_all(
        [about("booking-cancelled-by-host", one, member, hub, {"reason": reason}) for one, member in booked]
    )


def _asked_or(template: str, one: Booked) -> str:
    return "booking-requested" if one.booking.status == "requested" else template


def is_told_of_a_change(booking: Booking, member: Member) -> bool:
    """Who is told of what they have changed themselves. Also who does without receipts, as long as they want calendar
    entries: theirs would go on telling how it was."""
    return wants(member, RECEIPT) or invitation(booking, member) is not None


def about(template: str, one: Booked, member: Member, hub: Hub, more: Mapping[str, str] | None = None) -> Mail:
    """One of the mails about a booking, to be queued; each template once for a state of it. `more` goes along.

    The state is known by `sequence`, which counts each change: two changes never have the same key, however fast they
    follow each other, and one that is tried again has the same.
    """
    booking, place = one
    link = cancelling(booking, place) if template in WITH_QUICK_LINK else {}
    return Mail(
        occasion(template, booking),
        to=member.email,
        locale=member.locale,
        template=template,
        context={"name": member.name, "space": one.place_name, **facts(booking, hub), **(more or {}), **link},
        calendar=invitation(booking, member),
    )


def together(
    template: str,
    told: Sequence[tuple[Booked, Hub, Mapping[str, str]]],
    member: Member,
    more: Mapping[str, Any] | None = None,
    calendar: dict[str, Any] | None = None,
) -> Mail:
    """One mail about several bookings, at one hub or at more, each with what is told of it; the first one's hub gets
    the answers. `more` goes along. Known by the first one's state, as in `about`."""
    (first, hub, _more), *_others = told
    context = {
        "name": member.name,
        "hub": hub.name,
        "hub_slug": hub.slug,
        "reply_to": hub.email or "",
        "title": first.booking.title,
        "dates": [_date(one, at) for one, at, _said in told],
        "sums": _sums(told),
        "consent": next((said["consent"] for _one, _at, said in told if "consent" in said), ""),
    }
    return Mail(
        occasion(template, first.booking),
        to=member.email,
        locale=member.locale,
        template=template,
        context={**context, **(more or {})},
        calendar=calendar,
    )


def _date(one: Booked, hub: Hub) -> dict[str, Any]:
    booking = one.booking
    return {
        "booking_id": str(booking.id),
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "zone": hub.time_zone,
        "space": one.place_name,
        "hub": hub.name,
        "waits": booking.status == "requested",
    }


def _sums(told: Sequence[tuple[Booked, Hub, Mapping[str, str]]]) -> list[list[Any]]:
    """What all cost together, by how they are taxed and paid: cents, VAT, `cover.Cover.paid_by`. What is free costs
    nothing beside what is not."""
    sums: dict[tuple[Any, str], int] = {}
    for one, hub, said in told:
        cents = one.booking.price_cents
        vat = _vat(one.booking, hub) if cents else None
        key = (tuple(vat) if vat else None, said.get("paid_by", "") if cents else "")
        sums[key] = sums.get(key, 0) + cents
    costly = [[cents, list(vat) if vat else None, paid_by] for (vat, paid_by), cents in sums.items() if cents]
    return costly or [[0, None, ""]]


def occasion(what: str, booking: Booking) -> str:
    """A key of the outbox for `what` happened to a booking when it became as it is now."""
    return f"{booking.id.hex}:{what}:{booking.sequence}"


def cancelling(booking: Booking, place: Place) -> dict[str, str]:
    """Until when the booking can be cancelled, and the token of the link that does it; empty when it is too late."""
    until = rules.cancel_deadline(place.rules, booking.starts_at)
    if until <= now():
        return {"cancel_until": "", "cancel_token": ""}
    return {"cancel_until": until.isoformat(), "cancel_token": links.token(links.CANCEL, booking.id)}


def facts(booking: Booking, hub: Hub) -> dict[str, Any]:
    """What every mail about a booking says, but for whose it is and which place."""
    return {
        "booking_id": str(booking.id),
        "title": booking.title,
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "zone": hub.time_zone,
        "hub": hub.name,
        "hub_slug": hub.slug,
        "reply_to": hub.email or "",
        "address": hub.address,
        "price_cents": booking.price_cents,
        "vat": _vat(booking, hub) if booking.price_cents else None,
        **_closed(booking, hub),
        **({"release_at": booking.release_at.isoformat()} if booking.release_at else {}),
    }


def _closed(booking: Booking, hub: Hub) -> dict[str, list[list[str]]]:
    """The lunch breaks over which it goes; mostly there are none. Of what lies in a locker nobody is told."""
    span = Interval(booking.starts_at, booking.ends_at)
    crossed = lunch.crossed(hub.opening_hours, hub.time_zone, hub.holiday_state, span)
    if not crossed or setup_of(hub).rules_of(booking.space_id).held != "whole":
        return {}
    return {"closed": [[moment.isoformat() for moment in gap] for gap in crossed]}


def _vat(booking: Booking, hub: Hub) -> list[str | int] | None:
    """How the price is taxed on the day of the booking, as a mail carries it; None where it is not known."""
    setup = setup_of(hub)
    vat = vat_told(setup, setup.day_of(booking.starts_at))
    return None if vat is None else list(vat)
