"""A calendar as an answer: not again to whoever has it already (RFC 9110, section 13)."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request

from core.clock import now

FORMAT = 2
"""Count it up when the same facts are written in another way: all programs then fetch anew."""

SETTLED = timedelta(seconds=2)
"""Last-Modified knows whole seconds: within them something may change unseen."""


def answer(depends_on: tuple[Any, ...], changed_at: datetime, cache: str, make: Callable[[], bytes]) -> Response:
    """304 without calling `make` when the program has what `depends_on` stands for; else the calendar."""
    etag = hashlib.sha256(repr((FORMAT, depends_on)).encode()).hexdigest()[:32]
    known = _known(etag) if request.if_none_match else None
    if known or (not request.if_none_match and _has_since(changed_at)):
        response = Response(status=304)
    else:
        response = Response(make(), content_type="text/calendar; charset=utf-8")
    response.set_etag(known or etag)
    if now() - changed_at > SETTLED:
        response.last_modified = changed_at
    response.headers["Cache-Control"] = cache
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _known(etag: str) -> str | None:
    """The tag by which the program has it; a compressed answer's bears the name of the compression."""
    tags = (etag, f"{etag}:br", f"{etag}:gzip")
    return next((tag for tag in tags if request.if_none_match.contains_weak(tag)), None)


def _has_since(changed_at: datetime) -> bool:
    since = request.if_modified_since
    return since is not None and changed_at.replace(microsecond=0) <= since and now() - changed_at > SETTLED
