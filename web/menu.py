"""A side menu: a literal list of pages, in the order in which they stand."""

from collections.abc import Iterable
from typing import Any, NamedTuple


class MenuEntry(NamedTuple):
    """A page. `prefix`, or each of several, marks the entry as current on all endpoints that begin with it and have no
    entry of their own."""

    endpoint: str
    label: Any
    icon: str
    prefix: str | tuple[str, ...] = ""

    def covers(self, endpoint: str) -> bool:
        """Whether the endpoint is one of the pages behind this one."""
        return bool(self.prefix and endpoint.startswith(self.prefix))


def current(entries: Iterable[MenuEntry], endpoint: str) -> MenuEntry | None:
    """Where one is: the page itself, else the one that it belongs to."""
    known = list(entries)
    here = next((entry for entry in known if entry.endpoint == endpoint), None)
    return here or next((entry for entry in known if entry.covers(endpoint)), None)
