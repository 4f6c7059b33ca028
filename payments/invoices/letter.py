"""What stands where on the sheet of an invoice: texts in its language, ready to be set."""

from collections.abc import Iterator
from typing import Any

from core.formats import NBSP, money_in
from payments.invoices import words
from payments.invoices.documents import InvoiceDocument, Line, Party, RateTotal

LONGEST_IBAN = 34


def letter(document: InvoiceDocument) -> dict[str, Any]:
    """All texts of the sheet by their place, as JSON knows them. Nothing of it is cleaned for the font yet."""
    say, buyer = words.words(document.locale), document.buyer
    return {
        "lang": document.locale,
        "title": f"{say.titles[document.kind]} {document.number}",
        "date": document.issued_on.isoformat(),
        "seller": {"name": document.seller.name, "address": list(document.seller.address)},
        "buyer": [buyer.name, *buyer.address, *_country(buyer, document.seller)] if buyer else [],
        "facts": [[name, value] for name, value in _facts(document) if value],
        "opening": say.opening[document.kind].format(invoice=_cancelled(document)),
        "columns": [say.text, say.quantity, say.vat, say.gross],
        "lines": [_line(line, document) for line in document.lines],
        "total": [say.total, _money(document.totals.gross_cents, document)],
        "contained": say.contained,
        "rate_columns": [say.rate, say.net, say.vat, say.gross],
        "rates": [_rate(rate, document) for rate in document.totals.rates] if document.totals.vat_cents else [],
        "notes": [*_notes(document)],
        "payment": _payment(document),
        "transfer": _transfer(document),
        "footer": [[*column] for column in _footer(document)],
        "page": say.page,
    }


def _facts(document: InvoiceDocument) -> Iterator[tuple[str, str]]:
    say, locale = words.words(document.locale), document.locale
    is_day = document.service_from == document.service_to
    yield say.number, document.number
    yield say.issued_on, words.day(document.issued_on, locale)
    period = words.period(document.service_from, document.service_to, locale)
    yield (say.service_on if is_day else say.service_period), period
    yield say.cancels, document.cancels
    yield say.buyer_reference, document.buyer_reference
    yield say.buyer_vat_id, document.buyer.vat_id if document.buyer else ""


def _cancelled(document: InvoiceDocument) -> str:
    if not document.cancels_on:
        return document.cancels
    cancelled_on = words.day(document.cancels_on, document.locale)
    return words.words(document.locale).cancels_of.format(number=document.cancels, day=cancelled_on)


def _line(line: Line, document: InvoiceDocument) -> list[str]:
    """Text, cost centre below it, quantity, VAT, gross."""
    say, locale = words.words(document.locale), document.locale
    cost_centre = f"{say.cost_centre} {line.cost_centre}" if line.cost_centre else ""
    quantity = words.quantity(line.quantity, line.unit, locale)
    return [line.text, cost_centre, quantity, words.vat_rate(line.vat, locale), _money(line.gross_cents, document)]


def _rate(rate: RateTotal, document: InvoiceDocument) -> list[str]:
    vat = _money(rate.vat_cents, document) if rate.vat.rate else words.words(document.locale).no_vat
    amounts = (_money(rate.net_cents, document), vat, _money(rate.gross_cents, document))
    return [words.vat_rate(rate.vat, document.locale), *amounts]


def _notes(document: InvoiceDocument) -> Iterator[str]:
    """The law's sentences, each once, then the operator's own."""
    notes = [words.vat_note(rate.vat, document.locale) for rate in document.totals.rates]
    yield from dict.fromkeys(note for note in [*notes, document.note] if note)


def _payment(document: InvoiceDocument) -> str:
    """What is still to be done about money; nothing when nothing is known of it."""
    say, terms, locale = words.words(document.locale), document.payment, document.locale
    if terms is None or document.totals.gross_cents <= 0:
        return ""
    if not terms.due_cents:
        paid_on = say.paid_on.format(day=words.day(terms.paid_on, locale)) if terms.paid_on else ""
        return say.paid.get(terms.way, say.paid[""]).format(day=paid_on)
    paid_cents = document.totals.gross_cents - terms.due_cents
    part = say.part_paid.format(amount=_money(paid_cents, document)) if paid_cents else ""
    due_on = words.day(terms.due_on, locale) if terms.due_on else ""
    return part + (say.due_on if due_on else say.due).format(amount=_money(terms.due_cents, document), day=due_on)


def _transfer(document: InvoiceDocument) -> dict[str, Any] | None:
    """What goes into the form of one's bank."""
    say, seller = words.words(document.locale), document.seller
    if not seller.iban or not document.payment or not document.payment.due_cents:
        return None
    rows = [
        (say.holder, seller.name),
        (say.iban, in_fours(seller.iban)),
        (say.bic, seller.bic),
        (say.amount, _money(document.payment.due_cents, document)),
        (say.reference, in_fours(document.payment.reference) or document.number),
    ]
    rows = [row for row in rows if row[1]]
    return {"heading": say.transfer, "rows": rows, "girocode": say.girocode, "girocode_alt": say.girocode_alt}


def _footer(document: InvoiceDocument) -> Iterator[list[str]]:
    """Who the seller is, how to reach it, its account, its taxes: the columns at the foot of the first page."""
    say, seller = words.words(document.locale), document.seller
    contact = [_named(say.phone, seller.phone), seller.email]
    bank = [_named(say.iban, in_fours(seller.iban)), _named(say.bic, seller.bic)]
    tax = [_named(say.tax_number, seller.tax_number), _named(say.vat_id, seller.vat_id), seller.register_entry]
    for column in ([seller.name, *seller.address], contact, bank, tax):
        if shown := [text for text in column if text]:
            yield shown


def in_fours(text: str) -> str:
    """DE02 1203 0000 0000 2020 51, which does not break; what is too long for an IBAN or a reference stays as it is."""
    plain = "".join(text.split())
    if len(plain) > LONGEST_IBAN:
        return text
    return NBSP.join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _named(name: str, text: str) -> str:
    return f"{name} {text}" if text else ""


def _country(party: Party, other: Party) -> list[str]:
    """Letters within the country do not name it."""
    return [party.country] if party.country != other.country else []


def _money(cents: int, document: InvoiceDocument) -> str:
    return money_in(cents, document.locale)
