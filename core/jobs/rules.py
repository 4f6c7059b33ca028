"""When a job is due, as plain functions: every n seconds or once a day, after failures, and when a clock was moved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
DAY_SECONDS = 24 * 60 * 60
FIRST_PAUSE, LONGEST_PAUSE, SHORTEST_LIMIT = timedelta(minutes=5), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Job:
    """`run` is idempotent, commits by itself in as many transactions as it likes, and returns how much it did.

    After `lease_seconds` another process may take the job: when the first has died, or runs longer (no harm then).
    With `at` it runs once a day when the clock of `zone` shows that time, whatever `every_seconds` says.
    """

    name: str
    every_seconds: int
    run: Callable[[], int]
    lease_seconds: int
    at: time | None = None
    zone: str = "Europe/Berlin"

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)

    @property
    def every(self) -> timedelta:
        return DAY if self.at else timedelta(seconds=self.every_seconds)


def next_due(job: Job, started: datetime) -> datetime:
    """When the job is due after a run that started then; several missed times are made up for by one run."""
    return _next_at(job.at, job.zone, started) if job.at else started + job.every


def due_after_failure(job: Job, started: datetime, ended: datetime, failures: int) -> datetime:
    """When to try again, with growing pauses: what runs every few seconds waits up to a minute, what runs daily tries
    again within the hour."""
    limit = max(SHORTEST_LIMIT, min(job.every, LONGEST_PAUSE))
    pause: timedelta = min(job.every, FIRST_PAUSE) * (1 << min(failures, 20))
    again = ended + min(pause, limit)
    return min(again, max(next_due(job, started), ended)) if job.at else again


def first_due(job: Job, moment: datetime) -> datetime:
    """A new job begins at once, one with a time of day at that time."""
    return _next_at(job.at, job.zone, moment) if job.at else moment


def is_due(job: Job, due_at: datetime, moment: datetime) -> bool:
    """Also when the clock was set back, or the job's rhythm is a new one: nothing sleeps longer than its rhythm."""
    return due_at <= moment or due_at > latest_due(job, moment)


def latest_due(job: Job, moment: datetime) -> datetime:
    """The farthest that a due time can be ahead by right: after a run, within a lease, or in a pause after failures.

    For a time of day the one after next counts: when the clock is set back, today's run has been already.
    """
    if job.at:
        return max(_next_at(job.at, job.zone, _next_at(job.at, job.zone, moment)), moment + job.lease)
    return moment + max(job.every + job.lease, SHORTEST_LIMIT)


def _next_at(at: time, zone: str, moment: datetime) -> datetime:
    """The first time after `moment` when the clock of `zone` shows `at`; once on each day of its calendar."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    found = _at(day, at, zone)
    return found if found > moment else _at(day + DAY, at, zone)


def _at(day: date, at: time, zone: str) -> datetime:
    """A time that is skipped that day counts by the clock before the change; of one that comes twice the first."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
