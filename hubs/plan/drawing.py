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
    label = item.name if len(item.name) * 9 < width else short_name(item.name)
    return Shape(item, item.x * UNIT + gap, item.y * UNIT + gap, width - 2 * gap, height - 2 * gap, label, is_outline)
