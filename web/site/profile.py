"""A member's own pages: name and language, password, log-in sessions, API tokens."""

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core import i18n
from core.access import MEMBER, access
from core.errors import DomainError
from core.refusals import when_refused
from core.said import saved
from core.tokens import digest
from hubs import queries as hub_queries
from members import actions, limits, passwords, queries
from members.errors import TooManyTokens, WrongCredentials, WrongPassword
from web import login
from web.employer import own as own_companies
from web.site import inductions, invoices, own_feed, profile_hubs, throttle
from web.site.account_forms import ChangePasswordForm, ProfileForm, TokenForm
from web.site.account_routes import blueprint
from web.site.confirming import recently_confirmed

PANELS = (own_feed.of_member, inductions.panel, profile_hubs.panel, own_companies.panel, invoices.panel)
"""Shown below the member's own settings, in this order; an empty one shows nothing."""


def _to_profile(**_of_the_form: Any) -> str:
    return url_for("members.profile")


@blueprint.get("/profile")
@access(MEMBER)
def profile() -> Any:
    return _profile_page()


@blueprint.post("/profile")
@access(MEMBER, come_back=_to_profile)
def change_profile() -> Any:
    form = ProfileForm()
    if not form.validate_on_submit():
        return _profile_page(form=form)
    before = (current_user.name, current_user.locale)
    actions.change_profile(member_id=current_user.id, name=form.name.data, locale=form.language.data)
    saved(_("Your profile has been saved."), changed=(form.name.data, form.language.data) != before)
    response = make_response(redirect(url_for(".profile"), 303))
    i18n.remember(response, form.language.data)
    return response


@blueprint.route("/profile/password", methods=["GET", "POST"])
@access(MEMBER, come_back=_to_profile)
def change_password() -> Any:
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _password_page(form)
    throttle.hit(limits.PASSWORD_PER_MEMBER, str(current_user.id))
    credentials = queries.check_password_of(current_user.id, form.old.data)
    password_hash = passwords.hash_password(form.password.data)
    try:
        actions.change_password(
            credentials=credentials, password_hash=password_hash, keep_secret=login.current_secret()
        )
    except WrongCredentials:
        return _password_page(form, WrongPassword())
    flash(_("Your new password is set. All other devices have been logged out."), "success")
    return redirect(url_for(".profile"), 303)


@blueprint.post("/profile/sessions/end-others")
@access(MEMBER, come_back=_to_profile)
def end_other_sessions() -> Any:
    actions.end_other_sessions(member_id=current_user.id, keep_secret=login.current_secret())
    flash(_("You are logged out on all other devices."), "success")
    return redirect(url_for(".profile", _anchor="devices"), 303)


@blueprint.post("/profile/sessions/<session_id>/end")
@access(MEMBER, come_back=_to_profile)
def end_session(session_id: str) -> Any:
    known = session_id.isalnum() and actions.end_session(member_id=current_user.id, session_id=session_id)
    if not known:
        abort(404)
    flash(_("This device is logged out."), "success")
    return redirect(url_for(".profile", _anchor="devices"), 303)


@blueprint.post("/profile/tokens")
@access(MEMBER, come_back=_to_profile)
@recently_confirmed
def make_token() -> Any:
    """Answers with the page itself and no redirect: the token is shown this once and is kept nowhere."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _profile_page(token_form=form)
    return _make_token(form)


@when_refused(lambda error, form: _refused_token(form, error), by=TooManyTokens)
def _make_token(form: TokenForm) -> str:
    secret = actions.make_token(member_id=current_user.id, name=form.token_name.data)
    return render_template("site/account/token.html", secret=secret, name=form.token_name.data)


@blueprint.post("/profile/tokens/<int:token_id>/revocation")
@access(MEMBER, come_back=_to_profile)
def revoke_token(token_id: int) -> Any:
    if not actions.revoke_token(member_id=current_user.id, token_id=token_id):
        abort(404)
    flash(_("The token has been revoked."), "success")
    return redirect(url_for(".profile", _anchor="tokens"), 303)


def _refused_token(form: TokenForm, error: DomainError) -> Any:
    form.token_name.errors = [error.message()]
    return _profile_page(token_form=form)


def _hub_names() -> dict[str, str]:
    """The names of the hubs where the member is host, by slug."""
    slugs = [role.hub_slug for role in current_user.roles if role.hub_slug]
    return hub_queries.names_of(slugs) if slugs else {}


def _profile_page(form: ProfileForm | None = None, token_form: TokenForm | None = None) -> Any:
    wrong = form or token_form
    form = form or ProfileForm(formdata=None, name=current_user.name, language=current_user.locale)
    page = render_template(
        "site/account/profile.html",
        form=form,
        token_form=token_form or TokenForm(formdata=None),
        sessions=queries.login_sessions(current_user.id),
        this_session=digest(login.current_secret() or ""),
        tokens=queries.api_tokens(current_user.id),
        hub_names=_hub_names(),
        panels=[panel(current_user) for panel in PANELS],
    )
    return page, 422 if wrong else 200


def _password_page(form: ChangePasswordForm, error: DomainError | None = None) -> Any:
    if error:
        form.old.errors = [error.message()]
    return render_template("site/account/password.html", form=form), 422 if form.errors else 200
