"""Back from a file: everything is checked before anything is touched."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from core.backup import archive, postgresql, sqlite
from core.backup.errors import BackupError
from core.backup.making import database_file
from core.backup.manifest import Manifest, Table, differences
from core.db import db
from core.settings import ROOT, Settings


def usable(settings: Settings, file: Path) -> Manifest:
    """The manifest of a file that this site can be restored from; else a BackupError. Changes nothing."""
    contents = archive.check(file)
    kind = "sqlite" if settings.is_sqlite else "postgresql"
    if contents.database != kind:
        raise BackupError(f"This backup is of a site on {contents.database}, and DATABASE_URL is one of {kind}.")
    if contents.revision not in _known_revisions():
        raise BackupError("This backup was made by a newer version of LEBENS-RAUM: install that one first.")
    return contents


def has_rows(settings: Settings) -> bool:
    """Whether the site's database holds something that a restore would replace."""
    return sqlite.has_rows(database_file()) if settings.is_sqlite else postgresql.has_rows(settings.database)


def restore(settings: Settings, file: Path, contents: Manifest, upgrade: Callable[[], None]) -> Path | None:
    """Replace the site's database by that of a `usable` file, and bring its schema up to this version.

    On SQLite the former database is kept, under the path that is returned. BackupError: nothing was changed, unless
    it says so.
    """
    db.session.remove()
    db.engine.dispose()
    way = _on_sqlite if settings.is_sqlite else _on_postgresql
    kept = way(settings, file, contents)
    upgrade()
    return kept


def _on_sqlite(_settings: Settings, file: Path, contents: Manifest) -> Path | None:
    database = database_file()
    database.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=".restore-") as folder:
        fresh = Path(folder) / "restored.db"
        archive.extract(file, fresh)
        _compare(contents, sqlite.verify(fresh), "Nothing was changed.")
        return sqlite.put_in_place(fresh, database)


def _on_postgresql(settings: Settings, file: Path, contents: Manifest) -> None:
    if postgresql.has_rows(settings.database):
        postgresql.check_unused(settings.database)
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        dump = Path(folder) / "dump"
        archive.extract(file, dump)
        postgresql.load(settings.database, dump, contents.tables)
    _compare(contents, postgresql.verify(settings.database), "The database was replaced: do not use it.")


def _compare(contents: Manifest, found: dict[str, Table], so: str) -> None:
    lines = differences(contents.tables, found)
    if lines:
        raise BackupError(f"The copy is not what the backup says: {'; '.join(lines)}. {so}")


def _known_revisions() -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
