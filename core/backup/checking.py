"""Whether tonight's backup could be made, and brought back: what `check` asks."""

import tempfile
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection

from core.backup import programs
from core.backup.errors import BackupError
from core.settings import Settings

NEEDED = ("pg_dump", "pg_restore", "psql")


def whats_wrong(connection: Connection) -> list[str]:
    """Lines for the operator; none where no nightly backups are wanted (BACKUP_KEEP=0)."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.backup_keep:
        return []
    found = [folder_problem(settings.backup_folder)]
    if connection.dialect.name == "postgresql":
        server_version = int(connection.dialect.server_version_info[0])  # type: ignore[index]
        found += [_program_problem(program, server_version) for program in NEEDED]
    return [line for line in found if line]


def folder_problem(folder: Path) -> str | None:
    """Why no backup can be written there, tried with a folder that is gone at once; what is missing is not made."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        tempfile.TemporaryDirectory(dir=nearest, prefix=".lebens-raum-check-").cleanup()
    except OSError as problem:
        what = "cannot be written to" if nearest == folder else f"cannot be made in {nearest}"
        return f"BACKUP_DIR: {folder} {what} ({problem.strerror}), so no backup can be made there."
    return None


def _program_problem(program: str, server_version: int) -> str | None:
    try:
        programs.check_version(program, server_version)
    except BackupError as problem:
        return f"Backups: {problem}"
    return None
