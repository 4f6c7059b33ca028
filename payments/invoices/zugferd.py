"""Invoices as programs read them: ZUGFeRD / Factur-X in the profile EN 16931, inside the PDF that people read.

The only place that knows drafthorse. Its XML is checked by its schema when it is made; whether it keeps the rules of EN
16931 is proved by the tests for every VAT treatment, and whether its cents are the invoice's by `agrees`, each time.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

from payments.invoices import pdf, words
from payments.invoices.checks import WrongInvoice, check
from payments.invoices.documents import InvoiceDocument, Line, Party, RateTotal
from payments.invoices.hybrid import marked
from payments.invoices.plain import plain

if TYPE_CHECKING:
    from drafthorse.models.document import Document

PROFILE = "urn:cen.eu:en16931:2017"
TYPES = {"invoice": "380", "small": "380", "collective": "380", "cancellation": "384"}
UNIT_CODES = {"piece": "C62", "hour": "HUR", "day": "DAY", "month": "MON"}
CATEGORIES = {"standard": "S", "reduced": "S", "small": "E", "exempt": "E", "outside": "O"}
TRANSFER = "58"
"""SEPA credit transfer (UNTDID 4461)."""
NAMESPACE = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}


def e_invoice(document: InvoiceDocument, *, girocode: str = "") -> bytes:
    """The PDF with the XML in it, which the XMP of the file tells. Raises WrongInvoice."""
    return marked(pdf.render(document, girocode=girocode, attachment=xml_of(document)))


def xml_of(document: InvoiceDocument) -> bytes:
    """The XML alone, the same bytes for the same invoice. Raises WrongInvoice: "buyer" when nobody is named,
    "outside-alone" when what is outside VAT stands beside something else (`documents.separately`), "address" when a
    party has none, and whatever `check` finds."""
    check(document)
    _check_for_programs(document)
    made: bytes = _document(document).serialize(schema="FACTUR-X_EN16931")
    agrees(made, document)
    return made


def agrees(xml: bytes, document: InvoiceDocument) -> None:
    """Raises WrongInvoice("e-invoice", …) when an amount in the XML is not the invoice's to the cent. The official
    rules would let VAT be off by 99 cents."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    for path, cents in _amounts(document):
        found = [int(Decimal(node.text or "0") * 100) for node in root.iterfind(path, NAMESPACE)]
        if found != cents:
            raise WrongInvoice("e-invoice", f"{path.rpartition(':')[2]}: {found} in the XML, {cents} in the invoice")


def _amounts(document: InvoiceDocument) -> Iterator[tuple[str, list[int]]]:
    """Where which cents must stand."""
    totals, groups = document.totals, [*_groups(document)]
    line = ".//ram:SpecifiedTradeSettlementLineMonetarySummation"
    tax = ".//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax"
    sums = ".//ram:SpecifiedTradeSettlementHeaderMonetarySummation"
    yield f"{line}/ram:LineTotalAmount", list(totals.line_nets)
    yield f"{tax}/ram:BasisAmount", [net for _, _, net, _, _ in groups]
    yield f"{tax}/ram:CalculatedAmount", [vat for _, _, _, vat, _ in groups]
    yield f"{sums}/ram:LineTotalAmount", [totals.net_cents]
    yield f"{sums}/ram:TaxBasisTotalAmount", [totals.net_cents]
    yield f"{sums}/ram:TaxTotalAmount", [totals.vat_cents]
    yield f"{sums}/ram:GrandTotalAmount", [totals.gross_cents]
    yield f"{sums}/ram:DuePayableAmount", [document.due_cents]


def _check_for_programs(document: InvoiceDocument) -> None:
    if document.buyer is None:
        raise WrongInvoice("buyer", "an e-invoice names its buyer")
    if not (document.seller.address and document.buyer.address):
        raise WrongInvoice("address", "an e-invoice has the addresses of both")
    treatments = {line.vat.treatment for line in document.lines}
    if "outside" in treatments and len(treatments) > 1:
        raise WrongInvoice("outside-alone", "what is outside VAT needs an invoice of its own")


