"""What an induction is worth: until when it holds, and which are missing for a use. Pure functions of values.

Moments are aware UTC datetimes; days and months go by the hub's clock. An induction must hold for all of the time of
use, not for the moment of booking.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from core.clock import day_bounds, local
from core.text import is_blank
from core.timespans import Interval
from hubs.inductions.errors import CannotGrantSelf, GrantedMeanwhile, InvalidInduction, NotTheTrainer

VALIDITIES = ("never", "months", "until")
REASONS = ("refresh", "changed", "unsafe", "mistake", "wish")
"""Why an induction is taken back. A choice and no text: there is no room for notes on accidents or on people."""
LONGEST_NAME, LONGEST_TEXT = 80, 2000
MOST_MONTHS, MOST_LAPSE_MONTHS = 120, 12
"""Unused for at most a year: after that nobody knows any more whose old bookings were."""
TOLD_BEFORE = timedelta(days=30)


class InductionFacts(NamedTuple):
    """An induction as the set-up of its hub has it."""

    id: int
    name: str
    lapses_after_months: int | None = None


class Validity(NamedTuple):
    """How long a new grant holds: `months`, or until the end of `until`; with neither, without an end."""

    months: int | None = None
    until: date | None = None
    months_minor: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class InductionValues:
    """What an induction is; see `models.Induction`."""

    name: str
    text: str = ""
    valid: str = "never"
    months: int | None = None
    months_minor: int = 6
    until_date: date | None = None
    lapses_after_months: int | None = None


class SeenGrant(NamedTuple):
    """The open grant that a trainer's page showed beside the button."""

    id: int
    ends_at: datetime | None


class GrantFacts(NamedTuple):
    """A member's open grant; `used_at`: when they last used a space that needs it, as far as is known."""

    granted_at: datetime
    ends_at: datetime | None = None
    used_at: datetime | None = None


Lack = Literal["none", "ends", "lapsed"]


class MissingInduction(NamedTuple):
    """An induction that does not hold for a use, and why: there is none, it ends before (`until`), it has lapsed."""

    induction: InductionFacts
    why: Lack
    until: datetime | None = None


def missing(
    needed: Iterable[InductionFacts], grants: Mapping[int, GrantFacts], use: Interval, zone: str
) -> list[MissingInduction]:
    """Which of the needed inductions do not hold for all of the use; `grants` are the person's open ones by induction
    id."""
    found = (_lack(induction, grants.get(induction.id), use, zone) for induction in needed)
    return [lack for lack in found if lack]


def _lack(induction: InductionFacts, grant: GrantFacts | None, use: Interval, zone: str) -> MissingInduction | None:
    if grant is None:
        return MissingInduction(induction, "none")
    if grant.ends_at is not None and use.end > grant.ends_at:
        return MissingInduction(induction, "ends", grant.ends_at)
    lapses = lapses_at(induction, grant, zone)
    if lapses is not None and use.start >= lapses:
        return MissingInduction(induction, "lapsed", lapses)
    return None


def lapses_at(induction: InductionFacts, grant: GrantFacts, zone: str) -> datetime | None:
    """From when on it is too long ago that the person used it, or was shown it; None: that does not matter."""
    if induction.lapses_after_months is None:
        return None
    since = max(grant.granted_at, grant.used_at or grant.granted_at)
    return _end_of(months_later(local(since, zone).date(), induction.lapses_after_months), zone)


def ends_at(validity: Validity, granted_at: datetime, zone: str, *, is_minor: bool) -> datetime | None:
    """Until when a grant of this moment holds: to the end of a day by the hub's clock; None: without an end."""
    day = local(granted_at, zone).date()
    ends = [months_later(day, validity.months)] if validity.months is not None else []
    ends += [validity.until] if validity.until is not None else []
    ends += [months_later(day, validity.months_minor)] if is_minor else []
    return _end_of(min(ends), zone) if ends else None


def last_day(ends: datetime, zone: str) -> date:
    """The day, by the hub's clock, on which what ends then still holds."""
    return local(ends - timedelta(microseconds=1), zone).date()


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_grant(*, by: int, member_id: int, trainers: Iterable[int], ends: datetime | None, now: datetime) -> None:
    """CannotGrantSelf; NotTheTrainer; InvalidInduction where it would be over at once."""
    if by == member_id:
        raise CannotGrantSelf
    if by not in set(trainers):
        raise NotTheTrainer
    if ends is not None and ends <= now:
        raise InvalidInduction("until_date", "over")


def check_seen(seen: SeenGrant | None, there: SeenGrant | None, zone: str) -> None:
    """GrantedMeanwhile when what is there is no longer what the page showed: nobody lifts a limit unawares."""
    if seen != there:
        ends = there.ends_at if there else None
        raise GrantedMeanwhile(there is not None, last_day(ends, zone) if ends else None)


def may_let_in(needed: Iterable[InductionFacts], trained: Iterable[int]) -> bool:
    """Whether somebody who gives these inductions (by id) may let a guest in under their own eyes: all that are
    needed."""
    return {induction.id for induction in needed} <= set(trained)


def is_due_to_tell(ends: datetime, granted_at: datetime, now: datetime) -> bool:
    """Whether the member is to be told now that it ends: not of one that was short from the start."""
    return now < ends <= now + TOLD_BEFORE and granted_at <= ends - TOLD_BEFORE


def check_values(values: InductionValues, today: date, until_before: date | None = None) -> None:
    """InvalidInduction for the first value that does not do. A last day that is over (`today` by the hub's clock) may
    only stay: it was the last day before (`until_before`)."""
    if is_blank(values.name):
        raise InvalidInduction("name", "required")
    _check_length("name", values.name, LONGEST_NAME)
    _check_length("text", values.text, LONGEST_TEXT)
    if values.valid not in VALIDITIES:
        raise InvalidInduction("valid", "unknown")
    if values.valid == "until" and values.until_date is None:
        raise InvalidInduction("until_date", "required")
    until = values.until_date if values.valid == "until" else None
    if until is not None and until < today and until != until_before:
        raise InvalidInduction("until_date", "past")
    if values.valid == "months":
        _check_months("months", values.months, MOST_MONTHS)
    _check_months("months_minor", values.months_minor, MOST_MONTHS)
    if values.lapses_after_months is not None:
        _check_months("lapses_after_months", values.lapses_after_months, MOST_LAPSE_MONTHS)


def _check_length(field: str, value: str, most: int) -> None:
    if len(value) > most:
        raise InvalidInduction(field, "too-long", most=most)


def _check_months(field: str, value: int | None, most: int) -> None:
    if value is None or not 1 <= value <= most:
        raise InvalidInduction(field, "range", most=most)


def _end_of(day: date, zone: str) -> datetime:
    return day_bounds(day, zone).end
