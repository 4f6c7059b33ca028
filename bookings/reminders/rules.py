"""When a booking's person is reminded of it, as plain functions. Moments are aware UTC datetimes."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

DAY, HOURS = "day", "hours"
RELEASE = "release"
"""No choice of the member's: the hub's rule wants it."""
EVENING = time(18)
"""Of the day before, by the hub's clock."""
APART = timedelta(hours=2)
"""Reminders that would come within this time of each other are one."""
AHEAD = timedelta(hours=48)
"""No reminder comes earlier before the start."""
SETTLED = timedelta(minutes=10)
"""A change that is younger than this may have been taken back without a word: the reminder still comes."""


class Reminder(NamedTuple):
    """One that a person has asked for; `kind` is DAY or HOURS."""

    kind: str
    due_at: datetime


class ReminderChoice(NamedTuple):
    """What a member has chosen."""

    day_before: bool
    hours_before: int | None


def kinds_of(choice: ReminderChoice) -> set[str]:
    wanted = {DAY: choice.day_before, HOURS: choice.hours_before is not None}
    return {kind for kind, is_wanted in wanted.items() if is_wanted}


def evening_before(starts_at: datetime, zone: str) -> datetime:
    """18:00 of the day before, by the clock on the hub's wall."""
    day = starts_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    return datetime.combine(day, EVENING, ZoneInfo(zone)).astimezone(UTC)


def plan(starts_at: datetime, zone: str, choice: ReminderChoice) -> list[Reminder]:
    """The reminders of a booking in the order of time. Hours are real ones: across a clock change too."""
    wanted = []
    if choice.day_before:
        wanted.append(Reminder(DAY, evening_before(starts_at, zone)))
    if choice.hours_before:
        wanted.append(Reminder(HOURS, starts_at - timedelta(hours=choice.hours_before)))
    return sorted(wanted, key=lambda reminder: reminder.due_at)


def still_to_come(planned: list[Reminder], booked_at: datetime, changed_at: datetime) -> list[Reminder]:
    """Without those whose time was over when it was booked or last changed: the person has just had it in hand."""
    since = max(booked_at, changed_at - SETTLED)
    return [reminder for reminder in planned if reminder.due_at > since]


def due(planned: list[Reminder], queued: Mapping[str, datetime], now: datetime) -> Reminder | None:
    """The one that is to be sent now. `queued` says of each kind that was sent (or waits to be) when that was."""
    for reminder in planned:
        if reminder.due_at > now:
            return None
        if not any(kind == reminder.kind or reminder.due_at - at <= APART for kind, at in queued.items()):
            return reminder
    return None


def key_of(booking_id: UUID, kind: str, starts_at: datetime) -> str:
    """The outbox key. It names the start, so that one is reminded anew of a booking that was moved."""
    return f"{booking_id.hex}:reminder-{kind}:{starts_at.astimezone(UTC).isoformat()}"


def release_key_of(booking_id: UUID, starts_at: datetime) -> str:
    """That of the mail which asks to check in before the place is released: goes when the booking changes, too."""
    return key_of(booking_id, RELEASE, starts_at)


def keys_of(booking_id: UUID, starts_at: datetime) -> dict[str, str]:
    """The keys of all kinds, by kind."""
    return {kind: key_of(booking_id, kind, starts_at) for kind in (DAY, HOURS)}
