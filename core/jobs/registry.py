"""Which jobs there are: registered by their features when the app is wired."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, NamedTuple

from flask import Flask

from core.jobs.rules import Job


class JobWords(NamedTuple):
    """What a job is called on the admins' page, and what it does, in a sentence (lazily translated)."""

    title: Any
    text: Any = ""


def register(
    app: Flask,
    name: str,
    every_seconds: int,
    run: Callable[[], int],
    lease_seconds: int = 60,
    *,
    at: str = "",
    zone: str = "Europe/Berlin",
) -> None:
    """`at="03:30"`: once a day when the clock of `zone` shows that time (give DAY_SECONDS as rhythm then)."""
    registry(app)[name] = Job(name, every_seconds, run, lease_seconds, time.fromisoformat(at) if at else None, zone)


def registry(app: Flask) -> dict[str, Job]:
    jobs: dict[str, Job] = app.extensions.setdefault("jobs", {})
    return jobs


def describe(app: Flask, words: Mapping[str, JobWords]) -> None:
    """Say of jobs, registered or not, what they are for."""
    app.extensions.setdefault("job_words", {}).update(words)


def words_of(app: Flask, name: str) -> JobWords:
    """What `describe` said, or the bare name."""
    known: dict[str, JobWords] = app.extensions.get("job_words", {})
    return known.get(name, JobWords(name))
