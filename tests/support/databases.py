"""Migrated databases for tests: made once as a template, copied for servers, emptied between tests."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import ClassVar
from zlib import crc32

import psycopg
import pytest

from tests.support.cluster import Cluster, execute, wait_for
from tests.support.night import IS_NIGHT

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PROCESSES = {SQLITE: (1, 4) if IS_NIGHT else (1,), POSTGRESQL: (4,)}
"""With how many server processes races are run on each: as many as in production; at night SQLite with several too."""
FACES = {"client", "api", "visitor", "program", "reviewer", "admin", "browser_of"}
"""Fixtures by which a test asks the site, within its own process."""
WORK = "LEBENSRAUM_TEST_FOLDER"
"""Environment variable: the folder of a whole run of tests."""
PORT = "LEBENSRAUM_TEST_POSTGRESQL"
"""Environment variable by which the process that starts the workers tells them the cluster's port."""


def wanted_kinds() -> list[str]:
    """DB=both (default), DB=sqlite or DB=postgresql."""
    wanted = os.environ.get("DB", "both")
    kinds = {"both": [SQLITE, POSTGRESQL], SQLITE: [SQLITE], POSTGRESQL: [POSTGRESQL]}
    if wanted not in kinds:
        raise ValueError(f"DB={wanted}: say both, sqlite or postgresql")
    return kinds[wanted]


def kinds_for(test: pytest.Function) -> list[str]:
    """On which databases a test runs.

    What asks the tables (actions, queries, jobs, races, migrations) runs on each. What asks the site as a person or a
    program does (a fixture of FACES) runs on one: its name decides which, so that half of the tests of each page are on
    either; tests/journeys/test_every_page.py shows that every page answers on both. Marks say otherwise:
    `each_database`, `one_database` (the first), `by_turns` (by its name, at night each), `only_on("sqlite")`.
    """
    kinds = wanted_kinds()
    if marker := test.get_closest_marker("only_on"):
        kinds = [kind for kind in kinds if kind in marker.args]
    if test.get_closest_marker("one_database"):
        return kinds[:1]
    by_turns = test.get_closest_marker("by_turns") is not None
    if test.get_closest_marker("each_database") or (by_turns and IS_NIGHT):
        return kinds
    if not by_turns and FACES.isdisjoint(test.fixturenames):
        return kinds
    chosen = crc32(test.originalname.encode()) % max(1, len(kinds))
    return kinds[chosen : chosen + 1]


