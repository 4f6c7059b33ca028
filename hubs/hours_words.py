"""Opening hours in words: days, weeks, and a whole year with what is special in it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from core.formats import LONG_DAYS, day, locale_code, round_the_clock, span_of_clocks
from hubs.hours import DayTimes
from hubs.hours_year import WHOLE_DAY, Special, Week, Year, YearPeriod

DAY_MINUTES = 24 * 60
FEW_DAYS = 3
MOST_SPECIALS = 60
"""More would be read by nobody; the page says how many there are."""
Line = tuple[Any, Any]
"""Which days, and when."""


class Group(NamedTuple):
    """Lines under a heading."""

    title: Any
    lines: list[Line]


class HoursRow(NamedTuple):
    """A special day, or several in a row: when, open from–to, and why."""

    when: str
    times: str
    reasons: str


class InWords(NamedTuple):
    """A year for people: a week for each period, the special days, how many of those are not told, the weekdays
    that are open for 24 hours, the days that are named as closed and opened by a later rule, and the rules that open
    nothing new."""

    weeks: list[Group]
    specials: list[HoursRow]
    untold: int
    round_the_clock: str
    reopened: str
    idle: str


def in_words(year: Year) -> InWords:
    shown, others = year.specials[:MOST_SPECIALS], year.specials[MOST_SPECIALS:]
    always = [weekday_names()[n] for n in year.days_round_the_clock]
    all_days = [_("%(first)s to %(last)s", first=always[0], last=always[-1])] if len(always) == 7 else always
    groups = [Group(_title(period, year), _lines(period)) for period in year.periods]
    rows = [_row(special) for special in shown]
    return InWords(groups, rows, len(others), ", ".join(all_days), _some_days(year.reopened), "; ".join(year.idle))


def sentences(words: InWords) -> Iterable[str]:
    """The same for a terminal, a line each."""
    for title, lines in words.weeks:
        yield f"  {title}:"
        yield from (f"    {who}: {when}" for who, when in lines)
    if words.specials:
        title = _("Special days")
        yield f"  {title}:"
        yield from (
            f"    {row.when}: {row.times}{f' ({row.reasons})' if row.reasons else ''}" for row in words.specials
        )


def day_words(times: DayTimes) -> str:
    """9–12:30 Uhr, 14–18 Uhr; rund um die Uhr; closed."""
    if times == WHOLE_DAY:
        return round_the_clock()
    return ", ".join(span_of_clocks(_clock(start), _clock(end)) for start, end in times) or _("closed")


def week_lines(week: Week) -> list[Line]:
    """Days in a row with the same times become one line."""
    lines: list[Line] = []
    for run in _alike(week):
        names = [weekday_names()[number] for number in run]
        title = names[0] if len(run) == 1 else _("%(first)s to %(last)s", first=names[0], last=names[-1])
        lines.append((title, day_words(week[run[0]])))
    return lines


def weekday_names() -> tuple[str, ...]:
    return LONG_DAYS[locale_code()]


def _title(period: YearPeriod, year: Year) -> Any:
    return _("Every week") if len(year.periods) == 1 else _days(period.first, period.last)


def _lines(period: YearPeriod) -> list[Line]:
    if period.reason:
        return [(who, f"{when} ({period.reason})") for who, when in week_lines(period.week)]
    return week_lines(period.week)


def _row(special: Special) -> HoursRow:
    return HoursRow(_days(special.first, special.last), day_words(special.times), ", ".join(special.reasons))


def _some_days(days: Sequence[date]) -> str:
    """The first few of them."""
    named, others = ", ".join(map(day, days[:FEW_DAYS])), len(days) - FEW_DAYS
    return f"{named} {ngettext('… and %(num)s more day', '… and %(num)s more days', others)}" if others > 0 else named


def _days(first: date, last: date) -> str:
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def _clock(minutes: int) -> str:
    """09:30; the end of the day is 24:00, and what is later is on the clock of the next day."""
    minutes -= DAY_MINUTES if minutes > DAY_MINUTES else 0
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _alike(week: Sequence[DayTimes]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in range(7):
        if runs and week[runs[-1][-1]] == week[number]:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
