"""The words of an invoice. They are part of the document and follow its language, not that of a page or a person who
asks for it; so they stand here, and not in the catalogue of translations."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.formats import MONTHS, NBSP
from hubs.operators.rules import Vat


@dataclass(frozen=True)
class InvoiceWords:
    """All words of one language; places for values in {braces}."""

    titles: dict[str, str]
    opening: dict[str, str]
    number: str
    issued_on: str
    service_on: str
    service_period: str
    cancels: str
    cancels_of: str
    buyer_reference: str
    buyer_vat_id: str
    cost_centre: str
    collective_line: str
    text: str
    quantity: str
    vat: str
    gross: str
    net: str
    total: str
    contained: str
    rate: str
    units: dict[str, tuple[str, str]]
    without_vat: dict[str, str]
    no_vat: str
    notes: dict[str, str]
    due: str
    due_on: str
    payable: str
    part_paid: str
    paid: dict[str, str]
    paid_on: str
    redemption: str
    transfer: str
    holder: str
    iban: str
    bic: str
    amount: str
    reference: str
    girocode: str
    girocode_alt: str
    tax_number: str
    vat_id: str
    phone: str
    page: str


GERMAN = InvoiceWords(
    titles={
        "invoice": "Rechnung",
        "small": "Rechnung",
        "collective": "Sammelrechnung",
        "cancellation": "Stornorechnung",
    },
    opening={
        "invoice": "Für folgende Leistungen berechnen wir Ihnen:",
        "small": "Für folgende Leistungen berechnen wir Ihnen:",
        "collective": "Für die Nutzung unserer Plätze durch Ihre Beschäftigten berechnen wir Ihnen:",
        "cancellation": "Die Rechnung {invoice} nehmen wir hiermit vollständig zurück:",
    },
    number="Rechnungsnummer",
    issued_on="Rechnungsdatum",
    service_on="Leistungsdatum",
    service_period="Leistungszeitraum",
    cancels="Storniert Rechnung",
    cancels_of="{number} vom {day}",
    buyer_reference="Ihr Zeichen",
    buyer_vat_id="Ihre USt-IdNr.",
    cost_centre="Kostenstelle",
    collective_line="Nutzungstage an Arbeitsplätzen und in Räumen",
    text="Leistung",
    quantity="Menge",
    vat="USt.",
    gross="Brutto",
    net="Netto",
    total="Gesamtbetrag",
    contained="darin enthalten",
    rate="Steuersatz",
    units={
        "piece": ("{n}", "{n}"),
        "hour": ("{n} Stunde", "{n} Stunden"),
        "day": ("{n} Tag", "{n} Tage"),
        "month": ("{n} Monat", "{n} Monate"),
    },
    without_vat={"small": "steuerfrei", "exempt": "steuerfrei", "outside": "nicht steuerbar"},
    no_vat="–",
    notes={
        "small": "Umsatzsteuerfrei nach § 19 UStG (Steuerbefreiung für Kleinunternehmer).",
        "exempt": "Umsatzsteuerfrei: {reason}",
        "outside": "Nicht steuerbar: {reason}",
    },
    due="Bitte überweisen Sie {amount}.",
    due_on="Bitte überweisen Sie {amount} bis zum {day}.",
    payable="Zahlbar ohne Abzug.",
    part_paid="{amount} haben Sie bereits bezahlt. ",
    paid={
        "online": "Sie haben den Betrag online bezahlt{day}. Es ist nichts mehr zu zahlen.",
        "transfer": "Ihre Überweisung ist eingegangen{day}. Es ist nichts mehr zu zahlen.",
        "on_site": "Sie haben den Betrag vor Ort bezahlt{day}. Es ist nichts mehr zu zahlen.",
        "pass": "Sie haben mit einer Karte (Mehrzweckgutschein) bezahlt{day}. Es ist nichts mehr zu zahlen.",
        "": "Der Betrag ist bezahlt{day}. Es ist nichts mehr zu zahlen.",
    },
    paid_on=" ({day})",
    redemption="{title} (Einlösung Mehrzweckgutschein)",
    transfer="Überweisung",
    holder="Empfänger",
    iban="IBAN",
    bic="BIC",
    amount="Betrag",
    reference="Verwendungszweck",
    girocode="GiroCode: mit der App Ihrer Bank scannen",
    girocode_alt="GiroCode für die Überweisung; alle Angaben stehen daneben als Text.",
    tax_number="Steuer-Nr.",
    vat_id="USt-IdNr.",
    phone="Telefon",
    page="Seite {page} von {pages}",
)
ENGLISH = InvoiceWords(
    titles={
        "invoice": "Invoice",
        "small": "Invoice",
        "collective": "Collective invoice",
        "cancellation": "Cancellation invoice",
    },
    opening={
        "invoice": "We charge you for the following:",
        "small": "We charge you for the following:",
        "collective": "For the use of our workspaces by your staff we charge you:",
        "cancellation": "We hereby cancel invoice {invoice} in full:",
    },
    number="Invoice number",
    issued_on="Invoice date",
    service_on="Date of service",
    service_period="Period of service",
    cancels="Cancels invoice",
    cancels_of="{number} of {day}",
    buyer_reference="Your reference",
    buyer_vat_id="Your VAT ID",
    cost_centre="Cost centre",
    collective_line="Days of use of desks and rooms",
    text="Service",
    quantity="Quantity",
    vat="VAT",
    gross="Gross",
    net="Net",
    total="Total",
    contained="of which",
    rate="VAT rate",
    units={
        "piece": ("{n}", "{n}"),
        "hour": ("{n} hour", "{n} hours"),
        "day": ("{n} day", "{n} days"),
        "month": ("{n} month", "{n} months"),
    },
    without_vat={"small": "exempt", "exempt": "exempt", "outside": "not taxable"},
    no_vat="–",
    notes={
        "small": "Exempt from VAT under section 19 of the German VAT Act (exemption for small businesses).",
        "exempt": "Exempt from VAT: {reason}",
        "outside": "Outside the scope of VAT: {reason}",
    },
    due="Please transfer {amount}.",
    due_on="Please transfer {amount} by {day}.",
    payable="Payable in full.",
    part_paid="You have already paid {amount}. ",
    paid={
        "online": "You have paid online{day}. Nothing more is due.",
        "transfer": "We have received your transfer{day}. Nothing more is due.",
        "on_site": "You have paid on site{day}. Nothing more is due.",
        "pass": "You have paid with a pass (multi-purpose voucher){day}. Nothing more is due.",
        "": "This invoice has been paid{day}. Nothing more is due.",
    },
    paid_on=" ({day})",
    redemption="{title} (multi-purpose voucher redeemed)",
    transfer="Bank transfer",
    holder="Payee",
    iban="IBAN",
    bic="BIC",
    amount="Amount",
    reference="Reference",
    girocode="GiroCode: scan it with your banking app",
    girocode_alt="GiroCode for the transfer; all it says stands beside it as text.",
    tax_number="Tax no.",
    vat_id="VAT ID",
    phone="Phone",
    page="Page {page} of {pages}",
)
_WORDS = {"de": GERMAN, "en": ENGLISH}
LONG_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}


def words(locale: str) -> InvoiceWords:
    """German unless it is "en"."""
    return _WORDS.get(locale, GERMAN)


def day(value: date, locale: str) -> str:
    """24.11.2026 · 24 Nov 2026."""
    return f"{value:%d.%m.%Y}" if locale == "de" else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def period(first: date, last: date, locale: str) -> str:
    """November 2026 for a whole month, else 24.11.2026, or both days with a dash."""
    if first.day == 1 and last == _end_of_month(first):
        return f"{LONG_MONTHS['de' if locale == 'de' else 'en'].split()[first.month - 1]} {first.year}"
    return day(first, locale) if first == last else f"{day(first, locale)} – {day(last, locale)}"


def quantity(number: int, unit: str, locale: str) -> str:
    """3 Tage · 1 hour · 2."""
    one, many = words(locale).units[unit]
    text = (one if abs(number) == 1 else many).format(n=str(number).replace("-", "−"))
    return text.replace(" ", NBSP)


def vat_rate(vat: Vat, locale: str) -> str:
    """19 % · 19% · steuerfrei."""
    if vat.rate:
        return f"{vat.rate}{NBSP}%" if locale == "de" else f"{vat.rate}%"
    return words(locale).without_vat[vat.treatment]


def vat_note(vat: Vat, locale: str) -> str:
    """The sentence that the law wants on the invoice when there is no VAT in it; else empty."""
    note = words(locale).notes.get(vat.treatment, "").replace("{reason}", vat.reason)
    return note if not note or note.endswith(".") else f"{note}."


def _end_of_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
