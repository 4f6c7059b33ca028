"""The PDF is accessible, made to be kept, always the same, and carries the e-invoice as it was made."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import facturx
import pytest
import time_machine
from lxml import etree
from pypdf import PdfReader

from payments.invoices import pdf
from payments.invoices.checks import WrongInvoice
from payments.invoices.documents import InvoiceDocument, Line, Party
from payments.invoices.hybrid import UnknownLayout, marked
from payments.invoices.zugferd import e_invoice, xml_of
from tests.support import invoices
from tests.support.hostile import PAYLOADS
from tests.support.invoices import DUE, STANDARD, invoice

pytestmark = pytest.mark.one_database

CODE = ['#panic("x")', '#read("/etc/passwd")', "*bold* _x_ $x$ <a> @ref `r` = H \\ // /* ~ #let"]


@pytest.mark.parametrize("document", invoices.cases().values(), ids=invoices.cases())
def test_pdf_is_tagged_and_made_to_be_kept(document: InvoiceDocument) -> None:
    """typst refuses to write what would not conform; these are the marks by which others see it."""
    assert_marks(read(pdf.render(document, girocode=invoices.girocode())), document)


def test_e_invoice_keeps_the_marks_and_carries_the_xml_unchanged() -> None:
    document = invoice(payment=DUE)
    made = e_invoice(document, girocode=invoices.girocode())
    reader = read(made)
    assert_marks(reader, document)
    name, xml = facturx.get_facturx_xml_from_pdf(made)
    assert (name, xml) == ("factur-x.xml", xml_of(document))
    [attached] = reader.root_object["/AF"]
    assert attached.get_object()["/AFRelationship"] == "/Alternative"
    xmp = reader.root_object["/Metadata"].get_data().decode()
    assert "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>" in xmp
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in xmp
    assert facturx.get_level(etree.fromstring(xml)) == "en16931"


def assert_marks(reader: PdfReader, document: InvoiceDocument) -> None:
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == document.locale
    assert root["/StructTreeRoot"]["/K"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert [intent.get_object()["/S"] for intent in root["/OutputIntents"]] == ["/GTS_PDFA1"]
    xmp = root["/Metadata"].get_data().decode()
    for mark in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", document.number):
        assert mark in xmp
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("/FontFile2" in _descriptor(font) or "/FontFile3" in _descriptor(font) for font in fonts)
    assert "TH" in set(structure(root["/StructTreeRoot"]))


def structure(node: Any) -> Iterator[str]:
    """The kinds of all elements: H1, Table, TH …"""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for inner in node:
            yield from structure(inner)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]).removeprefix("/")
        yield from structure(node.get("/K"))


def _descriptor(font: Any) -> Any:
    return font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def test_same_invoice_has_the_same_bytes_at_another_time() -> None:
    made = set()
    for year in (2026, 2031):
        with time_machine.travel(datetime(year, 5, 1, tzinfo=UTC), tick=False):
            made.add(e_invoice(invoice(payment=DUE), girocode=invoices.girocode()))
    assert len(made) == 1


def test_picture_of_the_code_has_a_text_for_those_who_do_not_see_it() -> None:
    with_code = pdf.render(invoice(payment=DUE), girocode=invoices.girocode())
    without = pdf.render(invoice(payment=DUE))
    kinds = [*structure(read(with_code).root_object["/StructTreeRoot"])]
    assert "Figure" in kinds
    assert "Figure" not in [*structure(read(without).root_object["/StructTreeRoot"])]


def test_code_is_shown_only_when_something_is_due() -> None:
    paid = pdf.render(invoices.cases()["paid"], girocode=invoices.girocode())
    assert paid == pdf.render(invoices.cases()["paid"])


@pytest.mark.parametrize("payload", [*PAYLOADS, *CODE, "A\ud800\uffffB"])
def test_hostile_texts_are_printed_and_never_code(payload: str) -> None:
    name = payload or "x"
    party = Party(name, (name, "31863 Ort"), tax_number=name, email=name, register_entry=name, bic=name)
    document = invoice(seller=party, buyer=party, lines=(Line(name, 1, 1500, STANDARD, cost_centre=name),), note=name)
    assert read(pdf.render(document)).pages


def test_code_of_typst_is_printed_as_it_stands() -> None:
    document = invoice(lines=tuple(Line(code, 1, 100, STANDARD) for code in CODE))
    text = " ".join(page.extract_text() for page in read(pdf.render(document)).pages)
    for code in CODE:
        assert code in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Łucja Öztürk 🛖 你", "Łucja Öztürk ? ?"),
        ("e\u0301", "é"),
        ("a\u200d\u202eb\u0000c\nd", "ab c d"),
        ("12,00\u00a0€", "12,00\u00a0€"),
        ("x" * 1000, "\u200b".join("x" * 200)),
    ],
)
def test_signs_that_the_font_lacks_become_question_marks(text: str, shown: str) -> None:
    assert pdf.printable(text) == shown


def test_long_words_stay_on_the_sheet() -> None:
    """Each word may break, so no text reaches beyond the right margin (20 of 210 mm)."""
    name = "W" * 190
    document = invoice(buyer=Party(name, (name, "1 O")), lines=(Line(name, 1, 100, STANDARD, cost_centre=name),))
    [page] = read(pdf.render(document)).pages
    ends = []
    page.extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: ends.append(tm[4] + 0.4 * size * len(text.strip()))
    )
    assert max(ends) < (210 - 20) / 25.4 * 72 + 1


def test_note_of_the_operator_is_not_cut() -> None:
    note = "Bitte bringen Sie den Schlüssel zurück. " * 20 + "Danke!"
    assert "Danke!" in read(pdf.render(invoice(note=note))).pages[0].extract_text()


def test_wrong_cents_are_never_printed() -> None:
    with pytest.raises(WrongInvoice):
        pdf.render(invoice(kind="cancellation"))


def test_file_of_another_layout_is_not_marked() -> None:
    with pytest.raises(UnknownLayout):
        marked(b"%PDF-1.7\nsomething else")


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made), strict=True)
