"""Addresses that are nearly right lead on: a slash too many, capital letters in our own words or in a hub's slug.

Only what is ours or a slug is changed. A secret, a code, a token, a number stays as it was typed: in another case it is
another one. Forms that are sent are not led on, nor programs: to them the API says what there is.
"""

from urllib.parse import quote

from flask import Flask, redirect, request
from werkzeug import Response

from core.access import is_api

SAFE = {"GET", "HEAD"}
LOWER = "slug"
"""The argument that is always written small."""
Segments = list[str]
Way = tuple[Segments, str]
"""An address of ours: its words and arguments, and the slash with which it ends, if it does."""


def install(app: Flask) -> None:
    """Before whoever asks is looked at: an address leads on for all or for nobody. Call after all routes are known."""
    ways: dict[int, list[Way]] = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.build_only:
            segments = str(rule).strip("/").split("/")
            ways.setdefault(len(segments), []).append((segments, "" if rule.is_leaf else "/"))
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: _lead_on(ways))


def _lead_on(ways: dict[int, list[Way]]) -> Response | None:
    path = request.path
    if request.method not in SAFE or is_api() or path == "/" or (path == path.lower() and not path.endswith("/")):
        return None
    better = _better(path, ways)
    if better is None or better == path:
        return None
    query = request.query_string.decode("latin-1")
    return redirect(quote(request.script_root + better) + (f"?{query}" if query else ""), 308)


def _better(path: str, ways: dict[int, list[Way]]) -> str | None:
    """The address of the rule that has most of its words in the path; None when no rule fits."""
    typed = path.strip("/").split("/") if not path.startswith("//") else []
    fitting = [(way, end) for way, end in ways.get(len(typed), []) if _fits(way, typed)]
    if not fitting:
        return None
    best, end = max(fitting, key=lambda found: sum(not _is_argument(word) for word in found[0]))
    return "/" + "/".join(_written(word, part) for word, part in zip(best, typed, strict=True)) + end


def _fits(way: Segments, typed: Segments) -> bool:
    return all(
        bool(part) and (_is_argument(word) or word == part.lower()) for word, part in zip(way, typed, strict=True)
    )


def _written(word: str, part: str) -> str:
    """A segment as it should be: a word of ours, a slug in small letters, anything else as it was typed."""
    if not _is_argument(word):
        return word
    return part.lower() if word == f"<{LOWER}>" else part


def _is_argument(word: str) -> bool:
    return "<" in word
