"""Which mails a member gets: the page in the profile, and the link in a mail that ends mails of its kind."""

from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from core import i18n
from core.access import MEMBER, PUBLIC, access
from core.db import after_refusal
from core.security import csrf
from members import links, mail_actions, rules
from members.errors import LinkExpired, LinkInvalid
from members.forms import MailsForm
from members.routes import blueprint

ENDS = {
    "confirmation": _l("No more receipts when you book, change or cancel something yourself?"),
    "invitation": _l("No more calendar entries with your mails?"),
    "digest": _l("No more news of the week for hosts?"),
    "reminder": _l("No more reminders of your bookings?"),
}
ENDED = {
    "confirmation": _l("You get no more receipts when you book, change or cancel something yourself."),
    "invitation": _l("Your mails come without calendar entries from now on."),
    "digest": _l("You get no more news of the week."),
    "reminder": _l("We do not remind you of your bookings any more."),
}


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
    mail_actions.choose(
        member_id=current_user.id,
        locale=form.language.data,
        day_before=form.remind_day_before.data,
        hours_before=form.hours,
        muted=form.muted | _muted_unseen(form),
    )
    flash(_("Saved. From now on you get the mails that you have chosen."), "success")
    response = make_response(redirect(url_for(".mails"), 303))
    i18n.remember(response, form.language.data)
    return response


@blueprint.get("/mails/unsubscribe/<token>")
@access(PUBLIC)
def unsubscribe_form(token: str) -> Any:
    """A GET only shows the button: programs that look through mails open links by themselves."""
    try:
        kind = links.read_unsubscribe(token).kind
    except (LinkExpired, LinkInvalid) as error:
        return _dead(error)
    return render_template("members/unsubscribe.html", title=ENDS[kind], is_done=False)


@blueprint.post("/mails/unsubscribe/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(PUBLIC)
def unsubscribe(token: str) -> Any:
    """Needs no token of a form: mail programs send it by themselves (RFC 8058), and the address is the secret."""
    try:
        subscription = links.read_unsubscribe(token)
        mail_actions.unsubscribe(subscription=subscription)
    except (LinkExpired, LinkInvalid) as error:
        with after_refusal():
            return _dead(error)
    return render_template("members/unsubscribe.html", title=ENDED[subscription.kind], is_done=True)


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
    return render_template("members/mails.html", form=form), 422 if form.errors else 200


def _dead(error: LinkExpired | LinkInvalid) -> Any:
    return render_template("members/dead_unsubscribe.html", message=error.message()), error.status
