"""A site to be backed up, or to restore into."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import Result

from core.backup import postgresql, sqlite
from core.backup.manifest import Table
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
