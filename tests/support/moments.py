"""The moments at which tests about today are tried (`make test-days`): each kind of day, the next one that comes.

`python -m tests.support.moments` prints them, one a line, and with `--whole` the three for the whole suite.
"""

import sys
from datetime import date, datetime, time, timedelta

from core.clock import clock_change, day_bounds
from tests.support.days import WALL

WHOLE = 3


def moments(begin: datetime) -> list[str]:
    """What CLOCK may be, after `begin`: none of them is before the real day, since a browser keeps no cookie longer.

    The first WHOLE are the ones for the whole suite.
    """
    days = [begin.astimezone(WALL).date() + timedelta(days=n) for n in range(1, 4 * 366)]
    spring, autumn = clock_changes(days)
    return [
        at(a_day(days, 12, 31), "23:59"),
        at(spring, "01:30"),
        at(a_day(days, 2, 29), "10:00"),
        at(next(day for day in days if day.weekday() == 6), "23:30"),
        at(next(day for day in days if day.weekday() == 0), "00:20"),
        at(spring, "02:30"),
        at(autumn, "01:30"),
        f"{at(autumn, '02:30')}+02:00",
        f"{at(autumn, '02:30')}+01:00",
        at(a_day(days, 2, 28), "12:00"),
        at(a_day(days, 12, 24), "15:00"),
        at(a_day(days, 10, 31), "09:00"),
        at(a_day(days, 12, 25), "11:00"),
        at(next(day for day in days if day.weekday() == 6 and day.day > 7), "14:00"),
        at(next(day for day in days if day.day == 1), "06:00"),
        at(next(day - timedelta(days=1) for day in days if day.day == 1 and day != days[0]), "20:00"),
    ]


def clock_changes(days: list[date]) -> tuple[date, date]:
    """The next day on which the clock is set forward, and the next on which it is set back."""
    found: dict[bool, date] = {}
    for day in days:
        bounds = day_bounds(day, WALL.key)
        if clock_change(bounds.start, bounds.end, WALL.key):
            found.setdefault(bounds.end - bounds.start < timedelta(days=1), day)
    return found[True], found[False]


def a_day(days: list[date], month: int, number: int) -> date:
    return next(day for day in days if (day.month, day.day) == (month, number))


def at(day: date, clock: str) -> str:
    return datetime.combine(day, time.fromisoformat(clock)).isoformat(timespec="minutes")


if __name__ == "__main__":
    found = moments(datetime.now(WALL))
    print(*(found[:WHOLE] if "--whole" in sys.argv else found), sep="\n")
