"""Asks for the password once more before something is given away that opens the account's data to others.

Whoever finds a browser that is logged in must not carry a key away that works for years. A log-in of the last minutes
is asked nothing; who does not know the password gets a link by mail that sets a new one, and logs in with it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import render_template, request
from flask_login import current_user

from core.transactions import transaction
from members import actions, limits, queries
from members.errors import WrongCredentials, WrongPassword
from web import login
from web.site import throttle
from web.site.account_forms import ConfirmAgainForm

View = TypeVar("View", bound=Callable[..., Any])
OURS = {"csrf_token", ConfirmAgainForm.FIELD}


def recently_confirmed(view: View) -> View:
    """For the view of an unsafe request that shows a secret: nearest to the function, below `@access`.

    Until the password is right it answers with a page that asks for it and carries along the form that was on its way.
    """

    @wraps(view)
    def asked_first(*args: Any, **kwargs: Any) -> Any:
        if login.is_confirmed_lately():
            return view(*args, **kwargs)
        form = ConfirmAgainForm()
        if not form.was_sent:
            return _page(ConfirmAgainForm(formdata=None), 403)
        if not form.validate_on_submit():
            return _page(form, 422)
        throttle.hit(limits.PASSWORD_PER_MEMBER, str(current_user.id))
        credentials = queries.check_password_of(current_user.id, form[form.FIELD].data)
        try:
            with transaction():  # also when the view then finds something wrong in its form
                actions.confirm_session(credentials=credentials, secret=login.current_secret() or "")
        except WrongCredentials:
            form[form.FIELD].errors = [WrongPassword().message()]
            return _page(form, 422)
        return view(*args, **kwargs)

    asked_first.asks_again = True  # type: ignore[attr-defined]
    return asked_first  # type: ignore[return-value]


def _page(form: ConfirmAgainForm, status: int) -> Any:
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    return render_template("site/account/confirm_again.html", form=form, carried=carried), status
