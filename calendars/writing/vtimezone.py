"""A time zone as calendars carry it along (RFC 5545, VTIMEZONE), with rules that hold for all years to come.

The rules are those at the end of the zone's own data (RFC 9636, section 3.3, in the form of POSIX): `CET-1CEST,M3.5.0,
M10.5.0/3`. What a library makes of the changes it knows one by one, other programs read an hour off. Zones that
follow the moon (Gaza, Casablanca) have no such rule: for them it holds outside Ramadan.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import TZPATH, ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

FIRST_YEAR, LAST_YEAR = 1970, 2099
DAY = timedelta(days=1)
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
NAME, OFFSET = r"<[^>]+>|[A-Za-z]+", r"[+-]?[\d:]+"
POSIX = re.compile(
    rf"(?P<standard>{NAME})(?P<offset>{OFFSET})"
    rf"((?P<daylight>{NAME})(?P<daylight_offset>{OFFSET})?"
    rf",(?P<begins>[^,/]+)(/(?P<begins_at>{OFFSET}))?,(?P<ends>[^,/]+)(/(?P<ends_at>{OFFSET}))?)?"
)


class Turn(NamedTuple):
    """When the clocks are changed each year: a day such as `M3.5.0`, and the time that they show until then."""

    day: str
    at: timedelta


@lru_cache(maxsize=64)
def component(zone: str) -> Timezone:
    """The VTIMEZONE of an IANA zone. It is shared: put it into a calendar, don't change it."""
    found = POSIX.fullmatch(posix_rule(zone))
    if found is None:
        raise ValueError(f"the rule of {zone} cannot be read")
    made = Timezone()
    made.add("tzid", zone)
    standard = -_span(found["offset"])
    if found["daylight"] is None:
        made.add_component(_part(TimezoneStandard(), found["standard"], standard, standard, None))
        return made
    daylight = -_span(found["daylight_offset"]) if found["daylight_offset"] else standard + timedelta(hours=1)
    begins = Turn(found["begins"], _span(found["begins_at"] or "2"))
    ends = Turn(found["ends"], _span(found["ends_at"] or "2"))
    made.add_component(_part(TimezoneDaylight(), found["daylight"], standard, daylight, begins))
    made.add_component(_part(TimezoneStandard(), found["standard"], daylight, standard, ends))
    return made


def posix_rule(zone: str) -> str:
    """The last line of the zone's data; ZoneInfoNotFoundError for what is no zone."""
    ZoneInfo(zone)
    files = (Path(folder) / zone for folder in TZPATH)
    data = next((file.read_bytes() for file in files if file.is_file()), None)
    if data is None:
        data = resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def _part(made: Any, name: str, before: timedelta, after: timedelta, turn: Turn | None) -> Any:
    made.add("tzname", name.strip("<>"))
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", after)
    made.add("dtstart", _moment(turn, FIRST_YEAR) if turn else datetime.combine(date(FIRST_YEAR, 1, 1), time.min))
    if turn and (rule := _rrule(turn)):
        made.add("rrule", rule)
    elif turn:
        made.add("rdate", [_moment(turn, year) for year in range(FIRST_YEAR + 1, LAST_YEAR + 1)])
    return made


def _rrule(turn: Turn) -> dict[str, Any] | None:
    """None for what a rule cannot say plainly, such as 24:00 on the last Thursday: then each day is named."""
    if not turn.day.startswith("M") or turn.at // DAY:
        return None
    month, week, weekday = _month_week_weekday(turn.day)
    nth = -1 if week == 5 else week
    return {"freq": "yearly", "bymonth": month, "byday": f"{nth}{WEEKDAYS[weekday]}"}


def _moment(turn: Turn, year: int) -> datetime:
    """By the wall clock, as it was until then."""
    return datetime.combine(_day(turn.day, year), time.min) + turn.at


def _day(rule: str, year: int) -> date:
    """`Mm.w.d`: weekday d (0 is Sunday) of week w, 5 being the last; `Jn`: day n without 29 February; `n`: from 0."""
    if not rule.startswith("M"):
        return _day_of_year(rule, year)
    month, week, weekday = _month_week_weekday(rule)
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (week - 1))
    return day if day.month == month else day - timedelta(days=7)


def _day_of_year(rule: str, year: int) -> date:
    if rule.startswith("J"):
        plain = date(2001, 1, 1) + timedelta(days=int(rule[1:]) - 1)
        return plain.replace(year=year)
    return date(year, 1, 1) + timedelta(days=int(rule))


def _month_week_weekday(rule: str) -> tuple[int, int, int]:
    month, week, weekday = rule[1:].split(".")
    return int(month), int(week), int(weekday)


def _span(text: str) -> timedelta:
    """`-1`, `5:30`, `-02:00:00`: hours, minutes, seconds."""
    hours, minutes, seconds = (*(int(part) for part in text.lstrip("+-").split(":")), 0, 0)[:3]
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -span if text.startswith("-") else span
