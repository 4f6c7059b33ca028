"""Bank transfers: a file of the bank's is read, what fits is noted after one click, all else a person decides.

The file is read in a process of its own, while no transaction is open (`core.in_steps`).
"""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response
from werkzeug.exceptions import RequestEntityTooLarge

from core import ratelimit, sandbox, uploads
from core.access import OPERATOR, access
from core.arguments import read_id, read_uuid
from core.errors import DomainError
from core.formats import money
from core.in_steps import in_steps
from core.refusals import page_again, when_refused
from core.security import csrf
from core.transactions import reading, transact
from payments.open_items import queries as item_queries
from payments.transfers import statements, transfer_actions, transfer_queries
from payments.transfers.camt import LARGEST
from payments.transfers.errors import StatementUnreadable
from payments.transfers.models import ReceivedTransfer
from payments.transfers.transfer_actions import TakenIn
from web.operator import money_words
from web.operator.frame import blueprint, operator_of_page, operator_page
from web.operator.money_forms import StatementForm

READS, PER_SECONDS = 20, 600
"""So many files one person may have read within ten minutes."""
MOST_CHOICES = 100


def _back(operator: str, **_of_the_transfer: Any) -> str:
    return url_for("operator.transfers", operator=operator)


@blueprint.get("/transfers")
@access(OPERATOR)
def transfers(operator: str) -> str:
    return _page(operator)


@blueprint.post("/transfers")
@access(OPERATOR, come_back=_back)
@in_steps
def upload_transfers(operator: str) -> Response:
    try:
        uploads.allow(LARGEST)
        form = StatementForm()
        content: bytes = form.file.data.read() if form.file.data else b""
    except RequestEntityTooLarge:
        uploads.hear_out()
        return page_again(lambda: (_page(operator, StatementUnreadable("too-large")), 413))
    return _take_in(operator, content)


csrf.exempt(upload_transfers)
"""It checks its token itself, see core.uploads."""


@when_refused(lambda error, operator, content: _page(operator, error))
def _take_in(operator: str, content: bytes) -> Response:
    with reading():
        found = operator_of_page(operator)
        key, iban, person = found.id, found.iban or "", str(current_user.id)
    with sandbox.aside():  # first: whoever is asked to come again has not used up a try
        ratelimit.hit("bank-files", person, READS, PER_SECONDS)
        statement = statements.read(content, iban)
    _say(transact(lambda: transfer_actions.take_in(operator_id=key, statement=statement)))
    return redirect(_back(operator), 303)


def _say(taken: TakenIn) -> None:
    parts = [
        ngettext("%(num)s new transfer is on the list.", "%(num)s new transfers are on the list.", taken.kept),
        ngettext("%(num)s is known from earlier files.", "%(num)s are known from earlier files.", taken.known),
        ngettext(
            "%(num)s other credit has nothing to do with open items and was not kept.",
            "%(num)s other credits have nothing to do with open items and were not kept.",
            taken.others,
        ),
        ngettext("%(num)s entry could not be read.", "%(num)s entries could not be read.", taken.unread),
    ]
    numbers = (taken.kept, taken.known, taken.others, taken.unread)
    said = [part for part, number in zip(parts, numbers, strict=True) if number]
    flash(" ".join(said) or _("There is no credit in this file."), "success" if taken.kept else "info")


@blueprint.post("/transfers/notes")
@access(OPERATOR, come_back=_back)
@when_refused(lambda error, operator: _page(operator, error))
def note_exact(operator: str) -> Response:
    """Those that the page showed as exact, if they still are."""
    found = operator_of_page(operator)
    ids = {read_id(one) for one in request.form.getlist("transfer")[: item_queries.MOST]} - {None}
    done = transfer_actions.note_exact(operator_id=found.id, ids={one for one in ids if one}, by=current_user)
    text = ngettext("%(num)s transfer has been noted as paid.", "%(num)s transfers have been noted as paid.", done)
    flash(text, "success" if done else "info")
    return redirect(_back(operator), 303)


@blueprint.post("/transfers/<int:transfer_id>/note")
@access(OPERATOR, come_back=_back)
@when_refused(lambda error, operator, transfer_id: _page(operator, error))
def note_transfer(operator: str, transfer_id: int) -> Response:
    """For the item that a person has chosen."""
    found = operator_of_page(operator)
    transfer, key = _transfer(operator, transfer_id), read_uuid(request.form.get("item", "")) or abort(404)
    owed = item_queries.owed_by_fee(found.id, key) or abort(404)
    more = transfer_actions.note_for(transfer=transfer, owed=owed, by=current_user)
    flash(_("Noted: the money has been received."), "success")
    if more:
        flash(_("%(more)s too much: this stands among the refunds to be made by hand.", more=money(more)), "info")
    return redirect(_back(operator), 303)


@blueprint.post("/transfers/<int:transfer_id>/setting-aside")
@access(OPERATOR, come_back=_back)
def set_transfer_aside(operator: str, transfer_id: int) -> Response:
    transfer_actions.set_aside(transfer=_transfer(operator, transfer_id), by=current_user)
    flash(_("The transfer has been set aside."), "success")
    return redirect(_back(operator), 303)


def _transfer(operator: str, transfer_id: int) -> ReceivedTransfer:
    """404 for another operator's, and for one that was dealt with."""
    return transfer_queries.transfer_of(operator_of_page(operator).id, transfer_id) or abort(404)


def _page(operator: str, error: DomainError | None = None) -> str:
    found = operator_of_page(operator)
    form = StatementForm(formdata=None)
    if error is not None and error.field == "file":
        form.file.errors = [error.message()]
    waiting = transfer_queries.waiting(found.id)[: item_queries.MOST]
    others = [one for one in waiting if not one.is_exact]
    return operator_page(
        "operator/transfers.html",
        found,
        form=form,
        error=None if form.file.errors else error,
        exact=[one for one in waiting if one.is_exact],
        others=others,
        choices=item_queries.owed_to(found.id)[:MOST_CHOICES] if others else [],
        words=money_words.MATCHES,
    )
