"""Reminders are put into the outbox when they are due, and taken out when the booking changes. Never commits."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from bookings.cover import paid_by_of
from bookings.reminders import mails, queries
from bookings.reminders.rules import DAY, HOURS, ReminderChoice, key_of, keys_of, kinds_of, release_key_of
from core import outbox
from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from hubs.setup import place_of, setups_of
from members.models import Member


def withdraw(coming: Iterable[tuple[UUID, datetime]]) -> None:
    """Reminders of these bookings, each of which was to begin then, never leave, unless they have left.

    Those that were sent stay known: nobody is reminded twice when the change is taken back.
    """
    _withdraw([key for one in coming for key in (*keys_of(*one).values(), release_key_of(*one))])


def withdraw_unwanted(member: Member) -> None:
    """Reminders of the kinds that the member has just done away with do not leave any more."""
    kinds = {kind for kind in (DAY, HOURS) if kind not in kinds_of(_choice(member))}
    if kinds:
        coming = queries.coming_of(member.id, now())
        _withdraw([keys_of(booking_id, starts_at)[kind] for booking_id, starts_at in coming for kind in kinds])


def remind(*, kinds: Mapping[UUID, tuple[str, datetime]]) -> int:
    """Queue these reminders, each once: by booking, the kind and the start that it was found with.

    What was cancelled or moved since, or is being changed at this moment, is left out, and so is what its member does
    not want any more. Returns how many were queued.
    """
    found = queries.held_still(list(kinds))
    setups = setups_of({hub.id: hub for _booking, _member, hub, _space in found}.values())
    paid_by = paid_by_of([booking for booking, *_rest in found])
    ready = []
    for booking, member, hub, space in found:
        kind, starts_at = kinds[booking.id]
        if booking.starts_at == starts_at and kind in kinds_of(_choice(member)):
            key = key_of(booking.id, kind, starts_at)
            place = place_of(setups[hub.id], space)
            ready.append(mails.reminder(key, booking, member, hub, place, paid_by.get(booking.id, {})))
    return outbox.queue_each_once(ready)


def _withdraw(keys: list[str]) -> None:
    if not keys:
        return
    db.session.execute(delete(OutboxMail).where(OutboxMail.key.in_(keys), OutboxMail.sent_at.is_(None)))


def _choice(member: Member) -> ReminderChoice:
    return ReminderChoice(member.remind_day_before, member.remind_hours_before)
