"""Rules of repetition beside those of dateutil, on hundreds of rules drawn by lot, always the same."""

import random
from datetime import datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from calendars.reading.repeating import Effort, walls
from calendars.reading.rrules import rule_of
from calendars.reading.text import FileRefused
from calendars.reading.values import stamp
from calendars.reading.zones import UTC_CLOCK

FIRST, LAST = datetime(2026, 11, 20), datetime(2027, 12, 31)  # noqa: DTZ001 (clocks on the wall)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def ours(rule: str, start: datetime, effort: Effort | None = None) -> list[datetime]:
    read = rule_of(rule, lambda text: stamp(text, UTC_CLOCK))
    assert read
    found = walls(read, start, FIRST, LAST, effort or Effort(10**6))
    return [wall for wall in found if wall >= FIRST and wall != start]


def theirs(rule: str, start: datetime) -> list[datetime]:
    found = takewhile(lambda wall: wall <= LAST, rrulestr(rule, dtstart=start))
    return [wall for wall in found if wall >= FIRST and wall != start]


def drawn(lot: random.Random) -> str:
    """No rule that is never true: dateutil would look for it until the year 9999."""
    frequency = lot.choice(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"])
    parts = [f"FREQ={frequency}", f"INTERVAL={lot.randint(1, 4)}", f"WKST={lot.choice(DAYS)}"]
    parts += [f"COUNT={lot.randint(1, 60)}"] if lot.random() < 0.3 else []
    parts += [f"BYMONTH={numbers(lot, 1, 12)}"] if lot.random() < 0.25 else []
    if frequency in {"YEARLY", "MONTHLY"}:
        parts += lot.choice([[], [f"BYMONTHDAY={numbers(lot, -28, 28)}"], [f"BYDAY={weekdays(lot, numbered=True)}"]])
        parts += [f"BYSETPOS={lot.choice([1, 2, -1, -2])}"] if "BY" in parts[-1] and lot.random() < 0.3 else []
    elif lot.random() < 0.6:
        parts.append(f"BYDAY={weekdays(lot, numbered=False)}")
    if frequency == "YEARLY" and not any("DAY" in part for part in parts):
        parts += lot.choice(
            [[f"BYYEARDAY={numbers(lot, -366, 366)}"], [f"BYWEEKNO={numbers(lot, -52, 52)}", "BYDAY=TU"]]
        )
    parts += [f"BYMINUTE={numbers(lot, 0, 59)}"] if lot.random() < 0.2 else []
    return ";".join(parts)


def numbers(lot: random.Random, least: int, most: int) -> str:
    found = {number for number in (lot.randint(least, most) for _ in range(5)) if number or least >= 0}
    return ",".join(map(str, sorted(found or {1})))


def weekdays(lot: random.Random, *, numbered: bool) -> str:
    number = str(lot.choice([1, 2, 3, 4, -1, -2])) if numbered and lot.random() < 0.6 else ""
    return ",".join(number + day for day in lot.sample(DAYS, lot.randint(1, 4)))


@pytest.mark.parametrize("seed", range(4))
def test_rule_names_the_times_that_dateutil_names(seed: int) -> None:
    lot = random.Random(seed)
    for _ in range(60):
        rule = drawn(lot)
        start = datetime(lot.randint(2023, 2026), lot.randint(1, 12), lot.randint(1, 28), lot.randint(0, 23), 30)  # noqa: DTZ001
        assert ours(rule, start) == theirs(rule, start), (rule, start)


def test_what_is_long_over_costs_nothing() -> None:
    start = datetime(1601, 1, 1, 9)  # noqa: DTZ001
    for rule, most in (
        ("FREQ=DAILY", 900),
        ("FREQ=WEEKLY", 200),
        ("FREQ=HOURLY;INTERVAL=24", 450),
        ("FREQ=YEARLY", 60),
    ):
        found = ours(rule, start, Effort(most))
        assert found[0] - FIRST < timedelta(days=366)


def test_effort_ends_what_does_not_end() -> None:
    with pytest.raises(FileRefused) as caught:
        ours("FREQ=DAILY;COUNT=900000", datetime(1601, 1, 1, 9), Effort(1000))  # noqa: DTZ001
    assert caught.value.reason == "too-complex"
