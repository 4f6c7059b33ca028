"""One request is one transaction: committed once by the outermost caller, rolled back when it failed. (Views in steps
have one for each step: `core.in_steps`.)

It begins with the view. Until then there is only reading, so that whoever is not known, or not allowed, never takes
SQLite's write lock.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, make_response, request
from sqlalchemy.exc import DBAPIError

from core import afterwards
from core.db import StaleState, db, is_retryable, read_only
from core.errors import TryAgain
from core.in_steps import is_in_steps
from core.transactions import may_write, opened, retried

SAFE = {"GET", "HEAD", "OPTIONS"}


def install(app: Flask) -> None:
    """Call after all routes are known: wraps each view that can write."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin_reading)
    app.teardown_request(_back_to_writing)
    unsafe = {r.endpoint for r in app.url_map.iter_rules() if not (r.methods or set()) <= SAFE}
    for endpoint in unsafe:
        view = app.view_functions[endpoint]
        app.view_functions[endpoint] = leave_to_steps(view) if is_in_steps(view) else commit_once(view)


def commit_once(view: Callable[..., Any]) -> Callable[..., Response]:
    """Commit when the view answers below 400, else roll back; what lost a race (a deadlock, StaleState) is tried
    again, then 409."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Response:
        if request.method not in SAFE:
            _begin_writing()
        return retried(lambda: _in_transaction(view, args, kwargs))

    return wrapped


def leave_to_steps(view: Callable[..., Any]) -> Callable[..., Any]:
    """The steps of the view commit; nothing is done here, and nothing anew. A step that lost a race is a 409."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        token = may_write.set(request.method not in SAFE)
        try:
            return view(*args, **kwargs)
        except (DBAPIError, StaleState) as error:
            if not is_retryable(error):
                raise
            raise TryAgain from error
        finally:
            may_write.reset(token)

    return wrapped


def _in_transaction(view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Response:
    try:
        with opened():
            response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            db.session.commit()
    except BaseException:
        db.session.rollback()
        afterwards.forget()
        raise
    if response.status_code >= 400:
        db.session.rollback()
        afterwards.forget()
    else:
        afterwards.do()
    return response


def _begin_reading() -> None:
    read_only.set(True)


def _begin_writing() -> None:
    """A commit ends what was read until here, such as who is calling; a rollback would make it be read again."""
    db.session.commit()
    read_only.set(False)


def _back_to_writing(_error: BaseException | None) -> None:
    read_only.set(False)
