"""Invoices as PDF: tagged and accessible (PDF/UA-1), made to be kept (PDF/A-3a), the same bytes for the same invoice.

typst refuses what would not conform. People's texts reach it as data, never as code.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import assets
from core.assets.fonts import FACES
from core.text import one_line
from payments.invoices.checks import check
from payments.invoices.documents import InvoiceDocument
from payments.invoices.letter import letter

if TYPE_CHECKING:
    from typst import Fonts, OutputFormat, PDFStandard

TEMPLATE = Path(__file__).with_name("invoice.typ")
STANDARDS: "list[PDFStandard]" = ["a-3a", "ua-1"]
MISSING = "?"
"""Stands for a sign that our font lacks."""
LONGEST, LONGEST_NOTE = 200, 2000
"""Signs of one text; more is no name, and would fill pages."""
LONGEST_WORD = 40
"""Signs after which a word may break, so that none leaves the sheet."""


def render(document: InvoiceDocument, *, girocode: str = "", attachment: bytes = b"") -> bytes:
    """The PDF. `girocode` is a picture (SVG), shown when a transfer is due; `attachment` the e-invoice's XML. Raises
    WrongInvoice before it writes a wrong cent."""
    check(document)
    return _compile(_texts(document, girocode), "pdf", attachment)[0]


def pictures(document: InvoiceDocument, *, girocode: str = "", ppi: int = 110) -> list[bytes]:
    """The pages as PNG, for people who look whether they are well set."""
    return _compile(_texts(document, girocode), "png", ppi=ppi)


def _texts(document: InvoiceDocument, girocode: str) -> dict[str, Any]:
    issued = document.issued_on
    plain = letter(document)
    texts: dict[str, Any] = _printable(plain)
    return texts | {
        "notes": [printable(note, LONGEST_NOTE) for note in plain["notes"]],
        "year": issued.year,
        "month": issued.month,
        "day": issued.day,
        "girocode": girocode if texts["transfer"] and girocode else None,
    }


def _compile(
    texts: dict[str, Any], form: "OutputFormat", attachment: bytes = b"", ppi: int | None = None
) -> list[bytes]:
    import typst  # of 80 MB: whoever makes no invoice does not load it

    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=form,
        ppi=ppi,
        sys_inputs={"data": json.dumps(texts | {"attachment": attachment.decode() or None})},
        pdf_standards=STANDARDS if form == "pdf" else None,
    )
    return [made] if isinstance(made, bytes) else list(made or [])


@lru_cache(maxsize=1)
def _fonts() -> "Fonts":
    from typst import Fonts

    faces = [str(assets.file(face.truetype_key).parent) for face in FACES]
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=sorted(set(faces)))


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    """The signs that all of our cuts have."""
    from fontTools.ttLib import TTFont

    tables = [set(TTFont(assets.file(face.truetype_key)).getBestCmap()) for face in FACES]
    return frozenset(set.intersection(*tables))


def _printable(value: Any) -> Any:
    """All texts in it as the font can show them."""
    if isinstance(value, dict):
        return {name: _printable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return printable(value) if isinstance(value, str) else value


def printable(text: str, longest: int = LONGEST) -> str:
    """One line, MISSING for each sign that the font lacks, without signs that only modify others; very long words may
    break anywhere."""
    plain = unicodedata.normalize("NFC", _one_line(text))
    shown = (sign for sign in plain if unicodedata.category(sign) not in _UNSEEN)
    known = "".join(sign if ord(sign) in _known() else MISSING for sign in shown)[:longest]
    return _LONG_WORD.sub(lambda word: _BREAK.join(word[0]), known)


def _one_line(text: str) -> str:
    """`one_line`, which makes each kind of blank a plain one, but keeps ours that do not break."""
    return "\u00a0".join(one_line(part) for part in text.split("\u00a0")) if "\u00a0" in text else one_line(text)


_BREAK = "\u200b"
_LONG_WORD = re.compile(rf"[^\s\-]{{{LONGEST_WORD},}}")
_UNSEEN = {"Mn", "Me", "Cf", "Cs", "Co", "Cn"}
