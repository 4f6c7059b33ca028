from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from core.clock import day_bounds
from core.timespans import Interval, total_minutes
from hubs.hours import Closing, OpenState, day_intervals, open_intervals, open_state, week
from hubs.public_holidays import SUBDIVISIONS, holiday_name, is_holiday
from tests.hubs.wall import BERLIN, shown
from tests.oracle import is_lower_saxon_holiday

OFFICE = "Mo-Fr 08:00-18:00; PH off"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day", "hours"),
    [
        (OFFICE, "2026-11-25", ["08:00-18:00"]),
        (OFFICE, "2026-11-28", []),
        ("Mo-Su 08:00-18:00; PH off", "2026-10-31", []),  # Reformation Day, not nationwide, a Saturday
        ("Mo-Su 08:00-18:00; PH off", "2026-10-30", ["08:00-18:00"]),
        ("Mo-Su 08:00-18:00; PH 10:00-12:00", "2026-10-31", ["10:00-12:00"]),
        ("Mo-Fr,PH 08:00-12:00", "2026-10-31", ["08:00-12:00"]),
        ("Mo-Fr,PH 08:00-12:00", "2026-11-07", []),
        ("PH,Mo-Fr 08:00-12:00", "2026-10-31", ["08:00-12:00"]),
        ("PH off; Mo-Su 08:00-18:00", "2026-12-25", ["08:00-18:00"]),  # a later rule opens again
        ('Mo-Su 08:00-18:00 open "PH"', "2026-12-25", ["08:00-18:00"]),
        ("Mo-Fr 08:00-18:00; PH off; Dec 24,Dec 31 off", "2026-12-24", []),
        (OFFICE, "2026-12-24", ["08:00-18:00"]),
        ("Mo-Fr 08:00-12:00,14:00-18:00", "2026-11-25", ["08:00-12:00", "14:00-18:00"]),
        ('Mo-Fr 08:00-12:00 || "nach Vereinbarung"', "2026-11-25", ["08:00-12:00"]),
        ('Mo-Fr 08:00-12:00; "nach Vereinbarung"', "2026-11-25", []),
        ("We[1] 18:00-21:00", "2026-11-04", ["18:00-21:00"]),
        ("We[1] 18:00-21:00", "2026-11-11", []),
        ("Apr-Oct: Mo-Sa 08:00-19:00; Nov-Mar: Mo-Fr 09:00-17:00", "2026-11-02", ["09:00-17:00"]),
        ("24/7", "2026-11-25", ["00:00-00:00"]),
    ],
)
def test_day_intervals_of_ordinary_texts(text: str, day: str, hours: list[str]) -> None:
    assert shown(text, day) == hours


def test_holidays_are_those_of_the_hubs_state() -> None:
    text = "Mo-Su 08:00-18:00; PH off"
    assert shown(text, "2026-10-31", subdivision="NI") == []
    assert shown(text, "2026-10-31", subdivision="BY") == ["08:00-18:00"]
    assert shown(text, "2026-11-01", subdivision="BY") == []


@pytest.mark.parametrize(
    ("text", "day", "hours"),
    [
        ("Mo-Su 01:00-04:00", "2026-03-29", ["01:00-04:00"]),
        ("Mo-Su 02:00-04:00", "2026-03-29", ["03:00-04:00"]),
        ("Mo-Su 02:00-03:00", "2026-03-29", []),
        ("Mo-Su 02:15-02:45", "2026-10-25", ["02:15-02:45", "02:15-02:45"]),
        ("Mo-Su 00:00-02:00", "2026-10-25", ["00:00-02:00"]),
        ("Mo-Su 00:00-03:00", "2026-10-25", ["00:00-03:00"]),
    ],
)
def test_the_clock_on_the_wall_decides_at_the_clock_changes(text: str, day: str, hours: list[str]) -> None:
    assert shown(text, day) == hours


def test_days_of_the_clock_change_are_23_and_25_hours_long() -> None:
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-25", 24)):
        assert total_minutes(day_intervals("24/7", BERLIN, "NI", date.fromisoformat(day))) == hours * 60
    assert total_minutes(day_intervals("Mo-Su 00:00-03:00", BERLIN, "NI", date(2026, 10, 25))) == 4 * 60


@pytest.mark.parametrize("zone", [BERLIN, "Pacific/Auckland", "America/Havana", "Asia/Kathmandu"])
def test_morning_hours_are_the_same_on_every_wall(zone: str) -> None:
    assert shown("Mo-Su 08:00-12:00", "2026-11-01", zone) == ["08:00-12:00"]


def test_hours_past_midnight_merge_and_end_in_the_next_day() -> None:
    opened = open_intervals("Fr 22:00-02:00", BERLIN, "NI", utc("2026-11-26"), utc("2026-12-01"))
    assert opened == [Interval(utc("2026-11-27 21:00"), utc("2026-11-28 01:00"))]


def test_hours_past_midnight_begun_on_a_holiday_are_holiday_hours() -> None:
    """Good Friday's evening reaches into Saturday, by the rule for holidays; another Friday's does not."""
    assert shown("PH 22:00-02:00", "2026-04-04") == ["00:00-02:00"]
    assert shown("PH 22:00-02:00", "2026-04-11") == []