def _document(document: InvoiceDocument) -> "Document":
    from drafthorse.models.document import Document
    from drafthorse.models.note import IncludedNote

    made = Document()
    made.context.guideline_parameter.id = PROFILE
    made.header.id = document.number
    made.header.type_code = TYPES[document.kind]
    made.header.issue_date_time = document.issued_on
    for note in _notes(document):
        made.header.notes.add(IncludedNote(content=note))
    _agreement(made.trade.agreement, document)
    _delivery(made.trade, document)
    for number, (line, net_cents) in enumerate(zip(document.lines, document.totals.line_nets, strict=True), start=1):
        made.trade.items.add(_item(number, line, net_cents))
    _settlement(made.trade.settlement, document)
    return made


def _notes(document: InvoiceDocument) -> list[str]:
    notes = [words.vat_note(rate.vat, document.locale) for rate in document.totals.rates]
    return list(dict.fromkeys(plain(note) for note in [*notes, document.note] if plain(note)))


def _agreement(agreement: Any, document: InvoiceDocument) -> None:
    names_vat_ids = not _is_outside(document)  # BR-O-02: neither side's
    if document.buyer_reference:
        agreement.buyer_reference = plain(document.buyer_reference)
    _party(agreement.seller, document.seller, with_vat_id=names_vat_ids, with_tax_number=True)
    if document.buyer:
        _party(agreement.buyer, document.buyer, with_vat_id=names_vat_ids, with_tax_number=False)


def _party(made: Any, party: Party, *, with_vat_id: bool, with_tax_number: bool) -> None:
    from drafthorse.models.party import TaxRegistration

    made.name = plain(party.name)
    with_vat_id = with_vat_id and bool(party.vat_id)
    if with_tax_number and not with_vat_id:
        made.id = plain(party.tax_number or party.vat_id)  # BR-CO-26: something must tell who it is
    if with_tax_number and party.register_entry:
        made.legal_organization.id = ("", plain(party.register_entry))
    _address(made.address, party)
    if party.email:
        made.electronic_address.uri_ID = ("EM", plain(party.email))
    if with_tax_number and party.tax_number:
        made.tax_registrations.add(TaxRegistration(id=("FC", plain(party.tax_number))))
    if with_vat_id:
        made.tax_registrations.add(TaxRegistration(id=("VA", "".join(party.vat_id.split()))))


def _address(made: Any, party: Party) -> None:
    """The last line is postcode and town; what comes before goes into at most three lines."""
    *before, last = [plain(line) for line in party.address]
    postcode, blank, town = last.partition(" ")
    is_postcode = bool(blank) and any(sign.isdigit() for sign in postcode)
    if is_postcode:
        made.postcode = postcode
    made.city_name = town if is_postcode else last
    for name, line in zip(("line_one", "line_two", "line_three"), [*before[-1:], *before[:-1]], strict=False):
        setattr(made, name, line)
    made.country_id = party.country


def _delivery(trade: Any, document: InvoiceDocument) -> None:
    """The last day always: the schema wants this part, and an official rule that it is not empty."""
    trade.delivery.event.occurrence = document.service_to
    if document.service_from != document.service_to:
        trade.settlement.period.start = document.service_from
        trade.settlement.period.end = document.service_to


def _item(number: int, line: Line, net_cents: int) -> Any:
    """A line: quantity × price is its net to the cent, since the price has as many places as that needs."""
    from drafthorse.models.tradelines import LineItem

    item = LineItem()
    item.document.line_id = str(number)
    item.product.name = plain(line.text) or "–"
    item.agreement.net.amount = _price(net_cents, line.quantity)
    item.delivery.billed_quantity = (Decimal(line.quantity), UNIT_CODES[line.unit])
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = CATEGORIES[line.vat.treatment]
    if line.vat.treatment != "outside":  # BR-O-05: not even 0 %
        item.settlement.trade_tax.rate_applicable_percent = _percent(line.vat.rate)
    item.settlement.monetary_summation.total_amount = _euros(net_cents)
    if line.cost_centre:
        item.settlement.accounting_account.id = plain(line.cost_centre)
    return item


