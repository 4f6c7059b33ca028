"""All withdrawals that nobody has answered yet: whose they seem to be, and those that nothing was found for."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import ADMIN, access
from core.arguments import read_uuid
from core.errors import DomainError
from core.refusals import when_refused
from hubs.operators import queries as operator_queries
from payments.withdrawals import queries, settling_actions
from payments.withdrawals.errors import WithdrawalSettled
from web.admin.frame import admin_page

blueprint = Blueprint("admin_withdrawals", __name__, url_prefix="/admin/withdrawals")


def _back(**_of_one: Any) -> str:
    return url_for("admin_withdrawals.index")


@blueprint.get("")
@access(ADMIN)
def index() -> str:
    return _page()


@blueprint.post("/<withdrawal_id>/nothing-found")
@access(ADMIN, come_back=_back)
@when_refused(lambda error, withdrawal_id: _page(error))
def say_unknown(withdrawal_id: str) -> Response:
    """Where its code is known, the operator answers."""
    listed = queries.open_one(read_uuid(withdrawal_id) or abort(404))
    if listed is None:
        raise WithdrawalSettled
    if any(one.by_code for one in listed.matches):
        abort(404)
    settling_actions.say_unknown(withdrawal=listed.withdrawal, operator=None, by=current_user)
    flash(_("The person is asked by email to look for the code once more."), "success")
    return redirect(_back(), 303)


def _page(error: DomainError | None = None) -> str:
    found = queries.open_ones()
    operators = operator_queries.by_ids({key for one in found for key in one.operator_ids})
    rows = [(one, [operators[key] for key in one.operator_ids]) for one in found]
    return admin_page("admin/withdrawals.html", rows=rows, error=error)
