"""When a job is due: rhythm, time of day on days of 23 and 25 hours, pauses after failures, clocks that were moved."""

from datetime import UTC, datetime, time, timedelta

import pytest

from core.jobs.rules import DAY_SECONDS, Job, due_after_failure, first_due, is_due, latest_due, next_due

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def every(seconds: int, lease: int = 60) -> Job:
    return Job("work", seconds, lambda: 0, lease)


def daily(at: str, zone: str = "Europe/Berlin") -> Job:
    return Job("work", DAY_SECONDS, lambda: 0, 60, time.fromisoformat(at), zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "started", "due"),
    [
        ("03:30", "2026-11-24 02:29", "2026-11-24 02:30"),
        ("03:30", "2026-11-24 02:30", "2026-11-25 02:30"),  # it began just then: tomorrow again
        ("03:30", "2026-03-27 02:30", "2026-03-28 02:30"),
        ("03:30", "2026-03-28 02:30", "2026-03-29 01:30"),  # summer time begins that night
        ("02:30", "2026-03-28 01:30", "2026-03-29 01:30"),  # skipped on the wall: an hour later there
        ("02:30", "2026-03-29 01:30", "2026-03-30 00:30"),
        ("02:30", "2026-10-24 00:30", "2026-10-25 00:30"),  # comes twice: the first counts
        ("02:30", "2026-10-25 00:30", "2026-10-26 01:30"),
        ("00:00", "2026-10-24 22:00", "2026-10-25 23:00"),
        ("23:59", "2026-12-31 22:58", "2026-12-31 22:59"),
    ],
)
def test_time_of_day_comes_once_a_day(at: str, started: str, due: str) -> None:
    assert next_due(daily(at), utc(started)) == utc(due)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago", "Asia/Kolkata", "Australia/Lord_Howe"])
@pytest.mark.parametrize("at", ["00:00", "00:30", "02:30", "03:30", "23:30"])
def test_a_year_has_as_many_runs_as_days(at: str, zone: str) -> None:
    job, due, runs = daily(at, zone), utc("2026-01-02 00:00"), 0
    while (due := next_due(job, due)) < utc("2027-01-02 00:00"):
        runs += 1
    assert runs == 365


def test_several_missed_days_are_made_up_for_by_one_run() -> None:
    assert next_due(daily("03:30"), utc("2026-11-27 09:00")) == utc("2026-11-28 02:30")


def test_a_new_job_begins_at_once_or_at_its_time() -> None:
    assert first_due(every(60), NOW) == NOW
    assert first_due(daily("03:30"), NOW) == utc("2026-11-25 02:30")


@pytest.mark.parametrize("job", [every(2), every(60), every(3600), every(DAY_SECONDS), daily("03:30"), daily("14:00")])
@pytest.mark.parametrize("failures", [0, 1, 2, 3, 100])
def test_what_is_due_by_right_is_not_taken_for_a_moved_clock(job: Job, failures: int) -> None:
    due = due_after_failure(job, NOW, NOW, failures) if failures else next_due(job, NOW)
    assert NOW < due <= latest_due(job, NOW)
    assert not is_due(job, due, NOW)
    assert is_due(job, due, due)


@pytest.mark.parametrize("job", [every(2), every(60), every(3600)])
def test_clock_set_back_by_two_hours_puts_no_job_to_sleep(job: Job) -> None:
    due, moment, slept = next_due(job, NOW), NOW - 2 * HOUR, timedelta(0)
    while not is_due(job, due, moment):
        moment += timedelta(seconds=1)
        slept += timedelta(seconds=1)
    assert slept <= job.every


@pytest.mark.parametrize(("at", "moment"), [("03:30", "2026-11-24 02:30"), ("00:10", "2026-11-23 23:10")])
def test_clock_set_back_by_two_hours_does_not_repeat_the_nightly_run(at: str, moment: str) -> None:
    job, started = daily(at), utc(moment)
    due = next_due(job, started)
    for minutes in range(0, 121, 10):
        assert not is_due(job, due, started - 2 * HOUR + timedelta(minutes=minutes)), minutes


def test_clock_that_was_days_ahead_does_not_stop_the_nightly_run() -> None:
    job = daily("03:30")
    assert is_due(job, next_due(job, NOW + timedelta(days=3)), NOW)


def test_a_job_whose_rhythm_became_shorter_does_not_wait_for_the_old_one() -> None:
    assert is_due(every(60), NOW + timedelta(days=1), NOW)


@pytest.mark.parametrize(
    ("job", "seconds"),
    [
        (every(2), [4, 8, 16, 32, 60, 60]),
        (every(60), [60, 60, 60]),
        (every(3600), [600, 1200, 2400, 3600, 3600]),
        (daily("03:30"), [600, 1200, 2400, 3600, 3600]),
    ],
)
def test_pauses_after_failures_grow_up_to_a_limit(job: Job, seconds: list[int]) -> None:
    pauses = [due_after_failure(job, NOW, NOW, n) - NOW for n in range(1, len(seconds) + 1)]
    assert pauses == [timedelta(seconds=s) for s in seconds]


def test_a_nightly_run_that_failed_for_a_day_is_due_at_its_time_again() -> None:
    job, started = daily("03:30"), utc("2026-11-24 02:20")
    assert due_after_failure(job, started, started, 9) == utc("2026-11-24 02:30")
