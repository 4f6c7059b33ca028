"""How the jobs are doing, for the command `jobs status` and the admins' page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from core.clock import now
from core.db import db
from core.jobs.models import JobLease
from core.jobs.registry import JobWords, registry, words_of
from core.jobs.rules import Job, first_due, is_due

SILENCE = timedelta(minutes=2)
"""Mail is looked for every few seconds: when no job at all has ended for this long, no scheduler runs."""


@dataclass(frozen=True)
class JobState:
    """A job and its last run; `lease` is None when it never ran."""

    job: Job
    words: JobWords
    lease: JobLease | None
    is_running: bool
    due_at: datetime

    @property
    def name(self) -> str:
        return self.job.name

    @property
    def seconds(self) -> float | None:
        """How long the last run took; None while it runs or when it never did."""
        lease = self.lease
        if self.is_running or lease is None or lease.started_at is None or lease.finished_at is None:
            return None
        return max(0.0, (lease.finished_at - lease.started_at).total_seconds())

    @property
    def failures(self) -> int:
        return self.lease.failures if self.lease else 0


def states(app: Flask) -> list[JobState]:
    """Each registered job by name."""
    leases = {lease.name: lease for lease in db.session.scalars(select(JobLease))}
    moment = now()
    return [_state(app, job, leases.get(job.name), moment) for _name, job in sorted(registry(app).items())]


def is_silent() -> bool:
    """Whether no scheduler seems to run."""
    last = db.session.scalar(select(func.max(JobLease.finished_at)))
    return last is None or last < now() - SILENCE


def _state(app: Flask, job: Job, lease: JobLease | None, moment: datetime) -> JobState:
    due_at = lease.due_at if lease else first_due(job, moment)
    due_at = moment if is_due(job, due_at, moment) else due_at
    return JobState(job, words_of(app, job.name), lease, _is_running(lease, due_at, moment), due_at)


def _is_running(lease: JobLease | None, due_at: datetime, moment: datetime) -> bool:
    """Begun and not ended; when the lease has run out its process is dead, or lost to us."""
    if lease is None or lease.started_at is None or due_at <= moment:
        return False
    return lease.finished_at is None or lease.finished_at < lease.started_at
