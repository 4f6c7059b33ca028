"""Withdrawals that concern an operator: what was declared, what it seems to be about, what the law says, and the
answer. What concerns others does not exist here (404)."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPERATOR, access
from core.arguments import read_uuid
from core.errors import DomainError
from core.formats import money
from core.refusals import when_refused
from hubs.operators.models import Operator
from payments.withdrawals import contracts, queries, settling_actions
from payments.withdrawals.contracts import ContractFound
from payments.withdrawals.errors import WithdrawalSettled
from payments.withdrawals.queries import WithdrawalListed
from web.host import euros
from web.host.hub_forms import refuse as show_error
from web.operator import withdrawal_words
from web.operator.frame import blueprint, operator_of_page, operator_page
from web.operator.withdrawal_forms import AcceptForm, RefuseForm

ONE = "/withdrawals/<withdrawal_id>"


def _list(operator: str, **_of_one: Any) -> str:
    return url_for("operator.withdrawals", operator=operator)


def _one(operator: str, withdrawal_id: str) -> str:
    return url_for("operator.withdrawal", operator=operator, withdrawal_id=withdrawal_id)


@blueprint.get("/withdrawals")
@access(OPERATOR)
def withdrawals(operator: str) -> str:
    return _index(operator, None)


@blueprint.get(ONE)
@access(OPERATOR)
@when_refused(lambda error, operator, withdrawal_id: _index(operator, error))
def withdrawal(operator: str, withdrawal_id: str) -> str:
    """`?contract=`: of several that it may be about, this one."""
    found, listed = _load(operator, withdrawal_id)
    return _page(found, listed, _contract(found, listed, request.args.get("contract")))


@blueprint.post(f"{ONE}/acceptance")
@access(OPERATOR, come_back=_one)
@when_refused(lambda error, operator, withdrawal_id: _index(operator, error))
def accept_withdrawal(operator: str, withdrawal_id: str) -> Any:
    found, listed = _load(operator, withdrawal_id)
    form = AcceptForm()
    contract = _contract(found, listed, form.contract.data)
    if not form.validate():
        return _page(found, listed, contract, accept=form), 422
    return _accept(operator, withdrawal_id, form)


@when_refused(lambda error, operator, withdrawal_id, form: _refused(operator, withdrawal_id, error, accept=form))
def _accept(operator: str, withdrawal_id: str, form: AcceptForm) -> Response:
    found, listed = _load(operator, withdrawal_id)
    contract, cents = _contract(found, listed, form.contract.data), form.amount.cents or 0
    settling_actions.accept(
        withdrawal=listed.withdrawal, found=contract, back_cents=cents, operator=found, by=current_user
    )
    flash(_("Accepted. %(amount)s go back, and the person gets an email.", amount=money(cents)), "success")
    return redirect(_list(operator), 303)


@blueprint.post(f"{ONE}/refusal")
@access(OPERATOR, come_back=_one)
@when_refused(lambda error, operator, withdrawal_id: _index(operator, error))
def refuse_withdrawal(operator: str, withdrawal_id: str) -> Any:
    found, listed = _load(operator, withdrawal_id)
    form = RefuseForm()
    if not form.validate():
        return _page(found, listed, _contract(found, listed, form.contract.data), refuse=form), 422
    return _refuse(operator, withdrawal_id, form)


@when_refused(lambda error, operator, withdrawal_id, form: _refused(operator, withdrawal_id, error, refuse=form))
def _refuse(operator: str, withdrawal_id: str, form: RefuseForm) -> Response:
    found, listed = _load(operator, withdrawal_id)
    contract, reason = _contract(found, listed, form.contract.data), form.reason.data or ""
    settling_actions.refuse(
        withdrawal=listed.withdrawal, found=contract, reason=reason, operator=found, by=current_user
    )
    flash(_("Refused. The person gets your reason by email."), "success")
    return redirect(_list(operator), 303)


@blueprint.post(f"{ONE}/nothing-found")
@access(OPERATOR, come_back=_one)
@when_refused(lambda error, operator, withdrawal_id: _index(operator, error))
def say_unknown_withdrawal(operator: str, withdrawal_id: str) -> Response:
    """It is about nothing of theirs; where another operator may be meant, only admins say so."""
    found, listed = _load(operator, withdrawal_id)
    if not _is_theirs_alone(found, listed):
        abort(404)
    settling_actions.say_unknown(withdrawal=listed.withdrawal, operator=found, by=current_user)
    flash(_("The person is asked by email to look for the code once more."), "success")
    return redirect(_list(operator), 303)


def _load(operator: str, withdrawal_id: str) -> tuple[Operator, WithdrawalListed]:
    """404 for what does not concern them. WithdrawalSettled is said where it did."""
    found, key = operator_of_page(operator), read_uuid(withdrawal_id) or abort(404)
    listed = queries.open_one(key)
    if listed is None and queries.was_settled_by(found.id, key):
        raise WithdrawalSettled
    if listed is None or not listed.of_operator(found.id):
        abort(404)
    return found, listed


def _contract(operator: Operator, listed: WithdrawalListed, wanted: str | None) -> ContractFound:
    """The one that is asked for, or the first; 404 for what it cannot be about."""
    roots = [one.root_id for one in listed.of_operator(operator.id)]
    root = read_uuid(wanted) if wanted else roots[0]
    if root not in roots:
        abort(404)
    return contracts.contract_of(root, listed.withdrawal) or abort(404)


def _is_theirs_alone(operator: Operator, listed: WithdrawalListed) -> bool:
    return all(one.operator_id == operator.id and not one.by_code for one in listed.matches)


def _refused(
    operator: str,
    withdrawal_id: str,
    error: DomainError,
    accept: AcceptForm | None = None,
    refuse: RefuseForm | None = None,
) -> str:
    """The page again; a withdrawal that somebody has settled meanwhile is no longer there, so the list says so."""
    if isinstance(error, WithdrawalSettled):
        return _index(operator, error)
    found, listed = _load(operator, withdrawal_id)
    form = accept or refuse
    contract = _contract(found, listed, form.contract.data if form else None)
    shown = None
    if form is not None and error.field in form:
        show_error(form, error)
    else:
        shown = error
    return _page(found, listed, contract, accept=accept, refuse=refuse, error=shown)


def _index(operator: str, error: DomainError | None) -> str:
    found = operator_of_page(operator)
    return operator_page(
        "operator/withdrawals.html",
        found,
        open=[one.withdrawal for one in queries.open_of(found.id)],
        settled=queries.settled_by(found.id),
        words=withdrawal_words,
        error=error,
    )


def _page(
    operator: Operator,
    listed: WithdrawalListed,
    contract: ContractFound,
    accept: AcceptForm | None = None,
    refuse: RefuseForm | None = None,
    error: DomainError | None = None,
) -> str:
    key: UUID = contract.first.id
    verdict = contract.verdict
    data = {"amount": euros.written(verdict.back_cents), "contract": str(key)}
    accept = accept or AcceptForm(formdata=None, data=data)
    why = {"contract": str(key), "reason": withdrawal_words.reason(contract)}
    refuse = refuse or RefuseForm(formdata=None, data=why)
    others = [one.root_id for one in listed.of_operator(operator.id) if one.root_id != key]
    return operator_page(
        "operator/withdrawal.html",
        operator,
        one=listed.withdrawal,
        contract=contract,
        verdict=verdict,
        others=contracts.first_fees(others),
        by_code=any(each.by_code for each in listed.matches),
        may_say_unknown=_is_theirs_alone(operator, listed),
        accept=accept,
        refuse=refuse,
        error=error,
        words=withdrawal_words,
    )
