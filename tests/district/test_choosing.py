"""Periods: whole weeks that are over, months of whole weeks, and what they are compared with."""

from datetime import date, timedelta

import pytest

from core.clock import now
from district.choosing import (
    Counted,
    Period,
    compared_with,
    is_counted,
    longest_comparable,
    months_between,
    period_of,
)
from district.periods import (
    WEEK,
    Month,
    by_week,
    calendar_periods,
    days,
    last_due_day,
    monday_of,
    month_of,
    weeks_of_year,
)

LAST = date(2026, 11, 16)
COUNTED = Counted(date(2020, 1, 1), LAST)
"""Up to the last week that is over."""


def test_every_week_is_in_one_month() -> None:
    mondays = [date(2024, 1, 1) + n * timedelta(days=7) for n in range(300)]
    for monday in mondays:
        assert monday in month_of(monday).weeks
    months = sorted({month_of(monday) for monday in mondays})[1:-1]
    weeks = [monday for month in months for monday in month.weeks]
    assert weeks == [monday for monday in mondays if weeks[0] <= monday <= weeks[-1]]


@pytest.mark.parametrize(("month", "first", "count"), [(10, "2026-09-28", 5), (11, "2026-11-02", 4)])
def test_month_has_the_weeks_whose_thursday_it_has(month: int, first: str, count: int) -> None:
    weeks = Month(2026, month).weeks
    assert (weeks[0].isoformat(), len(weeks)) == (first, count)
    assert Month(2026, month).last_day == weeks[-1] + timedelta(days=6)


def test_year_has_the_weeks_of_its_iso_year() -> None:
    for year, count in {2025: 52, 2026: 53}.items():
        weeks = weeks_of_year(year)
        assert len(weeks) == count
        assert {monday.isocalendar().year for monday in weeks} == {year}


@pytest.mark.parametrize(
    ("choice", "first", "count"),
    [("4", "2026-10-26", 4), ("12", "2026-08-31", 12), ("2026-10", "2026-09-28", 5), ("2026-11", "2026-11-02", 3)],
)
def test_period_ends_with_the_last_week_that_is_over(choice: str, first: str, count: int) -> None:
    period = chosen(choice, COUNTED)
    assert (period.first_day.isoformat(), len(period.weeks)) == (first, count)
    assert period.last_day <= LAST + timedelta(days=6)


@pytest.mark.parametrize("choice", ["", "x", "2026-13", "2026-00", "1999", "9999", "2026-12", "٤", "2026-1-1", "range"])
def test_period_that_is_none_is_none(choice: str) -> None:
    assert period_of(choice, COUNTED) is None


def test_range_takes_the_whole_weeks_of_its_days() -> None:
    period = chosen("range", COUNTED, date(2026, 10, 7), date(2026, 10, 13))
    assert period == Period((date(2026, 10, 5), date(2026, 10, 12)))
    assert period_of("range", COUNTED, date(2026, 10, 13), date(2026, 10, 7)) is None
    assert period_of("range", COUNTED, date(2026, 11, 23), date(2026, 12, 1)) is None
    assert period_of("range", COUNTED, date(2019, 1, 1), date(2019, 12, 1)) is None
    longest = period_of("range", COUNTED, date(2001, 1, 1), date(2026, 11, 1))
    assert longest is not None
    assert len(longest.weeks) == 106


def test_period_begins_with_the_first_week_that_has_figures() -> None:
    counted = Counted(date(2026, 9, 2), LAST)
    for choice, count in {"12": 12, "2026": 12, "2026-09": 4, "2026-08": None}.items():
        period = period_of(choice, counted)
        assert (len(period.weeks) if period else None) == count, choice
    period = chosen("range", counted, date(1, 1, 1), date(9999, 12, 31))
    assert (period.first_day, period.last_day) == (date(2026, 8, 31), date(2026, 11, 22))


PERIODS = {
    date(2026, 11, 16): ("4", "12", "2026-10", "2026-11", "2025-12", "2026", "2025", "2020"),
    date(2026, 12, 28): ("12", "2026-12", "2026"),
    date(2026, 3, 30): ("4", "2026-03", "2026"),
}
"""Last weeks, and what can be chosen then: also months of five weeks and years of 53."""


