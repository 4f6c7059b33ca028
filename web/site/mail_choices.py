"""Which mails a member gets: the page in the profile."""

from typing import Any

from flask import make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core import i18n
from core.access import MEMBER, access
from core.said import saved
from members import mail_actions, rules
from web.site.account_forms import MailsForm
from web.site.account_routes import blueprint


def _to_mails(**_of_the_form: Any) -> str:
    return url_for("members.mails")


@blueprint.get("/profile/mails")
@access(MEMBER)
def mails() -> Any:
    return _page(_form(formdata=None, **_chosen()))


@blueprint.post("/profile/mails")
@access(MEMBER, come_back=_to_mails)
def choose_mails() -> Any:
    form = _form()
    if not form.validate_on_submit():
        return _page(form)
    before = _chosen() | {"locale": current_user.locale}
    mail_actions.choose(
        member_id=current_user.id,
        locale=form.language.data,
        day_before=form.remind_day_before.data,
        hours_before=form.hours,
        muted=form.muted | _muted_unseen(form),
    )
    after = _chosen() | {"locale": current_user.locale}
    saved(_("Saved. From now on, you will get the emails you have chosen."), changed=after != before)
    response = make_response(redirect(url_for(".mails"), 303))
    i18n.remember(response, form.language.data)
    return response


def _form(**values: Any) -> MailsForm:
    return MailsForm(hosts=bool(current_user.hosted), hours=current_user.remind_hours_before, **values)


def _chosen() -> dict[str, Any]:
    hours = current_user.remind_hours_before
    wanted = {kind: rules.wants(current_user, kind) for kind in rules.MUTABLE}
    return {
        "language": current_user.locale,
        "remind_day_before": current_user.remind_day_before,
        "remind_hours_before": str(hours or ""),
        **wanted,
    }


def _muted_unseen(form: MailsForm) -> set[str]:
    """Kinds about which the page did not ask this member stay as they are."""
    return {kind for kind in rules.MUTABLE if kind not in form and not rules.wants(current_user, kind)}


def _page(form: MailsForm) -> Any:
    return render_template("site/account/mails.html", form=form), 422 if form.errors else 200
