"""From an opening_hours text to the form's values, where the form can hold what the text says."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from hubs.hours_text import MONTHS, WEEKDAYS, InvalidOpeningHours, canonical
from web.host.hours_values import ALWAYS_WEEK, CLOSED, CLOSED_WEEK, OFF_DAYS, Day, HoursValues, Season, Week

_MONTH, _WEEKDAY = "|".join(MONTHS), "|".join(WEEKDAYS)
_TIME = r"([01]\d|2[0-4]):([0-5]\d)"
_RULE = re.compile(
    rf"(?:(?P<first>{_MONTH})(?:-(?P<last>{_MONTH}))?:\s*)?"
    rf"(?P<days>(?:{_WEEKDAY})(?:[-,](?:{_WEEKDAY}))*)\s+(?P<times>\S+)"
)
_HOLIDAYS = re.compile(r"PH\s+(?P<times>\S+)")
_OFF = re.compile(r"(?P<days>Dec \d\d(?:[-,]Dec \d\d)*)\s+off")
_TIMES = re.compile(rf"{_TIME}-{_TIME}(?:,{_TIME}-{_TIME})?")


class _TooSpecial(Exception):
    """The form cannot hold it."""


Months = tuple[int, int]


@dataclass(slots=True)
class _Found:
    weeks: dict[Months | None, Week] = field(default_factory=dict)
    holidays: Day | None = None
    off: tuple[str, ...] = ()
    is_past_weekdays: bool = False


def week_of(text: str) -> HoursValues | None:
    """The form's values, so that `text_of` gives a text that means the same; None when it is too special."""
    found = _Found()
    try:
        for rule in canonical(text).split(";"):
            _read(rule.strip(), found)
        return _values(found)
    except (_TooSpecial, InvalidOpeningHours):
        return None


def _read(rule: str, found: _Found) -> None:
    if match := _HOLIDAYS.fullmatch(rule):
        if found.off or not found.weeks:  # an earlier day off would be opened again where it is a holiday
            raise _TooSpecial
        found.holidays, found.is_past_weekdays = _day(match["times"]), True
    elif match := _OFF.fullmatch(rule):
        found.off, found.is_past_weekdays = _off_days(match["days"], found.off), True
    elif rule == "24/7" and not found.weeks:
        found.weeks[None] = ALWAYS_WEEK
    elif (match := _RULE.fullmatch(rule)) and not found.is_past_weekdays:
        _read_weekdays(match, found)
    else:
        raise _TooSpecial


def _read_weekdays(match: re.Match[str], found: _Found) -> None:
    """A later rule replaces an earlier one for its weekdays, as it does for the library."""
    months = None
    if match["first"]:
        months = MONTHS.index(match["first"]), MONTHS.index(match["last"] or match["first"])
    week = list(found.weeks.get(months, CLOSED_WEEK))
    for number in _weekdays(match["days"]):
        week[number] = _day(match["times"])
    found.weeks[months] = tuple(week)


def _weekdays(text: str) -> set[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        ends = [WEEKDAYS.index(name) for name in part.split("-")]
        if len(ends) > 2 or ends[0] > ends[-1]:
            raise _TooSpecial
        numbers |= set(range(ends[0], ends[-1] + 1))
    return numbers


def _day(text: str) -> Day:
    if text == "off":
        return CLOSED
    match = _TIMES.fullmatch(text)
    if not match:
        raise _TooSpecial
    numbers = [int(number) for number in match.groups() if number is not None]
    minutes = [hour * 60 + minute for hour, minute in zip(numbers[::2], numbers[1::2], strict=True)]
    if any(later <= earlier for earlier, later in pairwise(minutes)) or minutes[-1] > 24 * 60:
        raise _TooSpecial
    return tuple(zip(minutes[::2], minutes[1::2], strict=True))


def _off_days(text: str, before: tuple[str, ...]) -> tuple[str, ...]:
    names = {dates: name for name, dates in OFF_DAYS.items()}
    found = {names.get(part, "") for part in text.split(",")} | set(before)
    if "" in found:
        raise _TooSpecial
    return tuple(name for name in OFF_DAYS if name in found)


def _values(found: _Found) -> HoursValues:
    rest = HoursValues(CLOSED_WEEK, None, found.holidays, found.off)
    if list(found.weeks) == [None]:
        return _with(rest, found.weeks[None], None)
    if not found.weeks or None in found.weeks or len(found.weeks) > 2:
        raise _TooSpecial
    ((first, last), week), *others = [(months or (0, 0), week) for months, week in found.weeks.items()]
    season = Season(first, last, week)
    if (last - first) % 12 == 11 or (others and others[0][0] != season.rest):
        raise _TooSpecial
    return _with(rest, others[0][1] if others else CLOSED_WEEK, season)


def _with(values: HoursValues, week: Week, season: Season | None) -> HoursValues:
    return HoursValues(week, season, values.holidays, values.off)
