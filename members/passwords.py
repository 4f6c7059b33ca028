"""Passwords are kept as argon2id hashes (RFC 9106)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from members.limits import MAX_PASSWORD

HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)
"""32 MiB for each log-in under way: above OWASP's least (19 MiB), bearable for a village's small server."""

NOBODY = HASHER.hash("the password of nobody")
"""Checked when there is no account, so that an unknown address costs the same time as a known one."""


def hash_password(password: str) -> str:
    """The hash to store. Takes tens of milliseconds: call it before a transaction is open."""
    return HASHER.hash(_normal(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether it is the password; without a stored hash False after the same time."""
    if len(password) > MAX_PASSWORD:
        stored, password = None, ""
    try:
        HASHER.verify(stored or NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than we use now."""
    return HASHER.check_needs_rehash(stored)


def _normal(password: str) -> str:
    """An ü typed on one system is the same as on another (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
