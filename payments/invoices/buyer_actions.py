"""Who an invoice is for, as the buyer says. Flushes and never commits."""

from stdnum.eu import vat as vat_ids
from stdnum.exceptions import ValidationError

from core.clock import today
from core.db import db
from core.formats import DEFAULT_ZONE
from core.text import one_line
from payments.invoices import drafting, following_actions, queries, rules
from payments.invoices.errors import AlreadyInvoiced, BadVatId, BuyerIncomplete, InvoicedLater, NothingToInvoice
from payments.invoices.models import Invoice
from payments.invoices.rules import Buyer
from payments.queries import Account
from payments.rules import LENT


def enter(*, account: Account, buyer: Buyer, is_business: bool) -> Invoice | None:
    """The invoice of this fee is for this buyer. It is issued at once when the fee is paid, or comes by transfer from a
    business, which pays by invoice; else when it is paid: None. Of a visit with a multi-purpose voucher, whose VAT is
    due at the visit, it is issued after the visit.

    NothingToInvoice for what something else covers; InvoicedLater; AlreadyInvoiced; BuyerIncomplete when the law wants
    name or address; BadVatId.
    """
    fee = account.fee
    there = queries.valid_for_fees([fee.id]).get(fee.id)
    if there is not None:
        raise AlreadyInvoiced(number=there.label)
    redeemed = drafting.redeemed_by(fee)
    if fee.covered_by in LENT and redeemed is None:
        raise NothingToInvoice
    if redeemed is not None and redeemed.known_on > today(DEFAULT_ZONE):
        raise InvoicedLater(day=redeemed.known_on)
    cleaned = _cleaned(buyer)
    kept = {**fee.buyer, **cleaned, "name": cleaned["name"] or fee.buyer.get("name", "")}
    missing = rules.missing(kept, drafting.charged_cents(fee), is_business=is_business)
    if missing:
        raise BuyerIncomplete(missing=missing)
    fee.buyer, fee.is_business = {name: value for name, value in kept.items() if value}, is_business
    db.session.flush()
    pays_by_invoice = is_business and fee.covered_by == "transfer"
    if following_actions.is_due(account) or pays_by_invoice or redeemed is not None:
        return following_actions.issue_for(account=account)
    return None


def _cleaned(buyer: Buyer) -> dict[str, str]:
    return {
        "name": one_line(buyer.name)[: rules.LONGEST_NAME],
        "company": one_line(buyer.company)[: rules.LONGEST_NAME],
        "address": "\n".join(one_line(line) for line in rules.lines_of(buyer.address))[: rules.LONGEST_ADDRESS],
        "vat_id": _vat_id(buyer.vat_id),
        "reference": one_line(buyer.reference)[: rules.LONGEST_NAME],
    }


def _vat_id(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return str(vat_ids.validate(typed))
    except ValidationError:
        raise BadVatId from None
