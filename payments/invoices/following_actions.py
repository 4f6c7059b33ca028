"""Invoices follow what is paid and what is owed: receivers of payments' signals, in the same transaction.

Flushes and never commits. That an invoice cannot be made never keeps money from being written down: it is listed for
people (`payments.difference_actions`), and the reconciliation finds it, too.
"""

import logging
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from core.db import db
from payments import difference_actions
from payments import queries as payment_queries
from payments.invoices import drafting, issuing_actions, line_words, queries, rules
from payments.invoices.checks import WrongInvoice
from payments.invoices.errors import AlreadyInvoiced, BuyerIncomplete
from payments.invoices.models import Invoice
from payments.models import Fee, Payment
from payments.queries import Account
from payments.rules import OWED

log = logging.getLogger(__name__)
Change = tuple[Fee, Fee | None]


def paid(_sender: object, payments: Sequence[Payment], **_more: object) -> None:
    """What is paid whole now gets its invoice, once; one that needs an address waits until somebody has entered it."""
    for fee_id in dict.fromkeys(payment.fee_id for payment in payments):
        account = payment_queries.account_of_fee(fee_id)
        if account is not None:
            _issue_if_due(account)


def superseded(_sender: object, changes: Sequence[Change], **_more: object) -> None:
    """The invoice of what is no longer owed (or no longer paid: the same fee twice) is cancelled; what is owed instead
    gets a new one when it is paid."""
    valid = queries.valid_for_fees([old.id for old, _new in changes])
    for old, new in changes:
        invoice = valid.get(old.id)
        if invoice is not None:
            locale = line_words.language(str(invoice.document["locale"]))
            issuing_actions.cancel(invoice=invoice, note=line_words.CHANGED[locale])
        account = payment_queries.account_of_fee(new.id) if new is not None else None
        if account is not None:
            _issue_if_due(account, replaces=invoice)


def issue_for(*, account: Account, note: str = "") -> Invoice:
    """The invoice of what is owed there: of what is paid, also by a multi-purpose voucher, or, for a transfer, of what
    is still to be paid.

    AlreadyInvoiced, BuyerIncomplete, WrongInvoice; nothing was numbered then.
    """
    fee = account.fee
    db.session.scalars(select(Fee.id).where(Fee.id == fee.id).with_for_update()).one()  # else two at once make two
    there = queries.valid_for_fees([fee.id]).get(fee.id)
    if there is not None:
        raise AlreadyInvoiced(number=there.label)
    missing = rules.missing(fee.buyer, drafting.charged_cents(fee), is_business=fee.is_business)
    if missing:
        raise BuyerIncomplete(missing=missing)
    return issuing_actions.issue(drafts=[drafting.of_account(account, note)])[0]


def is_due(account: Account) -> bool:
    """Whether an invoice is due: money is owed for it, and it is paid whole."""
    return account.fee.covered_by in OWED and account.fee.gross_cents > 0 and account.due_cents == 0


def _issue_if_due(account: Account, replaces: Invoice | None = None) -> None:
    if not is_due(account):
        return
    note = ""
    if replaces is not None:
        locale = line_words.language(str(replaces.document["locale"]))
        note = line_words.LATER_ISSUED[locale].format(number=replaces.label)
    try:
        issue_for(account=account, note=note)
    except (AlreadyInvoiced, BuyerIncomplete):
        return
    except WrongInvoice as error:
        _list(account.fee.id, account.fee.operator_id, error)


def _list(fee_id: uuid.UUID, operator_id: int, error: WrongInvoice) -> None:
    log.error("an invoice cannot be made", extra={"fee": str(fee_id), "rule": error.rule})
    difference_actions.list_one("invoice-missing", str(fee_id), "1", error.rule, operator_id=operator_id)
