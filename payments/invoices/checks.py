"""Whether an invoice's cents hold. The official rules let VAT be off by 99 cents; these let none be."""

from collections.abc import Iterator

from hubs.operators.rules import RATES, Vat
from payments import money
from payments.invoices.documents import (
    KINDS,
    SMALL_LIMIT_CENTS,
    UNITS,
    InvoiceDocument,
    InvoiceTotals,
    Line,
    RateTotal,
)

NEEDS_REASON = ("exempt", "outside")


class WrongInvoice(ValueError):
    """An invoice that must not leave the house: a bug of ours, or a snapshot that somebody has changed; never what
    people typed. `rule` is a fixed name, `detail` says what differs."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule
        self.detail = detail


def check(document: InvoiceDocument) -> None:
    """Raises WrongInvoice when anything does not fit together: lines, sums by rate, net + VAT = gross, each to the
    cent, and what its kind needs."""
    for rule, detail in _wrongs(document):
        raise WrongInvoice(rule, detail)


def _wrongs(document: InvoiceDocument) -> Iterator[tuple[str, str]]:
    """Each broken rule, the most telling first."""
    yield from _of_kind(document)
    for line in document.lines:
        yield from _of_line(line)
    for rate in document.totals.rates:
        yield from _of_rate(rate, document)
    yield from _of_sums(document.totals)
    yield from _of_payment(document)


def _of_kind(document: InvoiceDocument) -> Iterator[tuple[str, str]]:
    if document.kind not in KINDS:
        yield "kind", document.kind
    if not document.number or not document.lines:
        yield "empty", "an invoice has a number and lines"
    if document.service_from > document.service_to:
        yield "period", f"{document.service_from} is after {document.service_to}"
    if document.kind in ("invoice", "collective") and not (document.buyer and document.buyer.name):
        yield "buyer", f"kind {document.kind} needs one"
    if not (document.seller.tax_number or document.seller.vat_id):
        yield "tax-number", "the seller has neither tax number nor VAT id"
    yield from _of_amount(document)


def _of_amount(document: InvoiceDocument) -> Iterator[tuple[str, str]]:
    gross, is_cancellation = document.totals.gross_cents, document.kind == "cancellation"
    if is_cancellation != bool(document.cancels):
        yield "cancels", "a cancellation, and nothing else, names what it takes back"
    if (gross > 0) if is_cancellation else (gross < 0):
        yield "direction", f"{gross} cents on kind {document.kind}"
    if document.kind == "small" and gross > SMALL_LIMIT_CENTS:
        yield "small-limit", f"{gross} cents"


def _of_line(line: Line) -> Iterator[tuple[str, str]]:
    if line.quantity == 0 or line.gross_cents * line.quantity < 0:
        yield "sign", f"{line.quantity} × for {line.gross_cents} cents"
    if line.unit not in UNITS:
        yield "unit", line.unit
    yield from _of_vat(line.vat)


def _of_vat(vat: Vat) -> Iterator[tuple[str, str]]:
    if vat.rate != RATES.get(vat.treatment):
        yield "vat-rate", f"{vat.treatment} with {vat.rate} %"
    if vat.treatment in NEEDS_REASON and not vat.reason:
        yield "vat-reason", f"{vat.treatment} needs the law's sentence"


def _of_rate(rate: RateTotal, document: InvoiceDocument) -> Iterator[tuple[str, str]]:
    name = f"{rate.vat.treatment} {rate.vat.rate} %"
    places = [place for place, line in enumerate(document.lines) if line.vat == rate.vat]
    grosses = [document.lines[place].gross_cents for place in places]
    nets = [net for place, net in enumerate(document.totals.line_nets) if place in places]
    if sum(grosses) != rate.gross_cents:
        yield "lines-gross", f"{name}: lines {sum(grosses)}, sum {rate.gross_cents}"
    if rate.net_cents + rate.vat_cents != rate.gross_cents:
        yield "rate-sum", f"{name}: {rate.net_cents} + {rate.vat_cents} is not {rate.gross_cents}"
    if rate.net_cents != money.net_of(rate.gross_cents, rate.vat.rate):
        due = rate.gross_cents - money.net_of(rate.gross_cents, rate.vat.rate)
        yield "vat", f"{name}: {rate.vat_cents} cents of VAT, it should be {due}"
    if sum(nets) != rate.net_cents:
        yield "lines-net", f"{name}: lines {sum(nets)}, sum {rate.net_cents}"
    if nets != money.nets_of(grosses, rate.vat.rate):
        yield "line-net", f"{name}: {nets} of {grosses}"


def _of_sums(totals: InvoiceTotals) -> Iterator[tuple[str, str]]:
    for name in ("net_cents", "vat_cents", "gross_cents"):
        whole, parts = getattr(totals, name), sum(getattr(rate, name) for rate in totals.rates)
        if whole != parts:
            yield name.removesuffix("_cents"), f"rates {parts}, sum {whole}"


def _of_payment(document: InvoiceDocument) -> Iterator[tuple[str, str]]:
    vats = [rate.vat for rate in document.totals.rates]
    if len(vats) != len(set(vats)) or set(vats) != {line.vat for line in document.lines}:
        yield "rates", "not one sum for each rate"
    if len(document.totals.line_nets) != len(document.lines):
        yield "line-net", "not one for each line"
    if document.payment and not 0 <= document.payment.due_cents <= max(0, document.totals.gross_cents):
        yield "due", f"{document.payment.due_cents} of {document.totals.gross_cents} cents"
