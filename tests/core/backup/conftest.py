"""A site with the demo district, and others to restore into."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from core.settings import Settings
from tests.core.backup.sites import Site
from tests.support import site


@pytest.fixture
def make_site(fresh_database: Callable[..., str], tmp_path: Path) -> Callable[..., Site]:
    """`make_site("demo")`, `make_site()` (migrated and empty), `make_site(url=…)`."""

    def make(template: str = "migrated", url: str = "", **settings: Any) -> Site:
        return Site(url or fresh_database(template), tmp_path, settings)

    return make


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[Site], Any]]:
    """An app on the site's database, open until the end of the test."""
    with ExitStack() as stack:

        def open_app(of: Site) -> Any:
            app = site.make_app(of.url, instance_dir=tmp_path, **of.settings)
            stack.callback(site.close, app)
            return app

        yield open_app


@pytest.fixture
def settings_of() -> Callable[[Any], Settings]:
    return lambda app: app.extensions["settings"]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """`stand_in("pg_dump", "echo x")`: what is called then; nothing else is on PATH. The real programs cannot be made
    to be missing or old."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def make(name: str, text: str) -> None:
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        os.chmod(folder / name, 0o755)

    return make
