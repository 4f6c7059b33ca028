"""What is given back: by hand (transferred, or at the hub), online by itself, and what has failed. Disputes."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPERATOR, access
from core.arguments import read_uuid
from core.errors import DomainError
from core.refusals import when_refused
from payments.open_items import actions, difference_queries, queries
from payments.open_items.queries import GivingBack
from web.operator import money_words
from web.operator.frame import blueprint, operator_of_page, operator_page


def _back(operator: str, **_of_the_refund: str) -> str:
    return url_for("operator.refunds", operator=operator)


@blueprint.get("/refunds")
@access(OPERATOR)
def refunds(operator: str) -> str:
    return _page(operator)


@blueprint.post("/refunds/<refund_id>/done")
@access(OPERATOR, come_back=_back)
@when_refused(lambda error, operator, refund_id: _page(operator, error))
def given_back(operator: str, refund_id: str) -> Response:
    one = _refund(operator, refund_id)
    actions.given_back(refund=one.refund, payment=one.payment, by=current_user)
    flash(_("Noted: the money has been given back. The member gets an email."), "success")
    return redirect(_back(operator), 303)


@blueprint.post("/refunds/<refund_id>/again")
@access(OPERATOR, come_back=_back)
@when_refused(lambda error, operator, refund_id: _page(operator, error))
def give_back_again(operator: str, refund_id: str) -> Response:
    found, one = operator_of_page(operator), _refund(operator, refund_id)
    listed = difference_queries.about(found.id, "refund-failed", str(one.refund.id))
    actions.give_back_again(refund=one.refund, payment=one.payment, differences=listed, by=current_user)
    flash(_("The refund is tried once more."), "success")
    return redirect(_back(operator), 303)


def _refund(operator: str, refund_id: str) -> GivingBack:
    """404 for another operator's."""
    key = read_uuid(refund_id) or abort(404)
    return queries.refund_of(operator_of_page(operator).id, key) or abort(404)


def _page(operator: str, error: DomainError | None = None) -> str:
    found = operator_of_page(operator)
    going = queries.refunds_of(found.id, ("wanted", "sent"))
    listed = {one.about for one in difference_queries.open_of(found.id) if one.kind == "refund-failed"}
    return operator_page(
        "operator/refunds.html",
        found,
        error=error,
        by_hand=[one for one in going if one.is_by_hand],
        on_their_way=[one for one in going if not one.is_by_hand],
        failed=[one for one in queries.refunds_of(found.id, ("failed",)) if str(one.refund.id) in listed],
        disputes=queries.disputes_of(found.id),
        words=money_words,
    )
