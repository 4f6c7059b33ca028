"""Whether there is room for what is written: free space of the data folder, and how this process's last write went.

Asked by /readyz, which writes nothing itself: a disk that is full still answers every read.
"""

import os
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from core.settings import Settings
from core.sqlite import READS

LEAST_FREE = 64 * 1024 * 1024
"""Bytes. SQLite's log alone may grow by some megabytes before it is folded in."""
NO_ROOM_ON_SQLITE = {8, 10, 13, 14}
"""SQLITE_READONLY, IOERR, FULL, CANTOPEN: the disk, not the statement, is at fault."""
NO_ROOM_ON_POSTGRESQL = {"53100", "58030", "25006"}
"""disk_full, io_error, read_only_sql_transaction: the same on the database's machine."""
KEY, WROTE = "writes", "wrote"


class Writes:
    """`has_failed`: the last write of this process failed for want of room, and none has succeeded since."""

    def __init__(self) -> None:
        self.has_failed = False

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "after_cursor_execute", _note)
        event.listen(engine, "rollback", lambda connection: connection.info.pop(WROTE, None))
        event.listen(engine, "handle_error", self._failed)
        event.listen(engine, "checkin", self._given_back)

    def _failed(self, context: ExceptionContext) -> None:
        if _is_want_of_room(context.original_exception):
            self.has_failed = True
            if context.connection is not None:
                context.connection.info.pop(WROTE, None)

    def _given_back(self, _connection: Any, record: Any) -> None:
        if record.info.pop(WROTE, False):  # neither refused nor rolled back: it is on the disk
            self.has_failed = False


def install(app: Flask, engine: Engine) -> None:
    writes = Writes()
    writes.watch(engine)
    app.extensions[KEY] = writes


def problem(app: Flask) -> str | None:
    """Why nothing can be written now, as far as it is known; or None."""
    writes: Writes = app.extensions[KEY]
    if writes.has_failed:
        return "the last write failed: the disk is full, read-only or broken"
    return next(filter(None, map(_of_folder, folders(app.extensions["settings"]))), None)


def folders(settings: Settings) -> list[Path]:
    """Where this machine keeps data: the instance, and SQLite's file."""
    file = settings.database.removeprefix("sqlite:///")
    return [settings.instance_dir, *([Path(file).absolute().parent] if settings.is_sqlite else [])]


def _of_folder(folder: Path) -> str | None:
    try:
        found = os.statvfs(folder)
    except OSError:
        return "the data folder cannot be reached"
    free = found.f_bavail * found.f_frsize
    if free < LEAST_FREE:
        return f"the data folder has only {free // 1024 // 1024} MB free, and needs {LEAST_FREE // 1024 // 1024}"
    return None if os.access(folder, os.W_OK) else "the data folder is read-only"


def _note(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if not statement.lstrip().upper().startswith(READS):
        connection.info[WROTE] = True


def _is_want_of_room(error: BaseException | None) -> bool:
    code: int = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF in NO_ROOM_ON_SQLITE or getattr(error, "sqlstate", None) in NO_ROOM_ON_POSTGRESQL
