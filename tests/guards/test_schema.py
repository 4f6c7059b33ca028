"""The schema: its one invariant by name, migrations that lead to the models, and the operator's check."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from bookings import guard
from core import sqlite
from core.db import db
from core.health import newest_migration
from core.transactions import transaction


def run(app: Flask, *command: str) -> Any:
    with app.app_context():
        return app.test_cli_runner().invoke(args=list(command))


@pytest.fixture
def fresh_app(make_app: Callable[..., Flask], fresh_database: Callable[..., str]) -> Flask:
    """On a migrated database of its own, which the test may spoil."""
    return make_app(url=fresh_database())


def test_migrations_lead_to_what_the_models_say(fresh_app: Flask) -> None:
    result = run(fresh_app, "db", "check")
    assert result.exit_code == 0, result.output


def test_difference_between_migrations_and_models_is_found(fresh_app: Flask) -> None:
    with fresh_app.app_context(), transaction():
        db.session.execute(text("ALTER TABLE member ADD COLUMN forgotten INTEGER"))
    assert run(fresh_app, "db", "check").exit_code != 0


def test_check_is_content_with_a_new_database(fresh_app: Flask) -> None:
    result = run(fresh_app, "check")
    assert (result.exit_code, result.output) == (0, "All is well.\n")


def test_guard_has_its_name_in_the_database(fresh_app: Flask, database_kind: str) -> None:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'occupancy' ORDER BY name",
        "postgresql": "SELECT conname FROM pg_constraint WHERE contype = 'x' AND conrelid = 'occupancy'::regclass",
    }
    with fresh_app.app_context():
        found = db.session.scalars(text(query[database_kind])).all()
    both = ["occupancy_no_overlap", "occupancy_no_overlap_on_update"]
    assert list(found) == (both if database_kind == "sqlite" else both[:1])


def test_check_names_a_missing_guard(fresh_app: Flask) -> None:
    with fresh_app.app_context(), transaction():
        guard.drop(db.session.connection())
    result = run(fresh_app, "check")
    assert result.exit_code != 0
    assert "occupancy_no_overlap is missing" in result.output


def test_check_names_a_database_that_was_never_migrated(fresh_app: Flask) -> None:
    with fresh_app.app_context(), transaction():
        db.session.execute(text("DROP TABLE alembic_version"))
    result = run(fresh_app, "check")
    assert result.exit_code != 0
    assert "never migrated" in result.output


@pytest.mark.parametrize(("pragma", "wrong"), [("synchronous", 1), ("foreign_keys", 0), ("busy_timeout", 5)])
@pytest.mark.one_database
def test_check_names_a_wrong_pragma(
    make_app: Callable[..., Flask], database_url: str, monkeypatch: pytest.MonkeyPatch, pragma: str, wrong: int
) -> None:
    assert database_url.startswith("sqlite"), "the first database is SQLite"
    monkeypatch.setattr(sqlite, "_prepare", lambda connection, _record: _badly(connection, pragma, wrong))
    result = run(make_app(), "check")
    assert result.exit_code != 0
    assert f"PRAGMA {pragma} is {wrong}, must be" in result.output


def _badly(connection: Any, pragma: str, wrong: int) -> None:
    connection.isolation_level = None
    for name, value in (sqlite.PRAGMAS | {pragma: wrong}).items():
        connection.execute(f"PRAGMA {name}={value}")


def test_ready_when_migrated(fresh_app: Flask) -> None:
    answer = fresh_app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "spoil",
    ["DROP TABLE alembic_version", "UPDATE alembic_version SET version_num = 'older'", "DELETE FROM alembic_version"],
)
def test_not_ready_when_not_migrated(fresh_app: Flask, spoil: str) -> None:
    with fresh_app.app_context(), transaction():
        db.session.execute(text(spoil))
    client = fresh_app.test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (newest_migration() or "") in answer.text or "never migrated" in answer.text
    assert client.get("/healthz").status_code == 200


def test_not_ready_when_the_database_is_away(make_app: Callable[..., Flask], database_kind: str) -> None:
    away = {
        "sqlite": "sqlite:////nowhere/at/all/x.db",
        "postgresql": "postgresql://nobody:geheim-passwort@127.0.0.1:1/away",
    }
    client = make_app(url=away[database_kind]).test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "geheim" not in answer.text
    assert client.get("/healthz").status_code == 200
