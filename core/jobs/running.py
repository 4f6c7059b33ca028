"""Taking a job by its lease, running it, and writing down how it went."""

import logging
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, select, update

from core.clock import now
from core.db import db, insert_into
from core.jobs.models import JobLease
from core.jobs.registry import registry
from core.jobs.rules import Job, due_after_failure, first_due, is_due, next_due
from core.logs import without_people
from core.transactions import reading, transaction

log = logging.getLogger(__name__)

ERROR_LENGTH = 2000


def tick(app: Flask) -> None:
    """Run each job that is due and that no other process has taken, one after the other."""
    for job in due(app):
        run_if_free(app, job)


def due(app: Flask) -> list[Job]:
    """The jobs whose time has come, by one query; another process may take them before us."""
    with app.app_context():
        try:
            with reading():
                rows = db.session.execute(select(JobLease.name, JobLease.due_at)).all()
        except Exception:
            log.exception("jobs could not be looked up")
            return []
    known, moment = {row.name: row.due_at for row in rows}, now()
    return [job for job in registry(app).values() if is_due(job, known.get(job.name, moment), moment)]


def run_if_free(app: Flask, job: Job) -> None:
    """Take the job and run it; not when another process was first. Whatever happens is logged, never raised."""
    with app.app_context():
        try:
            started = _take(job)
        except Exception:
            log.exception("job could not be taken", extra={"job": job.name})
            return
        if started:
            try:
                _run(job, started)
            except Exception:  # it is recorded and logged
                db.session.rollback()


def run_now(job: Job) -> int:
    """Run a job in the foreground, whoever holds its lease; what went wrong is recorded and raised again."""
    moment = now()
    with transaction():
        _insert(job, due_at=moment)
        _claim(job, moment)
    return _run(job, moment)


def request_run(job: Job) -> bool:
    """Make the job due now, within the caller's transaction; False when it is running at this moment."""
    moment = now()
    _insert(job, due_at=moment)
    is_idle = (JobLease.started_at.is_(None)) | (JobLease.finished_at >= JobLease.started_at)
    return _update(job, is_idle | (JobLease.due_at <= moment), due_at=moment)


def _run(job: Job, started: datetime) -> int:
    try:
        done = job.run()
    except Exception as problem:
        db.session.rollback()
        log.exception("job failed", extra={"job": job.name})
        _note_failure(job, started, without_people(repr(problem))[:ERROR_LENGTH])
        raise
    _note_success(job, started, done)
    if done:
        log.info("job done", extra={"job": job.name, "done": done})
    return done


def _take(job: Job) -> datetime | None:
    """The moment as which the lease is ours, or None."""
    moment = now()
    due_at = db.session.scalar(select(JobLease.due_at).where(JobLease.name == job.name))
    db.session.rollback()
    if due_at is None:
        due_at = first_due(job, moment)
        with transaction():
            _insert(job, due_at=due_at)
    if not is_due(job, due_at, moment):
        return None
    with transaction():
        return moment if _claim(job, moment, JobLease.due_at == due_at) else None


def _claim(job: Job, moment: datetime, *conditions: ColumnElement[bool]) -> bool:
    """Two that took the lease in the same microsecond would be taken for one: a time that is there is no claim."""
    is_new = JobLease.started_at.is_(None) | (JobLease.started_at != moment)
    return _update(job, is_new, *conditions, due_at=moment + job.lease, started_at=moment)


def _note_success(job: Job, started: datetime, done: int) -> None:
    ended = now()
    times = {"finished_at": ended, "succeeded_at": ended, "due_at": next_due(job, started)}
    _note(job, started, **times, done=done, failures=0, error=None)


def _note_failure(job: Job, started: datetime, error: str) -> None:
    with reading():
        before = db.session.scalar(select(JobLease.failures).where(JobLease.name == job.name)) or 0
    ended, failures = now(), before + 1
    again = due_after_failure(job, started, ended, failures)
    _note(job, started, finished_at=ended, due_at=again, done=0, failures=failures, error=error)


def _note(job: Job, started: datetime, **values: Any) -> None:
    """Only the holder of the lease writes: who outlived it must not make the job due while another works."""
    with transaction():
        is_ours = _update(job, JobLease.started_at == started, **values)
    if not is_ours:
        log.info("job outlived its lease", extra={"job": job.name})


def _update(job: Job, *conditions: ColumnElement[bool], **values: Any) -> bool:
    change = update(JobLease).where(JobLease.name == job.name, *conditions).values(**values)
    return db.session.execute(change).rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _insert(job: Job, due_at: datetime) -> None:
    """A row for a job that has none yet; another process may be writing it at the same moment."""
    row = insert_into(JobLease).values(name=job.name, due_at=due_at, done=0, failures=0)
    db.session.execute(row.on_conflict_do_nothing())
