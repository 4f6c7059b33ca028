"""The application as tests want it: quiet, with a fixed secret, its files in a temporary folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import flask_migrate
from flask import Flask

from app import create_app
from core.db import db
from core.settings import Settings

SECRET = "a-secret-that-only-tests-use-0123456789"


def make_app(database_url: str, **settings: object) -> Flask:
    """`create_app` with test settings. CSRF is off (fixture `csrf` turns it on); errors reach the test."""
    given: dict[str, object] = {
        "env": "demo",
        "secret_key": SECRET,
        "scheduler": "off",
        "base_url": "http://localhost",
        "instance_dir": Path(gettempdir()) / "lebens-raum-tests",
        "database_url": database_url,
    }
    app = create_app(Settings(_env_file=None, **(given | settings)))  # type: ignore[call-arg, arg-type]
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@contextmanager
def config_restored(app: Flask) -> Iterator[None]:
    """What a test changes in `app.config` is gone for the next one."""
    before = dict(app.config)
    yield
    app.config.clear()
    app.config.update(before)


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
