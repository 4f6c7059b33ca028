"""What is odd in a calendar that can be read: taken as well as it can be, and told to the hosts. Values only.

In doubt a day is blocked: a desk that stays free by mistake is a nuisance, one that two people have booked is worse.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

BACKWARDS = "b"
"""It ends before it begins (RFC 5545 wants it later, 3.8.2.2): its day is blocked."""
NO_LENGTH = "l"
"""Its end or its length cannot be read: the day on which it begins is blocked."""
NO_DAY = "n"
"""Not even its day can be read: it blocks nothing."""
NO_END = "e"
"""Until when it repeats cannot be read: it is taken to go on."""
NO_EXCEPTION = "x"
"""A single date (EXDATE, RDATE, RECURRENCE-ID) cannot be read: the entry blocks as if it were not there."""
NO_RULE = "r"
"""How it repeats cannot be read: its first date is blocked."""
NO_START = "s"
"""When it begins cannot be read, but the day that is meant: that is blocked."""
TOO_OFTEN = "o"
"""It repeats more often than every hour: its days are blocked as a whole."""
UNKNOWN_ZONE = "z"
"""Nobody knows the time zone; most who keep a hub's calendar live by its clock: it is taken so."""
KINDS = "blenorsxz"

_PART = re.compile(rf"(?:^| )([{KINDS}])(\d{{1,9}}):(?:(\d{{4}})(\d{{2}})(\d{{2}})|#(\d{{1,9}}))")
_MOST = 999_999_999


class FileWarning(NamedTuple):
    """Of one kind: how many entries, and on which day is the first; without a day, which one of the file it is."""

    kind: str
    entries: int
    first: date | int


class EntryWarning(NamedTuple):
    """Of an occurrence: what is odd, which entry of the file it is, and on which day."""

    kind: str
    number: int
    day: date | None


def gather(found: Iterable[EntryWarning]) -> str:
    """As it is kept with the calendar: "b2:20261201 n1:#14 z1:20261224". An entry that repeats is one; "" for none."""
    by_kind: dict[str, list[EntryWarning]] = {}
    for noted in found:
        by_kind.setdefault(noted.kind, []).append(noted)
    parts = [f"{kind}{min(_entries(by_kind[kind]), _MOST)}:{_first(by_kind[kind])}" for kind in sorted(by_kind)]
    return " ".join(parts)


def _entries(found: list[EntryWarning]) -> int:
    return len({noted.number for noted in found})


def _first(found: list[EntryWarning]) -> str:
    days = [noted.day for noted in found if noted.day]
    return f"{min(days):%Y%m%d}" if days else f"#{min(min(noted.number for noted in found), _MOST)}"


def parse(text: str) -> list[FileWarning]:
    """What `gather` has made; none from a text that is something else."""
    return [
        FileWarning(kind, int(count), int(number) if number else date(int(y), int(m), int(d)))
        for kind, count, y, m, d, number in _PART.findall(text)
    ]
