"""Where a transaction begins and ends, for whoever is outermost: jobs, commands, views in steps, pages of refusals."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import has_app_context

from core.db import db, read_only


def is_open() -> bool:
    """Whether a transaction is open here; one in which only something was read is open too."""
    return has_app_context() and db.session().in_transaction()


def assert_outside() -> None:
    """RuntimeError while a transaction is open: whoever asks a server outside must not hold the database meanwhile."""
    if is_open():
        raise RuntimeError("a server outside is asked while a transaction is open: end it first (core.transactions)")


@contextmanager
def transaction() -> Iterator[None]:
    """For jobs and commands: everything inside is committed once at the end, or nothing is."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def reading() -> Iterator[None]:
    """Reads before a write, in a transaction of their own, so that slow work (hashing) holds no write lock."""
    token = read_only.set(True)
    try:
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
