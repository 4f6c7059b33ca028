from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import errors
from bookings.grid import next_on_grid, on_grid
from bookings.rules import (
    OCCUPYING,
    STEPS,
    WAITING,
    check_cancellable,
    check_in_window,
    check_limit,
    check_step,
    effective_status,
)
from bookings.stretches import FreeTime, free_stretches, next_free
from bookings.time_rules import check_times
from core.clock import day_bounds, local, to_utc
from core.errors import DomainError
from core.timespans import Interval, merge
from hubs.rules import DEFAULTS, Rules

BERLIN = "Europe/Berlin"
DAY = date(2026, 11, 25)
RULES = Rules(notice_minutes=120, max_active=2)
OPEN = [
    Interval(to_utc(DAY, time(8), BERLIN), to_utc(DAY, time(12), BERLIN)),
    Interval(to_utc(DAY, time(13), BERLIN), to_utc(DAY, time(22), BERLIN)),
]


def at(clock: str, day: date = DAY) -> datetime:
    return to_utc(day, time.fromisoformat(clock), BERLIN)


def check(start: str, end: str, now: str = "06:00", rules: Rules = RULES) -> None:
    check_times(rules, BERLIN, OPEN, at(now), at(start), at(end))


@pytest.mark.parametrize(
    ("start", "end"), [("08:00", "12:00"), ("08:30", "09:30"), ("13:00", "22:00"), ("08:00", "09:00")]
)
def test_times_within_the_rules_are_fine(start: str, end: str) -> None:
    check(start, end)


@pytest.mark.parametrize(
    ("error", "start", "end", "now"),
    [
        (errors.EndBeforeStart, "10:00", "10:00", "06:00"),
        (errors.EndBeforeStart, "11:00", "10:00", "06:00"),
        (errors.EndBeforeStart, "11:10", "10:00", "12:00"),
        (errors.InThePast, "08:00", "10:00", "08:01"),
        (errors.InThePast, "08:10", "10:00", "09:00"),
        (errors.NotOnGrid, "08:10", "10:00", "06:00"),
        (errors.NotOnGrid, "08:00", "10:10", "06:00"),
        (errors.TooShort, "08:00", "08:30", "06:00"),
        (errors.OutsideOpeningHours, "03:00", "03:30", "02:00"),
        (errors.OutsideOpeningHours, "08:00", "18:30", "06:00"),
        (errors.TooEarly, "08:00", "10:00", "06:01"),
        (errors.OutsideOpeningHours, "12:00", "13:00", "11:00"),
        (errors.TooEarly, "13:00", "14:00", "11:01"),
        (errors.OutsideOpeningHours, "07:30", "10:00", "05:00"),
        (errors.OutsideOpeningHours, "11:00", "14:00", "06:00"),
        (errors.OutsideOpeningHours, "21:30", "22:30", "06:00"),
    ],
)
def test_the_first_thing_that_is_wrong_is_named(error: type[DomainError], start: str, end: str, now: str) -> None:
    with pytest.raises(error):
        check(start, end, now)


def test_now_and_the_notice_to_the_minute_are_early_enough() -> None:
    check("08:00", "10:00", now="06:00")
    check("08:00", "10:00", now="08:00", rules=DEFAULTS)


def test_the_horizon_counts_days_of_the_hubs_calendar() -> None:
    """At 23:30 UTC it is tomorrow in Berlin already, and 60 days from there are fine until midnight."""
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    last = date(2027, 1, 24)
    open_always = [Interval(late, late + timedelta(days=99))]
    check_times(RULES, BERLIN, open_always, late, at("22:00", last), at("23:30", last))
    after = last + timedelta(days=1)
    with pytest.raises(errors.TooFarAhead) as refused:
        check_times(RULES, BERLIN, open_always, late, at("00:00", after), at("02:00", after))
    assert refused.value.facts == {"horizon_days": 60, "last_day": last}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), DAY])
