"""Headers, cookies and forms: what the browser is told, so that a hostile title or page can do nothing."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_compress import Compress
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from core.access import current_rule
from core.settings import Settings

FORM_ACTION = "form-action 'self'"
CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        FORM_ACTION,
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
MAX_BODY = 256 * 1024
MAX_NEXT = 500
SAFE = {"GET", "HEAD", "OPTIONS"}
LOGGED_IN = "_user_id"
"""Flask-Login's word in the session cookie."""

COMPRESSION = {
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_BR_LEVEL": 4,
    "COMPRESS_LEVEL": 5,
    "COMPRESS_MIMETYPES": ["text/html", "application/json", "application/problem+json", "text/calendar"],
}
"""Pages carry the form token beside what was typed, and compressing both together can give a secret away (BREACH).
An attacker would have to make the victim's browser send many requests with its cookie; SameSite=Lax prevents that."""

csrf = CSRFProtect()


def csrf_field() -> Markup:
    """The hidden field that each form sent by POST holds: its token shows that a page of ours was filled in."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def allow_form_to(origin: str) -> None:
    """A form of the page that answers this request may end at another origin, also by a redirect: the checkout's.

    It is of this site's own making ("https://host" or "https://host:port"); ValueError for anything else. Only this
    one answer is loosened, and of it nothing but where forms go.
    """
    parts = urlsplit(origin)
    is_plain = parts.scheme in {"https", "http"} and bool(parts.hostname) and not set(origin) & set(" ;,'\"*@")
    if not is_plain or origin != f"{parts.scheme}://{parts.netloc}":
        raise ValueError(f"not an origin: {origin!r}")
    g.form_goes_to = origin


def _policy() -> str:
    """For the answer that is on its way."""
    origin = g.pop("form_goes_to", None)
    return CSP.replace(FORM_ACTION, f"{FORM_ACTION} {origin}") if origin else CSP


def install(app: Flask, settings: Settings) -> None:
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=None,  # bound to the log-in session; a page left open overnight still works
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
    )
    app.config.update(COMPRESSION)
    if not settings.is_demo:  # no link and no redirect starts with a host that a caller made up
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.public_url).hostname or "", "127.0.0.1", "localhost"]
    app.session_interface = Sessions()
    csrf.init_app(app)
    app.jinja_env.globals["csrf_field"] = csrf_field
    Compress(app)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _policy())
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers["Strict-Transport-Security"] = HSTS
        rule = current_rule()
        is_kept = rule is None or rule.is_kept
        response.headers.setdefault("Cache-Control", "no-cache" if is_kept and _is_visitors() else "no-store")
        if not is_kept:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class Sessions(SecureCookieSessionInterface):
    """Flask's, in a cookie. What anybody's cache may keep for all brings nobody a cookie, least of all the log-in's."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if response.cache_control.public:
            response.headers.pop("Set-Cookie", None)
        else:
            super().save_session(app, session, response)


def _is_visitors() -> bool:
    """Whether the answer is what anybody would get: nobody is logged in, and nothing was sent. (Asks no database.)"""
    return request.method in SAFE and LOGGED_IN not in session


def safe_next(target: str | None) -> str | None:
    """The target when it is a path of this site, else None: nobody is sent to another host after log-in.

    Longer than MAX_NEXT none of ours is; it travels in links of mails.
    """
    if not target or len(target) > MAX_NEXT or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(c) < 33 or c == "\\" for c in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
