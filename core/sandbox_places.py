"""How much that is slow goes on at once: few places for the whole server, and fewer threads that wait for them.

A request that waits for something slow holds a thread of the web server. So in each process only some threads may be
away like that, and whoever comes then is asked to try again: the other threads are there for everybody's pages.
"""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from flask import Flask, current_app, has_app_context, has_request_context
from flask_babel import lazy_gettext as _l

from core.errors import DomainError

PLACES = 2
"""Of the whole server, whatever the number of its processes: they are marked by locks on files."""
MOST_AWAY = 2
"""Of the places of a process (`concurrency.WORKING`) so many may be held by requests that wait for something slow."""
PATIENCE, PATIENCE_OF_JOBS = 2.0, 60.0
"""Seconds for which one waits for a place."""
LOOK_AGAIN = 0.03
FOLDER = "sandbox_folder"

_seats = threading.BoundedSemaphore(MOST_AWAY)
_mine = threading.local()


class Full(DomainError):
    """As much as can be done at once is being done. Facts: retry_after, seconds."""

    code, status = "busy", 503

    def message(self) -> Any:
        return _l("The site is very busy right now. Nothing was saved; please try again in a moment.")


def install(app: Flask, folder: Path) -> None:
    """All processes with the same `folder` share the places."""
    app.extensions[FOLDER] = folder


@contextmanager
def aside() -> Iterator[None]:
    """Around whatever may take seconds: this thread is away meanwhile. Full at once when too many are already.

    Only threads that answer requests are counted, and each once, however deep.
    """
    if not has_request_context() or getattr(_mine, "is_away", False):
        yield
        return
    if not _seats.acquire(blocking=False):
        raise Full(retry_after=5)
    _mine.is_away = True
    try:
        yield
    finally:
        _mine.is_away = False
        _seats.release()


@contextmanager
def place() -> Iterator[None]:
    """One of the PLACES of the server, as soon as one is free; Full when none is for too long."""
    if not has_app_context():  # no server: nobody else to think of
        yield
        return
    folder: Path = current_app.extensions[FOLDER]
    patience = PATIENCE if has_request_context() else PATIENCE_OF_JOBS
    with _first_free(folder, time.monotonic() + patience):
        yield


def _first_free(folder: Path, until: float) -> IO[bytes]:
    """The lock ends when the file is closed, and when the process ends."""
    while True:
        for number in range(PLACES):
            file = (folder / f"sandbox-{number}.lock").open("ab")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
            else:
                return file
        if time.monotonic() > until:
            raise Full(retry_after=10)
        time.sleep(LOOK_AGAIN)
