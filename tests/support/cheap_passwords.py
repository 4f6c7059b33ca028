"""Passwords hashed with as little work as argon2 allows.

With the real parameters a log-in takes a twentieth of a second, and more than half of the time of the tests of pages
went into them. Servers that tests start are processes of their own and hash as in production; what is about the
parameters themselves asks for the fixture `real_passwords`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher

from members import passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
REAL = passwords.HASHER, passwords.NOBODY


def install() -> None:
    """For this process, before test modules make hashes of their own."""
    _use(CHEAP, CHEAP.hash("the password of nobody"))


@contextmanager
def real() -> Iterator[None]:
    _use(*REAL)
    try:
        yield
    finally:
        install()


def _use(hasher: PasswordHasher, nobody: str) -> None:
    passwords.HASHER, passwords.NOBODY = hasher, nobody
