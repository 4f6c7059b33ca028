"""Sign up and confirm the address: one click where the sign-up was begun, with its password everywhere else."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core.access import LINK, PUBLIC, access
from core.client_address import network
from core.errors import DomainError
from core.formats import locale_code
from core.refusals import when_refused
from core.security import safe_next
from members import limits, links, passwords, queries, signup_actions
from members.errors import DEAD_LINK, LinkExpired, WrongSignUpPassword
from web import login
from web.site import browsers, throttle
from web.site.account_forms import ConfirmForm, SignUpForm
from web.site.account_pages import device, form_page, lead_on, send_again, start
from web.site.account_routes import blueprint


def _stale_signup() -> Any:
    return lead_on() or send_again("site/account/signup.html", SignUpForm())


@blueprint.route("/signup", methods=["GET", "POST"])
@access(PUBLIC, when_stale=_stale_signup)
def signup() -> Any:
    if (answer := lead_on()) is not None:
        return answer
    form = SignUpForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return form_page("site/account/signup.html", form)
    throttle.mail_to(form.email.data, limits.SIGNUP_PER_ADDRESS)
    signup_actions.sign_up(
        email=form.email.data,
        name=form.name.data,
        password_hash=passwords.hash_password(form.password.data),
        locale=locale_code(),
        next_path=form.next_path,
        browser=browsers.mark(),
    )
    return redirect(url_for(".signup_sent"), 303)


@blueprint.get("/signup/sent")
@access(PUBLIC)
def signup_sent() -> str:
    """The same for every address: who has an account is told in the mailbox only."""
    return render_template("site/account/sent.html", kind="signup")


@when_refused(lambda error, token: _dead_link(token, error), by=DEAD_LINK)
def _confirmed_in_another_tab(token: str) -> Any:
    link = links.read_confirm(token)
    return _confirmed_already(link.next) if queries.is_confirmed(link) else None


@blueprint.route("/signup/confirm/<token>", methods=["GET", "POST"])
@access(LINK, when_stale=_confirmed_in_another_tab)
@when_refused(lambda error, token: _dead_link(token, error), by=DEAD_LINK)
def confirm(token: str) -> Any:
    """A GET only shows the button: mail programs open links by themselves."""
    link = links.read_confirm(token)
    return _confirmed_already(link.next) if queries.is_confirmed(link) else _confirm(token, link)


def _confirm(token: str, link: links.Link) -> Any:
    form, browser = ConfirmForm(), browsers.fingerprint()
    is_here = link.was_begun_in(browser)
    if request.method == "GET" or not (is_here or form.validate_on_submit()):
        return _confirm_page(token, form, is_here)
    throttle.hit(limits.LINK_PER_ADDRESS, network())
    credentials = None if is_here else _credentials(link, form)
    try:
        secret, next_path = signup_actions.confirm_email(
            token=token, device=device(), browser=browser, credentials=credentials
        )
    except WrongSignUpPassword as error:
        return _confirm_page(token, form, is_here, error)
    if secret is None:
        return _confirmed_already(next_path)
    login.remember(secret)
    flash(_("Welcome! Your account is ready."), "success")
    return redirect(start(next_path), 303)


def _credentials(link: links.Link, form: ConfirmForm) -> queries.Credentials:
    throttle.hit(limits.PASSWORD_PER_MEMBER, str(link.member_id))
    return queries.check_password_of(link.member_id, form.password.data)


def _confirm_page(token: str, form: ConfirmForm, is_here: bool, error: DomainError | None = None) -> Any:
    template = "site/account/confirm.html" if is_here else "site/account/confirm_elsewhere.html"
    return form_page(template, form, error, token=token)


def _confirmed_already(next_path: str | None) -> Any:
    if current_user.is_authenticated:
        return redirect(start(next_path), 303)
    flash(_("Your email address is already confirmed. Please log in."), "info")
    return redirect(url_for(".login", next=safe_next(next_path)), 303)


@blueprint.post("/signup/confirm/<token>/renewal")
@access(LINK)
@when_refused(lambda error, token: _dead_link(token, error), by=DEAD_LINK)
def renew_confirmation(token: str) -> Any:
    _count_mail(links.read_renewable(token))
    signup_actions.renew_confirmation(token=token)
    return redirect(url_for(".signup_sent"), 303)


@blueprint.post("/signup/confirm/<token>/new-password")
@access(LINK)
@when_refused(lambda error, token: _dead_link(token, error), by=DEAD_LINK)
def choose_new_password(token: str) -> Any:
    _count_mail(links.read_confirm(token))
    signup_actions.choose_new_password(token=token)
    return redirect(url_for(".forgot_sent"), 303)


def _count_mail(link: links.Link) -> None:
    throttle.hit(limits.LINK_PER_ADDRESS, network())
    throttle.hit(limits.RESEND_PER_EMAIL, str(link.member_id))


def _dead_link(token: str, error: DomainError) -> Any:
    """What to do instead: a new link, or, when the account is gone or the link was cut, to sign up once more."""
    is_old = isinstance(error, LinkExpired)
    facts = {"token": token, "is_old": is_old, "can_renew": is_old and queries.is_renewable(token)}
    return render_template("site/account/dead_confirm_link.html", **facts), error.status
