"""The booking form reads days and times as people write them."""

from datetime import date

import pytest

from bookings import walltime


@pytest.mark.parametrize("typed", ["2026-11-25", "25.11.2026", " 25.11.26 "])
def test_day_of_booking_is_read_as_people_write_it(typed: str) -> None:
    assert walltime.day_of(typed) == date(2026, 11, 25)


@pytest.mark.parametrize("typed", ["1999-12-31", "2101-01-01", "31.2.2026", "", "٢٥"])
def test_day_that_cannot_be_booked_is_none(typed: str) -> None:
    assert walltime.day_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("9:30", 570), ("09.30", 570), ("9", 540), ("9 Uhr", 540), ("24", 1440), ("26:00", 1560), ("48:00", None)],
)
def test_time_may_run_past_midnight(typed: str, minutes: int | None) -> None:
    assert walltime.minutes_of(typed) == minutes


@pytest.mark.parametrize("typed", ["9:60", "nine", "-1", "9:3", "٩"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert walltime.minutes_of(typed) is None
