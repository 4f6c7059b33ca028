"""The site with the floor beside it: the least that Flask and the database take under the same server.

`flask --app tests.bench.site serve` runs it exactly as the site is run. The app knows nothing of it: the floor is a
bare Flask application of its own below /floor. Below /changed, a booking changes before each answer of the site. A POST
below /money lets the big hub take money (tests/bench/money.py).
"""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from flask import Flask, request
from sqlalchemy.engine import make_url
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import app as site
from core.settings import Settings
from core.sqlite import PRAGMAS
from tests.bench import money

INSERT = "INSERT INTO occupancy (hub_id, space_id, starts_at, ends_at, blocking_id) VALUES ({0}, {0}, {0}, {0}, {0})"
CHANGE = "UPDATE booking SET sequence = sequence + 1, changed_at = {0} WHERE id = {0}"


def create_app() -> Flask:
    app = site.create_app()
    settings: Settings = app.extensions["settings"]
    mounted: dict[str, Any] = {"/floor": floor(settings), "/changed": after_a_change(settings, app.wsgi_app)}
    mounted["/money"] = money.routes(app)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, mounted)  # type: ignore[method-assign]
    return app


def after_a_change(settings: Settings, inner: Any) -> Callable[..., Iterable[bytes]]:
    """/changed/PATH?booking=ID: what the site answers at PATH right after this booking has changed."""
    change = statement(settings, CHANGE)

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        booking = parse_qs(environ["QUERY_STRING"])["booking"][0]
        change((f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}", booking))
        answered: Iterable[bytes] = inner(environ | {"SCRIPT_NAME": "", "QUERY_STRING": ""}, start_response)
        return answered

    return answer


def floor(settings: Settings) -> Flask:
    """GET /hello: a bare route. POST /occupancy: a bare INSERT into the table and its commit."""
    bare = Flask("floor")
    insert = statement(settings, INSERT)

    @bare.get("/hello")
    def hello() -> str:
        return "hello"

    @bare.post("/occupancy")
    def occupancy() -> tuple[str, int]:
        row = request.get_json()
        insert((row["hub"], row["space"], row["starts_at"], row["ends_at"], row["blocking"]))
        return "", 201

    return bare


def statement(settings: Settings, sql: str) -> Callable[[tuple[Any, ...]], None]:
    """A bare statement and its commit, on a connection of each thread; {0} stands for a value."""
    run = _on_sqlite if settings.is_sqlite else _on_postgresql
    return run(settings.database, sql)


def _on_postgresql(url: str, sql: str) -> Callable[[tuple[Any, ...]], None]:
    import psycopg

    local, text = threading.local(), sql.format("%s").encode()

    def execute(values: tuple[Any, ...]) -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url, autocommit=True, options="-c timezone=UTC")
        local.connection.execute(text, values)

    return execute


def _on_sqlite(url: str, sql: str) -> Callable[[tuple[Any, ...]], None]:
    import sqlite3

    local, text, lock = threading.local(), sql.format("?"), threading.Lock()

    def execute(values: tuple[Any, ...]) -> None:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
            for name, value in PRAGMAS.items():
                local.connection.execute(f"PRAGMA {name}={value}")
        with lock:
            local.connection.execute(text, values)

    return execute
