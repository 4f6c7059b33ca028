"""The functions that write the addresses of routes, compiled once for all the apps of a process.

werkzeug compiles two for each route of each app, which is half of what it takes to make an app; tests make hundreds.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_compile: Callable[[Any, bool], Any] = Rule._compile_builder
_known: dict[tuple[object, ...], Any] = {}


def install() -> None:
    """For this process. Servers that tests start make one app each, as in production."""
    Rule._compile_builder = _compiled  # type: ignore[method-assign, assignment]


def _compiled(rule: Any, append_unknown: bool = True) -> Any:
    """The function knows its rule by an argument, so that one of the same parts and defaults is as good."""
    parts, defaults = tuple(rule._trace), sorted((rule.defaults or {}).items())
    key = (rule.rule, parts, tuple(defaults), append_unknown)
    if key not in _known:
        _known[key] = _compile(rule, append_unknown)
    return _known[key]
