"""The language of a page: `?lang=`, then the choice kept in a cookie, the profile, the browser, the setting.

A program says in Accept-Language what it wants; only when it says nothing does the profile of its member count.
"""

from typing import Any

from babel.support import Translations
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, get_translations
from flask_babel.speaklater import LazyString
from flask_login import current_user
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from markupsafe import escape

from core import formats
from core.access import is_api
from core.addresses import here_with

LANGUAGES = ("de", "en")
COOKIE = "lang"
YEAR = 365 * 24 * 3600


def _escaped(text: LazyString) -> str:
    """Flask-Babel takes its lazy strings for safe HTML; ours hold names and what people have typed."""
    return escape(str(text))


LazyString.__html__ = _escaped


class WorkedOutWhenAsked(CodeGenerator):
    """What filters say hangs on the language of the request. Jinja would work out `0|money` once, when the template is
    compiled, and tell it to everybody in the language of whoever came first."""

    def _output_child_to_const(self, node: nodes.Expr, *more: Any) -> str:
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, *more)


def install(app: Flask) -> None:
    app.jinja_env.code_generator_class, app.jinja_env.optimized = WorkedOutWhenAsked, False
    Babel(app, locale_selector=select_locale, default_translation_directories="translations")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension brings it
        _translated,
        lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.after_request(_remember)
    formats.install(app)
    app.jinja_env.globals.update(other_locale_url=other_locale_url)
    app.context_processor(lambda: {"locale": formats.locale_code()})


def _translated(text: str) -> str:
    """By one call only: a page asks for a hundred texts."""
    known: Translations | None = getattr(g.get("_flask_babel"), "babel_translations", None)
    return str((_catalogue() if known is None else known).ugettext(text))


def _catalogue() -> Translations:
    """The texts in the language in use, looked up once a request."""
    found: Translations | None
    found = getattr(g.get("_flask_babel"), "babel_translations", None)  # Flask-Babel empties it with the language
    if found is None:
        found = get_translations()
        if known := g.get("_flask_babel"):
            known.babel_translations = found
    return found


def select_locale() -> str:
    """ "de" or "en"; the same for the whole request. Commands speak English."""
    if not has_request_context():
        return "en"
    if "locale" not in g:
        g.locale = _asked() or _wanted() or current_app.config["BABEL_DEFAULT_LOCALE"]
    return str(g.locale)


def settle_without_account() -> None:
    """Fix the language for an error page that must not ask the database who is reading it."""
    cookie = request.cookies.get(COOKIE)
    known = cookie if cookie in LANGUAGES else None
    g.locale = _asked() or known or _from_header() or current_app.config["BABEL_DEFAULT_LOCALE"]


def other_locale_url(language: str) -> str:
    """This page in the other language. Other query parameters stay; a page that is no GET leads to the start."""
    if request.endpoint is None or request.method != "GET":
        return f"/?lang={language}"
    return here_with(lang=language)


def remember(response: Response, language: str) -> None:
    response.set_cookie(
        COOKIE,
        language,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _asked() -> str | None:
    lang = request.args.get("lang")
    return lang if lang in LANGUAGES else None


def _wanted() -> str | None:
    return _from_header() or _known() if is_api() else _known() or _from_header()


def _known() -> str | None:
    cookie = None if is_api() else request.cookies.get(COOKIE)
    if cookie in LANGUAGES:
        return cookie
    return current_user.locale if current_user and current_user.is_authenticated else None


def _from_header() -> str | None:
    return request.accept_languages.best_match(LANGUAGES)


def _remember(response: Response) -> Response:
    asked = _asked()
    if asked and not is_api() and not g.get("without_cookies"):
        remember(response, asked)
    response.vary.update(["Accept-Language", "Cookie"])
    return response
