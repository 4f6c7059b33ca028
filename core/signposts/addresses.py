"""The one address of a public page, and those of its languages. Nothing that a caller added to the address gets in."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from werkzeug.routing import Rule

from core.access import PUBLIC
from core.i18n import LANGUAGES
from core.settings import Settings

SAFE = {"GET", "HEAD"}
OF_PLACES = {"slug", "day"}
"""Arguments that name a public thing. Any other one (a token, a code, a number of one's own) is kept to oneself."""
SECRET = {"token", "secret", "code"}
ARGUMENT = re.compile(r"<[^>]*>")
NOT_FOR_SEARCH = ("/api/", "/demo/", "/problems/")


class Links(NamedTuple):
    """Absolute addresses: of this page as it was asked for, and in each language; `plain` chooses by the reader."""

    canonical: str
    plain: str
    languages: list[tuple[str, str]]


def page_links() -> Links | None:
    """Of the public page that is being shown; None for a page that is somebody's own or behind a secret."""
    arguments = request.view_args or {}
    if request.endpoint is None or request.method not in SAFE or not set(arguments) <= OF_PLACES:
        return None
    if not _is_public(current_app, request.endpoint):
        return None
    path = url_for(request.endpoint, **{name: arguments[name] for name in OF_PLACES & set(arguments)})
    plain = absolute(path)
    languages = [(language, f"{plain}?lang={language}") for language in LANGUAGES]
    asked = dict(languages).get(request.args.get("lang", ""))
    return Links(asked or plain, plain, languages)


def language_address(path: str, language: str) -> str:
    """The absolute address of a page in one language."""
    return f"{absolute(path)}?lang={language}"


def page_address(endpoint: str, **arguments: Any) -> str:
    """The absolute address of a page, for what leaves the site: mails, calendars."""
    return url_for(endpoint, _external=True, **arguments)


def absolute(path: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url + path


def private_patterns(app: Flask) -> list[str]:
    """Beginnings of addresses that search engines shall leave alone, with `*` for what differs; sorted."""
    private = (rule for rule in app.url_map.iter_rules() if _is_private(app, rule))
    patterns = {ARGUMENT.sub("*", _without_secret(rule)).rstrip("*") for rule in private} | set(NOT_FOR_SEARCH)
    return sorted(one for one in patterns if not _begins_with_another(one, patterns))


def _is_private(app: Flask, rule: Rule) -> bool:
    return "GET" in (rule.methods or ()) and (bool(rule.arguments & SECRET) or not _is_public(app, rule.endpoint))


def _without_secret(rule: Rule) -> str:
    """The address up to where its first secret begins."""
    begins = [str(rule).index(f"<{name}>") for name in rule.arguments & SECRET if f"<{name}>" in str(rule)]
    return str(rule)[: min(begins)] if begins else str(rule)


def _is_public(app: Flask, endpoint: str) -> bool:
    return getattr(app.view_functions.get(endpoint), "access", None) is PUBLIC


def _begins_with_another(one: str, patterns: Iterable[str]) -> bool:
    return any(one != other and one.startswith(other) for other in patterns)
