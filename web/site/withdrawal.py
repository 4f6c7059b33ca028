"""Withdraw from a contract: two steps, without a log-in, for anybody (§ 356a BGB).

The buttons say what the law wants them to say: „Vertrag widerrufen“, then „Widerruf bestätigen“. Whatever code is
typed, the answer is the same; nothing is looked up here.
"""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from core import ratelimit
from core.access import PUBLIC, access
from core.client_address import network
from core.fields import MailboxField, Needed
from core.formats import locale_code
from core.idempotent_form import submit_once
from core.settings import Settings
from core.text import one_line
from core.tokens import new_secret
from payments.withdrawals import actions
from payments.withdrawals.rules import LONGEST_CODE, LONGEST_NAME

blueprint = Blueprint("withdrawal", __name__)

PER_NETWORK, PER_MAILBOX, SECONDS = 30, 5, 3600
"""A household, or a library's computer, may have several; no mailbox is to be filled by strangers."""


class WithdrawalForm(FlaskForm):  # type: ignore[misc]
    name = StringField(_l("Your name"), [Needed(), Length(max=LONGEST_NAME)], filters=[one_line])
    email = MailboxField(_l("Your email address"), [Needed()])
    code = StringField(_l("Booking code or invoice number"), [Needed(), Length(max=LONGEST_CODE)], filters=[one_line])
    form_key = HiddenField()


@blueprint.route("/withdrawal", methods=["GET", "POST"])
@access(PUBLIC)
def form() -> Any:
    """Step 1. What was typed goes on to step 2 in the page itself: never in an address, and nothing is kept yet."""
    form = WithdrawalForm(data=_known()) if request.method == "GET" else WithdrawalForm()
    is_back = request.form.get("step") == "back"
    if form.validate_on_submit() and not is_back:
        form.form_key.data = new_secret()
        return render_template("site/withdrawal/confirm.html", form=form)
    return _step_1(form), 422 if form.errors and not is_back else 200


@blueprint.post("/withdrawal/confirmation")
@access(PUBLIC)
def confirm() -> Any:
    """Step 2: the declaration itself."""
    form = WithdrawalForm()
    if not form.validate():
        return _step_1(form), 422
    ratelimit.hit("withdrawal", network(), PER_NETWORK, SECONDS)
    ratelimit.hit("withdrawal-mailbox", form.email.data, PER_MAILBOX, SECONDS)
    wish = {name: form.data[name] for name in ("code", "name", "email")}
    return redirect(submit_once((form.form_key.data or "")[:100], wish, lambda: _declare(**wish)), 303)


@blueprint.get("/withdrawal/received")
@access(PUBLIC)
def received() -> str:
    return render_template("site/withdrawal/received.html")


def _step_1(form: WithdrawalForm) -> str:
    limits = {"longest_name": LONGEST_NAME, "longest_code": LONGEST_CODE}
    return render_template("site/withdrawal/form.html", form=form, **limits)


def _declare(code: str, name: str, email: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    actions.declare(code, name, email, locale_code(), [(settings.contact, settings.default_locale)])
    return url_for(".received")


def _known() -> dict[str, str]:
    """What need not be typed: who is logged in, and the code that a page led here with."""
    code = one_line(request.args.get("code", ""))[:LONGEST_CODE]
    if not current_user.is_authenticated:
        return {"code": code}
    return {"code": code, "name": current_user.name, "email": current_user.email}
