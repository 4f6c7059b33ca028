"""What is still owed to an operator, and what its people do about it: note the money, remind, write off."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPERATOR, access
from core.arguments import read_uuid
from core.clock import today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE
from core.refusals import when_refused
from hubs.operators.models import Operator
from payments.open_items import actions, queries
from payments.open_items.queries import Owed
from web.host.hub_forms import refuse
from web.operator import money_words
from web.operator.frame import blueprint, operator_of_page, operator_page
from web.operator.money_forms import ReceivedForm, WriteOffForm


def _list(operator: str, **_of_the_item: Any) -> str:
    return url_for("operator.open_items", operator=operator)


def _item(operator: str, fee_id: str) -> str:
    return url_for("operator.open_item", operator=operator, fee_id=fee_id)


@blueprint.get("/open-items")
@access(OPERATOR)
def open_items(operator: str) -> str:
    """What is due by today; what falls due at a coming visit stands on the same page by `?all=1`."""
    found, day = operator_of_page(operator), today(DEFAULT_ZONE)
    owed = queries.owed_to(found.id)
    due = [one for one in owed if one.since <= day]
    shows_all = request.args.get("all") == "1"
    return operator_page(
        "operator/open_items.html",
        found,
        open=(owed if shows_all else due)[: queries.MOST],
        later=len(owed) - len(due),
        shows_all=shows_all,
        due_cents=sum(one.due_cents for one in due),
        due_count=len(due),
        today=day,
        ways=money_words.WAYS,
        written_off=queries.written_off(found.id),
    )


@blueprint.get("/open-items/<fee_id>")
@access(OPERATOR)
def open_item(operator: str, fee_id: str) -> str:
    found = operator_of_page(operator)
    return _page(found, _owed(found, fee_id))


@blueprint.post("/open-items/<fee_id>/payment")
@access(OPERATOR, come_back=_item)
def note_received(operator: str, fee_id: str) -> Any:
    found = operator_of_page(operator)
    owed, form = _owed(found, fee_id), ReceivedForm()
    form.offer(found.ways)
    if not form.validate():
        return _page(found, owed, received=form), 422
    return _note(operator, fee_id, form)


@when_refused(lambda error, operator, fee_id, form: _refused(operator, fee_id, error))
def _note(operator: str, fee_id: str, form: ReceivedForm) -> Response:
    found = operator_of_page(operator)
    actions.note_received(owed=_owed(found, fee_id), way=form.way.data, by=current_user)
    flash(_("Noted: the money has been received."), "success")
    return redirect(_list(operator), 303)


@blueprint.post("/open-items/<fee_id>/reminder")
@access(OPERATOR, come_back=_item)
@when_refused(lambda error, operator, fee_id: _refused(operator, fee_id, error))
def remind(operator: str, fee_id: str) -> Response:
    found = operator_of_page(operator)
    if actions.remind(owed=_owed(found, fee_id), operator=found, by=current_user):
        flash(_("The reminder is going out by email."), "success")
    else:
        flash(_("No reminder was sent: both have been sent already, or the person has no account."), "info")
    return redirect(_item(operator, fee_id), 303)


@blueprint.post("/open-items/<fee_id>/write-off")
@access(OPERATOR, come_back=_item)
def write_off(operator: str, fee_id: str) -> Any:
    found, form = operator_of_page(operator), WriteOffForm()
    if not form.validate():
        return _page(found, _owed(found, fee_id), write_off=form), 422
    return _write_off(operator, fee_id, form)


@when_refused(lambda error, operator, fee_id, form: _refused(operator, fee_id, error, form))
def _write_off(operator: str, fee_id: str, form: WriteOffForm) -> Response:
    owed = _owed(operator_of_page(operator), fee_id)
    actions.write_off(owed=owed, reason=form.reason.data, by=current_user)
    flash(_("The item has been written off."), "success")
    return redirect(_list(operator), 303)


def _owed(operator: Operator, fee_id: str) -> Owed:
    """404 for another operator's, and for what is not open any more."""
    key = read_uuid(fee_id) or abort(404)
    return queries.owed_by_fee(operator.id, key) or abort(404)


def _refused(operator: str, fee_id: str, error: DomainError, form: WriteOffForm | None = None) -> str:
    found = operator_of_page(operator)
    if form:
        refuse(form, error)
    return _page(found, _owed(found, fee_id), write_off=form, error=error)


def _page(
    operator: Operator,
    owed: Owed,
    received: ReceivedForm | None = None,
    write_off: WriteOffForm | None = None,
    error: DomainError | None = None,
) -> str:
    received = received or ReceivedForm(formdata=None)
    received.offer(operator.ways)
    write_off = write_off or WriteOffForm(formdata=None)
    forms = {"received": received, "write_off": write_off, "error": error}
    return operator_page("operator/open_item.html", operator, item=owed, ways=money_words.WAYS, **forms)
