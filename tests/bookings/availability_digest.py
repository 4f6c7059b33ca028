"""Prints the process's offset from UTC and a digest of a year's answers."""

import hashlib
import time
from datetime import UTC, date, datetime, timedelta

from bookings.grid import next_on_grid, on_grid
from bookings.stretches import free_stretches
from core.clock import day_bounds
from hubs.hours import open_intervals, open_state, week
from tests.oracle import ZONES

TEXT = 'Mo-Fr 00:00-12:30,14:30-24:00; Sa 01:15-03:15; We[1] 18:00-21:00; Dec 24 off "Ferien"; PH 10:00-12:00'
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def answers() -> list[object]:
    found: list[object] = []
    for zone in ZONES[:4]:
        opened = open_intervals(TEXT, zone, "NI", NEW_YEAR, NEW_YEAR + timedelta(days=400))
        found += [opened, free_stretches(opened, opened[::3], NEW_YEAR + timedelta(hours=7))]
        found += week(TEXT, zone, "NI", date(2026, 1, 1), days=400)
        for day in range(365):
            start, _ = day_bounds(date(2026, 1, 1) + timedelta(days=day), zone)
            found += [
                open_state(TEXT, zone, "NI", start),
                on_grid(start, 45, zone),
                next_on_grid(start, 45, zone),
            ]
    return found


if __name__ == "__main__":
    print(time.localtime(1_700_000_000).tm_gmtoff, hashlib.sha256(repr(answers()).encode()).hexdigest())
