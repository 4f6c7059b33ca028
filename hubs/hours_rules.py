"""The rules of which opening hours consist, and what they say about one day.

Each day is looked at alone, with all the hours that begin on it; what reaches past midnight belongs to the day on which
it began. A later rule replaces what earlier ones say about its days, unless it is closed (then it closes its own
time only) or additional; a fallback holds while nothing before it is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from opening_hours import OpeningHours, State

DAY_MINUTES = 24 * 60
TWO_DAYS = 2 * DAY_MINUTES
NOON = time(12)
A_WEEK = [datetime(2026, 6, day, 12) for day in range(1, 8)]  # noqa: DTZ001  # the clock on the wall
LOOK_AHEAD_DAYS = 7  # of no use to us, but else the library may look for an end of "always" up to the year 9999


class How(StrEnum):
    """How a rule follows those before it; the values are how it is written."""

    NORMAL = "; "
    ADDITIONAL = ", "
    FALLBACK = " || "


class HoursStretch(NamedTuple):
    """From–to in minutes after midnight, up to the end of the next day. `is_timed`: the rule names clock times."""

    start: int
    end: int
    state: State
    comment: str
    is_timed: bool


@dataclass(frozen=True)
class Days:
    """On which days a rule holds: within `season` (years, dates, weeks; "" is always) on those `weekdays` or,
    if it says so, on public holidays. Neither weekdays nor holidays: every day of the season."""

    season: str = ""
    weekdays: str = ""
    on_holidays: bool = False

    def hold_on(self, day: date, *, is_holiday: bool) -> bool:
        if self.on_holidays and is_holiday:
            return self._within is None or self._within.is_open(datetime.combine(day, NOON))
        if self._on_weekdays and not self._on_weekdays[day.weekday()]:
            return False
        return self._on is None or self._on.is_open(datetime.combine(day, NOON))

    @cached_property
    def _within(self) -> OpeningHours | None:
        """The season, if there is one."""
        return calendar(self.season) if self.season else None

    @cached_property
    def _on_weekdays(self) -> tuple[bool, ...]:
        """Monday to Sunday, where that can be said; it spares the library most questions."""
        if "[" in self.weekdays or not (self.weekdays or self.on_holidays):
            return ()
        return tuple(bool(self.weekdays) and calendar(self.weekdays).is_open(noon) for noon in A_WEEK)

    @cached_property
    def _on(self) -> OpeningHours | None:
        """The season and what the weekdays alone do not say."""
        text = self.season if self._on_weekdays else f"{self.season} {self.weekdays}".strip()
        return calendar(text) if text else None

    def __str__(self) -> str:
        week = ",".join(filter(None, [self.weekdays, "PH" if self.on_holidays else ""]))
        if self.season and week:
            return f"{self.season}{':' if self.season[-1].isalpha() else ''} {week}"
        return self.season or week


@lru_cache(maxsize=4096)
def calendar(days: str) -> OpeningHours:
    """The library's reading of which days are named. It gets no zone: it computes with wall-clock times."""
    return OpeningHours(f"{days} 00:00-24:00", max_interval_days=LOOK_AHEAD_DAYS)


Times = tuple[tuple[int, int], ...]
"""From–to in minutes after midnight; what ends on the next day ends after 1440."""


@dataclass(frozen=True)
class HoursRule:
    """`days` None: every day, without saying so. `times` empty: the whole day. `state` None: the rule says nothing
    but days, and opens nothing."""

    how: How
    days: Days | None
    times: Times
    state: State | None
    comment: str = ""

    def stretches(self) -> list[HoursStretch]:
        """What the rule says of a day on which it holds. Closed without times means all that begins on that day."""
        state = State.UNKNOWN if self.state is None else self.state
        whole_day = ((0, TWO_DAYS if state == State.CLOSED else DAY_MINUTES),)
        return [
            HoursStretch(start, end, state, self.comment, bool(self.times)) for start, end in self.times or whole_day
        ]

    @property
    def replaces(self) -> bool:
        """Whether what earlier rules say about the day is gone."""
        return self.how == How.NORMAL and self.days is not None and self.state != State.CLOSED

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.days or ""), self._times(), self._state(), self._remark()]))

    def _times(self) -> str:
        is_whole_day = self.times == ((0, DAY_MINUTES),) or not (self.times or self.comment)
        if self.days is None and is_whole_day and self.state == State.OPEN:
            return "24/7"
        return ",".join(f"{_clock(start)}-{_clock(end, is_end=True)}" for start, end in self.times)

    def _state(self) -> str:
        if self.state == State.CLOSED:
            return "off"
        if self.state == State.UNKNOWN:
            return "" if self.comment else "unknown"
        is_said = self.comment or (self.days and not self.times)
        return "open" if self.state == State.OPEN and is_said else ""

    def _remark(self) -> str:
        return f'"{self.comment}"' if self.comment else ""


def written(rules: Iterable[HoursRule]) -> str:
    """The text in OpenStreetMap's language, as other programs read it, too."""
    return "".join(f"{rule.how if n else ''}{rule}" for n, rule in enumerate(rules))


def _clock(minutes: int, *, is_end: bool = False) -> str:
    if is_end and minutes > DAY_MINUTES:
        minutes -= DAY_MINUTES
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def said_by(rules: Iterable[HoursRule]) -> tuple[HoursStretch, ...]:
    """All that begins on a day on which these rules hold, in the order of time and without overlaps."""
    said: list[HoursStretch] = []
    for rule in rules:
        new = rule.stretches()
        if rule.how == How.FALLBACK:
            for stretch in said:
                new = _without(new, stretch) if stretch.state == State.OPEN else new
        if rule.replaces:
            said = []
        for stretch in new:
            said = [*_without(said, stretch), stretch]
    return tuple(sorted(said))


def with_the_evening_before(today: Sequence[HoursStretch], yesterday: Iterable[HoursStretch]) -> list[HoursStretch]:
    """The day from midnight to midnight: what began the day before goes on, but not where today's rules close by the
    clock."""
    tail = [
        HoursStretch(max(s.start, DAY_MINUTES) - DAY_MINUTES, s.end - DAY_MINUTES, s.state, s.comment, s.is_timed)
        for s in yesterday
        if s.end > DAY_MINUTES and s.state == State.OPEN
    ]
    for stretch in today:
        if stretch.state == State.CLOSED and stretch.is_timed:
            tail = _without(tail, stretch)
    for stretch in tail:
        today = [*_without(today, stretch), stretch]
    return [s._replace(end=min(s.end, DAY_MINUTES)) for s in sorted(today) if s.start < DAY_MINUTES]


def _without(stretches: Iterable[HoursStretch], cut: HoursStretch) -> list[HoursStretch]:
    left: list[HoursStretch] = []
    for stretch in stretches:
        if stretch.end <= cut.start or cut.end <= stretch.start:
            left.append(stretch)
            continue
        if stretch.start < cut.start:
            left.append(stretch._replace(end=cut.start))
        if cut.end < stretch.end:
            left.append(stretch._replace(start=cut.end))
    return left
