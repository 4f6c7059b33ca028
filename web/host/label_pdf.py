"""Labels as PDF, true to the millimetre: a code to scan, the name of the space and of the hub, and what it is for."""

import logging
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fpdf import FPDF

from core import assets, sandbox
from core.assets.fonts import FACES
from core.text import one_line
from web.host import label_codes
from web.host.label_sheets import SHEETS, Box, Sheet

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells each glyph that it embeds

REGULAR, BOLD = "", "B"
MISSING = "?"
"""Stands for a sign that our font lacks."""
PADDING = 4.0
LINE = 1.2
SMALLEST_WHOLE = 9
"""Points of the largest line: so far letters become smaller before a word is cut."""
POINT = 25.4 / 72
OVERLAP = 0.02
"""Millimetres by which the rows of a code reach into each other, so that no screen shows a white hair between them."""


class Label(NamedTuple):
    """What stands on a label; `address` is what the code says."""

    space: str
    hub: str
    what_for: str
    address: str


def make_in_sandbox(labels: list[Label], sheet: str, first: int, title: str) -> bytes:
    """As `make` for the sheet of this name, in a process of its own: 200 labels take a second. Or sandbox.Full."""
    head = {"labels": [list(label) for label in labels], "sheet": sheet, "first": first, "title": title}
    return sandbox.run("web.host.label_pdf:answer", head).content


def answer(_content: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The inside of `make_apart`."""
    labels = [Label(*texts) for texts in head["labels"]]
    return {}, make(labels, SHEETS[head["sheet"]], head["first"], head["title"])


def make(labels: list[Label], sheet: Sheet, first: int, title: str) -> bytes:
    """The PDF; the first label comes to number `first` of the first page."""
    pdf = _paper(sheet, title)
    page = -1
    for label, box in zip(labels, sheet.boxes(len(labels), first), strict=True):
        while page < box.page:
            pdf.add_page()
            page += 1
        _draw(pdf, label, box)
    return bytes(pdf.output())


def _paper(sheet: Sheet, title: str) -> FPDF:
    pdf = FPDF(unit="mm", format=sheet.paper)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    for style, face in zip((REGULAR, BOLD), FACES, strict=True):
        pdf.add_font("Fira", style, str(assets.file(face.truetype_key)))
    pdf.set_font("Fira")
    pdf.set_title(printable(pdf, title))
    return pdf


def _draw(pdf: FPDF, label: Label, box: Box) -> None:
    """Wide labels have the code at the left, high ones at the top."""
    if box.height > box.width:
        side = box.width - 6 * PADDING
        text = Box(box.page, box.x + 3 * PADDING, box.y + side + 6 * PADDING, side, box.height - side - 9 * PADDING)
        _code(pdf, label.address, box.x + 3 * PADDING, box.y + 3 * PADDING, side)
        _texts(pdf, label, text, 34)
        return
    side = min(box.height - PADDING, box.width * 0.45)
    left = box.x + PADDING / 2 + side
    _code(pdf, label.address, box.x + PADDING / 2, box.y + (box.height - side) / 2, side)
    text = Box(box.page, left, box.y + PADDING, box.x + box.width - left - PADDING, box.height - 2 * PADDING)
    _texts(pdf, label, text, 16 if box.height < 50 else 22)


def _code(pdf: FPDF, address: str, x: float, y: float, side: float) -> None:
    """The code with its quiet zone fills the square; who looks at the PDF on a screen can also click on it."""
    rows = label_codes.matrix(address)
    unit = side / (len(rows) + 2 * label_codes.QUIET)
    pdf.set_fill_color(0)
    for column, row, length in label_codes.runs(rows):
        at = (x + (column + label_codes.QUIET) * unit, y + (row + label_codes.QUIET) * unit)
        pdf.rect(*at, length * unit, unit + OVERLAP, style="F")
    pdf.link(x, y, side, side, address)


def _texts(pdf: FPDF, label: Label, box: Box, size: float) -> None:
    """Space, hub and sentence one below the other, in the middle of the box, smaller until they fit."""
    while True:
        parts = ((label.space, BOLD, size), (label.hub, REGULAR, size * 0.62), (label.what_for, REGULAR, size * 0.55))
        lines = [line for text, style, points in parts for line in _lines(pdf, text, style, points, box.width)]
        height = sum(points * POINT * LINE for _, _, points in lines)
        cut = size > SMALLEST_WHOLE and any(_is_too_long(pdf, part, box.width) for part in parts)
        if (height <= box.height and not cut) or size < 6:
            break
        size -= 0.5
    y = box.y + max(0.0, (box.height - height) / 2)
    for text, style, points in lines:
        y += points * POINT * LINE
        pdf.set_font("Fira", style, points)
        pdf.text(box.x, y - points * POINT * 0.3, text)


def _is_too_long(pdf: FPDF, part: tuple[str, str, float], width: float) -> bool:
    """Whether a word of it would have to be cut."""
    text, style, points = part
    pdf.set_font("Fira", style, points)
    return any(pdf.get_string_width(word) > width for word in printable(pdf, text).split())


def _lines(pdf: FPDF, text: str, style: str, points: float, width: float) -> Iterator[tuple[str, str, float]]:
    pdf.set_font("Fira", style, points)
    for line in wrapped(pdf, printable(pdf, text), width):
        yield line, style, points


def wrapped(pdf: FPDF, text: str, width: float) -> Iterator[str]:
    """The text in lines of at most `width`; a word that is longer is cut, and says so by a hyphen."""
    line = ""
    for word in _pieces(pdf, text.split(), width):
        longer = f"{line} {word}" if line else word
        if line and pdf.get_string_width(longer) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _pieces(pdf: FPDF, words: Iterable[str], width: float) -> Iterator[str]:
    for word in words:
        rest = word
        while pdf.get_string_width(rest) > width and (cut := _cut(pdf, rest, width)) < len(rest):
            yield rest[:cut] if rest[cut - 1] in _BREAKS else f"{rest[:cut]}-"
            rest = rest[cut:]
        yield rest


def _cut(pdf: FPDF, word: str, width: float) -> int:
    """How many signs stand on the line: up to a hyphen that is in the word, else as many as fit with one."""
    fitting = [n for n in range(1, len(word)) if pdf.get_string_width(f"{word[:n]}-") <= width]
    at_hyphen = [n for n in fitting if word[n - 1] in _BREAKS]
    return max(at_hyphen or fitting, default=1)


def printable(pdf: FPDF, text: str) -> str:
    """The text with MISSING for each sign that the font lacks; signs that only modify others are left out."""
    known = pdf.current_font.cmap  # type: ignore[union-attr]
    signs = [sign for sign in unicodedata.normalize("NFC", one_line(text)) if unicodedata.category(sign) not in _UNSEEN]
    return "".join(sign if ord(sign) in known else MISSING for sign in signs)


_BREAKS = "-/–"
_UNSEEN = {"Mn", "Me", "Cf", "Cs", "Co", "Cn"}
