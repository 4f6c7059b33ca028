"""Who is calling: a browser by the secret in its signed cookie, a program by its bearer token.

A log-in that is not used for long is over. That it is used is written down after the answer, by adding a row at most
every few minutes, so that reading a page changes no table (core.journal).
"""

from datetime import timedelta

from flask import Flask, Request, g, request, session
from flask_login import LoginManager

from core.access import is_api
from core.clock import now
from members import actions, queries, rules
from members.limits import USE_MINUTES
from members.models import Guest, Member


def install(app: Flask) -> None:
    manager: LoginManager = app.login_manager  # type: ignore[attr-defined]
    manager.anonymous_user = Guest
    manager.session_protection = None  # the row in login_session is the protection; addresses of phones change
    manager.user_loader(_by_session)
    manager.request_loader(_by_token)
    app.teardown_request(_write_use)


def remember(secret: str) -> None:
    """Put a new log-in session's secret into the cookie; nothing of an earlier visitor stays in it."""
    session.clear()
    session["_user_id"] = secret
    session.permanent = True


def current_secret() -> str | None:
    """The secret of the log-in session that this browser holds."""
    return session.get("_user_id")


def is_confirmed_lately() -> bool:
    """Whether this browser's log-in, or the last time that its password was asked for, is only minutes ago."""
    secret = current_secret()
    use = queries.use_of_session(secret) if secret else None
    return use is not None and rules.is_confirmed_lately(use.confirmed_at, now())


def _by_session(secret: str) -> Member | None:
    """A cookie never counts for the API, so that no other site can use it there."""
    use = None if is_api() else queries.use_of_session(secret)
    if use is None:
        return None
    g.login_use = use
    return use.member


def _write_use(error: BaseException | None) -> None:
    """Nobody's page fails because of it."""
    use: queries.SessionUse | None = g.pop("login_use", None)
    if use is None or error is not None or now() - use.last_use < timedelta(minutes=USE_MINUTES):
        return
    actions.note_use(session_id=use.session_id)


def _by_token(_request: Request) -> Member | None:
    authorization = request.authorization
    if not is_api() or authorization is None or authorization.type != "bearer" or not authorization.token:
        return None
    return queries.member_by_token(authorization.token)
