"""A second, naive opinion on when a space is free: minute by minute, from structured rules.

It shares nothing with the code under test but the standard library's zones: it knows Lower Saxony's holidays
by heart, and reads its own `Rule`s, from which `text_of` writes the opening_hours text that the code reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

Span = tuple[int, int]  # minutes since the day's midnight by the clock on the wall; over 1440: in the next day
Stretch = tuple[datetime, datetime]

MINUTE = timedelta(minutes=1)
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ZONES = (
    "Europe/Berlin",
    "Europe/Lisbon",
    "UTC",
    "America/Havana",  # set back at midnight: 0:00 comes twice
    "America/Santiago",  # set forward at midnight: the day begins at 1:00
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Auckland",
    "Asia/Kathmandu",
)
SPECIAL_DAYS = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 10, 31), date(2026, 12, 24))


@dataclass(frozen=True)
class Rule:
    """Which days it speaks of (by weekday, as holiday or by date; within months), and their open spans."""

    spans: tuple[Span, ...] = ()
    weekdays: tuple[int, ...] = ()
    holidays: bool = False
    dates: tuple[tuple[int, int], ...] = ()
    months: tuple[int, int] | None = None

    def speaks_of(self, day: date) -> bool:
        if self.months and not _in_season(day.month, *self.months):
            return False
        if (day.month, day.day) in self.dates or day.weekday() in self.weekdays:
            return True
        return self.holidays and is_lower_saxon_holiday(day)


@dataclass(frozen=True)
class Case:
    """A question: when, between `start` and `end`, is a space with these rules free?"""

    rules: tuple[Rule, ...]
    zone: str
    start: datetime
    end: datetime
    now: datetime
    closures: tuple[Stretch, ...] = ()
    taken: tuple[Stretch, ...] = field(default=())


def free_minute_by_minute(case: Case) -> list[Stretch]:
    """The free stretches of `case`, found by asking about every single minute."""
    return _stretches(
        minute
        for minute in _minutes(case.start, case.end)
        if minute >= case.now
        and is_open(case.rules, minute, case.zone)
        and not _within(minute, case.closures)
        and not _within(minute, case.taken)
    )


def is_open(rules: Sequence[Rule], moment: datetime, zone: str) -> bool:
    """Whether the clock on the wall shows an opening time of today, or of yesterday's late evening."""
    wall = moment.astimezone(ZoneInfo(zone))
    today, minute = wall.date(), wall.hour * 60 + wall.minute
    yesterday = today - timedelta(days=1)
    return _opens(rules, today, minute) or _opens(rules, yesterday, minute + 24 * 60)


def _opens(rules: Sequence[Rule], day: date, minute: int) -> bool:
    speaking = [rule for rule in rules if rule.speaks_of(day)]
    return bool(speaking) and any(start <= minute < end for start, end in speaking[-1].spans)


def _in_season(month: int, first: int, last: int) -> bool:
    return first <= month <= last if first <= last else month >= first or month <= last


def _minutes(start: datetime, end: datetime) -> Iterable[datetime]:
    while start < end:
        yield start
        start += MINUTE


def _within(minute: datetime, stretches: Iterable[Stretch]) -> bool:
    return any(start <= minute < end for start, end in stretches)


def _stretches(minutes: Iterable[datetime]) -> list[Stretch]:
    found: list[Stretch] = []
    for minute in minutes:
        if found and found[-1][1] == minute:
            found[-1] = (found[-1][0], minute + MINUTE)
        else:
            found.append((minute, minute + MINUTE))
    return found


def is_lower_saxon_holiday(day: date) -> bool:
    """The ten of them (since 2018)."""
    fixed = {(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)}
    moving = {easter(day.year) + timedelta(days=n) for n in (-2, 1, 39, 50)}
    return (day.month, day.day) in fixed or day in moving


def easter(year: int) -> date:
    """Easter Sunday of 1900–2099 by Gauss's rule."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    days = 22 + d + e
    if (d == 29 and e == 6) or (d == 28 and e == 6 and a > 10):
        days -= 7
    return date(year, 3, 1) + timedelta(days=days - 1)


def text_of(rules: Iterable[Rule]) -> str:
    """The rules as OpenStreetMap's opening_hours text."""
    return "; ".join(_rule_text(rule) for rule in rules)


