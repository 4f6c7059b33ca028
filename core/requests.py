"""One request is one transaction: committed once by the outermost caller, rolled back when it failed.

It begins with the view. Until then there is only reading, so that whoever is not known, or not allowed, never takes
SQLite's write lock.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, make_response, request
from sqlalchemy.exc import DBAPIError

from core.db import StaleState, db, is_retryable, read_only
from core.errors import TryAgain

SAFE = {"GET", "HEAD", "OPTIONS"}
ATTEMPTS = 4


def install(app: Flask) -> None:
    """Call after all routes are known: wraps each view that can write."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin_reading)
    app.teardown_request(_back_to_writing)
    unsafe = {r.endpoint for r in app.url_map.iter_rules() if not (r.methods or set()) <= SAFE}
    for endpoint in unsafe:
        app.view_functions[endpoint] = commit_once(app.view_functions[endpoint])


def commit_once(view: Callable[..., Any]) -> Callable[..., Response]:
    """Commit when the view answers below 400, else roll back; what lost a race (a deadlock, StaleState) is tried
    again, then 409."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Response:
        if request.method not in SAFE:
            _begin_writing()
        for _ in range(ATTEMPTS):
            try:
                return _in_transaction(view, args, kwargs)
            except (DBAPIError, StaleState) as error:
                if not is_retryable(error):
                    raise
        raise TryAgain

    return wrapped


def _in_transaction(view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Response:
    try:
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    if response.status_code >= 400:
        db.session.rollback()
    return response


def _begin_reading() -> None:
    read_only.set(True)


def _begin_writing() -> None:
    """A commit ends what was read until here, such as who is calling; a rollback would make it be read again."""
    db.session.commit()
    read_only.set(False)


def _back_to_writing(_error: BaseException | None) -> None:
    read_only.set(False)
