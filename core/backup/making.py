"""Making a backup of the site's database into one file."""

import tempfile
from pathlib import Path

from core.backup import archive, postgresql, sqlite
from core.backup.errors import BackupError
from core.backup.manifest import Manifest
from core.clock import now
from core.db import db
from core.settings import Settings

PREFIX = ".lebens-raum-backup-"
"""Of the folder for the dump; what a killed process left of it is deleted by the next night's backup."""


def backup(settings: Settings, file: Path, made_by: str = "command") -> Manifest:
    """A whole, verified file or none; only the account that runs this may read it. BackupError says what is wrong.

    An older backup of that name is replaced, any other file is left alone.
    """
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}.")
    if file.exists() and not _is_backup(file):
        raise BackupError(f"{file} is there already and is not a backup: choose another name.")
    with archive.fresh(file) as unfinished, tempfile.TemporaryDirectory(dir=file.parent, prefix=PREFIX) as folder:
        contents = _write(settings, unfinished, Path(folder) / "dump", made_by)
        archive.check(unfinished)
    return contents


def database_file() -> Path:
    """That of a site on SQLite, as its engine knows it; a link leads to where it points."""
    return Path(str(db.engine.url.database)).resolve()


def _write(settings: Settings, file: Path, dump: Path, made_by: str) -> Manifest:
    made_at = now()
    if settings.is_sqlite:
        revision, tables = sqlite.dump(database_file(), dump)
    else:
        revision, tables = postgresql.dump(settings.database, dump)
    with dump.open("rb") as stream:
        digest = archive.sha256(stream)
    kind, size = "sqlite" if settings.is_sqlite else "postgresql", dump.stat().st_size
    contents = Manifest(made_at, made_by, settings.public_url, kind, revision, tables, size, digest)
    archive.write(file, contents, dump, compressed=not settings.is_sqlite)
    return contents


def _is_backup(file: Path) -> bool:
    try:
        archive.glance(file)
    except BackupError:
        return False
    return True
