"""On which dates a series falls: the same as iCalendar's rules say, drawn by lot, and as people say it."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bookings.series.errors import BadRepetition
from bookings.series.rules import LONGEST, NTHS, UNITS, Repetition, dates, ical_rule

TUESDAY = date(2026, 11, 24)


@st.composite
def repetitions(draw: st.DrawFn) -> tuple[Repetition, date]:
    first = draw(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
    unit = draw(st.sampled_from(UNITS))
    nth = draw(st.sampled_from([None, *NTHS])) if unit == "month" else None
    some = st.lists(st.integers(0, 6), max_size=4).map(tuple)
    days = draw(some) if unit == "week" or nth is not None else ()
    every = draw(st.integers(1, 5))
    if draw(st.booleans()):
        count = draw(st.integers(1, 60))
        return Repetition(every=every, unit=unit, days=days, nth=nth, count=count), first
    until = first + timedelta(days=draw(st.integers(0, LONGEST.days)))
    return Repetition(every=every, unit=unit, days=days, nth=nth, until=until), first


@given(repetitions())
def test_dates_are_those_of_the_rule_that_calendars_are_told(drawn: tuple[Repetition, date]) -> None:
    repetition, first = drawn
    found = dates(repetition, first)
    start = datetime.combine(first, datetime.min.time())
    last = min(repetition.until or date.max, first + LONGEST)
    rule = rrulestr(ical_rule(repetition, first), dtstart=start)
    named = [each.date() for each in rule.between(start, datetime.combine(last, datetime.max.time()), inc=True)]
    assert found == named[: repetition.count or 366]


@pytest.mark.parametrize(
    ("repetition", "expected"),
    [
        (Repetition(unit="day", every=2, count=3), ["2026-11-24", "2026-11-26", "2026-11-28"]),
        (Repetition(days=(0, 3), until=date(2026, 12, 3)), ["2026-11-26", "2026-11-30", "2026-12-03"]),
        (Repetition(every=2, days=(0, 1), count=3), ["2026-11-24", "2026-12-07", "2026-12-08"]),
        (Repetition(unit="month", count=3), ["2026-11-24", "2026-12-24", "2027-01-24"]),
        (Repetition(unit="month", days=(2,), nth=1, count=2), ["2026-12-02", "2027-01-06"]),
        (Repetition(unit="month", days=(4,), nth=-1, count=2), ["2026-11-27", "2026-12-25"]),
    ],
    ids=["every second day", "mondays and thursdays", "every second week", "monthly", "first wednesday", "last friday"],
)
def test_dates_as_people_say_them(repetition: Repetition, expected: list[str]) -> None:
    assert [day.isoformat() for day in dates(repetition, TUESDAY)] == expected


def test_month_without_a_31st_is_passed_over() -> None:
    found = dates(Repetition(unit="month", count=3), date(2026, 12, 31))
    assert [day.isoformat() for day in found] == ["2026-12-31", "2027-01-31", "2027-03-31"]


@pytest.mark.parametrize(
    ("repetition", "part"),
    [
        (Repetition(every=0, count=1), "every"),
        (Repetition(unit="day", days=(0,), count=1), "days"),
        (Repetition(nth=1, count=1), "nth"),
        (Repetition(unit="month", days=(0,), count=1), "nth"),
        (Repetition(unit="month", nth=6, count=1), "nth"),
        (Repetition(), "until"),
        (Repetition(count=1, until=TUESDAY), "until"),
        (Repetition(until=TUESDAY - timedelta(days=1)), "until"),
        (Repetition(until=TUESDAY + LONGEST + timedelta(days=1)), "until"),
        (Repetition(count=0), "count"),
        (Repetition(count=367), "count"),
    ],
)
def test_repetition_that_makes_no_sense_names_its_part(repetition: Repetition, part: str) -> None:
    with pytest.raises(BadRepetition) as refused:
        dates(repetition, TUESDAY)
    assert refused.value.facts["part"] == part
    assert refused.value.message()


def test_fifth_monday_of_februaries_is_not_looked_for_for_ever() -> None:
    assert dates(Repetition(unit="month", every=12, days=(0,), nth=5, count=1), date(2027, 2, 1)) == []
