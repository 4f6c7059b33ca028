"""The hub's hosts: who they are, invite, withdraw, remove; and who looked at personal data."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core import journal
from core.access import HOST, access
from core.clock import now
from core.errors import DomainError
from core.formats import locale_code
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.tokens import new_secret
from hubs.models import Hub
from hubs.people import host_actions, queries, rules
from hubs.people.errors import AlreadyHost
from web.host.frame import host_page, hosted_hub
from web.host.team_forms import InviteForm
from web.site import throttle

blueprint = Blueprint("people_hosts", __name__, url_prefix="/host/<slug>/people")
ID = "<int:%s>"


def _back(slug: str, **_of_the_form: Any) -> str:
    return url_for("people_hosts.index", slug=slug)


@blueprint.get("/hosts")
@access(HOST)
def index(slug: str) -> Any:
    return _page(slug, InviteForm(formdata=None))


@blueprint.get("/looks")
@access(HOST)
def looks(slug: str) -> str:
    """Who looked at personal data of this hub in the last 30 days."""
    hub, moment = hosted_hub(slug), now()
    journal.note(actor_id=current_user.id, hub_slug=slug, what="looks")
    found = queries.looks_in(hub, moment - rules.KEEP_LOOKS)
    return host_page("host/people/looks.html", hub, looks=found, most=queries.MOST_LOOKS)


@blueprint.post("/invitations")
@access(HOST, come_back=_back)
def invite(slug: str) -> Any:
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(slug, form)
    throttle.mail_by_host(current_user.id, form.email.data)
    return _invite(slug, form)


@when_refused(lambda error, slug, form: _page(slug, form.refuse(error)), by=AlreadyHost)
def _invite(slug: str, form: InviteForm) -> Response:
    email = form.email.data
    hub = hosted_hub(slug)
    submit_once(form.form_key.data or "", {"invite": email, "hub": slug}, lambda: _invited(hub, email))
    flash(_("The invitation is on its way to %(email)s.", email=email), "success")
    return redirect(_back(slug), 303)


def _invited(hub: Hub, email: str) -> str:
    host_actions.invite(hub=hub, email=email, inviter=current_user, locale=locale_code())
    return _back(hub.slug)


@blueprint.post(f"/invitations/{ID % 'invitation_id'}/withdrawal")
@access(HOST, come_back=_back)
def withdraw(slug: str, invitation_id: int) -> Response:
    if not host_actions.withdraw(hub=hosted_hub(slug), invitation_id=invitation_id):
        abort(404)
    flash(_("The invitation has been withdrawn: its link no longer works."), "success")
    return redirect(_back(slug), 303)


@blueprint.post(f"/hosts/{ID % 'member_id'}/removal")
@access(HOST, come_back=_back)
@when_refused(lambda error, slug, member_id: _page(slug, InviteForm(formdata=None), error))
def remove(slug: str, member_id: int) -> Response:
    """Another host, or oneself."""
    if not host_actions.remove(hub=hosted_hub(slug), member_id=member_id):
        abort(404)
    if member_id == current_user.id:
        flash(_("You are no longer a host of this hub. Thank you for your work!"), "success")
        return redirect(url_for("search.show"), 303)
    flash(_("The person is no longer a host of this hub."), "success")
    return redirect(_back(slug), 303)


def _page(slug: str, form: InviteForm, error: DomainError | None = None) -> Any:
    hub = hosted_hub(slug)
    form.form_key.data = form.form_key.data or new_secret()
    journal.note(actor_id=current_user.id, hub_slug=slug, what="hosts")
    hosts, invitations, moment = queries.hosts_of(hub), queries.invitations_of(hub.id), now()
    living = [host.id for host in hosts if host.is_active]
    page = host_page(
        "host/people/hosts.html",
        hub,
        form=form,
        error=error,
        hosts=hosts,
        removable={host.id for host in hosts if rules.is_removable(host.id, living)},
        invitations=invitations,
        over={one.id for one in invitations if rules.is_over(one.expires_at, moment)},
    )
    return page, error.status if error else 422 if form.errors else 200
