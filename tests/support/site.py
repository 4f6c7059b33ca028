"""The application as tests want it: quiet, with a fixed secret, its files in a temporary folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import flask_migrate
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from app import create_app
from core.db import db
from core.settings import Settings
from tests.support.databases import WORK

SECRET = "a-secret-that-only-tests-use-0123456789"
VAULT = "a-key-of-the-vault-that-only-tests-use-0"


def make_app(database_url: str, **settings: object) -> Flask:
    """`create_app` with test settings. CSRF is off (fixture `csrf` turns it on); errors reach the test."""
    given: dict[str, object] = {
        "env": "demo",
        "secret_key": SECRET,
        "vault_key": VAULT,
        "scheduler": "off",
        "base_url": "http://localhost",
        "instance_dir": Path(gettempdir()) / "lebens-raum-tests",
        "database_url": database_url,
    }
    app = create_app(Settings(_env_file=None, **(given | settings)))  # type: ignore[call-arg, arg-type]
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = _compiled_templates()
    return app


def _compiled_templates() -> FileSystemBytecodeCache | None:
    """Of this run: each template is compiled once, and not by each of the hundreds of apps (0.2 s for a page)."""
    if WORK not in os.environ:
        return None
    folder = Path(os.environ[WORK]) / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@contextmanager
def config_restored(app: Flask) -> Iterator[None]:
    """What a test changes in `app.config` is gone for the next one."""
    before = dict(app.config)
    yield
    app.config.clear()
    app.config.update(before)


@contextmanager
def statements_of(app: Flask) -> Iterator[list[str]]:
    """The statements that the app sends to its database meanwhile, but for those that begin or end a transaction."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.upper().startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def migrate(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade()
    close(app)


def close(app: Flask) -> None:
    """Give back all connections: one that is merely forgotten fails the run as a ResourceWarning."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def load_demo(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    if result.exit_code:
        raise RuntimeError(f"demo load failed: {result.output}") from result.exception
    close(app)
