"""A full disk: /readyz says so, from the free space and from the last write, and says when it is over."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from core import ratelimit, room
from core.db import db
from core.errors import TooManyAttempts
from tests.support import people

FILL = "INSERT INTO job_lease (name) VALUES ('x')"


def full(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count=1")


def roomy(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count=1000000")


def ready(app: Flask) -> tuple[int, str]:
    answer = app.test_client().get("/readyz")
    assert answer.json is not None
    return answer.status_code, str(answer.json.get("why", ""))


@pytest.mark.one_database
def test_little_free_space_is_told_and_nothing_is_written(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = people.rows(app)
    assert ready(app) == (200, "")
    free = shutil.disk_usage(app.extensions["settings"].instance_dir).free
    monkeypatch.setattr(room, "LEAST_FREE", free * 2)
    status, why = ready(app)
    assert status == 503
    assert "MB free" in why
    assert str(app.extensions["settings"].instance_dir) not in why
    assert people.rows(app) == before


@pytest.mark.one_database
def test_folder_that_is_not_there_is_told(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app(instance_dir=tmp_path / "data")
    assert ready(app)[0] == 200
    (tmp_path / "data").rmdir()
    assert ready(app) == (503, "the data folder cannot be reached")


@pytest.mark.only_on("sqlite")
def test_both_folders_are_looked_at_on_sqlite(
    make_app: Callable[..., Flask], database_url: str, tmp_path: Path
) -> None:
    app = make_app(instance_dir=tmp_path / "data")
    file = Path(database_url.removeprefix("sqlite:///"))
    assert room.folders(app.extensions["settings"]) == [tmp_path / "data", file.parent]


@pytest.mark.only_on("sqlite")
def test_write_that_finds_the_disk_full_is_remembered_until_one_succeeds(
    make_app: Callable[..., Flask], fresh_database: Callable[..., str]
) -> None:
    """SQLite's own limit on pages stands for the disk: the error is the same, and comes at the same places. It stays
    with a connection, so the database is one of its own."""
    app = make_app(url=fresh_database())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        event.listen(db.engine, "begin", full)
    answers = [app.test_client().post("/login", data={"email": f"{n}@x.de", "password": "x"}) for n in range(90)]
    assert 503 in {answer.status_code for answer in answers}
    assert ready(app) == (503, "the last write failed: the disk is full, read-only or broken")
    assert app.test_client().get("/hubs").status_code == 200
    assert ready(app)[0] == 503
    with app.app_context():
        event.remove(db.engine, "begin", full)
        event.listen(db.engine, "begin", roomy)
        assert ready(app)[0] == 503
        ratelimit.hit("room", "x", 5, 60)
        event.remove(db.engine, "begin", roomy)
    assert ready(app) == (200, "")


@pytest.mark.only_on("postgresql")
def test_database_that_takes_no_writes_is_remembered_until_it_does(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("SET TRANSACTION READ ONLY"))
        with pytest.raises(DBAPIError, match="read-only"):
            db.session.execute(text(FILL))
    assert ready(app)[0] == 503
    with app.app_context():
        ratelimit.hit("room", "x", 5, 60)
    assert ready(app) == (200, "")


def test_write_that_fails_for_another_reason_is_no_want_of_room(app: Flask) -> None:
    with app.app_context():
        for _ in range(2):
            with pytest.raises(Exception, match=r"(?i)exist|syntax"):
                db.session.execute(text("INSERT INTO job_lease (nothing) VALUES ('x')"))
            db.session.rollback()
        ratelimit.hit("room", "x", 1, 3600)
        with pytest.raises(TooManyAttempts):
            ratelimit.hit("room", "x", 1, 3600)
    assert ready(app) == (200, "")
