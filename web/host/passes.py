"""Hosts sell passes at the hub: to a person with an account, by email address; the money is noted at once, or later."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings.cover import Choice
from bookings.people import queries as people_queries
from core import journal
from core.access import HOST, access
from core.arguments import read_id
from core.errors import DomainError
from core.formats import money
from core.idempotent_form import submit_once
from core.refusals import page_again, when_refused
from core.tokens import new_secret
from hubs.models import Hub
from hubs.operators import queries as operator_queries
from members import queries as member_queries
from members.models import Member
from payments import payment_actions, ways
from payments import queries as payment_queries
from payments.passes import queries, sale_actions, words
from payments.passes.errors import PassNotSold
from payments.passes.queries import Offered
from web.host.frame import host_page, hosted_hub
from web.host.hub_forms import refuse
from web.host.pass_forms import SellPassForm

blueprint = Blueprint("host_passes", __name__, url_prefix="/host/<slug>/passes")


def _back(slug: str) -> str:
    return url_for("host_passes.index", slug=slug)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> Any:
    return _page(slug, SellPassForm(formdata=None))


@blueprint.post("")
@access(HOST, come_back=_back)
def sell(slug: str) -> Any:
    form = SellPassForm()
    if not form.validate():
        return page_again(lambda: _page(slug, form))
    return _sell(slug, form)


@when_refused(lambda error, slug, form: _page(slug, form, error))
def _sell(slug: str, form: SellPassForm) -> Response:
    hub = hosted_hub(slug)
    person = _person(hub, form.email.data)
    if person is None:
        form.email.errors = [_unknown()]
        return page_again(lambda: _page(slug, form))
    wish = {"hub": slug, **form.data}
    return redirect(submit_once((form.form_key.data or "")[:100], wish, lambda: _sold(hub, form, person)), 303)


def _sold(hub: Hub, form: SellPassForm, person: Member) -> str:
    key = read_id(form.product.data)
    one = next((one for one in queries.sold_at(hub) if one.product.id == key), None)
    if one is None:
        raise PassNotSold
    fee = sale_actions.sell(
        product=one.product,
        member=person,
        agreed_cents=one.product.price_cents,
        choice=Choice(way="on_site"),
        at_hub=True,
    )
    texts = {"pass": words.name(one.product), "name": person.name, "price": money(fee.gross_cents)}
    if form.is_paid.data and fee.pass_id is not None:
        account = payment_queries.account_of_pass(fee.pass_id)
        assert account is not None
        payment_actions.note(account=account, way="on_site", cents=account.due_cents, by=current_user)
        flash(_("%(pass)s for %(name)s: sold, and %(price)s noted. It can be used from now on.", **texts), "success")
    else:
        flash(_("%(pass)s for %(name)s: ordered. It can be used as soon as you note the money.", **texts), "success")
    journal.note(actor_id=current_user.id, hub_slug=hub.slug, what="member", subject_id=person.id)
    return _back(hub.slug)


def _person(hub: Hub, email: str) -> Member | None:
    """Somebody whom the hub knows; hosts do not learn who else has an account."""
    member = member_queries.member_by_email(email)
    return people_queries.member_of(hub.id, member.id) if member is not None else None


def _unknown() -> str:
    return str(
        _(
            "Nobody your hub knows has this address. You can sell to people who have booked here or are members of the"
            " hub."
        )
    )


def _page(slug: str, form: SellPassForm, error: DomainError | None = None) -> str:
    hub = hosted_hub(slug)
    if error is not None:
        refuse(form, error)
    sold = queries.sold_at(hub)
    form.offer([(one.product.id, _text(one)) for one in sold])
    form.form_key.data = form.form_key.data or new_secret()
    operator = operator_queries.operator_of(hub)
    takes_on_site = "on_site" in ways.ways_to_pay(operator.facts, 1)
    return host_page("host/passes.html", hub, form=form, sold=sold, takes_on_site=takes_on_site, words=words)


def _text(one: Offered) -> str:
    return f"{words.name(one.product)}, {money(one.product.price_cents)}"
