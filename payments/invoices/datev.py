"""Invoices for DATEV: a batch of postings (EXTF 700, category 21 “Buchungsstapel”, format version 13).

For operators whose tax adviser asks for it. The accounts are suggestions of the two usual charts; the adviser may name
others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from payments.invoices.documents import InvoiceDocument, RateTotal
from payments.invoices.tables import decimal_comma, harmless
from payments.passes.rules import AT_USE
from payments.takings.rules import Redemption

REVENUE = {
    "03": {"standard": "8400", "reduced": "8300", "small": "8195", "exempt": "8105", "outside": "8200"},
    "04": {"standard": "4400", "reduced": "4300", "small": "4185", "exempt": "4105", "outside": "4200"},
}
"""Revenue by chart (SKR 03, SKR 04) and VAT treatment; 8400/8300 and 4400/4300 are automatic accounts: DATEV works the
VAT out of gross itself."""
VOUCHERS = {"03": "1590", "04": "1370"}
"""Transitory items, by chart: multi-purpose vouchers from their sale until somebody redeems them."""
DEBTORS = "10000"
"""One account for all who buy; their names stand in the text."""
LARGEST_CENTS = 9_999_999_999_99


@dataclass(frozen=True)
class DatevBatch:
    """Whose books: the adviser's and the client's number at DATEV, the first day of the fiscal year, the days of the
    batch; `chart` is a key of REVENUE."""

    consultant: int
    client: int
    fiscal_year: date
    first: date
    last: date
    created_at: datetime
    chart: str = "03"
    debtors: str = DEBTORS
    label: str = "Rechnungen"


def extf_file(documents: Iterable[InvoiceDocument], batch: DatevBatch, redeemed: Iterable[Redemption] = ()) -> bytes:
    """The file (cp1252, CR LF, decimal comma): one posting for each invoice and VAT rate, gross. A cancellation posts
    the other way round under the number of the invoice that it takes back. Of multi-purpose vouchers the sale is no
    revenue; what is `redeemed` is, by day and rate, whether or not there is an invoice for the visit.

    Raises ValueError for what is of another day or year than the batch's, and for an amount that DATEV cannot hold."""
    rows = [_header(batch), COLUMNS, *_postings(documents, batch), *_redeemed(redeemed, batch)]
    text = "".join(";".join(row) + "\r\n" for row in rows)
    return text.encode("cp1252", errors="replace")


def file_name(batch: DatevBatch) -> str:
    """EXTF_… is what DATEV looks for."""
    return f"EXTF_Buchungsstapel_{batch.first:%Y%m%d}_{batch.last:%Y%m%d}.csv"


def _header(batch: DatevBatch) -> list[str]:
    """31 fields: what kind of file, when it was made, whose it is, and which days it holds."""
    account_length = str(len(REVENUE[batch.chart]["standard"]))
    what = [_text("EXTF", 4), "700", "21", _text("Buchungsstapel", 20), "13"]
    made = [
        f"{batch.created_at:%Y%m%d%H%M%S}{batch.created_at.microsecond // 1000:03d}",
        "",
        _text("RE", 2),
        '""',
        '""',
    ]
    whose = [str(batch.consultant), str(batch.client), _day(batch.fiscal_year), account_length]
    days = [_day(batch.first), _day(batch.last), _text(batch.label, 30), '""', "1", "0", "0", _text("EUR", 3)]
    return [*what, *made, *whose, *days, "", '""', "", "", _text(batch.chart, 2), "", "", '""', '""']


def _postings(documents: Iterable[InvoiceDocument], batch: DatevBatch) -> Iterator[Sequence[str]]:
    for document in documents:
        _check_day(document.number, document.issued_on, batch)
        for rate in document.totals.rates:
            if rate.gross_cents and not document.is_redemption:
                yield _posting(document, rate, batch)


def _redeemed(redeemed: Iterable[Redemption], batch: DatevBatch) -> Iterator[Sequence[str]]:
    for row in redeemed:
        number = f"MZG{row.day:%Y%m%d}"
        _check_day(number, row.day, batch)
        if row.gross_cents:
            yield _cells(
                number,
                row.gross_cents,
                {
                    "Konto": VOUCHERS[batch.chart],
                    "Gegenkonto (ohne BU-Schlüssel)": REVENUE[batch.chart][row.treatment],
                    "Belegdatum": f"{row.day:%d%m}",
                    "Buchungstext": _text(f"Einlösung Mehrzweckgutscheine: {row.visits}", 60),
                    "Leistungsdatum": f"{row.day:%d%m%Y}",
                },
            )


