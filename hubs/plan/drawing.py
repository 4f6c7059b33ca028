"""A floor plan as the templates draw it: our own SVG, in units of which UNIT make a field."""

from collections.abc import Iterable
from typing import NamedTuple

from hubs.plan.rules import OUTLINES, Item, short_name

UNIT = 40
GAP = 3


class Shape(NamedTuple):
    """A space's rectangle in units, the word that fits into it, and where that stands."""

    item: Item
    x: int
    y: int
    width: int
    height: int
    label: str
    is_outline: bool


def shapes(items: Iterable[Item]) -> list[Shape]:
    """Outlines first, so that what stands inside is drawn above them."""
    found = [_shape(item) for item in items]
    return sorted(found, key=lambda shape: not shape.is_outline)


def _shape(item: Item) -> Shape:
    is_outline = item.kind in OUTLINES
    gap = 0 if is_outline else GAP
    width, height = item.width * UNIT, item.height * UNIT
    label = _fitting(item.name, width) if is_outline else short_name(item.name)
    return Shape(item, item.x * UNIT + gap, item.y * UNIT + gap, width - 2 * gap, height - 2 * gap, label, is_outline)


def _fitting(name: str, width: int) -> str:
    """As much of a name as stands in one line; 7 units a letter."""
    most = (width - 8) // 7
    return name if len(name) <= most else f"{name[: most - 1]}…"


def class_of(columns: int) -> str:
    """Small plans grow with the page; large ones are scrolled, so that a finger still meets a field."""
    return next((f"lr-floor-sheet--{most}" for most in (8, 16, 24) if columns <= most), "lr-floor-sheet--60")
