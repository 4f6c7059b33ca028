"""A menu that features put their pages on when the app is wired; nothing is imported back up."""

from typing import Any, NamedTuple


class Entry(NamedTuple):
    """A page: entries of a `group` stand together, by `rank`.

    `prefix` marks the entry as current on all endpoints that begin with it.
    """

    group: str
    rank: int
    endpoint: str
    label: Any
    icon: str
    prefix: str = ""

    def is_current(self, endpoint: str) -> bool:
        return endpoint == self.endpoint or bool(self.prefix and endpoint.startswith(self.prefix))


class Menu:
    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def add(self, *entries: Entry) -> None:
        """Put pages on the menu; again changes nothing (several apps may live in one process)."""
        self._entries.update({entry.endpoint: entry for entry in entries})

    def entries(self, group: str) -> list[Entry]:
        return sorted((entry for entry in self._entries.values() if entry.group == group), key=lambda entry: entry.rank)
