"""A member's own passes, and buying one."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import MEMBER, access
from core.arguments import read_uuid
from core.clock import today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE
from core.idempotent_form import submit_once
from core.refusals import page_again, when_refused
from core.tokens import new_secret
from hubs.operators import queries as operator_queries
from payments import queries as payment_queries
from payments import ways
from payments.companies import queries as company_queries
from payments.companies import rules as company_rules
from payments.passes import queries, rules, sale_actions, words
from payments.passes.queries import Offered, OwnPass
from payments.terms import agreeing
from payments.terms.errors import TermsChanged, TermsNotAccepted
from web.host.hub_forms import refuse
from web.site import terms_words
from web.site.pass_forms import BuyPassForm

blueprint = Blueprint("passes", __name__, url_prefix="/passes")
ENDED = ("used_up", "over", "cancelled")
ABOUT_TERMS = (TermsChanged, TermsNotAccepted)


def pay_path(fee_id: UUID) -> str:
    """The page on which a fee is paid."""
    return f"{url_for('passes.index').removesuffix('/passes')}/payments/{fee_id}"


@blueprint.app_template_global()
def are_passes_sold() -> bool:
    """Where nobody sells any, no page leads here."""
    return queries.is_anything_sold()


@blueprint.app_template_global()
def does_employer_pay() -> bool:
    """Whether a company pays for days of the current member."""
    return company_queries.is_paid_for(current_user.id)


@blueprint.get("")
@access(MEMBER)
def index() -> str:
    """Who pays for one, passes that can be used, then what can be bought, near where one has been first."""
    day, own = today(DEFAULT_ZONE), queries.passes_of(current_user.id)
    ended = [one for one in own if one.state(day) in ENDED]
    current = [one for one in own if one.state(day) not in ENDED]
    employers = company_queries.employers_of(current_user.id, company_rules.month_of(day))
    return render_template(
        "site/passes/index.html",
        employers=[one for one in employers if one.row.role == "person"],
        current=current,
        ended=ended,
        sold=_by_operator(),
        day=day,
        words=words,
    )


@blueprint.get("/<pass_id>")
@access(MEMBER)
def show(pass_id: str) -> str:
    return _show(_own(pass_id), None)


def _back(pass_id: str) -> str:
    return url_for("passes.show", pass_id=pass_id)


@blueprint.post("/<pass_id>/cancellation")
@access(MEMBER, come_back=_back)
@when_refused(lambda error, pass_id: _show(_own(pass_id), error))
def give_up(pass_id: str) -> Response:
    """What was ordered and not paid."""
    own = _own(pass_id)
    sale_actions.give_up(pass_id=own.row.id)
    flash(_("The order is cancelled. You owe nothing for it."), "success")
    return redirect(url_for("passes.index"), 303)


def _form_again(product_id: int) -> str:
    return url_for("passes.offer", product_id=product_id)


@blueprint.get("/products/<int:product_id>")
@access(MEMBER)
def offer(product_id: int) -> str:
    return _offer(product_id, BuyPassForm(formdata=None, data={"begins_on": today(DEFAULT_ZONE)}), None)


@blueprint.post("/products/<int:product_id>")
@access(MEMBER, come_back=_form_again)
def buy(product_id: int) -> Response:
    form = BuyPassForm()
    if not form.is_complete(today(DEFAULT_ZONE)):
        return page_again(lambda: _offer(product_id, form, _terms_refused(product_id, form)))
    return _buy(product_id, form)


def _terms_refused(product_id: int, form: BuyPassForm) -> DomainError | None:
    """What the sale would say of the terms, so that it is told together with what else is missing."""
    try:
        agreeing.agreement(_sold(product_id).operator.facts, current_user, form.choice)
    except ABOUT_TERMS as error:
        return error
    return None


@when_refused(lambda error, product_id, form: _offer(product_id, form, error))
def _buy(product_id: int, form: BuyPassForm) -> Response:
    wish = {"product": product_id, "member": current_user.id, **form.data, "choice": asdict(form.choice)}
    return redirect(submit_once((form.form_key.data or "")[:100], wish, lambda: _sell(product_id, form)), 303)


def _sell(product_id: int, form: BuyPassForm) -> str:
    sold = _sold(product_id)
    fee = sale_actions.sell(
        product=sold.product,
        member=current_user,
        agreed_cents=form.cents,
        choice=form.choice,
        begins_on=form.begins_on.data,
    )
    if fee.covered_by == "online":
        return pay_path(fee.id)
    flash(_("The pass is ordered. You can use it as soon as it is paid; you also get the details by email."), "success")
    return url_for("passes.show", pass_id=fee.pass_id)


def _own(pass_id: str) -> OwnPass:
    """The member's own pass, or 404."""
    key = read_uuid(pass_id)
    return (queries.own_pass(current_user.id, key) if key else None) or abort(404)


def _sold(product_id: int) -> Offered:
    found = queries.product(product_id)
    return found if found is not None and found.operator.takes_money else abort(404)


def _show(own: OwnPass, error: DomainError | None) -> str:
    account = payment_queries.account_of_pass(own.row.id)
    state = own.state(today(DEFAULT_ZONE))
    return render_template(
        "site/passes/show.html",
        own=own,
        state=state,
        account=account,
        pay_path=pay_path(account.fee.id) if account else "",
        visits=queries.visits_of(own.row.id),
        error=error,
        words=words,
    )


def _offer(product_id: int, form: BuyPassForm, error: DomainError | None) -> str:
    sold = _sold(product_id)
    if error is not None:
        refuse(form, error)
    product = sold.product
    offered = ways.ways_to_pay(sold.operator.facts, product.price_cents)
    form.offer(offered)
    form.price.data = str(product.price_cents)
    form.form_key.data = form.form_key.data or new_secret()
    form.starts_early.label.text = terms_words.early_sentence(sold.operator.facts)
    day = today(DEFAULT_ZONE)
    last = rules.last_day(form.begins_on.data or day, product.valid_days)
    return render_template(
        "site/passes/offer.html",
        sold=sold,
        form=form,
        ways=offered,
        day=day,
        tax=_tax(sold, day, last),
        can_buy=product.is_sold and bool(offered) and _is_for_them(sold, day),
        words=words,
        terms=agreeing.asked_of(sold.operator.facts, current_user),
        choice=form.choice,
        error=error,
    )


def _is_for_them(sold: Offered, day: date) -> bool:
    group = sold.product.group
    return group is None or operator_queries.group_of(current_user.id, sold.operator.id, day) == group


def _tax(sold: Offered, day: date, last: date) -> str:
    facts = [rule.facts for rule in operator_queries.vat_rules_of(sold.operator.id)]
    return words.tax(facts, sold.product, day, last)


def _by_operator() -> list[list[Offered]]:
    """What is sold, a list for each operator: first those at whose hubs one has been most often, then by name."""
    been = {key: number for number, key in enumerate(queries.operators_visited(current_user.id))}
    groups: dict[int, list[Offered]] = {}
    for one in queries.sold_products():
        groups.setdefault(one.operator.id, []).append(one)
    return sorted(groups.values(), key=lambda group: been.get(group[0].operator.id, len(been)))
