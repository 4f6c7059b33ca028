"""The site with the floor beside it: the least that Flask and the database take under the same server.

`flask --app tests.bench.site serve` runs it exactly as the site is run. The app knows nothing of it: the floor is a
bare Flask application of its own below /floor.
"""

import threading
from typing import Any

from flask import Flask, request
from sqlalchemy.engine import make_url
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import app as site
from core.settings import Settings
from core.sqlite import PRAGMAS

INSERT = "INSERT INTO occupancy (hub_id, space_id, starts_at, ends_at, blocking_id) VALUES ({0}, {0}, {0}, {0}, {0})"


def create_app() -> Flask:
    app = site.create_app()
    settings: Settings = app.extensions["settings"]
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/floor": floor(settings)})  # type: ignore[method-assign]
    return app


def floor(settings: Settings) -> Flask:
    """GET /hello: a bare route. POST /occupancy: a bare INSERT into the table and its commit."""
    bare = Flask("floor")
    insert = _on_sqlite(settings.database) if settings.is_sqlite else _on_postgresql(settings.database)

    @bare.get("/hello")
    def hello() -> str:
        return "hello"

    @bare.post("/occupancy")
    def occupancy() -> tuple[str, int]:
        row = request.get_json()
        insert((row["hub"], row["space"], row["starts_at"], row["ends_at"], row["blocking"]))
        return "", 201

    return bare


def _on_postgresql(url: str) -> Any:
    import psycopg

    local, statement = threading.local(), INSERT.format("%s").encode()

    def insert(row: tuple[Any, ...]) -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url, autocommit=True)
        local.connection.execute(statement, row)

    return insert


def _on_sqlite(url: str) -> Any:
    import sqlite3

    local, statement, lock = threading.local(), INSERT.format("?"), threading.Lock()

    def insert(row: tuple[Any, ...]) -> None:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
            for name, value in PRAGMAS.items():
                local.connection.execute(f"PRAGMA {name}={value}")
        with lock:
            local.connection.execute(statement, row)

    return insert
