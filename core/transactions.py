"""Where a transaction begins and ends, for whoever is outermost: jobs, commands, views in steps, pages of refusals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from flask import has_app_context
from sqlalchemy.exc import DBAPIError

from core import afterwards
from core.db import StaleState, db, is_retryable, read_only
from core.errors import TryAgain

T = TypeVar("T")
ATTEMPTS = 4

may_write: ContextVar[bool] = ContextVar("may_write", default=False)
"""True while a view in steps answers a request that may change things: its `transaction()` writes, all else reads."""
_is_open: ContextVar[bool] = ContextVar("is_open", default=False)


@contextmanager
def transaction() -> Iterator[None]:
    """For jobs, commands and views in steps: everything inside is committed once at the end, or nothing is.

    What was read before, in an earlier transaction of the same work, is read anew when it is touched inside.
    """
    is_outermost, is_inside = not is_open(), _is_open.get()
    if is_outermost:
        db.session.expire_all()
    token = read_only.set(read_only.get() and not (is_outermost and may_write.get()))
    try:
        with opened():
            yield
            db.session.commit()
    except BaseException:
        db.session.rollback()
        afterwards.forget()
        raise
    finally:
        read_only.reset(token)
    if not is_inside:  # else whoever is further out does it
        afterwards.do()


@contextmanager
def reading() -> Iterator[None]:
    """Reads before a write, in a transaction of their own, so that slow work (hashing) holds no write lock."""
    token = read_only.set(True)
    try:
        with opened():
            yield
    finally:
        db.session.rollback()
        read_only.reset(token)


@contextmanager
def after_refusal() -> Iterator[None]:
    """Undo what this request has written so far and go on reading: for the page that says why it cannot be had."""
    db.session.rollback()
    with reading():
        yield


@contextmanager
def opened() -> Iterator[None]:
    """What is done inside belongs to one transaction, also before its first statement."""
    token = _is_open.set(True)
    try:
        yield
    finally:
        _is_open.reset(token)


def is_open() -> bool:
    """Whether a transaction is open, or begins with the next statement and is committed by somebody further out."""
    return _is_open.get() or (has_app_context() and db.session.registry.has() and db.session().in_transaction())


def assert_outside() -> None:
    """RuntimeError while a transaction is open: whoever talks to a server outside asks this first.

    The server may let us wait, and on SQLite nobody could book meanwhile; and what is begun anew would say it twice.
    """
    if is_open():
        raise RuntimeError("a server outside was to be asked while a transaction is open")


def transact(work: Callable[[], T]) -> T:
    """`work()` in a `transaction()`, begun anew when it lost a race (a deadlock, StaleState), then TryAgain."""

    def attempt() -> T:
        with transaction():
            return work()

    return retried(attempt)


def retried(attempt: Callable[[], T]) -> T:
    """`attempt()`, made again up to ATTEMPTS times when it lost a race, then TryAgain. It rolls back by itself."""
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except (DBAPIError, StaleState) as error:
            if not is_retryable(error):
                raise
    raise TryAgain