def test_whole_and_half_hours_of_the_wall_clock_fit_the_grid_on_long_and_short_days(day: date) -> None:
    for clock in ("00:00", "00:30", "01:30", "03:00", "09:00", "09:30", "23:30"):
        assert on_grid(at(clock, day), 30, BERLIN)
    assert on_grid(at("09:00", day), 90, BERLIN)
    assert not on_grid(at("09:15", day), 30, BERLIN)
    assert not on_grid(at("10:00", day), 90, BERLIN)


def test_both_passes_of_the_repeated_hour_fit_the_grid() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [on_grid(first + timedelta(minutes=n), 60, BERLIN) for n in (-30, 0, 30, 60, 90)] == [
        True, False, True, False, True,
    ]  # fmt: skip


def test_the_grid_is_in_quarters_where_the_zone_is() -> None:
    assert on_grid(datetime(2026, 11, 25, 3, 15, tzinfo=UTC), 60, "Asia/Kathmandu")
    assert not on_grid(datetime(2026, 11, 25, 3, 0, tzinfo=UTC), 30, "Asia/Kathmandu")


def test_seconds_are_off_every_grid() -> None:
    assert not on_grid(at("09:00") + timedelta(seconds=1), 1, BERLIN)
    assert not on_grid(at("09:00") + timedelta(microseconds=1), 1, BERLIN)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
grids = st.sampled_from([5, 10, 15, 30, 45, 60, 90, 120])


@given(moments, grids)
def test_next_on_grid_is_the_first_that_fits(moment: datetime, grid: int) -> None:
    found = next_on_grid(moment, grid, BERLIN)
    assert found >= moment
    assert on_grid(found, grid, BERLIN)
    minute = found - timedelta(minutes=1)
    while minute >= moment:
        assert not on_grid(minute, grid, BERLIN)
        minute -= timedelta(minutes=1)


def test_limit_is_reached_with_as_many_as_allowed() -> None:
    check_limit(RULES, 1)
    check_limit(Rules(max_active=None), 1000)
    with pytest.raises(errors.LimitReached):
        check_limit(RULES, 2)


def test_cancelling_ends_at_the_deadline() -> None:
    check_cancellable(DEFAULTS, "confirmed", at("10:00"), now=at("09:00"))
    with pytest.raises(errors.TooLateToCancel) as refused:
        check_cancellable(DEFAULTS, "confirmed", at("10:00"), now=at("09:01"))
    assert refused.value.facts["deadline"] == at("09:00")


@pytest.mark.parametrize("status", ["requested", "held"])
def test_what_nobody_counts_on_yet_can_be_given_back_at_any_time(status: str) -> None:
    check_cancellable(DEFAULTS, status, at("10:00"), now=at("09:59"))


@pytest.mark.parametrize("status", ["checked_in", "completed", "no_show", "declined", "expired", "cancelled"])
def test_what_has_begun_or_ended_cannot_be_cancelled(status: str) -> None:
    with pytest.raises(errors.StepNotAllowed):
        check_cancellable(DEFAULTS, status, at("10:00"), now=at("06:00"))


def test_steps_begin_and_lead_within_the_table() -> None:
    assert STEPS.keys() == set().union(*STEPS.values()) | WAITING
    assert {status for status in STEPS if not STEPS[status]} == STEPS.keys() - OCCUPYING - {"no_show"}


def test_a_step_off_the_table_is_refused() -> None:
    check_step("held", "confirmed")
    with pytest.raises(errors.StepNotAllowed) as refused:
        check_step("cancelled", "confirmed")
    assert refused.value.facts == {"from_status": "cancelled", "to_status": "confirmed"}


@pytest.mark.parametrize(
    ("status", "ends", "expires", "reads"),
    [
        ("held", "12:00", "10:01", "held"),
        ("held", "12:00", "10:00", "expired"),
        ("held", "10:00", None, "expired"),
        ("requested", "12:00", None, "requested"),
        ("requested", "10:00", None, "expired"),
        ("confirmed", "10:01", None, "confirmed"),
        ("confirmed", "10:00", None, "completed"),
        ("confirmed", "12:00", "10:01", "confirmed"),
        ("confirmed", "12:00", "10:00", "no_show"),  # released
        ("checked_in", "09:00", None, "completed"),
        ("cancelled", "09:00", "08:00", "cancelled"),
        ("no_show", "09:00", None, "no_show"),
    ],
)
def test_status_reads_as_if_every_job_had_run(status: str, ends: str, expires: str | None, reads: str) -> None:
    expires_at = at(expires) if expires else None
    assert effective_status(status, at(ends), expires_at, now=at("10:00")) == reads
    assert reads == status or reads in STEPS[status]


