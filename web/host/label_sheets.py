"""The sheets of labels that shops sell: where each label lies on the paper. All lengths are millimetres."""

from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

A4, A5 = (210.0, 297.0), (148.0, 210.0)


class Box(NamedTuple):
    """A rectangle on a page, from its upper left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Sheet:
    """`columns` × `rows` labels of `width` × `height`; the next column begins `pitch` to the right."""

    name: Any
    paper: tuple[float, float]
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch: float

    @property
    def per_page(self) -> int:
        return self.columns * self.rows

    def boxes(self, count: int, first: int = 1) -> list[Box]:
        """Where `count` labels lie, row by row, when the first free label of the first page is number `first`."""
        return [self._box(first - 1 + n) for n in range(count)]

    def pages(self, count: int, first: int = 1) -> int:
        return ceil((count + first - 1) / self.per_page)

    def _box(self, number: int) -> Box:
        page, on_page = divmod(number, self.per_page)
        row, column = divmod(on_page, self.columns)
        return Box(page, self.left + column * self.pitch, self.top + row * self.height, self.width, self.height)


SHEETS = {
    "3x8": Sheet(_l("24 on a sheet, 70 × 37 mm"), A4, 3, 8, 70, 37, 0, 0.5, 70),
    "2x7": Sheet(_l("14 on a sheet, 99.1 × 38.1 mm"), A4, 2, 7, 99.1, 38.1, 4.65, 15.15, 101.6),
    "2x4": Sheet(_l("8 on a sheet, 99.1 × 67.7 mm"), A4, 2, 4, 99.1, 67.7, 4.65, 13.1, 101.6),
    "a5": Sheet(_l("One per page, A5, for the door"), A5, 1, 1, 148, 210, 0, 0, 148),
}
"""By the key in the address. The margins are those that the sellers of these sheets give; they lie in the middle."""

MOST_FIRST = max(sheet.per_page for sheet in SHEETS.values())
