import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.clock import BadTime, MissingHour, RepeatedHour, clock_change, day_bounds, local, now, to_utc, today

BERLIN = "Europe/Berlin"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
ROOT = Path(__file__).parents[2]


def test_now_is_in_utc_and_moved_by_the_time_machine() -> None:
    with time_machine.travel(datetime(2026, 11, 25, 8, 30, tzinfo=UTC), tick=False):
        assert now() == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
        assert now().tzinfo is UTC


def test_today_is_the_date_of_the_zone_not_of_utc() -> None:
    with time_machine.travel(datetime(2026, 11, 25, 23, 30, tzinfo=UTC), tick=False):
        assert today(BERLIN) == date(2026, 11, 26)
        assert today("America/Havana") == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "wall", "utc"),
    [
        (date(2026, 1, 15), time(9), "2026-01-15T08:00Z"),
        (date(2026, 7, 15), time(9), "2026-07-15T07:00Z"),
        (SPRING, time(1, 59), "2026-03-29T00:59Z"),
        (SPRING, time(3), "2026-03-29T01:00Z"),
        (AUTUMN, time(1, 59), "2026-10-24T23:59Z"),
        (AUTUMN, time(3), "2026-10-25T02:00Z"),
    ],
)
def test_to_utc_around_the_clock_changes(day: date, wall: time, utc: str) -> None:
    assert to_utc(day, wall, BERLIN) == datetime.fromisoformat(utc)


@pytest.mark.parametrize("wall", [time(2), time(2, 30), time(2, 59)])
def test_to_utc_refuses_the_missing_and_the_repeated_hour(wall: time) -> None:
    with pytest.raises(MissingHour) as missing:
        to_utc(SPRING, wall, BERLIN)
    assert (missing.value.date, missing.value.time, missing.value.zone) == (SPRING, wall, BERLIN)
    with pytest.raises(RepeatedHour):
        to_utc(AUTUMN, wall, BERLIN)


def test_bad_times_are_value_errors_of_one_kind() -> None:
    assert issubclass(MissingHour, BadTime)
    assert issubclass(RepeatedHour, BadTime)
    assert issubclass(BadTime, ValueError)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001  a wall clock has no zone
    st.sampled_from([BERLIN, "Pacific/Auckland", "Australia/Lord_Howe", "America/St_Johns"]),
)
def test_to_utc_and_local_are_inverse_or_the_time_is_bad(wall: datetime, zone: str) -> None:
    fitting = [m for m in _hours_around(wall) if m.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall]
    try:
        moment = to_utc(wall.date(), wall.time(), zone)
    except MissingHour:
        assert fitting == []
    except RepeatedHour:
        assert len(fitting) == 2
    else:
        assert fitting == [moment]
        assert local(moment, zone).replace(tzinfo=None) == wall


def _hours_around(wall: datetime) -> list[datetime]:
    """Every moment that could show this wall clock: offsets are multiples of a quarter of an hour."""
    return [wall.replace(tzinfo=UTC) + n * timedelta(minutes=15) for n in range(-60, 61)]


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (SPRING, BERLIN, 23),
        (AUTUMN, BERLIN, 25),
        (date(2026, 11, 25), BERLIN, 24),
        (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
        (date(2026, 9, 6), "America/Santiago", 23),
        (date(2026, 11, 1), "America/Havana", 25),
    ],
)
def test_day_bounds_have_the_length_of_the_day(day: date, zone: str, hours: float) -> None:
    start, end = day_bounds(day, zone)
    assert end - start == timedelta(hours=hours)
    assert start.tzinfo is end.tzinfo is UTC


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.sampled_from([BERLIN, "America/Santiago", "America/Havana"]),
)
def test_a_day_begins_with_its_first_moment_where_the_last_ends(day: date, zone: str) -> None:
    start, _ = day_bounds(day, zone)
    assert local(start, zone).date() == day
    assert local(start - timedelta(seconds=1), zone).date() == day - timedelta(days=1)
    assert day_bounds(day - timedelta(days=1), zone).end == start


def test_clock_change_is_found_to_the_second() -> None:
    assert clock_change(*day_bounds(SPRING, BERLIN), BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert clock_change(*day_bounds(AUTUMN, BERLIN), BERLIN) == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert clock_change(*day_bounds(date(2026, 11, 25), BERLIN), BERLIN) is None


def test_no_other_module_reads_a_clock() -> None:
    other = re.compile(r"\b(datetime|date)\.(now|today|utcnow)\(|\btime\.time\(")
    packages = ("core", "members", "hubs", "bookings", "calendars", "payments", "district", "web")
    modules = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    found = [path for path in modules if other.search(path.read_text()) and path != ROOT / "core" / "clock.py"]
    assert found == []
