"""What is odd in a calendar that can be read: taken as well as it can be, and told to the hosts. Values only.

RFC 5545 wants an end to be later than its beginning (3.8.2.2) and a time zone to be in the file (3.2.19). An entry that
ends before it begins says only that somebody erred, so it blocks nothing. Of a time in a zone that nobody knows the
clock is known, and most who keep a hub's calendar live by its clock: it is taken so.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

BACKWARDS, UNKNOWN_ZONE = "b", "z"
CODE = "odd"
"""How the text begins that stands with the calendar: "odd b2:20261201 z1:20261224"."""
_PART = re.compile(r" ([bz])(\d{1,9}):(\d{4})(\d{2})(\d{2})")
_MOST = 999_999_999


class Odd(NamedTuple):
    """Of one kind: how many entries, and on which day is the first."""

    kind: str
    entries: int
    first: date


def gather(found: Iterable[tuple[str, str, date]]) -> str:
    """Of each occurrence its kind, its entry and its day; an entry that repeats is one. "" for none."""
    entries: dict[str, set[str]] = {}
    first: dict[str, date] = {}
    for kind, entry, day in found:
        entries.setdefault(kind, set()).add(entry)
        first[kind] = min(day, first.get(kind, day))
    parts = [f" {kind}{min(len(entries[kind]), _MOST)}:{first[kind]:%Y%m%d}" for kind in sorted(entries)]
    return CODE + "".join(parts) if parts else ""


def parse(text: str) -> list[Odd]:
    """None from a text that is something else."""
    if not text.startswith(f"{CODE} "):
        return []
    return [Odd(kind, int(count), date(int(y), int(m), int(d))) for kind, count, y, m, d in _PART.findall(text)]