def test_check_in_is_open_from_a_quarter_before_until_the_end() -> None:
    for now in ("09:45", "10:00", "11:59"):
        check_in_window(Rules(), at("10:00"), at("12:00"), at(now))
    for now, early in (("09:44", True), ("12:00", False)):
        with pytest.raises(errors.NotNow) as refused:
            check_in_window(Rules(), at("10:00"), at("12:00"), at(now))
        assert refused.value.facts["early"] is early


def test_free_is_open_without_taken_and_past() -> None:
    taken = [Interval(at("09:00"), at("10:00")), Interval(at("11:30"), at("14:00"))]
    assert free_stretches(OPEN, taken, now=at("08:20")) == [
        Interval(at("08:20"), at("09:00")),
        Interval(at("10:00"), at("11:30")),
        Interval(at("14:00"), at("22:00")),
    ]
    assert free_stretches(OPEN, [], now=at("22:00")) == []


def test_next_free_is_the_earliest_that_fits_on_the_grid() -> None:
    free = {
        "one": [Interval(at("08:00"), at("08:40")), Interval(at("11:10"), at("22:00"))],
        "two": [Interval(at("09:10"), at("10:20")), Interval(at("10:40"), at("12:00"))],
        "three": [Interval(at("11:00"), at("12:00"))],
    }
    wanted = Interval(at("11:00"), at("12:00"))
    assert next_free(free, 60, at("06:00"), 30, BERLIN) == FreeTime("two", wanted)
    assert next_free(free, 30, at("06:00"), 30, BERLIN) == FreeTime("one", Interval(at("08:00"), at("08:30")))
    assert next_free(free, 30, at("08:20"), 30, BERLIN) == FreeTime("two", Interval(at("09:30"), at("10:00")))
    assert next_free(free, 120, at("06:00"), 30, BERLIN) == FreeTime("one", Interval(at("11:30"), at("13:30")))
    assert next_free(free, 660, at("06:00"), 30, BERLIN) is None
    assert next_free({}, 60, at("06:00")) is None


quarters = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(
    lambda t: Interval(at("08:00") + t[0] * timedelta(minutes=15), at("08:00") + (t[0] + t[1]) * timedelta(minutes=15))
)


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(quarters, max_size=5)), st.sampled_from([15, 45, 60]))
def test_next_free_against_trying_every_start(free: dict[str, list[Interval]], minutes: int) -> None:
    stretches = {space: free_stretches(merge(intervals), [], at("08:00")) for space, intervals in free.items()}
    after, span = at("09:10"), timedelta(minutes=minutes)
    tried = [
        (start, space)
        for start in (at("09:30") + n * timedelta(minutes=30) for n in range(30))
        for space, intervals in stretches.items()
        if any(interval.start <= start and start + span <= interval.end for interval in intervals)
    ]
    found = next_free(stretches, minutes, after, 30, BERLIN)
    assert (found.interval.start if found else None) == (tried[0][0] if tried else None)
    assert (found.space if found else None) == (tried[0][1] if tried else None)


def test_a_day_of_the_clock_change_can_be_booked_as_a_whole() -> None:
    """25 hours are open; 0:00 to 24:00 by the clock is on the grid and within the hours."""
    start, end = day_bounds(date(2026, 10, 25), BERLIN)
    check_times(Rules(max_minutes=25 * 60), BERLIN, [Interval(start, end)], start, start, end)
    with pytest.raises(errors.TooLong):
        check_times(Rules(max_minutes=24 * 60), BERLIN, [Interval(start, end)], start, start, end)
    assert local(end, BERLIN).time() == time(0)
