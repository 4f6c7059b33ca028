"""The admins' menu. Each feature adds its pages; their endpoints take no argument."""

from core.menu import Entry, Menu

__all__ = ["SITE", "Entry", "add", "current", "entries"]

SITE = "site"

_menu = Menu()
add, current, entries = _menu.add, _menu.current, _menu.entries
