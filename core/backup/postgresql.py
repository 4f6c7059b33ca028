"""Copying a PostgreSQL database while it is in use (pg_dump), and loading a copy in one transaction (pg_restore)."""

import shutil
from pathlib import Path
from typing import IO, Any

import psycopg

from core.backup import programs
from core.backup.errors import BackupError
from core.backup.manifest import Table
from core.backup.sqlite import fingerprint

Connection = psycopg.Connection[tuple[Any, ...]]

IN_USE = "The site or a scheduler still uses the database. Stop them, then restore again. Nothing was changed."
STEADY = "SET TIME ZONE 'UTC'; SET datestyle = 'ISO'; SET extra_float_digits = 1; SET bytea_output = 'hex'"
"""So that a row's text is the same on every server."""

EMPTIED = """
SET client_min_messages = warning;
SET lock_timeout = '10s';
CREATE EXTENSION IF NOT EXISTS btree_gist;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', name);
  END LOOP;
  FOR name IN
    SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP
    EXECUTE format('DROP ROUTINE %s CASCADE', name);
  END LOOP;
END $$;
"""
COUNTED = """
DO $$ BEGIN
  IF (SELECT count(*) FROM public."{name}") <> {rows} THEN RAISE EXCEPTION '{name} has not {rows} rows'; END IF;
END $$;
"""


def dump(url: str, to: Path) -> tuple[str, dict[str, Table]]:
    """A consistent copy, its revision and tables: all as of one snapshot."""
    with psycopg.connect(url) as connection:
        programs.check_version("pg_dump", connection.info.server_version // 10000)
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = _row(connection, "SELECT pg_export_snapshot()")
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        programs.run(["pg_dump", *options, f"--file={to}"], url)
        connection.execute(STEADY)
        return _revision(connection), tables(connection)


def load(url: str, source: Path, wanted: dict[str, Table]) -> None:
    """Replace all tables by those of the copy, in one transaction; a BackupError leaves everything as it was."""
    with psycopg.connect(url) as connection:
        for program in ("psql", "pg_restore"):
            programs.check_version(program, connection.info.server_version // 10000)
    options = ["--no-owner", "--no-privileges", "--no-comments", "--file=-"]
    with programs.reads_from(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"], url) as script:
        script.write(b"BEGIN;" + EMPTIED.encode())
        with programs.writes_to(["pg_restore", *options, str(source)], url) as lines:
            _copy(lines, script)
        for name, table in wanted.items():
            script.write(COUNTED.format(name=name, rows=table.rows).encode())
        script.write(b"COMMIT;\n")  # without it nothing has happened


def has_rows(url: str) -> bool:
    with psycopg.connect(url) as connection:
        names = [name for name in _names(connection) if name != "alembic_version"]
        return any(_row(connection, f'SELECT EXISTS (SELECT FROM public."{name}")')[0] for name in names)  # noqa: S608


def check_unused(url: str) -> None:
    """A BackupError while anybody else is connected."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with psycopg.connect(url) as connection:
        if _row(connection, others)[0]:
            raise BackupError(IN_USE)


def verify(url: str) -> dict[str, Table]:
    with psycopg.connect(url) as connection:
        connection.execute(STEADY)
        return tables(connection)


def tables(connection: Connection) -> dict[str, Table]:
    return {name: _table(connection, name) for name in _names(connection)}


def _table(connection: Connection, name: str) -> Table:
    with connection.cursor(name="rows") as cursor:
        cursor.itersize = 5000
        cursor.execute(f'SELECT t::text FROM public."{name}" t'.encode())  # noqa: S608
        return fingerprint(cursor)


def _copy(lines: IO[bytes], script: IO[bytes]) -> None:
    """All but what is here already (the extension), and settings in the head that an older server does not know."""
    for line in lines:
        if line.startswith((b"SET transaction_timeout", b"CREATE EXTENSION")):
            continue
        script.write(line)
        if line.startswith(b"CREATE TABLE"):
            break
    shutil.copyfileobj(lines, script, 1 << 20)


def _revision(connection: Connection) -> str:
    if "alembic_version" not in _names(connection):
        raise BackupError("This database was never migrated: there is nothing to back up.")
    return str(_row(connection, "SELECT version_num FROM public.alembic_version")[0])


def _names(connection: Connection) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [str(row[0]) for row in rows]


def _row(connection: Connection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row
