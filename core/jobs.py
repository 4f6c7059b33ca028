"""Work that comes round by itself. APScheduler ticks, the database decides who works: one row per job is the lease."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import String, Text, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime, db, transaction

log = logging.getLogger(__name__)

TICK_SECONDS = 2


class JobLease(Base):
    """When a job is due next. Whoever moves `due_at` ahead by a conditional UPDATE runs the job.

    Of the last run: when it started and ended, how much was `done`, what went wrong (`error`); `failures` in a row.
    """

    __tablename__ = "job_lease"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Job:
    """`run` is idempotent, commits by itself in as many transactions as it likes, and returns how much it did.

    After `lease_seconds` another process may take the job: when the first has died, or runs longer (no harm then).
    """

    name: str
    every_seconds: int
    run: Callable[[], int]
    lease_seconds: int

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)


def register(app: Flask, name: str, every_seconds: int, run: Callable[[], int], lease_seconds: int = 60) -> None:
    registry(app)[name] = Job(name, every_seconds, run, lease_seconds)


def registry(app: Flask) -> dict[str, Job]:
    jobs: dict[str, Job] = app.extensions.setdefault("jobs", {})
    return jobs


def start(app: Flask) -> BackgroundScheduler:
    """Tick in a thread of this process until it ends."""
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        tick,
        "interval",
        args=[app],
        seconds=TICK_SECONDS,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler.start()
    return scheduler


def tick(app: Flask) -> None:
    """Run each job that is due and that no other process has taken."""
    with app.app_context():
        for job in registry(app).values():
            try:
                if _take(job):
                    run_now(job)
            except Exception:
                log.exception("job could not be taken", extra={"job": job.name})


def run_now(job: Job) -> int:
    """Run a job in the foreground, whoever holds its lease; what went wrong is recorded and raised again."""
    started, error, done = now(), None, 0
    try:
        done = job.run()
    except Exception as problem:
        db.session.rollback()
        error = repr(problem)[:2000]
        log.exception("job failed", extra={"job": job.name})
        raise
    finally:
        _note(job, started, error)
    if done:
        log.info("job done", extra={"job": job.name, "done": done})
    return done


def _take(job: Job) -> bool:
    due_at = db.session.scalar(select(JobLease.due_at).where(JobLease.name == job.name))
    db.session.rollback()
    if due_at is None:
        return _first_time(job)
    if due_at > now():
        return False
    with transaction():
        claim = (
            update(JobLease)
            .where(JobLease.name == job.name, JobLease.due_at == due_at)
            .values(due_at=now() + job.lease, started_at=now())
        )
        return db.session.execute(claim).rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _first_time(job: Job) -> bool:
    try:
        with transaction():
            db.session.add(JobLease(name=job.name, due_at=now() + job.lease, started_at=now()))
    except IntegrityError:  # another process was first
        return False
    return True


def _note(job: Job, started: datetime, error: str | None) -> None:
    times = {"due_at": started + timedelta(seconds=job.every_seconds), "started_at": started, "finished_at": now()}
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    note = insert(JobLease).values(name=job.name, error=error, **times)
    with transaction():  # the job may never have run before, here or in another process
        db.session.execute(note.on_conflict_do_update(index_elements=["name"], set_={"error": error, **times}))
