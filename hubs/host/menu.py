"""The hosts' menu. Each feature adds its pages, which are pages of every hub: their endpoints take `slug`."""

from core.menu import Entry, Menu

__all__ = ["DAY", "SETUP", "Entry", "add", "current", "entries"]

DAY, SETUP = "day", "setup"

_menu = Menu()
add, current, entries = _menu.add, _menu.current, _menu.entries
