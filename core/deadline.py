"""How long a page waits for its database, which may hang: stopped, or behind a line that is cut.

The kernel of a machine whose database is stopped goes on acknowledging, and a time limit inside the database stops with
it. So the limit is here, on our side, and only for requests: jobs, backups, migrations and bulk loads may take long.
Whoever gives up leaves the connection. Once it is known that the database hangs, one request at a time tries it, and
all others are told at once (a circuit breaker), so that no thread is held by what cannot succeed.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask

SECONDS = 2.8
"""For which a request waits for its database, all in all. Whoever has queued behind one that waits so long, and then is
the one to try, is still answered within five seconds."""
PROBE_SECONDS = 1.5
"""For which the one that tries a hanging database waits; together with SECONDS it is less than five."""
SECONDS_ON_SQLITE = 10.0
"""There one waits for other writers, not for a line: see `sqlite.PRAGMAS`."""

log = logging.getLogger(__name__)
_current: ContextVar["Deadline | None"] = ContextVar("deadline", default=None)


class DeadlinePassed(Exception):
    """There is no patience left, or it is known that waiting leads nowhere."""


class Breaker:
    """Open: the database hangs, as far as this process knows. Then one thread at a time may try it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_open = False
        self._tried_by: int | None = None
        self._tried_until = self._answered = 0.0

    def enter(self, seconds: float) -> float:
        """So many seconds the caller may wait; HasNone while another one tries already. Say `answered` or `gave_up`."""
        if not self._is_open:
            return seconds
        with self._guard:
            if not self._is_open:
                return seconds
            now = time.monotonic()
            if self._tried_by is not None and now < self._tried_until:
                raise DeadlinePassed
            self._tried_by, self._tried_until = threading.get_ident(), now + 2 * PROBE_SECONDS
            return min(seconds, PROBE_SECONDS)

    def answered(self) -> None:
        """The database has said something, were it an error."""
        self._answered = time.monotonic()
        if self._is_open:
            with self._guard:
                self._is_open, self._tried_by = False, None
            log.warning("the database answers again")

    def gave_up(self, began: float) -> None:
        """Whoever waits for a lock gives up, too: while others are answered, the database does not hang. Those that
        give up together with the first do not end the try of the next one."""
        with self._guard:
            if not self._is_open and self._answered < began:
                self._is_open = True
                log.error("the database hangs")
            if self._tried_by == threading.get_ident():
                self._tried_by = None


breaker = Breaker()


class Deadline:
    """What is left of it for one request."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def gave_up(self) -> None:
        """Nothing else is waited for: what the database did not say now it will not say on another line."""
        self.left = 0.0

    @contextmanager
    def used(self) -> Iterator[float]:
        """Around a wait: for at most so many seconds. HasNone when there is none left."""
        if self.left <= 0:
            raise DeadlinePassed
        began = time.monotonic()
        try:
            yield self.left
        finally:
            self.left -= time.monotonic() - began


def current() -> Deadline | None:
    """That of the request at hand; None for all others, who wait as long as it takes."""
    return _current.get()


def install(app: Flask) -> None:
    """Around the whole application: also what happens after the answer (connections given back) has an end."""
    is_sqlite: bool = app.extensions["settings"].is_sqlite
    inner: Callable[..., Iterable[bytes]] = app.wsgi_app

    def limited(environ: Any, start_response: Any) -> Iterable[bytes]:
        token = _current.set(Deadline(SECONDS_ON_SQLITE if is_sqlite else SECONDS))
        try:
            return inner(environ, start_response)
        finally:
            _current.reset(token)

    app.wsgi_app = limited  # type: ignore[method-assign]
