"""Who may call which route. Every view declares its rule with `@access(...)`; without one the app does not start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug import Response

from core import wrong_tokens

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """A rule by name; `allows(person, view_args)` is asked before the view runs.

    `hides`: to those not allowed the thing does not exist (404), so that nobody learns what is there.
    `is_open`: nobody has to log in. `is_kept`: browsers and search engines may keep what visitors see (core.security).
    """

    name: str
    allows: Callable[[Any, dict[str, Any]], bool]
    hides: bool = False
    is_open: bool = False
    is_kept: bool = False


PUBLIC = Access("public", lambda _person, _args: True, is_open=True, is_kept=True)
LINK = Access("link", lambda _person, _args: True, is_open=True)
"""Whoever has the address: a secret is part of it, such as that of a link in a mail, a feed, a sign at the door."""
MEMBER = Access("member", lambda person, _args: bool(person.is_authenticated))
REVIEWER = Access("reviewer", lambda person, _args: bool(person.has_role("reviewer")))
ADMIN = Access("admin", lambda person, _args: bool(person.has_role("admin")))
OPENS_HUBS = Access("opens-hubs", lambda person, _args: bool(person.can_open_hubs))
OPERATOR = Access(
    "operator", lambda person, args: bool(person.operates(args["operator"]) or person.has_role("admin")), hides=True
)
"""An operator's own people, and admins."""
EMPLOYER = Access("employer", lambda person, args: bool(person.manages(args["company"])), hides=True)
"""Who manages a company. Admins are nobody special here: days and invoices are the employer's own."""
HOST = Access("host", lambda person, args: bool(person.hosts(args["slug"])), hides=True)

TRAINER = Access(
    "trainer", lambda person, args: bool(person.hosts(args["slug"]) or person.trains(args["slug"])), hides=True
)
"""Who gives inductions of a hub, and its hosts."""


def access(
    rule: Access, come_back: Callable[..., str] | None = None, when_stale: Callable[..., Any] | None = None
) -> Callable[[View], View]:
    """Declare a view's rule. Goes nearest to the function, below `@blueprint.route`.

    `come_back(**view_args)` names the page to return to when the log-in session ended before a form was sent: a
    page of this site that shows again what was typed. A GET comes back to itself.

    `when_stale(**view_args)` answers a form whose page was overtaken (by a log-in in another tab, a link used twice)
    or was open for too long: it leads on, or shows the form again. None: the page that says so. It changes nothing.
    """

    def declare(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        view.come_back = come_back  # type: ignore[attr-defined]
        view.when_stale = when_stale  # type: ignore[attr-defined]
        return view

    return declare


def declare(app: Flask, endpoint: str, rule: Access) -> None:
    """Declare the rule of a view that a library brought along."""
    view: Callable[..., Any] = app.view_functions[endpoint]

    @access(rule)
    def declared(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    app.view_functions[endpoint] = declared


def install(app: Flask) -> None:
    """Call after all routes are known: refuses to start when a route has no rule, then guards each request."""
    missing = [e for e, view in app.view_functions.items() if not hasattr(view, "access")]
    if missing:
        raise RuntimeError(f"routes without an access rule: {', '.join(sorted(missing))}")
    app.before_request(_guard)


def log_in_first() -> Response | None:
    """The way to the log-in page when the route wants a member and nobody is logged in, else None."""
    rule = current_rule()
    if rule is None or rule.is_open or current_user.is_authenticated:
        return None
    if is_api():
        if request.authorization:
            wrong_tokens.count(request.remote_addr or "")
        abort(401)
    return redirect(url_for("members.login", next=_way_back()))


def come_about_already() -> Any:
    """The answer of the view to a form that was overtaken, or None; see `access`."""
    when_stale: Callable[..., Any] | None = getattr(_view(), "when_stale", None)
    return when_stale(**(request.view_args or {})) if when_stale else None


def _guard() -> Response | None:
    refused = log_in_first()
    if refused is not None:
        return refused
    rule = current_rule()
    if rule is not None and not rule.allows(current_user, request.view_args or {}):
        abort(404 if rule.hides else 403)
    return None


def current_rule() -> Access | None:
    """The rule of the route that is asked for; None when there is no such route."""
    return getattr(_view(), "access", None)


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _way_back() -> str | None:
    if request.method == "GET":
        return request.full_path.rstrip("?")
    come_back: Callable[..., str] | None = getattr(_view(), "come_back", None)
    return come_back(**(request.view_args or {})) if come_back else None


def is_api() -> bool:
    """True when the answer must be JSON and the caller is known by a token, never by a cookie."""
    return request.path.startswith("/api/")