@pytest.mark.parametrize("comparison", ["before", "year"])
@pytest.mark.parametrize(("last", "choice"), [(last, choice) for last in PERIODS for choice in PERIODS[last]])
def test_period_is_compared_with_as_many_weeks_that_are_not_its_own(last: date, choice: str, comparison: str) -> None:
    period = chosen(choice, Counted(date(2019, 1, 1), last))
    other = compared_with(period, comparison)
    assert len(other.weeks) == len(period.weeks)
    assert other.last_day < period.first_day
    assert {later - earlier for earlier, later in zip(other.weeks, other.weeks[1:], strict=False)} <= {WEEK}


def test_month_is_compared_with_the_weeks_just_before_or_the_same_weeks_of_the_year_before() -> None:
    """November has three of its four weeks: not with the four of last year's."""
    november = chosen("2026-11", COUNTED)
    before, year_before = compared_with(november, "before"), compared_with(november, "year")
    assert (before.first_day, before.last_day) == (date(2026, 10, 12), date(2026, 11, 1))
    assert (year_before.first_day, year_before.last_day) == (date(2025, 11, 3), date(2025, 11, 23))


def test_year_is_compared_with_the_same_weeks_of_the_year_before() -> None:
    """Also where the figures begin in the middle of it."""
    for begin, first_day in {date(2019, 1, 1): date(2024, 12, 30), date(2026, 9, 2): date(2025, 9, 1)}.items():
        year = chosen("2026", Counted(begin, LAST))
        for comparison in ("before", "year"):
            assert compared_with(year, comparison).first_day == first_day
            assert compared_with(year, comparison).last_day == date(2025, 11, 23)


def test_two_years_are_compared_with_the_two_before() -> None:
    long = chosen("range", COUNTED, date(2024, 11, 18), date(2026, 11, 22))
    assert compared_with(long, "year").weeks[0] == long.weeks[0] - 3 * 52 * WEEK
    assert compared_with(long, "before").last_day == long.first_day - timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "four", "twelve", "longest"),
    [
        (date(2026, 6, 8), True, True, "12"),
        (date(2026, 6, 9), True, False, "4"),
        (date(2026, 9, 28), True, False, "4"),
        (date(2026, 9, 29), False, False, None),
        (date(2026, 11, 18), False, False, None),
    ],
)
def test_only_what_is_counted_with_all_its_days_is_compared(
    first: date, four: bool, twelve: bool, longest: str | None
) -> None:
    counted = Counted(first, LAST)
    for choice, comparable in {"4": four, "12": twelve}.items():
        period = chosen(choice, counted)
        assert is_counted(compared_with(period, "before"), counted) is comparable
        assert not is_counted(compared_with(period, "year"), counted)
    assert longest_comparable(counted) == longest


def test_month_or_year_still_runs_until_its_last_week_is_counted() -> None:
    for choice, runs in {"2026-10": False, "2026-11": True, "2026": True, "2025": False, "12": False}.items():
        period = chosen(choice, COUNTED)
        assert period.still_runs is runs, choice


def test_months_of_a_period_are_those_that_lie_in_it_as_a_whole() -> None:
    period = chosen("range", COUNTED, date(2026, 9, 28), date(2026, 11, 22))
    assert period.months == [Month(2026, 10)]
    assert months_between(date(2026, 9, 1), LAST) == [Month(2026, 11), Month(2026, 10), Month(2026, 9)]


def test_runs_end_with_the_week_or_a_gap() -> None:
    wanted = [*days(date(2026, 11, 13), date(2026, 11, 17)), date(2026, 11, 19)]
    assert [len(run) for run in by_week(wanted)] == [3, 2, 1]


def test_calendar_periods_are_days_weeks_and_months() -> None:
    assert calendar_periods([date(2026, 12, 31)]) == [
        ("day", date(2026, 12, 31), date(2026, 12, 31)),
        ("month", date(2026, 12, 1), date(2026, 12, 31)),
        ("week", date(2026, 12, 28), date(2027, 1, 3)),
    ]


def test_last_due_day_is_never_today() -> None:
    moment = now()
    assert (moment.date() - last_due_day(moment, "UTC")).days == (1 if moment.hour >= 4 else 2)
    assert monday_of(date(2026, 11, 22)) == date(2026, 11, 16)


def chosen(choice: str, counted: Counted, *ends: date) -> Period:
    """Of a choice that can be had."""
    period = period_of(choice, counted, *ends)
    assert period, f"there is no {choice}"
    return period
