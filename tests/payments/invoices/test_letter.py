"""What people read on the sheet, in both languages."""

from dataclasses import fields, replace
from datetime import date

import pytest

from payments.invoices import words
from payments.invoices.documents import PaymentTerms
from payments.invoices.letter import in_fours, letter
from tests.support import invoices
from tests.support.invoices import DAY, DUE, EXEMPT, OPERATOR, OUTSIDE, SMALL, invoice


def test_what_is_due_is_said_with_its_day_and_all_that_a_bank_asks_for() -> None:
    made = letter(invoice(payment=DUE))
    assert made["payment"] == "Bitte überweisen Sie 147,00\u00a0€ bis zum 08.12.2026."
    assert [value.replace("\u00a0", " ") for _, value in made["transfer"]["rows"]] == [
        "Flecken Coppenbrügge",
        "DE02 1203 0000 0000 2020 51",
        "BYLADEM1001",
        "147,00 €",
        "RF62 CB20 2600 01",
    ]


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (None, ""),
        (replace(DUE, due_on=None), "Bitte überweisen Sie 147,00 €."),
        (
            replace(DUE, due_cents=4700),
            "100,00 € haben Sie bereits bezahlt. Bitte überweisen Sie 47,00 € bis zum 08.12.2026.",
        ),
        (PaymentTerms(0), "Der Betrag ist bezahlt. Es ist nichts mehr zu zahlen."),
        (
            PaymentTerms(0, paid_on=DAY, way="on_site"),
            "Sie haben den Betrag vor Ort bezahlt (24.11.2026). Es ist nichts mehr zu zahlen.",
        ),
    ],
)
def test_payment_says_what_is_still_to_be_done(terms: PaymentTerms | None, says: str) -> None:
    assert letter(invoice(payment=terms))["payment"].replace("\u00a0", " ") == says


def test_nothing_is_to_be_transferred_without_an_account_or_when_it_is_paid() -> None:
    assert letter(invoice(payment=DUE, seller=replace(OPERATOR, iban="")))["transfer"] is None
    assert letter(invoice(payment=PaymentTerms(0)))["transfer"] is None
    assert letter(invoice())["transfer"] is None


def test_english_letter_has_english_words_dates_and_money() -> None:
    made = letter(invoices.cases()["paid"])
    assert made["title"] == "Invoice CB-2026-0017"
    assert ["Date of service", "24 Nov 2026"] in made["facts"]
    assert made["lines"][0][2:] == ["3\u00a0hours", "19%", "€15.00"]
    assert made["payment"] == "You have paid online (24 Nov 2026). Nothing more is due."


def test_cancellation_is_called_so_and_names_what_it_takes_back() -> None:
    made = letter(invoices.cases()["cancellation"])
    assert made["title"] == "Stornorechnung CB-2026-0018"
    assert made["opening"] == "Die Rechnung CB-2026-0017 vom 24.11.2026 nehmen wir hiermit vollständig zurück:"
    assert made["total"] == ["Gesamtbetrag", "−147,00\u00a0€"]
    assert "gutschrift" not in str(made).lower()


@pytest.mark.parametrize(
    ("vat", "note"),
    [
        (SMALL, "Umsatzsteuerfrei nach § 19 UStG (Steuerbefreiung für Kleinunternehmer)."),
        (EXEMPT, "Umsatzsteuerfrei: § 4 Nr. 12 Buchstabe a UStG."),
        (OUTSIDE, "Nicht steuerbar: § 2b UStG."),
    ],
)
def test_invoice_without_vat_says_why_and_shows_none(vat: words.Vat, note: str) -> None:
    made = letter(invoices.of_vat(vat))
    assert made["notes"] == [note]
    assert made["rates"] == []


def test_rates_add_up_on_the_sheet() -> None:
    rows = [[cell.replace("\u00a0", " ") for cell in row] for row in letter(invoice())["rates"]]
    assert rows == [["19 %", "113,45 €", "21,55 €", "135,00 €"], ["7 %", "11,21 €", "0,79 €", "12,00 €"]]


def test_collective_letter_has_cost_centres_and_only_the_month() -> None:
    made = letter(invoices.collective())
    assert ["Leistungszeitraum", "November 2026"] in made["facts"]
    assert made["lines"][0] == ["Nutzungstage", "Kostenstelle 4701", "1\u00a0Tag", "19\u00a0%", "15,00\u00a0€"]


def test_small_letter_names_no_buyer() -> None:
    assert letter(invoices.small())["buyer"] == []


def test_letter_abroad_names_the_country() -> None:
    buyer = replace(invoices.BUSINESS, country="NL")
    assert letter(invoice(buyer=buyer))["buyer"][-1] == "NL"
    assert "DE" not in letter(invoice())["buyer"]


@pytest.mark.parametrize(
    ("first", "last", "german", "english"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), "Februar 2026", "February 2026"),
        (date(2028, 2, 1), date(2028, 2, 28), "01.02.2028 – 28.02.2028", "1 Feb 2028 – 28 Feb 2028"),
        (date(2026, 12, 1), date(2026, 12, 31), "Dezember 2026", "December 2026"),
        (date(2026, 12, 31), date(2026, 12, 31), "31.12.2026", "31 Dec 2026"),
        (date(2026, 11, 1), date(2026, 12, 31), "01.11.2026 – 31.12.2026", "1 Nov 2026 – 31 Dec 2026"),
    ],
)
def test_period_is_a_month_when_it_is_a_whole_one(first: date, last: date, german: str, english: str) -> None:
    assert (words.period(first, last, "de"), words.period(first, last, "en")) == (german, english)


def test_both_languages_have_the_same_keys_and_places() -> None:
    for name in (field.name for field in fields(words.InvoiceWords)):
        german, english = getattr(words.GERMAN, name), getattr(words.ENGLISH, name)
        assert _places(german) == _places(english), name


def _places(value: object) -> object:
    if isinstance(value, dict):
        return {key: _places(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_places(inner) for inner in value]
    return sorted(part.partition("}")[0] for part in str(value).split("{")[1:])


def test_iban_stands_in_fours_and_what_is_none_as_it_is() -> None:
    assert in_fours("DE02 12030000") == "DE02\u00a01203\u00a00000"
    assert in_fours("x" * 60) == "x" * 60
