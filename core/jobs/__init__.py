"""Work that comes round by itself. APScheduler ticks, the database decides who works: one row per job is the lease."""

from core.jobs.models import JobLease
from core.jobs.queries import JobState, is_silent, states
from core.jobs.registry import JobWords, describe, register, registry, words_of
from core.jobs.rules import DAY_SECONDS, Job
from core.jobs.running import _take, due, request_run, run_if_free, run_now, tick
from core.jobs.scheduler import TICK_SECONDS, Scheduler, start

__all__ = [
    "DAY_SECONDS",
    "TICK_SECONDS",
    "Job",
    "JobLease",
    "JobState",
    "JobWords",
    "Scheduler",
    "_take",
    "describe",
    "due",
    "is_silent",
    "register",
    "registry",
    "request_run",
    "run_if_free",
    "run_now",
    "start",
    "states",
    "tick",
    "words_of",
]
