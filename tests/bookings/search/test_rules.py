"""Which stretch of a hub's day answers a wish."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bookings.errors import EndBeforeStart, InThePast, TooFarAhead
from bookings.grid import last_on_grid
from bookings.search.rules import SearchQuery, check_query, state_of, stretches
from core.clock import MissingHour, RepeatedHour, local, to_utc
from core.timespans import Interval
from hubs.hours import day_intervals
from hubs.lunch import breaks
from hubs.rules import Rules

ZONE = "Europe/Berlin"
WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)
LONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
LIMITS = Rules(max_minutes=600)
BISPERODE = "Mo,Tu,Th,Fr 08:00-12:30,14:30-18:00; We,Sa 08:00-12:30; PH off"


def answers(hours: str, wish: SearchQuery, limits: Rules = LIMITS, now: datetime = LONG_BEFORE) -> list[str]:
    opened = day_intervals(hours, ZONE, "NI", wish.day)
    found = stretches(wish, opened, ZONE, limits, now, breaks(opened, ZONE))
    return [" ".join(f"{local(m, ZONE):%H:%M}" for m in s) for s in found]


@pytest.mark.parametrize(
    ("hours", "part", "expected"),
    [
        ("Mo-Fr 09:00-17:00", "day", ["09:00 17:00"]),
        ("Mo-Fr 09:00-17:00", "morning", ["09:00 13:00"]),
        ("Mo-Fr 09:00-17:00", "afternoon", ["13:00 17:00"]),
        ("Mo-Su 06:00-22:00", "day", ["08:00 18:00"]),
        ("Mo-Su 06:00-22:00", "morning", ["08:00 13:00"]),
        ("Mo-Su 06:00-22:00", "afternoon", ["13:00 18:00"]),
        ("Mo-Fr 12:00-23:00", "day", ["12:00 22:00"]),
        ("Mo-Fr 00:00-09:30", "day", ["00:00 09:30"]),
        (BISPERODE, "day", ["08:00 18:00", "08:00 12:30", "14:30 18:00"]),
        ("Mo-Fr 06:00-07:30,09:00-20:00", "day", ["09:00 19:00", "06:00 07:30"]),
        ("Mo-Fr 08:00-11:00,15:00-18:00", "day", ["08:00 11:00", "15:00 18:00"]),
        ("Mo-Fr 08:00-10:00,10:30-12:00", "morning", ["08:00 12:00", "08:00 10:00", "10:30 12:00"]),
        ("Mo-Fr 13:00-14:00,17:00-22:00", "afternoon", ["17:00 22:00", "13:00 14:00"]),
        (BISPERODE, "morning", ["08:00 12:30"]),
        (BISPERODE, "afternoon", ["14:30 18:00"]),
        ("Mo-Fr 12:30-18:00", "morning", []),
        ("Mo-Fr 18:00-21:00", "afternoon", ["18:00 21:00"]),
        ("Mo-Fr 09:10-16:50", "day", ["09:30 16:30"]),
        ("Sa 09:00-13:00", "day", []),
    ],
)
def test_part_of_the_day_within_the_opening_hours(hours: str, part: str, expected: list[str]) -> None:
    assert answers(hours, SearchQuery(THURSDAY, part)) == expected  # type: ignore[arg-type]


def test_whole_day_is_as_long_as_the_hub_allows() -> None:
    assert answers("Mo-Su 06:00-22:00", SearchQuery(THURSDAY), Rules(max_minutes=960)) == ["06:00 22:00"]
    assert answers("Mo-Su 06:00-22:00", SearchQuery(THURSDAY), Rules(max_minutes=120)) == ["08:00 10:00"]


def test_whole_day_ends_at_the_lunch_break_where_none_may_go_over_it_or_no_booking_is_that_long() -> None:
    assert answers(BISPERODE, SearchQuery(THURSDAY), Rules(over_lunch=False)) == ["08:00 12:30", "14:30 18:00"]
    assert answers(BISPERODE, SearchQuery(THURSDAY), Rules(max_minutes=240)) == ["08:00 12:00", "14:30 18:00"]


def test_from_alone_goes_on_over_the_lunch_break() -> None:
    assert answers(BISPERODE, SearchQuery(THURSDAY, "range", time(10))) == ["10:00 18:00", "14:30 18:00", "10:00 12:30"]
    assert answers(BISPERODE, SearchQuery(THURSDAY, "range", time(13))) == ["14:30 18:00"]


def test_opening_shorter_than_the_shortest_booking_is_no_answer() -> None:
    assert answers("Mo-Fr 09:00-10:00", SearchQuery(THURSDAY), Rules(min_minutes=90)) == []


@pytest.mark.parametrize(
    ("now", "part", "expected"),
    [
        ("10:10", "day", ["10:30 17:00"]),
        ("10:10", "morning", ["10:30 13:00"]),
        ("12:45", "morning", []),
        ("14:00", "morning", []),
        ("14:00", "afternoon", ["14:00 17:00"]),
        ("16:30", "day", []),
        ("23:00", "day", []),
    ],
)
def test_past_part_of_today_is_not_offered(now: str, part: str, expected: list[str]) -> None:
    moment = to_utc(THURSDAY, time.fromisoformat(now), ZONE)
    assert answers("Mo-Fr 09:00-17:00", SearchQuery(THURSDAY, part), now=moment) == expected  # type: ignore[arg-type]


def test_notice_shifts_the_start_of_today() -> None:
    moment = to_utc(THURSDAY, time(9, 0), ZONE)
    assert answers("Mo-Fr 09:00-17:00", SearchQuery(THURSDAY), Rules(notice_minutes=120), moment) == ["11:00 17:00"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(10), None, ["10:00 17:00"]),
        (None, time(12), ["09:00 12:00"]),
        (None, None, ["09:00 17:00"]),
        (time(10), time(12), ["10:00 12:00"]),
        (time(7), time(23), ["07:00 23:00"]),
    ],
)
def test_from_or_to_alone_is_completed_by_the_opening_hours(
    start: time | None, end: time | None, expected: list[str]
) -> None:
    wish = SearchQuery(THURSDAY, "range", start, end)
    assert answers("Mo-Fr 09:00-17:00", wish) == expected


def test_until_midnight_is_the_end_of_the_day() -> None:
    (stretch,) = stretches(SearchQuery(THURSDAY, "range", time(20), time(0)), [], ZONE, LIMITS, LONG_BEFORE)
    assert stretch == Interval(datetime(2026, 11, 26, 19, tzinfo=UTC), datetime(2026, 11, 26, 23, tzinfo=UTC))


def test_public_holiday_and_christmas_eve_have_their_own_hours() -> None:
    assert answers("Mo-Su 09:00-17:00; PH off", SearchQuery(date(2026, 10, 31))) == []
    assert answers("Mo-Su 09:00-17:00; PH off; Dec 24 09:00-12:00", SearchQuery(date(2026, 12, 24))) == ["09:00 12:00"]


def test_whole_day_on_clock_change_days_keeps_the_wall_clock() -> None:
    for day, utc_start in ((date(2026, 3, 29), 6), (date(2026, 10, 25), 7)):
        (stretch,) = stretches(
            SearchQuery(day), day_intervals("Mo-Su 08:00-18:00", ZONE, "NI", day), ZONE, LIMITS, LONG_BEFORE
        )
        assert stretch.start == datetime(day.year, day.month, day.day, utc_start, tzinfo=UTC)
        assert stretch.end - stretch.start == timedelta(hours=10)


def test_night_hours_of_the_clock_change_are_counted_in_real_time() -> None:
    limits = Rules(min_minutes=60, max_minutes=600)
    assert answers("Mo-Su 00:00-04:00", SearchQuery(date(2026, 3, 29)), limits) == ["00:00 04:00"]
    (stretch,) = stretches(
        SearchQuery(date(2026, 3, 29)),
        day_intervals("Mo-Su 00:00-04:00", ZONE, "NI", date(2026, 3, 29)),
        ZONE,
        limits,
        LONG_BEFORE,
    )
    assert stretch.end - stretch.start == timedelta(hours=3)


def test_time_in_the_missing_hour_is_named_and_never_answered() -> None:
    wish = SearchQuery(date(2026, 3, 29), "range", time(2, 30), time(4))
    with pytest.raises(MissingHour):
        check_query(wish, ZONE, [LIMITS], datetime(2026, 3, 20, tzinfo=UTC))
    assert stretches(wish, [], ZONE, LIMITS, LONG_BEFORE) == []


def test_time_in_the_repeated_hour_is_named() -> None:
    wish = SearchQuery(date(2026, 10, 25), "range", time(2, 30), time(4))
    with pytest.raises(RepeatedHour):
        check_query(wish, ZONE, [LIMITS], datetime(2026, 10, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (SearchQuery(date(2026, 11, 24)), InThePast),
        (SearchQuery(date(1, 1, 1)), InThePast),
        (SearchQuery(WEDNESDAY, "range", time(8), time(12)), InThePast),
        (SearchQuery(WEDNESDAY, "morning"), InThePast),
        (SearchQuery(THURSDAY, "range", time(12), time(9)), EndBeforeStart),
        (SearchQuery(THURSDAY, "range", time(9), time(9)), EndBeforeStart),
        (SearchQuery(date(2027, 1, 25)), TooFarAhead),
        (SearchQuery(date(9999, 12, 31)), TooFarAhead),
    ],
)
def test_impossible_wish_is_named(wish: SearchQuery, error: type[Exception]) -> None:
    now = to_utc(WEDNESDAY, time(14), ZONE)
    with pytest.raises(error):
        check_query(wish, ZONE, [Rules(horizon_days=30), Rules(horizon_days=60)], now)


def test_wish_for_today_and_for_the_last_day_is_possible() -> None:
    now = to_utc(WEDNESDAY, time(14), ZONE)
    check_query(SearchQuery(WEDNESDAY), ZONE, [Rules(horizon_days=60)], now)
    check_query(SearchQuery(date(2027, 1, 24)), ZONE, [Rules(horizon_days=60)], now)
    check_query(SearchQuery(WEDNESDAY, "afternoon"), ZONE, [], now)


@pytest.mark.parametrize(
    ("free", "total", "state"),
    [(6, 6, "free"), (2, 6, "free"), (1, 6, "few"), (2, 8, "few"), (1, 2, "few"), (1, 1, "free"), (0, 1, "full")],
)
def test_few_is_a_quarter_or_the_last(free: int, total: int, state: str) -> None:
    assert state_of(free, total) == state


def test_closed_hub_is_neither_free_nor_full() -> None:
    assert state_of(0, 6, is_open=False) == "closed"


def test_last_on_grid_goes_back_by_the_wall_clock() -> None:
    assert last_on_grid(to_utc(THURSDAY, time(12, 44), ZONE), 30, ZONE) == to_utc(THURSDAY, time(12, 30), ZONE)
    assert last_on_grid(to_utc(THURSDAY, time(12, 30), ZONE), 30, ZONE) == to_utc(THURSDAY, time(12, 30), ZONE)
