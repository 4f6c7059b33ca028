"""Opening hours as the form holds them, and the text that they make. `hours_reading` is the way back."""

from collections.abc import Iterable
from dataclasses import dataclass

from hubs.hours_text import MONTHS, WEEKDAYS

Stretch = tuple[int, int]
"""From–to in minutes of the clock, to 24:00 at most."""
Day = tuple[Stretch, ...]
"""Up to two stretches with a break between them; none: closed."""
Week = tuple[Day, ...]
"""Monday to Sunday."""
CLOSED: Day = ()
CLOSED_WEEK: Week = (CLOSED,) * 7
ALWAYS_WEEK: Week = (((0, 24 * 60),),) * 7
OFF_DAYS = {"dec24": "Dec 24", "dec27": "Dec 27-Dec 30", "dec31": "Dec 31"}
"""The days at the end of the year that may be off, by the name of their field, in the order of the calendar."""


@dataclass(frozen=True, slots=True)
class Season:
    """From the first month to the last one (0 is January), perhaps over New Year, another week holds."""

    first: int
    last: int
    week: Week

    @property
    def rest(self) -> tuple[int, int]:
        """The first and the last month of the rest of the year."""
        return (self.last + 1) % 12, (self.first - 1) % 12


@dataclass(frozen=True, slots=True)
class HoursValues:
    """`week` holds the year round, or outside the season. `holidays` None: as on other days."""

    week: Week
    season: Season | None = None
    holidays: Day | None = CLOSED
    off: tuple[str, ...] = ()


def text_of(values: HoursValues) -> str:
    """The opening_hours text; public holidays come after all weekdays, since a later rule opens them again."""
    rules: list[str] = []
    if values.season:
        rules += _rules(values.season.week, _months(values.season.first, values.season.last))
        rules += _rules(values.week, _months(*values.season.rest))
    else:
        rules += _rules(values.week, "")
    if values.holidays is not None and rules:
        rules.append(f"PH {_times(values.holidays)}")
    off = ",".join(OFF_DAYS[name] for name in OFF_DAYS if name in values.off)
    if off and rules:
        rules.append(f"{off} off")
    return "; ".join(rules)


def _rules(week: Week, months: str) -> list[str]:
    """One rule for all weekdays with the same times, in the order of the week."""
    if week == ALWAYS_WEEK and not months:
        return ["24/7"]
    alike: dict[Day, list[int]] = {}
    for number, day in enumerate(week):
        if day:
            alike.setdefault(day, []).append(number)
    return [f"{months}{weekdays(numbers)} {_times(day)}" for day, numbers in alike.items()]


def _months(first: int, last: int) -> str:
    name = MONTHS[first] if first == last else f"{MONTHS[first]}-{MONTHS[last]}"
    return f"{name}: "


def weekdays(numbers: Iterable[int]) -> str:
    """Mo-Fr, or Mo,Tu,Th,Fr: three or more in a row become from–to."""
    return ",".join(
        f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}" if len(run) > 2 else ",".join(WEEKDAYS[n] for n in run)
        for run in runs_of(numbers)
    )


def runs_of(numbers: Iterable[int]) -> list[list[int]]:
    """[0, 1, 2, 5] → [[0, 1, 2], [5]]."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _times(day: Day) -> str:
    return ",".join(f"{clock_text(start)}-{clock_text(end)}" for start, end in day) or "off"


def clock_text(minutes: int) -> str:
    """09:30; the end of the day is 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
