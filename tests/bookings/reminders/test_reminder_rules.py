"""When one is reminded: plain functions, no database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bookings.reminders.rules import (
    DAY,
    HOURS,
    Reminder,
    ReminderChoice,
    due,
    evening_before,
    key_of,
    keys_of,
    plan,
    still_to_come,
)
from tests.support.house import at

ZONE = "Europe/Berlin"
BOOKING = UUID("01978000-0000-7000-8000-000000000001")
START = at("2026-11-25", "9:00")
EVENING = at("2026-11-24", "18:00")


@pytest.mark.parametrize(
    ("day", "clock", "evening"),
    [
        ("2026-11-25", "9:00", "2026-11-24T17:00+00:00"),
        ("2026-11-25", "0:00", "2026-11-24T17:00+00:00"),
        ("2026-11-25", "23:30", "2026-11-24T17:00+00:00"),
        ("2026-07-01", "9:00", "2026-06-30T16:00+00:00"),
        ("2026-03-29", "9:00", "2026-03-28T17:00+00:00"),  # the clock goes forward in between
        ("2026-03-30", "9:00", "2026-03-29T16:00+00:00"),
        ("2026-10-25", "9:00", "2026-10-24T16:00+00:00"),  # and back
        ("2026-10-26", "9:00", "2026-10-25T17:00+00:00"),
        ("2027-01-01", "9:00", "2026-12-31T17:00+00:00"),
    ],
)
def test_evening_before_is_six_by_the_hubs_clock(day: str, clock: str, evening: str) -> None:
    assert evening_before(at(day, clock), ZONE) == datetime.fromisoformat(evening)


def test_day_before_is_a_day_of_the_hubs_calendar() -> None:
    """23:30 in Berlin is half past ten in London, and the next day already in Tokyo."""
    moment = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
    assert evening_before(moment, "Europe/London") == datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert evening_before(moment, "Asia/Tokyo") == datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_hours_before_are_real_hours_across_the_clock_change(day: str) -> None:
    start = at(day, "9:00")
    [reminder] = plan(start, ZONE, ReminderChoice(False, 12))
    assert reminder == (HOURS, start - timedelta(hours=12))
    assert reminder.due_at.astimezone(at(day, "9:00").tzinfo) == start - timedelta(hours=12)


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        (ReminderChoice(False, None), []),
        (ReminderChoice(True, None), [DAY]),
        (ReminderChoice(False, 1), [HOURS]),
        (ReminderChoice(True, 1), [DAY, HOURS]),
        (ReminderChoice(True, 48), [HOURS, DAY]),
    ],
)
def test_plan_is_what_was_chosen_in_the_order_of_time(choice: ReminderChoice, kinds: list[str]) -> None:
    assert [reminder.kind for reminder in plan(START, ZONE, choice)] == kinds


def test_nothing_is_due_before_its_time_and_one_thing_at_it() -> None:
    planned = plan(START, ZONE, ReminderChoice(True, 1))
    second = timedelta(seconds=1)
    assert due(planned, {}, EVENING - second) is None
    assert due(planned, {}, EVENING) == Reminder(DAY, EVENING)
    assert due(planned, {DAY: EVENING}, EVENING + second) is None
    assert due(planned, {DAY: EVENING}, START - timedelta(hours=1)) == Reminder(HOURS, START - timedelta(hours=1))


@pytest.mark.parametrize(("hours", "number"), [(16, 1), (14, 1), (13, 1), (12, 2), (17, 1), (18, 2)])
def test_two_within_two_hours_are_one(hours: int, number: int) -> None:
    """18:00 the day before is 15 hours before the start: at 13 hours before, they are two hours apart."""
    planned = plan(START, ZONE, ReminderChoice(True, hours))
    sent: dict[str, datetime] = {}
    moment = START - timedelta(hours=20)
    while moment < START:
        if reminder := due(planned, sent, moment):
            sent[reminder.kind] = moment
        moment += timedelta(minutes=1)
    assert len(sent) == number


def test_after_a_pause_the_person_gets_one_and_not_two() -> None:
    planned = plan(START, ZONE, ReminderChoice(True, 2))
    late = START - timedelta(hours=1)
    first = due(planned, {}, late)
    assert first is not None
    assert due(planned, {first.kind: late}, late + timedelta(minutes=1)) is None


def test_reminder_whose_time_was_over_when_it_was_booked_does_not_come() -> None:
    planned = plan(START, ZONE, ReminderChoice(True, 1))
    booked = EVENING + timedelta(minutes=1)
    assert [reminder.kind for reminder in still_to_come(planned, booked, booked)] == [HOURS]
    assert still_to_come(planned, START - timedelta(minutes=5), START) == []
    assert still_to_come(planned, EVENING - timedelta(hours=1), EVENING - timedelta(hours=1)) == planned


def test_change_that_may_be_taken_back_without_a_word_takes_no_reminder_away() -> None:
    planned = plan(START, ZONE, ReminderChoice(True, None))
    long_ago = EVENING - timedelta(days=3)
    assert still_to_come(planned, long_ago, EVENING + timedelta(minutes=9)) == planned
    assert still_to_come(planned, long_ago, EVENING + timedelta(minutes=10)) == []


def test_key_names_the_booking_the_kind_and_the_start_in_utc() -> None:
    key = key_of(BOOKING, DAY, START)
    assert key == "01978000000070008000000000000001:reminder-day:2026-11-25T08:00:00+00:00"
    assert keys_of(BOOKING, START.astimezone()) == {DAY: key, HOURS: key.replace("-day:", "-hours:")}