def _check_day(number: str, day: date, batch: DatevBatch) -> None:
    if not batch.first <= day <= batch.last or day < batch.fiscal_year:
        raise ValueError(f"{number} of {day} is not of this batch")


def _posting(document: InvoiceDocument, rate: RateTotal, batch: DatevBatch) -> list[str]:
    buyer = document.buyer.name if document.buyer else ""
    texts = [f"Storno {document.number}" if document.cancels else "", buyer, document.lines[0].text]
    revenue = REVENUE[batch.chart][rate.vat.treatment]
    more = {
        "Konto": batch.debtors,
        "Gegenkonto (ohne BU-Schlüssel)": VOUCHERS[batch.chart] if rate.vat == AT_USE else revenue,
        "Belegdatum": f"{document.issued_on:%d%m}",
        "Buchungstext": _text(", ".join(text for text in texts if text), 60),
        "Leistungsdatum": f"{document.service_to:%d%m%Y}",
    }
    return _cells(document.cancels or document.number, rate.gross_cents, more)


def _cells(number: str, gross_cents: int, more: dict[str, str]) -> list[str]:
    if abs(gross_cents) > LARGEST_CENTS:
        raise ValueError(f"{number}: {gross_cents} cents are too many")
    cells = {
        "Umsatz (ohne Soll/Haben-Kz)": decimal_comma(abs(gross_cents)),
        "Soll/Haben-Kennzeichen": _text("H" if gross_cents < 0 else "S", 1),
        "WKZ Umsatz": _text("EUR", 3),
        "Belegfeld 1": _text(_document_number(number), 36),
        "Festschreibung": "0",
        **more,
    }
    return [cells.get(name, "") for name in COLUMNS]


def _document_number(number: str) -> str:
    """DATEV takes letters, digits and $ & % * + - / there."""
    return "".join(sign for sign in number if sign.isascii() and (sign.isalnum() or sign in "$&%*+-/"))


def _text(text: str, longest: int) -> str:
    """In quotes, on one line, cut. DATEV knows no formulas, but people open such files in a spreadsheet."""
    return '"' + harmless(text)[:longest].strip().replace('"', '""') + '"'


def _day(value: date) -> str:
    return f"{value:%Y%m%d}"


def _columns() -> Iterator[str]:
    """All 125, in DATEV's own spelling."""
    yield from _FIRST
    for number in range(1, 9):
        yield from (f"Beleginfo - Art {number}", f"Beleginfo - Inhalt {number}")
    yield from _MIDDLE
    for number in range(1, 21):
        yield from (f"Zusatzinformation - Art {number}", f"Zusatzinformation- Inhalt {number}")
    yield from _LAST


# fmt: off
_FIRST = (
    "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz",
    "WKZ Basis-Umsatz", "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1",
    "Belegfeld 2", "Skonto", "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank",
    "Sachverhalt", "Zinssperre", "Beleglink",
)
_MIDDLE = (
    "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)",
    "EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L",
    "BU 49 Hauptfunktionstyp", "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
)
_LAST = (
    "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
    "Auftragsnummer", "Buchungstyp", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)",
    "Sachverhalt L+L (Anzahlungen)", "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz",
    "Buchungs GUID", "KOST-Datum", "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername",
    "Beteiligtennummer", "Identifikationsnummer", "Zeichnernummer", "Postensperre bis",
    "Bezeichnung SoBil-Sachverhalt", "Kennzeichen SoBil-Buchung", "Festschreibung", "Leistungsdatum",
    "Datum Zuord. Steuerperiode", "Fälligkeit", "Generalumkehr (GU)", "Steuersatz", "Land", "Abrechnungsreferenz",
    "BVV-Position", "EU-Land u. UStID (Ursprung)", "EU-Steuersatz (Ursprung)", "Abw. Skontokonto",
)
# fmt: on
COLUMNS = tuple(_columns())
