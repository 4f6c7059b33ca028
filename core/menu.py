"""A menu that features put their pages on when the app is wired; nothing is imported back up."""

from typing import Any, NamedTuple


class Entry(NamedTuple):
    """A page: entries of a `group` stand together, by `rank`.

    `prefix`, or each of several, marks the entry as current on all endpoints that begin with it and have no entry
    of their own.
    """

    group: str
    rank: int
    endpoint: str
    label: Any
    icon: str
    prefix: str | tuple[str, ...] = ""

    def covers(self, endpoint: str) -> bool:
        """Whether the endpoint is one of the pages behind this one."""
        return bool(self.prefix and endpoint.startswith(self.prefix))


class Menu:
    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def add(self, *entries: Entry) -> None:
        """Put pages on the menu; again changes nothing (several apps may live in one process)."""
        self._entries.update({entry.endpoint: entry for entry in entries})

    def entries(self, group: str) -> list[Entry]:
        return sorted((entry for entry in self._entries.values() if entry.group == group), key=lambda entry: entry.rank)

    def current(self, endpoint: str) -> Entry | None:
        """Where one is: the page itself, else the one that it belongs to."""
        covering = (entry for entry in self._entries.values() if entry.covers(endpoint))
        return self._entries.get(endpoint) or next(covering, None)
