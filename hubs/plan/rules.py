"""What may stand where on a floor plan. Pure functions of values; fields are counted from 0."""

from collections.abc import Sequence
from typing import NamedTuple

LEAST_FIELDS, MOST_FIELDS = 4, 60
MOST_PICTURES = 12
OUTLINES = {"room", "workshop"}
"""Kinds that are drawn as an outline, so that others may stand inside."""
DESK_SIZES = {(1, 1), (2, 1), (1, 2)}
USUAL_COLUMNS, USUAL_ROWS = 8, 6


class Item(NamedTuple):
    """A space on the plan: its left upper field and how many fields it takes."""

    space_id: int
    name: str
    kind: str
    x: int
    y: int
    width: int
    height: int

    def touches(self, other: "Item") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


class PlanFault(NamedTuple):
    """A `reason` of hubs.plan.errors, and whose it is; `other` when two are in each other's way."""

    reason: str
    item: Item
    other: Item | None = None


def is_size(columns: int, rows: int) -> bool:
    return all(LEAST_FIELDS <= number <= MOST_FIELDS for number in (columns, rows))


def faults(columns: int, rows: int, items: Sequence[Item]) -> list[PlanFault]:
    """What cannot stand as it does, at most one fault for each item."""
    found = []
    for number, item in enumerate(items):
        fault = _own_fault(columns, rows, item) or _in_the_way(item, items[:number])
        found += [fault] if fault else []
    return found


def _own_fault(columns: int, rows: int, item: Item) -> PlanFault | None:
    if min(item.width, item.height) < 1 or min(item.x, item.y) < 0:
        return PlanFault("outside", item)
    if item.x + item.width > columns or item.y + item.height > rows:
        return PlanFault("outside", item)
    if item.kind == "desk" and (item.width, item.height) not in DESK_SIZES:
        return PlanFault("too-big", item)
    return None


def _in_the_way(item: Item, before: Sequence[Item]) -> PlanFault | None:
    """Rooms may hold others; two things to sit at cannot share a field."""
    if item.kind in OUTLINES:
        return None
    other = next((o for o in before if o.kind not in OUTLINES and item.touches(o)), None)
    return PlanFault("overlap", item, other) if other else None


def short_name(name: str) -> str:
    """What fits into one field: the number at the end of a name, else its first letters."""
    last = name.split()[-1] if name.split() else ""
    return last[:3] if last[:1].isdigit() else name[:3]
