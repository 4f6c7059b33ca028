"""What the overview tells: jobs, mails, backups, the database."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from flask import Flask
from sqlalchemy import text

from core import health, jobs, outbox
from core.backup import nightly
from core.backup.nightly import Kept
from core.clock import now
from core.db import db
from core.jobs import JobState
from core.settings import ROOT, Settings

OLD = timedelta(hours=26)
"""A nightly backup older than this one was missed, also in the night of 25 hours."""


@dataclass(frozen=True)
class Overview:
    """`backup`: the newest of the nightly ones; none are wanted when `keeps_backups` is false."""

    failing: list[JobState]
    is_silent: bool
    mails: outbox.Counts
    backup: Kept | None
    keeps_backups: bool
    database: str
    database_bytes: int
    schema: str
    version: str

    @property
    def backup_is_late(self) -> bool:
        return self.keeps_backups and self.backup is not None and self.backup.made_at < now() - OLD


def overview(app: Flask) -> Overview:
    settings: Settings = app.extensions["settings"]
    kept = nightly.kept(settings)
    return Overview(
        failing=[state for state in jobs.states(app) if state.failures],
        is_silent=jobs.is_silent(),
        mails=outbox.counts(),
        backup=kept[0] if kept else None,
        keeps_backups=bool(settings.backup_keep),
        database="SQLite" if settings.is_sqlite else "PostgreSQL",
        database_bytes=_size(settings),
        schema=health.newest_migration() or "",
        version=version(),
    )


@cache
def version() -> str:
    """That of this software."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def _size(settings: Settings) -> int:
    pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    query = pages if settings.is_sqlite else "SELECT pg_database_size(current_database())"
    return int(db.session.execute(text(query)).scalar_one())
