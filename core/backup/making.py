"""Making a backup of the site's database into one file."""

import glob
import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from core.backup import archive, postgresql, sqlite
from core.backup.errors import BackupError
from core.backup.manifest import Manifest
from core.clock import now
from core.db import db
from core.settings import Settings

PREFIX = ".lebens-raum-backup-"
"""Of the folder for the dump; what a killed process left of it is deleted by a later backup beside it."""
LEFT_OVER_AFTER = timedelta(days=1)


def backup(settings: Settings, file: Path, made_by: str = "command") -> Manifest:
    """A whole, verified file or none; only the account that runs this may read it. BackupError says what is wrong.

    An older backup of that name, or an empty file, stays until the new one is whole; any other file is left alone.
    """
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}.")
    former(file)
    with archive.fresh(file) as unfinished, tempfile.TemporaryDirectory(dir=file.parent, prefix=PREFIX) as folder:
        contents = _write(settings, unfinished, Path(folder) / "dump", made_by)
        archive.check(unfinished)
    tidy(file.parent, glob.escape(file.name))
    return contents


def former(file: Path) -> str:
    """What a backup into the file would replace, in words; "" for nothing that anybody would miss. BackupError when it
    is something else than a backup, such as the database itself."""
    if not file.exists() or (file.is_file() and not file.stat().st_size):
        return ""
    if not file.is_file() or not archive.looks_like_one(file):
        raise BackupError(f"{file} is there already and is not a backup: choose another name.")
    try:
        return f"the backup of {archive.glance(file).made_at:%Y-%m-%d %H:%M} UTC"
    except BackupError:
        return "a damaged backup"


def tidy(folder: Path, name: str) -> None:
    """What a process that was killed in the middle has left behind beside files of such a name (a pattern)."""
    long_ago = (now() - LEFT_OVER_AFTER).timestamp()
    for path in [*folder.glob(f"{PREFIX}*"), *folder.glob(f".{name}.*.part")]:
        with suppress(FileNotFoundError):  # another process tidies, too
            if path.stat().st_mtime < long_ago:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


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
