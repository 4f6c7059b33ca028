"""The mails about a group: one for all of it, with one entry for calendars for each place."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bookings.cover import Cover
from bookings.invitations.facts import entry
from bookings.mails import RECEIPT, facts, is_told_of_a_change, together
from bookings.slots import Booked
from core import outbox
from hubs.models import Hub
from members.models import Member
from members.rules import wants


def booked(group_id: UUID, told: Sequence[tuple[Booked, Cover]], member: Member, hub: Hub) -> None:
    """All that was booked or asked for. Not of what is held: whoever has it wait says what for."""
    done = [(one, cover.told) for one, cover in told if one.booking.status != "held"]
    if done and (wants(member, RECEIPT) or any("consent" in said for _one, said in done)):
        _queue("group-booked", group_id, done, member, hub)


def cancelled(group_id: UUID, booked: Sequence[Booked], left: int, member: Member, hub: Hub) -> None:
    """A part of it, or all; `left`: how many places it still has."""
    gone: list[tuple[Booked, Mapping[str, str]]] = [(one, {}) for one in booked]
    told = [each for each in gone if is_told_of_a_change(each[0].booking, member)]
    if told:
        _queue("group-cancelled", group_id, told, member, hub, left=left)


def _queue(
    template: str,
    group_id: UUID,
    told: Sequence[tuple[Booked, Mapping[str, str]]],
    member: Member,
    hub: Hub,
    **more: Any,
) -> None:
    first, _said = told[0]
    entries = [entry(one.booking, one.place_name, hub, member) for one, _said in told]
    known = [one for one in entries if one is not None]
    of_first = facts(first.booking, hub)
    context: dict[str, Any] = {
        "group_id": str(group_id),
        "address": hub.address,
        "guests": [one.booking.guest_name for one, _said in told],
        **{name: of_first[name] for name in ("closed", "release_at") if name in of_first},
        **more,
    }
    calendar = {"series": None, "dates": known} if known else None
    outbox.queue_all([together(template, [(one, hub, said) for one, said in told], member, context, calendar)])
