"""The header Idempotency-Key: the same request sent again gets the same answer once more and does nothing twice."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Response, make_response, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_smorest import Blueprint
from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core import problems
from core.clock import now
from core.db import Base, UtcDateTime, db, insert_into
from core.errors import DomainError
from core.tokens import digest
from core.transactions import transaction

HEADER = "Idempotency-Key"
KEEP = timedelta(days=2)
MAX_KEY = 255


class IdempotencyMismatch(DomainError):
    """The key came before with another body."""

    code, status = "idempotency-mismatch", 422

    def message(self) -> Any:
        return _l("This Idempotency-Key was already used for another request. Please use a new one.")


class BadIdempotencyKey(DomainError):
    """The key is empty, too long or has signs that a header should not carry."""

    code, status = "bad-idempotency-key", 400

    def message(self) -> Any:
        return _l("An Idempotency-Key has 1 to 255 printable ASCII characters.")


class IdempotencyKey(Base):
    """A key of one caller, what was asked with it, and the answer (empty while the first request is under way)."""

    __tablename__ = "idempotency_key"

    caller: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(MAX_KEY), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    content_type: Mapped[str | None] = mapped_column(String(60))
    body: Mapped[str | None] = mapped_column(Text)
    location: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def idempotent(view: Callable[..., Any]) -> Callable[..., Response]:
    """For API views that write. Named errors are answers too and are repeated as they were, but for those that say when
    to try again: then the same request is a new one."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return make_response(view(*args, **kwargs))
        _check(key)
        if not claim(key):
            return _stored(key)
        try:
            with db.session.begin_nested():
                response = make_response(view(*args, **kwargs))
        except DomainError as error:
            if error.headers:
                raise
            return _remember_refusal(key, error)
        _store(key, response)
        return response

    return wrapped


def documented(blueprint: Blueprint) -> Callable[[Any], Any]:
    """Document the header for an operation that is idempotent."""
    header = {
        "in": "header",
        "name": HEADER,
        "description": "The same key with the same body gets the same answer once more, for two days.",
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": "^[ -~]+$"},
    }
    return lambda view: blueprint.doc(parameters=[header])(view)


def _check(key: str) -> None:
    if not (1 <= len(key) <= MAX_KEY) or not key.isascii() or not key.isprintable():
        raise BadIdempotencyKey


def claim(key: str) -> bool:
    """True for the first request with this key. A second one waits here until the first is committed or undone."""
    values = {"caller": _caller(), "key": key, "fingerprint": _fingerprint(), "created_at": now()}
    claim = insert_into(IdempotencyKey).values(**values).on_conflict_do_nothing().returning(IdempotencyKey.key)
    return db.session.execute(claim).first() is not None  # rowcount is -1 on PostgreSQL


def body_of(key: str) -> str:
    """The stored answer to a key of this caller that was claimed before."""
    return db.session.scalars(select(IdempotencyKey.body).filter_by(caller=_caller(), key=key)).one() or ""


def _stored(key: str) -> Response:
    row = db.session.scalars(select(IdempotencyKey).filter_by(caller=_caller(), key=key)).one()
    if row.fingerprint != _fingerprint():
        raise IdempotencyMismatch
    response = Response(row.body, row.status, content_type=row.content_type)
    response.headers["Idempotency-Replayed"] = "true"
    if row.location:
        response.headers["Location"] = row.location
    return response


def _store(key: str, response: Response) -> None:
    location = response.headers.get("Location")
    store(key, response.status_code, str(response.content_type), response.get_data(as_text=True), location)


def store(key: str, status: int, content_type: str, body: str, location: str | None = None) -> None:
    """Keep the answer for a key that was claimed in this transaction."""
    values = {"status": status, "content_type": content_type, "body": body, "location": location}
    db.session.execute(update(IdempotencyKey).filter_by(caller=_caller(), key=key).values(**values))


def _remember_refusal(key: str, error: DomainError) -> Response:
    """Keep the refusal: what the view wrote is undone, the claim is not, so nobody comes in between."""
    response = problems.of_domain(error)
    with transaction():
        _store(key, response)
    return response


def _caller() -> str:
    return str(current_user.id)


def _fingerprint() -> str:
    body = json.dumps(request.get_json(silent=True), sort_keys=True)
    return digest(f"{request.method} {request.path} {body}")
