"""Who is calling: a browser by the secret in its signed cookie, a program by its bearer token."""

from flask import Flask, Request, request, session
from flask_login import LoginManager

from core.access import is_api
from members import queries
from members.models import Guest, Member


def install(app: Flask) -> None:
    manager: LoginManager = app.login_manager  # type: ignore[attr-defined]
    manager.anonymous_user = Guest
    manager.session_protection = None  # the row in login_session is the protection; addresses of phones change
    manager.user_loader(_by_session)
    manager.request_loader(_by_token)


def remember(secret: str) -> None:
    """Put a new log-in session's secret into the cookie; nothing of an earlier visitor stays in it."""
    session.clear()
    session["_user_id"] = secret
    session.permanent = True


def current_secret() -> str | None:
    """The secret of the log-in session that this browser holds."""
    return session.get("_user_id")


def _by_session(secret: str) -> Member | None:
    """A cookie never counts for the API, so that no other site can use it there."""
    return None if is_api() else queries.member_by_session(secret)


def _by_token(_request: Request) -> Member | None:
    authorization = request.authorization
    if not is_api() or authorization is None or authorization.type != "bearer" or not authorization.token:
        return None
    return queries.member_by_token(authorization.token)
