"""Sign up, confirm, log in and out, forgotten password."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core.access import PUBLIC, access
from core.db import transaction
from core.errors import DomainError, TooManyAttempts
from core.formats import locale_code
from core.security import safe_next
from members import actions, devices, limits, links, login, passwords, queries, throttle
from members.errors import LinkExpired, LinkInvalid, WrongCredentials
from members.forms import ForgotForm, LoginForm, ResetForm, SignUpForm
from members.routes import blueprint


@blueprint.route("/signup", methods=["GET", "POST"])
@access(PUBLIC)
def signup() -> Any:
    if current_user.is_authenticated:
        return redirect(_start(request.values.get("next")), 303)
    form = SignUpForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return _form_page("members/signup.html", form)
    throttle.mail_to(form.email.data, limits.SIGNUP_PER_ADDRESS)
    actions.sign_up(
        email=form.email.data,
        name=form.name.data,
        password_hash=passwords.hash_password(form.password.data),
        locale=locale_code(),
        next_path=form.next_path,
    )
    return redirect(url_for(".signup_sent"), 303)


@blueprint.get("/signup/sent")
@access(PUBLIC)
def signup_sent() -> str:
    """The same for every address: who has an account is told in the mailbox only."""
    return render_template("members/sent.html", kind="signup")


@blueprint.get("/signup/confirm/<token>")
@access(PUBLIC)
def confirm(token: str) -> Any:
    """Only shows the button: mail programs open links by themselves, and a GET never writes."""
    try:
        link = links.read_confirm(token)
        done = queries.is_confirmed(link)
    except (LinkExpired, LinkInvalid) as error:
        return _dead_confirm_link(token, error)
    if done:
        return _confirmed_already(link.next)
    return render_template("members/confirm.html", token=token)


@blueprint.post("/signup/confirm/<token>")
@access(PUBLIC)
def do_confirm(token: str) -> Any:
    throttle.hit(limits.LINK_PER_ADDRESS, throttle.network())
    try:
        secret, next_path = actions.confirm_email(token=token, device=_device())
    except (LinkExpired, LinkInvalid) as error:
        return _dead_confirm_link(token, error)
    if secret is None:
        return _confirmed_already(next_path)
    login.remember(secret)
    flash(_("Welcome! Your account is ready."), "success")
    return redirect(_start(next_path), 303)


def _confirmed_already(next_path: str | None) -> Any:
    if current_user.is_authenticated:
        return redirect(_start(next_path), 303)
    flash(_("Your e-mail address is confirmed already. Please log in."), "info")
    return redirect(url_for(".login", next=safe_next(next_path)), 303)


@blueprint.post("/signup/confirm/<token>/renewal")
@access(PUBLIC)
def renew_confirmation(token: str) -> Any:
    throttle.hit(limits.LINK_PER_ADDRESS, throttle.network())
    try:
        link = links.read_renewable(token)
        throttle.hit(limits.RESEND_PER_EMAIL, str(link.member_id))
        actions.renew_confirmation(token=token)
    except (LinkExpired, LinkInvalid) as error:
        return _dead_confirm_link(token, error)
    return redirect(url_for(".signup_sent"), 303)


@blueprint.route("/login", methods=["GET", "POST"], endpoint="login")
@access(PUBLIC)
def log_in() -> Any:
    if current_user.is_authenticated:
        return redirect(_start(request.values.get("next")), 303)
    form = LoginForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return _form_page("members/login.html", form)
    throttle.login(form.email.data)
    credentials = queries.check_credentials(form.email.data, form.password.data)
    try:
        secret = actions.log_in(credentials=credentials, device=_device())
    except WrongCredentials as error:
        _send_confirmation_again(credentials, form.next_path)
        return _form_page("members/login.html", form, error)
    throttle.login_was_right(form.email.data)
    login.remember(secret)
    return redirect(_start(form.next_path), 303)


def _send_confirmation_again(credentials: queries.Credentials, next_path: str | None) -> None:
    """Who knows the password but never confirmed gets a new link. Commits itself: the answer is a refusal."""
    if not credentials.right or credentials.is_confirmed:
        return
    try:
        throttle.hit(limits.RESEND_PER_EMAIL, str(credentials.member_id))
    except TooManyAttempts:  # the answer stays the same for every reason
        return
    with transaction():
        actions.send_confirmation(member_id=credentials.member_id or 0, next_path=next_path)


@blueprint.post("/logout")
@access(PUBLIC)
def logout() -> Any:
    secret = login.current_secret()
    if secret:
        actions.log_out(secret=secret)
    session.clear()
    flash(_("You are logged out."), "success")
    return redirect(_start(None), 303)


@blueprint.route("/password/forgot", methods=["GET", "POST"])
@access(PUBLIC)
def forgot() -> Any:
    form = ForgotForm()
    if not form.validate_on_submit():
        return _form_page("members/forgot.html", form)
    throttle.mail_to(form.email.data, limits.FORGOT_PER_ADDRESS)
    actions.request_password_reset(email=form.email.data, locale=locale_code())
    return redirect(url_for(".forgot_sent"), 303)


@blueprint.get("/password/forgot/sent")
@access(PUBLIC)
def forgot_sent() -> str:
    return render_template("members/sent.html", kind="forgot")


@blueprint.get("/password/reset/<token>")
@access(PUBLIC)
def reset(token: str) -> Any:
    """The link works once: it is bound to the password that it replaces."""
    try:
        queries.check_reset_link(token)
    except (LinkExpired, LinkInvalid) as error:
        return _dead_reset_link(error)
    return _form_page("members/reset.html", ResetForm())


@blueprint.post("/password/reset/<token>")
@access(PUBLIC)
def do_reset(token: str) -> Any:
    form = ResetForm()
    if not form.validate_on_submit():
        return _form_page("members/reset.html", form)
    throttle.hit(limits.LINK_PER_ADDRESS, throttle.network())
    try:
        actions.reset_password(token=token, password_hash=passwords.hash_password(form.password.data))
    except (LinkExpired, LinkInvalid) as error:
        return _dead_reset_link(error)
    session.clear()
    flash(_("Your new password is set. Please log in with it."), "success")
    return redirect(url_for(".login"), 303)


def _dead_reset_link(error: DomainError) -> Any:
    return render_template("members/dead_reset_link.html", message=error.message()), error.status


def _dead_confirm_link(token: str, error: DomainError) -> Any:
    can_renew = isinstance(error, LinkExpired)
    return render_template("members/dead_confirm_link.html", token=token, can_renew=can_renew), error.status


def _form_page(template: str, form: Any, error: DomainError | None = None) -> Any:
    """The form, empty or with what is wrong; passwords are never sent back."""
    if error:
        form.form_errors.append(error.message())
    return render_template(template, form=form), 422 if form.errors else 200


def _start(next_path: str | None) -> str:
    return safe_next(next_path) or url_for("finding.search")


def _device() -> str:
    return devices.describe(request.headers.get("User-Agent", ""))
