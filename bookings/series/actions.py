"""Booking many dates at once. Flushes and never commits; what is not allowed is a named error,
and then nothing of it is done. StaleState when somebody else was faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from bookings import actions, admitting, answering, checks
from bookings.answering import NO_ANSWERS, Given
from bookings.cover import NO_CHOICE, Choice, covers_of
from bookings.creation_actions import Draft, create
from bookings.models import Booking
from bookings.series import mails
from bookings.series.models import Series
from bookings.series.queries import LeftOut, SeriesWish
from bookings.series.rules import days_text
from bookings.slots import Slot
from core.clock import now
from core.db import db
from core.identifiers import new_id
from members import actions as member_actions
from members.models import Member

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ChosenDate:
    """A date of the repetition and what is booked for it, at the wish's own time or another one of the same hub."""

    day: date
    slot: Slot


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is booked at another hub along with a series: bookings by themselves. Slots of one hub."""

    slots: Sequence[Slot]
    choice: Choice = NO_CHOICE


@dataclass(frozen=True, slots=True)
class BookedSeries:
    """What was booked; `series` is None when all of it is elsewhere."""

    series: Series | None
    bookings: list[Booking]
    elsewhere: list[Booking] = field(default_factory=list)


def book_series(
    *,
    member: Member,
    wish: SeriesWish,
    occurrences: Sequence[ChosenDate],
    left_out: Sequence[LeftOut] = (),
    elsewhere: Sequence[Elsewhere] = (),
    title: str = "",
    choice: Choice = NO_CHOICE,
    answers: Given = NO_ANSWERS,
) -> BookedSeries:
    """Book these dates of the wish, and what is wanted at other hubs instead of some: all or none, told in one mail.

    As many statements for a year of weeks as for two dates; a series counts once for the upcoming bookings that one may
    have, and each date for the quotas of its week. `answers`: to the questions of the wish's hub, kept for each date.
    Raises what `actions.book` raises.
    """
    series, told = None, list[mails.ToldBooking]()
    if occurrences:
        _check(member, [one.slot for one in occurrences], in_series=True)
        series = _insert(wish, member, left_out)
        of_dates = _dates_of(series, wish, occurrences)
        told += _create(member, [one.slot for one in occurrences], title, choice, answers, of_dates)
    here = len(told)
    for one in sorted(elsewhere, key=lambda each: each.slots[0].hub.id):
        _check(member, one.slots, in_series=False)
        told += _create(member, one.slots, title, one.choice, NO_ANSWERS)
    mails.booked(told, member, series, left_out)
    member_actions.seen(member=member)
    made = [one.booking for one in told]
    return BookedSeries(series, made[:here], made[here:])


SeriesDate = tuple[UUID, datetime]
"""For which series a booking is made, and the moment of its date there."""


def _dates_of(series: Series, wish: SeriesWish, occurrences: Sequence[ChosenDate]) -> list[SeriesDate]:
    return [(series.id, wish.span(one.day).start) for one in occurrences]


def _create(
    member: Member,
    slots: Sequence[Slot],
    title: str,
    choice: Choice,
    answers: Given,
    dates: Sequence[SeriesDate] = (),
) -> list[mails.ToldBooking]:
    """Book these slots of one hub, without a mail yet."""
    kept = [answering.check(slot.setup, slot.place, answers) for slot in slots]
    covers = covers_of(slots, member, choice)
    of: Sequence[SeriesDate | tuple[None, None]] = dates or [(None, None)] * len(slots)
    drafts = [
        Draft(slot=slot, cover=cover, member=member, title=title, answers=own, series_id=series_id, series_at=at)
        for slot, cover, own, (series_id, at) in zip(slots, covers, kept, of, strict=True)
    ]
    made = create(drafts=drafts, actor=member, tells=False)
    return [mails.ToldBooking(one, draft.slot, draft.cover) for one, draft in zip(made, drafts, strict=True)]


def _check(member: Member, slots: Sequence[Slot], *, in_series: bool) -> None:
    moment = now()
    for slot in slots:
        checks.check(slot, moment, in_series=in_series)
    admitting.check(slots, member, moment)
    actions.check_limit(member, slots, moment, number=1 if in_series else len(slots))


def _insert(wish: SeriesWish, member: Member, left_out: Sequence[LeftOut]) -> Series:
    repetition, moment = wish.repetition, now()
    values = {
        "id": new_id(),
        "hub_id": wish.subject.hub.id,
        "member_id": member.id,
        "every": repetition.every,
        "unit": repetition.unit,
        "days": days_text(repetition.days),
        "nth": repetition.nth,
        "until": repetition.until,
        "count": repetition.count,
        "first_on": wish.first_on,
        "starts_minute": wish.starts_minute,
        "ends_minute": wish.ends_minute,
        "left_out": [[one.day.isoformat(), one.code, one.why] for one in left_out],
        "sequence": 0,
        "changed_at": moment,
        "created_at": moment,
    }
    db.session.connection().execute(insert(Series), values)
    return Series(**values)
