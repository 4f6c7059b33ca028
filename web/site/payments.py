"""Paying: how a fee stands, and the way to Stripe and back. What is another's does not exist here (404).

Two views talk to Stripe, in steps. A GET never does: who comes back from Stripe finds a page that says what is known,
and its button (which a script presses) has us look.
"""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core import ratelimit
from core.access import MEMBER, access
from core.arguments import read_uuid
from core.errors import DomainError
from core.formats import locale_code
from core.in_steps import in_steps
from core.refusals import when_refused
from core.transactions import reading
from payments.errors import WayNotOffered
from payments.invoices import queries as invoice_queries
from payments.stripe import settling
from payments.stripe.checkout import pay
from payments.stripe.gateway import Gateway
from payments.stripe.pages import BackTo
from web.site.payment_pages import PaymentPage, page_of

blueprint = Blueprint("payments", __name__)

ONE = "/payments/<fee_id>"
LOOKS, SECONDS = 30, 600
"""So often a member may have us ask Stripe."""


def _back(fee_id: str) -> str:
    return url_for("payments.show", fee_id=fee_id)


@blueprint.get(ONE)
@access(MEMBER)
def show(fee_id: str) -> str:
    return _show(fee_id, None)


@blueprint.post(f"{ONE}/checkout")
@access(MEMBER, come_back=_back)
@in_steps
@when_refused(lambda error, fee_id: _show(fee_id, error))
def checkout(fee_id: str) -> Response:
    """On to Stripe's page."""
    member_id, key, locale = current_user.id, read_uuid(fee_id) or abort(404), locale_code()
    ratelimit.hit("payment-look", str(member_id), LOOKS, SECONDS)
    back = BackTo(
        success=url_for("payments.returned", fee_id=fee_id, _external=True),
        cancel=url_for("payments.show", fee_id=fee_id, _external=True),
    )
    return redirect(pay(_gateway(), key, member_id, locale, back), 303)


@blueprint.get(f"{ONE}/return")
@access(MEMBER)
def returned(fee_id: str) -> Response | str:
    """Back from Stripe's page. Mostly Stripe has told us already; else we have to ask."""
    page = _own(fee_id)
    return _checking(fee_id, None) if page.may_have_been_paid else redirect(_back(fee_id), 303)


@blueprint.post(f"{ONE}/settlement")
@access(MEMBER, come_back=_back)
@in_steps
@when_refused(lambda error, fee_id: _checking(fee_id, error))
def settle(fee_id: str) -> Response:
    """Ask Stripe what became of the last attempt."""
    with reading():
        member_id, page = current_user.id, _own(fee_id)
        attempt = page.history.attempt.id if page.history.attempt else None
    if attempt is None:
        return redirect(_back(fee_id), 303)
    ratelimit.hit("payment-look", str(member_id), LOOKS, SECONDS)
    if settling.settle(_gateway(), attempt) == "open":
        flash(_("The payment service has not received a payment yet."), "info")
    return redirect(_back(fee_id), 303)


def _gateway() -> Gateway:
    gateway = Gateway.of(current_app)
    if gateway is None:
        raise WayNotOffered
    return gateway


def _own(fee_id: str) -> PaymentPage:
    return page_of(current_user.id, fee_id) or abort(404)


def _show(fee_id: str, error: DomainError | None) -> str:
    page = _own(fee_id)
    booking = page.view.booking if page.view and page.may_have_invoices else None
    invoices = invoice_queries.of_booking(booking.id, current_user.id) if booking else []
    return render_template("site/payments/show.html", page=page, invoices=invoices, error=error)


def _checking(fee_id: str, error: DomainError | None) -> str:
    return render_template("site/payments/checking.html", page=_own(fee_id), error=error)
