"""What stands on an invoice, as values that never change: kept as the snapshot, made into PDF, e-invoice and lists."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hubs.operators.rules import Vat
from payments import money

SMALL_LIMIT_CENTS = 250_00
"""Up to here a buyer need not be named (§ 33 UStDV); gross."""
KINDS = ("invoice", "small", "collective", "cancellation")
UNITS = ("piece", "hour", "day", "month")


@dataclass(frozen=True)
class Party:
    """Who sells or buys. `address` in lines as on a letter, the last one with postcode and town; `iban` without
    blanks. What is not known is empty."""

    name: str
    address: tuple[str, ...] = ()
    country: str = "DE"
    email: str = ""
    phone: str = ""
    vat_id: str = ""
    tax_number: str = ""
    register_entry: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that is charged: `gross_cents` for the whole `quantity`; both below zero where something is taken
    back. `unit` is one of UNITS, `cost_centre` the buyer's own."""

    text: str
    quantity: int
    gross_cents: int
    vat: Vat
    unit: str = "piece"
    cost_centre: str = ""


@dataclass(frozen=True)
class PaymentTerms:
    """What is still to be paid of the gross amount: until `due_on`, by transfer with `reference` (RF…) where there is
    one. Nothing is due: it was paid on `paid_on`. `way` is online, transfer, on_site, or empty when it does not
    matter; "pass" for what a multi-purpose voucher has paid."""

    due_cents: int
    due_on: date | None = None
    paid_on: date | None = None
    way: str = ""
    reference: str = ""


@dataclass(frozen=True)
class RateTotal:
    """What all lines of one VAT treatment and rate come to."""

    vat: Vat
    net_cents: int
    vat_cents: int
    gross_cents: int


@dataclass(frozen=True)
class InvoiceTotals:
    """Sums by rate (highest first) and of all; `line_nets` are the lines' net cents in their order."""

    rates: tuple[RateTotal, ...]
    line_nets: tuple[int, ...]
    net_cents: int
    vat_cents: int
    gross_cents: int


@dataclass(frozen=True)
class InvoiceDocument:
    """One invoice as it was issued. `kind` is one of KINDS; `cancels` the number of the invoice that a cancellation
    takes back, `cancels_on` its date; `totals` are kept as they were worked out then (`totals_of(lines)`), and
    `checks.check` finds whether they still hold. `buyer_reference` is what the buyer wants to read on it (Ihr Zeichen,
    Leitweg-ID); `note` a sentence of the operator. `is_redemption`: of a visit that was paid by a
    multi-purpose voucher, whose sale had no VAT in it."""

    number: str
    kind: str
    issued_on: date
    service_from: date
    service_to: date
    seller: Party
    buyer: Party | None
    lines: tuple[Line, ...]
    totals: InvoiceTotals
    locale: str = "de"
    cancels: str = ""
    cancels_on: date | None = None
    buyer_reference: str = ""
    note: str = ""
    payment: PaymentTerms | None = None
    is_redemption: bool = False

    @property
    def due_cents(self) -> int:
        """What is to be paid; all of it when nothing is said about payment."""
        return self.payment.due_cents if self.payment else self.totals.gross_cents


def totals_of(lines: Iterable[Line]) -> InvoiceTotals:
    """The sums of these lines. Net is worked out of the gross sum of each rate, and given to the lines by largest
    remainder, so that nothing is ever a cent apart."""
    lines = tuple(lines)
    nets = [0] * len(lines)
    rates = []
    for vat in sorted({line.vat for line in lines}, key=lambda vat: (-vat.rate, vat.treatment, vat.reason)):
        places = [place for place, line in enumerate(lines) if line.vat == vat]
        grosses = [lines[place].gross_cents for place in places]
        for place, net in zip(places, money.nets_of(grosses, vat.rate), strict=True):
            nets[place] = net
        gross, net = sum(grosses), money.net_of(sum(grosses), vat.rate)
        rates.append(RateTotal(vat, net, gross - net, gross))
    net = sum(rate.net_cents for rate in rates)
    gross = sum(rate.gross_cents for rate in rates)
    return InvoiceTotals(tuple(rates), tuple(nets), net, gross - net, gross)


def cancellation_of(document: InvoiceDocument, number: str, issued_on: date, note: str = "") -> InvoiceDocument:
    """The exact mirror of an invoice under a number of its own; it says which one it takes back. Raises ValueError for
    a cancellation: what was cancelled is invoiced anew."""
    if document.kind == "cancellation":
        raise ValueError("a cancellation cannot be cancelled")
    lines = tuple(replace(line, quantity=-line.quantity, gross_cents=-line.gross_cents) for line in document.lines)
    return replace(
        document,
        number=number,
        kind="cancellation",
        issued_on=issued_on,
        lines=lines,
        totals=totals_of(lines),
        cancels=document.number,
        cancels_on=document.issued_on,
        note=note,
        payment=None,
    )


def kind_for(gross_cents: int, *, is_business: bool) -> str:
    """ "small" for what people buy up to SMALL_LIMIT_CENTS, else "invoice"; a business needs its name on it."""
    return "small" if gross_cents <= SMALL_LIMIT_CENTS and not is_business else "invoice"


def separately(lines: Iterable[Line]) -> list[tuple[Line, ...]]:
    """The lines as they can stand on one e-invoice each: what is outside VAT (§ 2b UStG) may not stand beside anything
    else (EN 16931, BR-O-11)."""
    lines = tuple(lines)
    taxable = tuple(line for line in lines if line.vat.treatment != "outside")
    outside = tuple(line for line in lines if line.vat.treatment == "outside")
    return [part for part in (taxable, outside) if part]
