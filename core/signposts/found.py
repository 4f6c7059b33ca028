"""The pages that are to be found: by endpoint, and for which arguments each of them."""

from collections.abc import Callable, Iterable
from typing import Any

Arguments = dict[str, Any]
Source = Callable[[], Iterable[Arguments]]

_SOURCES: dict[str, Source] = {}


def one_page() -> Iterable[Arguments]:
    """The arguments of a page that needs none."""
    return [{}]


def add(*endpoints: str, of: Source = one_page) -> None:
    """Let search engines know pages; again changes nothing (several apps may live in one process)."""
    _SOURCES.update(dict.fromkeys(endpoints, of))


def pages() -> Iterable[tuple[str, Arguments]]:
    """Endpoint and arguments of each page, in the order in which features were wired."""
    for endpoint, source in _SOURCES.items():
        for arguments in source():
            yield endpoint, arguments