def _settlement(made: Any, document: InvoiceDocument) -> None:
    made.currency_code = "EUR"
    _how_to_pay(made, document)
    for category, rate, net_cents, vat_cents, reason in _groups(document):
        made.trade_tax.add(_tax(category, rate, net_cents, vat_cents, reason))
    if document.cancels:
        made.invoice_referenced_document.issuer_assigned_id = document.cancels
        if document.cancels_on:
            made.invoice_referenced_document.issue_date_time = document.cancels_on
    sums, totals = made.monetary_summation, document.totals
    sums.line_total = _euros(totals.net_cents)
    sums.charge_total = sums.allowance_total = _euros(0)
    sums.tax_basis_total = (_euros(totals.net_cents), None)
    sums.tax_total = (_euros(totals.vat_cents), "EUR")
    sums.grand_total = (_euros(totals.gross_cents), None)
    sums.prepaid_total = _euros(totals.gross_cents - document.due_cents)
    sums.due_amount = _euros(document.due_cents)


def _how_to_pay(made: Any, document: InvoiceDocument) -> None:
    from drafthorse.models.payment import PaymentMeans, PaymentTerms

    terms = document.payment
    if terms and terms.due_cents and document.seller.iban:
        means = PaymentMeans(type_code=TRANSFER)
        means.payee_account.iban = document.seller.iban
        means.payee_account.account_name = plain(document.seller.name)
        if document.seller.bic:
            means.payee_institution.bic = document.seller.bic
        made.payment_means.add(means)
        made.payment_reference = terms.reference or document.number
    if document.due_cents > 0:  # BR-CO-25: until when, or how
        due = PaymentTerms(description=words.words(document.locale).payable)
        if terms and terms.due_on:
            due.due = terms.due_on
        made.terms.add(due)


def _tax(category: str, rate: int, net_cents: int, vat_cents: int, reason: str) -> Any:
    from drafthorse.models.accounting import ApplicableTradeTax

    tax = ApplicableTradeTax()
    tax.calculated_amount = _euros(vat_cents)
    tax.type_code = "VAT"
    if reason:
        tax.exemption_reason = reason
    tax.basis_amount = _euros(net_cents)
    tax.category_code = category
    if category != "O":
        tax.rate_applicable_percent = _percent(rate)
    return tax


def _groups(document: InvoiceDocument) -> Iterator[tuple[str, int, int, int, str]]:
    """Category, rate, net, VAT and reason; what is exempt for several reasons is one group (BR-E-01)."""
    rates: dict[tuple[str, int], list[RateTotal]] = {}
    for rate in document.totals.rates:
        rates.setdefault((CATEGORIES[rate.vat.treatment], rate.vat.rate), []).append(rate)
    for (category, percent), group in rates.items():
        notes = dict.fromkeys(plain(words.vat_note(rate.vat, document.locale)) for rate in group)
        net_cents, vat_cents = sum(rate.net_cents for rate in group), sum(rate.vat_cents for rate in group)
        yield category, percent, net_cents, vat_cents, " ".join(note for note in notes if note)


def _is_outside(document: InvoiceDocument) -> bool:
    return any(line.vat.treatment == "outside" for line in document.lines)


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _percent(rate: int) -> Decimal:
    return Decimal(rate).quantize(Decimal("0.01"))


def _price(net_cents: int, quantity: int) -> Decimal:
    """Of one; as many places as give the net again when it is multiplied and rounded."""
    price = abs(Decimal(net_cents) / Decimal(100) / quantity)
    places = 2 + len(str(abs(quantity)))
    exact = price.quantize(Decimal("0.01"))
    return exact if exact * abs(quantity) == abs(_euros(net_cents)) else price.quantize(Decimal(1).scaleb(-places - 1))
