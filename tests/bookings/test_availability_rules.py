"""Free stretches against the naive opinion of tests/oracle.py, and under any time zone of the process."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bookings.stretches import free_stretches
from core.timespans import Interval, merge, subtract
from hubs.hours import NeverOpen, open_intervals, validate
from tests.oracle import SPECIAL_DAYS, ZONES, Case, cases, day_case, free_minute_by_minute, text_of
from tests.support.processes import ROOT, python


def free(case: Case) -> list[Interval]:
    """What the code under test says to the case."""
    opened = open_intervals(text_of(case.rules), case.zone, "NI", case.start, case.end)
    still_open = subtract(opened, [Interval(*closure) for closure in case.closures])
    return free_stretches(still_open, merge(Interval(*taken) for taken in case.taken), case.now)


@settings(max_examples=settings().max_examples * 3)
@given(case=cases())
@example(case=day_case(SPECIAL_DAYS[0]))
@example(case=day_case(SPECIAL_DAYS[1]))
@example(case=day_case(SPECIAL_DAYS[2]))
@example(case=day_case(SPECIAL_DAYS[3]))
def test_free_stretches_equal_the_minutes_that_are_free(case: Case) -> None:
    assert free(case) == free_minute_by_minute(case), text_of(case.rules)


@pytest.mark.parametrize("day", SPECIAL_DAYS, ids=str)
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_free_stretches_on_special_days_for_any_rules(day: date, data: st.DataObject) -> None:
    case = data.draw(cases(day))
    assert free(case) == free_minute_by_minute(case), text_of(case.rules)


@pytest.mark.parametrize("zone", ZONES)
def test_free_stretches_at_every_clock_change_of_two_years(zone: str) -> None:
    changes = [day for day in _days(2026, 2027) if _offset(day, zone) != _offset(day + timedelta(days=1), zone)]
    assert len(changes) == (0 if zone in ("UTC", "Asia/Kathmandu") else 4)
    for day in changes:
        case = day_case(day, zone)
        assert free(case) == free_minute_by_minute(case), day


def test_free_stretches_do_not_depend_on_the_time_zone_of_the_process() -> None:
    answers = {tz: _digest_under(tz) for tz in ("UTC", "Europe/Berlin", "Pacific/Auckland")}
    assert len({offset for offset, _ in answers.values()}) == 3, "the process must really be in each zone"
    assert len({digest for _, digest in answers.values()}) == 1, answers


def _digest_under(tz: str) -> tuple[str, str]:
    done = subprocess.run(
        python("-m", "tests.bookings.availability_digest"),
        env={**os.environ, "TZ": tz},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    offset, digest = done.stdout.split()
    return offset, digest


def _days(first_year: int, last_year: int) -> Iterator[date]:
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        yield day
        day += timedelta(days=1)


def _offset(day: date, zone: str) -> timedelta | None:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset()


@given(case=cases())
def test_the_oracle_asks_only_texts_that_a_hub_may_have(case: Case) -> None:
    with suppress(NeverOpen):
        validate(text_of(case.rules))