@dataclass
class Databases:
    """The databases of one worker. `prepare[name](url)` turns an empty database into template `name`."""

    folder: Path
    worker: str
    prepare: dict[str, Callable[[str], None]]
    _shared: dict[str, str] = field(default_factory=dict)
    _templates: set[tuple[str, str]] = field(default_factory=set)
    _numbers: "count[int]" = field(default_factory=count)
    _cleaner: "psycopg.Connection[tuple[object, ...]] | None" = None
    _cluster: ClassVar[Cluster | None] = None

    def shared(self, kind: str) -> str:
        """This worker's database, migrated and empty."""
        if kind in self._shared:
            self._empty(kind)
        else:
            self._shared[kind] = self.fresh(kind)
            refuse_rows(self._shared[kind])
        return self._shared[kind]

    def _empty(self, kind: str) -> None:
        if kind == SQLITE:
            empty_sqlite(self._shared[kind])
            return
        if self._cleaner is None:  # kept, since to connect takes longer than to delete
            self._cleaner = psycopg.connect(self._shared[kind], autocommit=True)
        empty_postgresql(self._cleaner)

    def close(self) -> None:
        if self._cleaner:
            self._cleaner.close()

    def fresh(self, kind: str, template: str = "migrated") -> str:
        """A new database that nobody else uses."""
        name = f"{self.worker}_{next(self._numbers)}"
        if kind == SQLITE:
            file = self.folder / f"{name}.db"
            shutil.copy(self._sqlite_template(template), file)
            return f"sqlite:///{file}"
        self._postgresql_template(template)
        execute(server_url("postgres"), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return server_url(name)

    def _sqlite_template(self, template: str) -> Path:
        file = self.folder / f"template-{template}.db"
        if not file.exists():
            unfinished = file.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            self.prepare[template](f"sqlite:///{unfinished}")
            with closing(sqlite3.connect(unfinished)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            unfinished.rename(file)
        return file

    def _postgresql_template(self, template: str) -> None:
        """Made by the worker that comes first; the others wait for it."""
        if (POSTGRESQL, template) in self._templates:
            return
        with psycopg.connect(server_url("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(1)")
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
            if not found:
                connection.execute(f'DROP DATABASE IF EXISTS "{template}_unfinished" WITH (FORCE)'.encode())
                connection.execute(f'CREATE DATABASE "{template}_unfinished"'.encode())
                self.prepare[template](server_url(f"{template}_unfinished"))
                connection.execute(f'ALTER DATABASE "{template}_unfinished" RENAME TO "{template}"'.encode())
        self._templates.add((POSTGRESQL, template))


def start_cluster() -> None:
    """Start the run's cluster, once, in the process that the workers are started from."""
    if PORT not in os.environ:
        Databases._cluster = Cluster().start()
        os.environ[PORT] = str(Databases._cluster.port)


def stop_cluster() -> None:
    if Databases._cluster:
        Databases._cluster.stop()
        Databases._cluster = None
        os.environ.pop(PORT, None)


def server_url(database: str) -> str:
    start_cluster()
    url = f"postgresql://postgres@127.0.0.1:{os.environ[PORT]}/"
    if not os.environ.get(f"{PORT}_READY"):
        wait_for(f"{url}postgres")
        os.environ[f"{PORT}_READY"] = "1"
    return url + database


FROZEN = {"invoice": "invoice_frozen", "terms_text": "terms_frozen"}
"""Tables whose rows the database keeps, and how their triggers begin."""


def empty_sqlite(url: str) -> None:
    """Delete all rows but the migrations' note. Where a test left a transaction open, it fails after 5 s."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=5)) as lite:
        lite.execute("PRAGMA synchronous=OFF")
        names = [row[0] for row in lite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        lite.execute("BEGIN")
        again = _thaw(lite)
        for name in own_tables(names):
            lite.execute(f'DELETE FROM "{name}"')
        for trigger in again:
            lite.execute(trigger)
        lite.commit()


def _thaw(lite: sqlite3.Connection) -> list[str]:
    """Let invoices and texts be deleted, where a test has made some; the statements that forbid it again."""
    known = {row[0] for row in lite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} & FROZEN.keys()
    full = [name for name in sorted(known) if lite.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()]
    if not full:
        return []
    names = " OR ".join(f"name LIKE '{FROZEN[name]}%'" for name in full)
    frozen = f"type = 'trigger' AND ({names})"
    triggers = lite.execute(f"SELECT name, sql FROM sqlite_master WHERE {frozen}").fetchall()
    for name, _sql in triggers:
        lite.execute(f"DROP TRIGGER {name}")
    return [str(sql) for _name, sql in triggers]


def empty_postgresql(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """The same."""
    prepare = ("SET session_replication_role = replica", "SET lock_timeout = '5s'")
    deletions = [f'DELETE FROM "{name}"' for name in own_tables(_postgresql_tables(connection))]
    connection.execute("; ".join([*prepare, *deletions]).encode())


def refuse_rows(url: str) -> None:
    """Tests empty all tables between them, so a migration may not bring rows of its own."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as lite:
            names = [row[0] for row in lite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            full = [n for n in own_tables(names) if lite.execute(f'SELECT 1 FROM "{n}" LIMIT 1').fetchone()]
    else:
        with psycopg.connect(url) as connection:
            names = own_tables(_postgresql_tables(connection))
            full = [n for n in names if connection.execute(f'SELECT 1 FROM "{n}" LIMIT 1'.encode()).fetchone()]
    if full:
        raise RuntimeError(f"migrations inserted rows into {full}: insert them by a command instead")


def own_tables(names: list[str]) -> list[str]:
    return [name for name in names if name != "alembic_version" and not name.startswith("sqlite_")]


def _postgresql_tables(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [str(row[0]) for row in rows]
