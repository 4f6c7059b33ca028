"""Log in and out, forgotten password."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core.access import LINK, PUBLIC, access
from core.client_address import network
from core.errors import DomainError, TooManyAttempts
from core.formats import locale_code
from core.refusals import when_refused
from core.security import safe_next
from core.transactions import transaction
from members import actions, limits, passwords, queries, signup_actions
from members.errors import DEAD_LINK, WrongCredentials
from web import login
from web.site import browsers, throttle
from web.site.account_forms import ForgotForm, LoginForm, ResetForm
from web.site.account_pages import device, form_page, lead_on, send_again, start
from web.site.account_routes import blueprint


def _stale_log_in() -> Any:
    return lead_on() or send_again("site/account/login.html", LoginForm())


@blueprint.route("/login", methods=["GET", "POST"], endpoint="login")
@access(PUBLIC, when_stale=_stale_log_in)
@when_refused(lambda error: form_page("site/account/login.html", LoginForm(), error)[0], by=TooManyAttempts)
def log_in() -> Any:
    if (answer := lead_on()) is not None:
        return answer
    form = LoginForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return form_page("site/account/login.html", form)
    throttle.login(form.email.data)
    credentials = queries.check_credentials(form.email.data, form.password.data)
    try:
        secret = actions.log_in(credentials=credentials, device=device())
    except WrongCredentials as error:
        _send_confirmation_again(credentials, form.next_path)
        return form_page("site/account/login.html", form, error)
    throttle.login_was_right(form.email.data)
    login.remember(secret)
    return redirect(start(form.next_path, queries.roles_of(credentials.member_id)), 303)


def _send_confirmation_again(credentials: queries.Credentials, next_path: str | None) -> None:
    """Who knows the password but never confirmed gets a new link. Commits itself: the answer is a refusal."""
    if not credentials.right or credentials.is_confirmed:
        return
    try:
        throttle.hit(limits.RESEND_PER_EMAIL, str(credentials.member_id))
    except TooManyAttempts:  # the answer stays the same for every reason
        return
    with transaction():
        signup_actions.send_confirmation(
            member_id=credentials.member_id or 0, next_path=next_path, browser=browsers.fingerprint()
        )


def _logged_out_already() -> Any:
    """The log-out was sent from a second tab, or twice."""
    return None if current_user.is_authenticated else _logged_out()


def _logged_out() -> Any:
    flash(_("You are logged out."), "success")
    return redirect(start(None), 303)


@blueprint.post("/logout")
@access(PUBLIC, when_stale=_logged_out_already)
def logout() -> Any:
    secret = login.current_secret()
    if secret:
        actions.log_out(secret=secret)
    session.clear()
    return _logged_out()


@blueprint.route("/password/forgot", methods=["GET", "POST"])
@access(PUBLIC, when_stale=lambda: send_again("site/account/forgot.html", ForgotForm()))
def forgot() -> Any:
    form = ForgotForm()
    if not form.validate_on_submit():
        return form_page("site/account/forgot.html", form)
    throttle.mail_to(form.email.data, limits.FORGOT_PER_ADDRESS)
    actions.request_password_reset(email=form.email.data, locale=locale_code())
    return redirect(url_for(".forgot_sent"), 303)


@blueprint.get("/password/forgot/sent")
@access(PUBLIC)
def forgot_sent() -> str:
    return render_template("site/account/sent.html", kind="forgot")


@when_refused(lambda error, token: _dead_reset_link(error), by=DEAD_LINK)
def _reset_already(token: str) -> Any:
    """The link was used in another tab: then it says so."""
    return send_again("site/account/reset.html", ResetForm(), tokens=queries.tokens_behind(token))


def _dead_reset_link(error: DomainError) -> Any:
    return render_template("site/account/dead_reset_link.html", message=error.message()), error.status


@blueprint.route("/password/reset/<token>", methods=["GET", "POST"])
@access(LINK, when_stale=_reset_already)
@when_refused(lambda error, token: _dead_reset_link(error), by=DEAD_LINK)
def reset(token: str) -> Any:
    """The link works once: it is bound to the password that it replaces."""
    form = ResetForm()
    if not form.validate_on_submit():
        return form_page("site/account/reset.html", form, tokens=queries.tokens_behind(token))
    throttle.hit(limits.LINK_PER_ADDRESS, network())
    done = actions.reset_password(token=token, password_hash=passwords.hash_password(form.password.data))
    throttle.login_anew(done.email)
    session.clear()
    flash(_("Your new password is set. Please log in with it."), "success")
    if done.tokens_ended:
        flash(_("Your tokens for programs no longer work. You can create new ones on your profile page."), "info")
    return redirect(url_for(".login", next=safe_next(done.next)), 303)