def test_open_intervals_are_cut_to_the_range() -> None:
    opened = open_intervals("Mo-Su 08:00-18:00", BERLIN, "NI", utc("2026-11-25 10:00"), utc("2026-11-26 10:30"))
    assert opened == [
        Interval(utc("2026-11-25 10:00"), utc("2026-11-25 17:00")),
        Interval(utc("2026-11-26 07:00"), utc("2026-11-26 10:30")),
    ]


def test_open_intervals_reach_the_local_day_that_utc_has_not_reached() -> None:
    start, end = utc("2026-11-25 23:10"), utc("2026-11-25 23:40")  # 0:10 to 0:40 in Berlin
    assert open_intervals("Th 00:00-08:00", BERLIN, "NI", start, end) == [Interval(start, end)]
    start, end = utc("2026-11-25 10:50"), utc("2026-11-25 11:10")  # 23:50 to 0:10 in Auckland
    assert open_intervals("Mo-Su 00:00-08:00", "Pacific/Auckland", "NI", start, end) == [
        Interval(utc("2026-11-25 11:00"), end)
    ]


def test_open_intervals_of_an_empty_range_are_none() -> None:
    noon = utc("2026-11-25 12:00")
    assert open_intervals("24/7", BERLIN, "NI", noon, noon) == []
    assert open_intervals("24/7", BERLIN, "NI", noon, noon - timedelta(hours=1)) == []


def test_a_year_of_open_day_and_night_is_one_interval() -> None:
    start, end = utc("2026-01-01"), utc("2027-01-01")
    assert open_intervals("24/7", BERLIN, "NI", start, end) == [Interval(start, end)]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-11-25 09:00", OpenState(True, until=utc("2026-11-25 17:00"))),
        ("2026-11-25 07:00", OpenState(True, until=utc("2026-11-25 17:00"))),
        ("2026-11-25 17:00", OpenState(False, opens_at=utc("2026-11-26 07:00"))),
        ("2026-11-27 17:00", OpenState(False, opens_at=utc("2026-11-30 07:00"))),
        ("2026-12-24 20:00", OpenState(False, opens_at=utc("2026-12-28 07:00"))),
    ],
)
def test_open_state_until_when_or_when_next(now: str, state: OpenState) -> None:
    assert open_state(OFFICE, BERLIN, "NI", utc(now)) == state


def test_open_state_knows_closures() -> None:
    fair = Closing(utc("2026-11-25 10:00"), utc("2026-11-26 23:00"), "Dorffest")
    before, within = utc("2026-11-25 09:00"), utc("2026-11-25 12:00")
    assert open_state(OFFICE, BERLIN, "NI", before, [fair]) == OpenState(True, until=fair.start)
    assert open_state(OFFICE, BERLIN, "NI", within, [fair]) == OpenState(False, opens_at=utc("2026-11-27 07:00"))


def test_open_state_names_no_time_that_it_does_not_know() -> None:
    now = utc("2026-11-25 09:00")
    assert open_state("24/7", BERLIN, "NI", now) == OpenState(True)
    assert open_state("Jun Mo-Fr 08:00-12:00", BERLIN, "NI", now) == OpenState(False)


def test_week_shows_holidays_closures_and_the_texts_own_reasons() -> None:
    text = 'Mo-Fr 08:00-18:00; 2026 Dec 21-2026 Dec 24 off "Betriebsruhe"; PH off'
    fair = Closing(utc("2026-12-28 11:00"), utc("2026-12-29 22:00"), "Inventur")
    days = week(text, BERLIN, "NI", date(2026, 12, 24), closures=[fair], locale="en")
    assert [(day.day.day, day.holiday, day.closed_for, total_minutes(day.intervals) // 60) for day in days] == [
        (24, None, "Betriebsruhe", 0),
        (25, "Christmas Day", None, 0),
        (26, "Second Day of Christmas", None, 0),
        (27, None, None, 0),
        (28, None, "Inventur", 4),
        (29, None, "Inventur", 0),
        (30, None, None, 10),
    ]


def test_week_says_nothing_of_a_commented_break_on_an_open_day() -> None:
    text = 'Mo-Fr 08:00-18:00; Mo-Fr 12:00-13:00 off "Pause"'
    assert shown(text, "2026-11-25") == ["08:00-12:00", "13:00-18:00"]
    assert week(text, BERLIN, "NI", date(2026, 11, 25), days=1)[0].closed_for is None


def test_holiday_names_in_german_and_english() -> None:
    assert holiday_name(date(2026, 10, 31), "NI", "de") == "Reformationstag"
    assert holiday_name(date(2026, 10, 31), "NI", "en") == "Reformation Day"
    assert holiday_name(date(2026, 10, 31), "BY", "de") is None
    assert holiday_name(date(2026, 12, 24), "NI", "de") is None


def test_lower_saxony_has_its_ten_holidays_every_year() -> None:
    day = date(2024, 1, 1)
    while day.year < 2036:
        assert is_holiday(day, "NI") == is_lower_saxon_holiday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize("subdivision", SUBDIVISIONS)
def test_every_state_has_christmas(subdivision: str) -> None:
    assert is_holiday(date(2026, 12, 25), subdivision)


def test_days_join_without_gap_or_overlap() -> None:
    days = [day_bounds(date(2026, 1, 1) + timedelta(days=n), BERLIN) for n in range(365)]
    assert all(first.end == second.start for first, second in pairwise(days))
