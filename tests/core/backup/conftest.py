"""A site with the demo district, and others to restore into."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from core.backup import postgresql, sqlite
from core.backup.manifest import Table
from core.settings import Settings
from tests.support import site


@dataclass
class Site:
    """A database and the commands that work on it, each in an app of its own whose connections are closed again."""

    url: str
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)

    def run(self, *arguments: str | Path) -> Result:
        app = site.make_app(self.url, instance_dir=self.folder, **self.settings)
        try:
            return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
        finally:
            site.close(app)

    def backup(self, file: Path) -> Path:
        result = self.run("backup", file)
        assert result.exit_code == 0, result.output
        return file

    def tables(self) -> dict[str, Table]:
        if self.url.startswith("sqlite"):
            return sqlite.verify(Path(self.url.removeprefix("sqlite:///")))
        return postgresql.verify(self.url)


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
