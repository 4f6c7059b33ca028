"""A member's own invoices, and who an invoice is for."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from core.access import MEMBER, access
from core.clock import today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE
from core.in_steps import in_steps
from core.refusals import when_refused
from core.transactions import reading
from members.models import Member
from payments import queries as payment_queries
from payments.invoices import buyer_actions, drafting, queries, rules
from payments.invoices.documents import SMALL_LIMIT_CENTS
from payments.invoices.kind_words import KINDS
from payments.passes import words as pass_words
from payments.passes.queries import own_pass
from payments.queries import Account
from payments.rules import LENT
from web.site import invoice_files
from web.site.invoice_forms import BuyerForm

blueprint = Blueprint("invoices", __name__)


@blueprint.get("/invoices")
@access(MEMBER)
def index() -> str:
    return render_template(
        "site/invoices/index.html",
        listed=queries.readable_by(current_user.id),
        waiting=queries.waiting_for_buyer(current_user.id),
        kinds=KINDS,
    )


@blueprint.get("/invoices/<uuid:invoice_id>.pdf")
@access(MEMBER)
@in_steps
def pdf(invoice_id: UUID) -> Response:
    """Another's invoice does not exist (404)."""
    member_id = current_user.id
    with reading():
        found = invoice_files.kept(queries.readable(invoice_id, member_id))
    return invoice_files.answer(found)


@blueprint.route("/payments/<uuid:fee_id>/buyer", methods=["GET", "POST"])
@access(MEMBER, come_back=lambda fee_id: url_for("invoices.buyer", fee_id=fee_id))
def buyer(fee_id: UUID) -> Any:
    account = _own(fee_id)
    form = BuyerForm.of(account.fee)
    if form.validate_on_submit():
        return _enter(fee_id, form)
    return _buyer_page(account, form), 422 if form.errors else 200


@when_refused(lambda error, fee_id, form: _buyer_page(_own(fee_id), form, error))
def _enter(fee_id: UUID, form: BuyerForm) -> Any:
    account = _own(fee_id)
    made = buyer_actions.enter(account=account, buyer=form.buyer, is_business=bool(form.is_business.data))
    if made is None:
        flash(_("This is noted. You will find the invoice here once it has been paid."), "success")
    else:
        flash(_("Invoice %(number)s is ready.", number=made.label), "success")
    return redirect(url_for("invoices.index"), 303)


def _own(fee_id: UUID) -> Account:
    """What the member owes or has paid there now; 404 where it is another's, or nothing is owed any more, or something
    else covers it that is no multi-purpose voucher."""
    account = payment_queries.account_of_fee(fee_id)
    if account is None or account.fee.member_id != current_user.id or account.fee.gross_cents == 0:
        abort(404)
    if account.fee.covered_by in LENT and drafting.redeemed_by(account.fee) is None:
        abort(404)
    return account


def _buyer_page(account: Account, form: BuyerForm, error: DomainError | None = None) -> str:
    if error is not None:
        _say(form, error)
    fee, redeemed = account.fee, drafting.redeemed_by(account.fee)
    cents = drafting.charged_cents(fee)
    bought = own_pass(current_user.id, fee.pass_id) if fee.pass_id else None
    return render_template(
        "site/invoices/buyer.html",
        form=form,
        fee=fee,
        cents=cents,
        pass_name=pass_words.name(bought.product) if bought else "",
        redeemed=redeemed,
        is_too_early=redeemed is not None and redeemed.known_on > today(DEFAULT_ZONE),
        is_paid=account.due_cents == 0,
        needs_address=cents > SMALL_LIMIT_CENTS,
        there=queries.valid_for_fees([fee.id]).get(fee.id),
        longest=rules,
    )


def _say(form: BuyerForm, error: DomainError) -> None:
    missing = error.facts.get("missing", ())
    if error.code == "invoiced-later":
        return  # the page says it by itself
    names = {"name": form.company if form.is_business.data else form.name, "address": form.address}
    fields = [names[what] for what in missing] or [form.vat_id if error.code == "bad-vat-id" else form.is_business]
    for field in fields:
        field.errors = [*field.errors, error.message()]


def panel(member: Member) -> Markup:
    """On the profile: the way to one's invoices, for whoever has one."""
    if not queries.has_any(member.id):
        return Markup()
    return Markup(render_template("site/invoices/_profile.html"))  # noqa: S704 - escaped by the template
