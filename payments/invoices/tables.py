"""Lists as files for a spreadsheet: CSV as German programs open it, and XLSX. No cell of people's ever is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from payments.invoices import words
from payments.invoices.documents import InvoiceDocument, RateTotal
from payments.invoices.plain import plain

BOM = "\ufeff"
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
WIDEST = 60
LONGEST_CELL = 32_767
"""What Excel allows."""


class Cents(NamedTuple):
    """A cell with money: a number in both files, so that one can add it up."""

    cents: int


Value = str | int | date | Cents | None


@dataclass(frozen=True)
class Spreadsheet:
    """A list to be handed out: a title, the names of its columns, its rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]


def invoice_sheet(documents: Iterable[InvoiceDocument], locale: str = "de") -> Spreadsheet:
    """One row for each invoice and VAT rate. Cancellations have their amounts below zero, so that the columns add up to
    what remains."""
    head = _HEADS["de" if locale == "de" else "en"]
    rows = [_row(document, rate, locale) for document in documents for rate in document.totals.rates]
    return Spreadsheet("Rechnungen" if locale == "de" else "Invoices", head, rows)


def _row(document: InvoiceDocument, rate: RateTotal, locale: str) -> list[Value]:
    period = words.period(document.service_from, document.service_to, locale)
    cost_centres = {line.cost_centre for line in document.lines if line.vat == rate.vat and line.cost_centre}
    return [
        document.number,
        _kind(document, locale),
        document.issued_on,
        period,
        document.buyer.name if document.buyer else "",
        ", ".join(sorted(cost_centres)),
        words.vat_rate(rate.vat, locale),
        Cents(rate.net_cents),
        Cents(rate.vat_cents),
        Cents(rate.gross_cents),
        document.cancels,
    ]


_HEADS = {
    "de": (
        "Rechnungsnummer",
        "Art",
        "Rechnungsdatum",
        "Leistungszeitraum",
        "Rechnung an",
        "Kostenstelle",
        "Steuersatz",
        "Netto",
        "Umsatzsteuer",
        "Brutto",
        "Storniert Rechnung",
    ),
    "en": (
        "Invoice number",
        "Kind",
        "Invoice date",
        "Period of service",
        "Invoice to",
        "Cost centre",
        "VAT rate",
        "Net",
        "VAT",
        "Gross",
        "Cancels invoice",
    ),
}


def _kind(document: InvoiceDocument, locale: str) -> str:
    say = words.words(locale)
    title = say.titles[document.kind]
    return say.redemption.format(title=title) if document.is_redemption else title


def csv_file(sheet: Spreadsheet) -> bytes:
    """Semicolons, decimal commas, UTF-8 with the mark by which Excel knows it, each row ended by CR LF."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([_csv_cell(name) for name in sheet.head])
    writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return (BOM + written.getvalue()).encode()


def _csv_cell(cell: Value) -> str:
    if isinstance(cell, Cents):
        return decimal_comma(cell.cents)
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def harmless(text: str) -> str:
    """One line, with an apostrophe before what a spreadsheet would take for a formula."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(RISKY) else shown


def decimal_comma(cents: int) -> str:
    """1234,50 · -0,05."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole},{rest:02d}"


def xlsx_file(sheet: Spreadsheet, made_on: date) -> bytes:
    """A workbook with one sheet: texts are texts, money and dates are values. The same bytes for the same list and
    day."""
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    midnight = datetime.combine(made_on, time.min)
    book.set_properties({"title": sheet.title, "created": midnight})
    page = book.add_worksheet(sheet.title[:31])
    _fill(page, sheet, book)
    page.freeze_panes(1, 0)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.head) - 1)
    book.close()
    return written.getvalue()


def _fill(page: Any, sheet: Spreadsheet, book: Any) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for column, name in enumerate(sheet.head):
        page.write_string(0, column, plain(name), bold)
        page.set_column(column, column, _width(sheet, column))
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Cents):
                page.write_number(number, column, cell.cents / 100, money)
            elif isinstance(cell, date):
                page.write_datetime(number, column, cell, day)
            elif isinstance(cell, int):
                page.write_number(number, column, cell)
            elif cell:
                page.write_string(number, column, plain(cell)[:LONGEST_CELL])


def _width(sheet: Spreadsheet, column: int) -> int:
    longest = max((len(_csv_cell(row[column])) for row in sheet.rows), default=0)
    return min(WIDEST, max(longest, len(sheet.head[column])) + 2)
