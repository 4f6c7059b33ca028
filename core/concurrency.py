"""How many requests a process works on at once: few, since Python runs one thread at a time.

Many more may wait outside. A thread that talks to a server outside (Stripe) uses nothing but patience, but to the web
server it is as busy as any. So there are more threads (`serve.THREADS`) than places at which one works, and who talks
gives its place to somebody else meanwhile. What is slow because it computes is another matter: `core.sandbox_places`.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from core.sandbox_places import Full
from core.transactions import assert_outside

WORKING = 4
"""Requests that a process works on at once. Twice as many answered a fifth fewer pages a second."""
MOST_OUTSIDE = 56
"""Requests of a process that may wait for a server outside; below `serve.THREADS` by more than WORKING."""
SECONDS_UNTIL_NEXT = 5
NEVER_WAITS = "/healthz"
"""Whether the process is alive is also asked when all others wait."""

_places = threading.BoundedSemaphore(WORKING)
_outside = threading.BoundedSemaphore(MOST_OUTSIDE)
_mine = threading.local()


def install(app: Flask) -> None:
    """Around the whole application, also around its deadline: who waits for a place has not begun yet."""
    inner: Callable[..., Iterable[bytes]] = app.wsgi_app

    def admitted(environ: Any, start_response: Any) -> Iterable[bytes]:
        if _works() or environ.get("PATH_INFO") == NEVER_WAITS:
            return inner(environ, start_response)
        with _working():
            return inner(environ, start_response)

    app.wsgi_app = admitted  # type: ignore[method-assign]


@contextmanager
def outside() -> Iterator[None]:
    """Around the talk with a server outside: somebody else works at this thread's place meanwhile.

    RuntimeError while a transaction is open; Full (503) when too many wait already. Threads that answer no request,
    such as those of jobs, have no place to give.
    """
    assert_outside()
    if not _works():
        yield
        return
    if not _outside.acquire(blocking=False):
        raise Full(retry_after=SECONDS_UNTIL_NEXT)
    try:
        with _left():
            yield
    finally:
        _outside.release()


def _works() -> bool:
    return getattr(_mine, "works", False)


@contextmanager
def _working() -> Iterator[None]:
    _places.acquire()
    _mine.works = True
    try:
        yield
    finally:
        _mine.works = False
        _places.release()


@contextmanager
def _left() -> Iterator[None]:
    _mine.works = False
    _places.release()
    try:
        yield
    finally:
        _places.acquire()
        _mine.works = True
