"""Secrets that people carry: API tokens, log-in sessions, short codes (stored as digests), signed links in mails."""

import hashlib
import hmac
import secrets
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.clock import now
from core.settings import Settings

READABLE = "23456789abcdefghjkmnpqrstuvwxyz"


AHEAD = 60
"""Several machines never agree on the second: a link is made by one and opened at another."""


class BadLink(Exception):
    """The link was altered, is for something else, or is too old."""


def new_secret() -> str:
    """256 random bits, safe in URLs and headers. Show it once and store its `digest`."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """50 random bits in ten letters and digits that nobody confuses: for labels and addresses, where guessing one
    gives nothing away."""
    return "".join(secrets.choice(READABLE) for _ in range(10))


def digest(secret: str) -> str:
    """SHA-256 in hex. A plain hash is enough: the secrets are random, not chosen by people."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed_digest(purpose: str, text: str) -> str:
    """HMAC-SHA256 in hex with the site's secret: for what has so few values (a code of six digits) that whoever has
    only the database could try them all against a plain hash."""
    settings: Settings = current_app.extensions["settings"]
    key = hashlib.sha256(f"digest:{purpose}:{settings.secret}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def sign(purpose: str, data: Any) -> str:
    """A link token that carries `data` (JSON); whoever has it can read it, nobody can change it."""
    return _serializer(purpose).dumps(data)


def unsign(purpose: str, token: str, max_age: int) -> Any:
    """The data of a token made by `sign` for the same purpose at most `max_age` seconds ago, else BadLink. The clock of
    the machine that made it may be ahead of ours by AHEAD seconds."""
    try:
        data, signed_at = _serializer(purpose).loads(token, return_timestamp=True)
    except BadSignature as error:
        raise BadLink from error
    if not -AHEAD <= (now() - signed_at).total_seconds() <= max_age:
        raise BadLink
    return data


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"link:{purpose}")