def _rule_text(rule: Rule) -> str:
    days = ",".join([WEEKDAYS[n] for n in rule.weekdays] + ["PH"] * rule.holidays)
    if rule.dates:
        days = ",".join(f"{MONTHS[month - 1]} {day:02}" for month, day in rule.dates)
    season = f"{MONTHS[rule.months[0] - 1]}-{MONTHS[rule.months[1] - 1]}: " if rule.months else ""
    spans = ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in rule.spans)
    return f"{season}{days} {spans or 'off'}"


def _clock(minute: int) -> str:
    hour, rest = divmod(minute if minute <= 24 * 60 else minute - 24 * 60, 60)
    return f"{hour:02}:{rest:02}"


# What hypothesis draws from

_quarters = st.integers(0, 96).map(lambda n: n * 15)
_weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
_dates = st.lists(st.sampled_from([(12, 24), (12, 31), (10, 24), (3, 28), (7, 1)]), min_size=1, unique=True).map(tuple)


@st.composite
def _spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """One to three spans of a day with breaks between."""
    count = draw(st.integers(1, 3))
    edges = sorted(draw(st.lists(_quarters, min_size=2 * count, max_size=2 * count, unique=True)))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def _seasons(draw: st.DrawFn) -> tuple[int, int] | None:
    first, last = draw(st.sampled_from([(4, 10), (11, 3), (1, 12), (10, 12), (3, 3)]))
    return draw(st.sampled_from([None, None, (first, last)])) if first != last else None


_usual = st.builds(Rule, _spans(), _weekdays, st.booleans(), months=_seasons())
_closed = st.builds(Rule, weekdays=_weekdays, months=_seasons())
_holidays = st.builds(Rule, st.just(()) | _spans(), holidays=st.just(True))
_special = st.builds(Rule, st.just(()) | _spans(), dates=_dates)


@st.composite
def rule_lists(draw: st.DrawFn) -> tuple[Rule, ...]:
    """A week, then exceptions in any order; or one rule whose evenings reach into the next day."""
    if draw(st.integers(0, 4)) == 0:
        return (draw(late_rules()),)
    exceptions = draw(st.lists(_usual | _closed | _holidays | _special, max_size=4))
    return (draw(_usual), *exceptions)


@st.composite
def late_rules(draw: st.DrawFn) -> Rule:
    start, until = draw(st.integers(18, 23)), draw(st.integers(25, 32))
    return Rule(((start * 60, until * 60),), draw(_weekdays), draw(st.booleans()))


@st.composite
def cases(draw: st.DrawFn, day: date | None = None) -> Case:
    """Any case, or one around `day`: up to three days, with closures and taken times in it."""
    zone = draw(st.sampled_from(ZONES)) if draw(st.booleans()) else "Europe/Berlin"
    around = day or draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.sampled_from(SPECIAL_DAYS))
    midnight = datetime(around.year, around.month, around.day, tzinfo=UTC)
    start = midnight + draw(st.integers(-1440, 600)) * MINUTE
    end = start + draw(st.integers(60, 3 * 1440)) * MINUTE
    offsets = st.integers(-300, 3 * 1440)
    stretch = st.tuples(offsets, st.integers(1, 900)).map(
        lambda at: (start + at[0] * MINUTE, start + (at[0] + at[1]) * MINUTE)
    )
    now = start + draw(offsets) * MINUTE
    return Case(
        rules=draw(rule_lists()),
        zone=zone,
        start=start,
        end=end,
        now=now if draw(st.booleans()) else start,
        closures=tuple(draw(st.lists(stretch, max_size=3))),
        taken=tuple(draw(st.lists(stretch, max_size=6))),
    )


def day_case(day: date, zone: str = "Europe/Berlin") -> Case:
    """`day` and its neighbours at a hub with breaks, a season, Christmas Eve off and holidays off."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    start, end = midnight - 1440 * MINUTE, midnight + 2 * 1440 * MINUTE
    rules = (
        Rule(((0, 8 * 60), (9 * 60, 12 * 60 + 30), (14 * 60, 24 * 60)), (0, 1, 2, 3, 4, 5, 6)),
        Rule(((60, 150), (165, 22 * 60)), (5, 6), months=(4, 10)),
        Rule(dates=((12, 24), (12, 31))),
        Rule(holidays=True),
    )
    closed = (midnight + 10 * 60 * MINUTE, midnight + 11 * 60 * MINUTE)
    taken = tuple((midnight + n * 60 * MINUTE, midnight + (n * 60 + 45) * MINUTE) for n in (0, 1, 15))
    return Case(rules, zone, start, end, now=start + 90 * MINUTE, closures=(closed,), taken=taken)
