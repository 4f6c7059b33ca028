"""Secrets that must be shown again, encrypted at rest: whoever has only the database, or a backup of it, reads nothing.

What must only be compared is hashed instead (`core.tokens`). The key stands beside SECRET_KEY, never in the database.
The first of several keys seals, all of them open, so that a key can be changed (docs/settings.md).
"""

import base64
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.settings import Settings


class VaultClosed(DomainError):
    """There is no key, so nothing can be sealed."""

    code, status = "vault-closed", 503

    def message(self) -> Any:
        return _l("This site has no key for secrets yet. Please ask its operator to set VAULT_KEY.")


class CannotOpen(Exception):
    """No key of ours opens it: the key was changed or lost, it was altered, or it was sealed for something else."""


def has_key() -> bool:
    """Whether anything can be sealed."""
    return bool(_keys())


def seal(purpose: str, text: str) -> bytes:
    """The text encrypted and signed (Fernet: AES-128-CBC, HMAC-SHA256); opened for the same purpose only.
    VaultClosed."""
    keys = _keys()
    if not keys:
        raise VaultClosed
    return _fernet(keys, purpose).encrypt(text.encode())


def unseal(purpose: str, sealed: bytes) -> str:
    """The text that `seal` was given for this purpose. CannotOpen."""
    keys = _keys()
    if not keys:
        raise CannotOpen
    try:
        return _fernet(keys, purpose).decrypt(sealed).decode()
    except InvalidToken as error:
        raise CannotOpen from error


def seal_anew(purpose: str, sealed: bytes) -> bytes:
    """The same text under the first key, after a key was put before the others. CannotOpen, VaultClosed."""
    return seal(purpose, unseal(purpose, sealed))


def _keys() -> Sequence[str]:
    settings: Settings = current_app.extensions["settings"]
    return settings.vault_keys


def _fernet(keys: Sequence[str], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    """A key of its own for each purpose (HKDF, RFC 5869): what is sealed for one cannot be passed off as another's."""
    found = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"vault:{purpose}".encode()).derive(key.encode())
    return base64.urlsafe_b64encode(found)
