"""What went wrong, said to a program (RFC 9457 problem+json) or to a person (an error page that says what next)."""

import json
import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask.globals import request_ctx
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug import Response as BaseResponse
from werkzeug.exceptions import HTTPException, InternalServerError

from core import i18n
from core.access import come_about_already, is_api, log_in_first
from core.db import db
from core.errors import DomainError

log = logging.getLogger(__name__)

CODES = {400: "bad-request", 413: "too-large", 422: "invalid", 503: "unavailable"}


def install(app: Flask) -> None:
    app.register_error_handler(DomainError, _named)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(PendingRollbackError, _database_away)  # what follows when a connection was given up
    app.register_error_handler(Exception, _unexpected)


def problem(code: str, status: int, detail: str, **facts: Any) -> Response:
    """A problem+json answer; `facts` become members of it (`errors` by field, `retry_after`, …)."""
    _make_addressable()
    body = {
        "type": url_for("pages.problem_type", code=code, _external=False),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **facts,
    }
    return Response(json.dumps(body, default=str), status, content_type="application/problem+json")


def of_domain(error: DomainError) -> Response:
    """The problem that a named error stands for."""
    facts = {"field": error.field} if error.field else {}
    response = problem(error.code, error.status, str(error.message()), **facts, **error.members)
    response.headers.update(error.headers)
    return response


def _named(error: DomainError) -> Response:
    if is_api():
        return of_domain(error)
    response = _page(error.status, str(error.message()), error.facts.get("retry_after"))
    response.headers.update(error.headers)
    return response


def _stale_form(error: CSRFError) -> BaseResponse:
    """Whoever is no longer logged in is asked to log in, not blamed for a form that their session has outlived; and
    nobody is blamed for asking for what has come about in another tab."""
    if is_api():
        return log_in_first() or _http(error)
    leads_on = log_in_first() or come_about_already()
    return make_response(leads_on) if leads_on is not None else _render("errors/stale_form.html", 400)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if not is_api():
        return _with_headers(error, _page(status, None))
    data: dict[str, Any] = getattr(error, "data", None) or {}
    messages = data.get("messages")
    facts = {"errors": messages} if messages else {}
    code = CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "-")
    response = problem(code, status, _detail(status, error), **facts)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return _with_headers(error, response)


def _database_away(error: Exception) -> Response:
    _leave_database()
    log.error("the database does not answer", extra={"why": str(getattr(error, "orig", error))[:500]})
    detail = _("The database is not answering at the moment. Please try again in a minute.")
    return problem("unavailable", 503, detail) if is_api() else _page(503, None)


def _unexpected(error: Exception) -> Response:
    _leave_database()
    log.error("unexpected error", exc_info=error)
    return _http(InternalServerError())


def _leave_database() -> None:
    """Whatever state the connection is in, the error page must come, and without asking the database again."""
    i18n.settle_without_account()
    _settle_as_nobody()
    try:
        db.session.rollback()
    except Exception:
        log.warning("rollback failed")


def _settle_as_nobody() -> None:
    """Flask-Login hands the account to each template, and would look for it now."""
    if "_login_user" not in g:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def _page(status: int, text: str | None, retry_after: int | None = None) -> Response:
    """The status's own page; a named error that has none is shown with its message."""
    own = status == 429 or (text is None and status in {400, 403, 404, 405, 413, 500, 503})
    name = f"errors/{status if own else 'error'}.html"
    facts: dict[str, Any] = {"text": text} if text else {}
    facts |= {"retry_after": retry_after} if retry_after else {}
    return _render(name, status, **facts)


def _render(name: str, status: int, **facts: Any) -> Response:
    """The page; when it cannot be shown, the plain one, which asks for nobody's account; then the bare status."""
    _make_addressable()
    for more in ({}, {"plain": True}):
        try:
            return Response(render_template(name, **facts, **more), status, mimetype="text/html")
        except Exception:
            _leave_database()
            log.exception("the error page cannot be shown")
    return Response(f"{status} {HTTPStatus(status).phrase}", status, mimetype="text/plain")


def _make_addressable() -> None:
    """A request whose host is not ours has no way to build addresses; those of an error page need no host."""
    if request_ctx.url_adapter is None:
        request_ctx.url_adapter = current_app.url_map.bind("localhost")


def _with_headers(error: HTTPException, response: Response) -> Response:
    for name, value in error.get_headers(None):
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _detail(status: int, error: HTTPException) -> str:
    texts = {
        400: _("The request cannot be read. It must be valid JSON with the right Content-Type."),
        401: _("A valid token is missing. Send it as “Authorization: Bearer …”; you make one on your profile page."),
        403: _("Your account may not do this."),
        404: _("There is nothing here, or it is not yours."),
        405: _("This address does not support the method %(method)s.", method=request.method),
        413: _("The request is too large."),
        415: _("The body must be JSON (Content-Type: application/json)."),
        422: _("Some values are missing or wrong; “errors” names each."),
        429: _("Too many requests. Please wait a moment."),
        500: _("Something went wrong on our side. It was recorded; please try again later."),
    }
    return texts.get(status) or str(error.description or error.name)
