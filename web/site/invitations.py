"""The links of invitations: to become a host, or a member, of a hub. A GET only shows the button."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from core.access import LINK, MEMBER, access
from core.errors import DomainError
from core.refusals import when_refused
from hubs import queries as places
from hubs.models import Hub
from hubs.people import host_actions, links, standing_actions
from hubs.people.errors import InvitationForAnother, InvitationOver
from members.models import Member

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")


def _same_page(**of_the_form: Any) -> str:
    return url_for(request.endpoint.replace("accept_", "") if request.endpoint else "", **of_the_form)


@blueprint.get("/host/<slug>/<secret>")
@access(LINK)
def host(slug: str, secret: str) -> Any:
    """What the invitation is about, and a button; where to log in or sign up first."""
    hub = places.any_hub(slug)
    if hub is None:  # as for a wrong link: nobody learns which hubs are being set up
        return _refused(None, InvitationOver())
    if current_user.hosts(slug):
        return redirect(_today(slug), 303)
    try:
        host_actions.check(hub=hub, secret=secret, member=_person())
    except DomainError as error:
        return _refused(hub, error, 200 if isinstance(error, InvitationForAnother) else error.status)
    return _page("host", hub)


@blueprint.post("/host/<slug>/<secret>")
@access(MEMBER, come_back=_same_page)
@when_refused(lambda error, slug, secret: _refused(places.any_hub(slug), error))
def accept_host(slug: str, secret: str) -> Any:
    hub = places.any_hub(slug)
    if hub is None:
        return _refused(None, InvitationOver())
    if current_user.hosts(slug):
        return redirect(_today(slug), 303)
    host_actions.accept(hub=hub, secret=secret, member=current_user)
    flash(_("You are now a host of %(hub)s. Welcome!", hub=hub.name), "success")
    return redirect(_today(slug), 303)


@blueprint.get("/member/<token>")
@access(LINK)
def member(token: str) -> Any:
    """What it means to be a member of the hub, and a button."""
    try:
        link, hub = _membership(token)
        if person := _person():
            standing_actions.check_membership(hub=hub, link=link, member=person)
    except InvitationForAnother as error:
        return _refused(hub, error, 200)
    except InvitationOver as error:
        return _refused(None, error)
    return _page("member", hub)


@blueprint.post("/member/<token>")
@access(MEMBER, come_back=_same_page)
@when_refused(lambda error, token: _refused(None, error))
def accept_member(token: str) -> Any:
    link, hub = _membership(token)
    standing_actions.accept_membership(hub=hub, link=link, member=current_user)
    flash(_("You are now a member of %(hub)s and can book here.", hub=hub.name), "success")
    return redirect(url_for("hubs.show", slug=hub.slug), 303)


def _membership(token: str) -> tuple[links.MembershipLink, Hub]:
    link = links.read_membership(token)
    return link, places.any_hub(link.hub_slug) or abort(404)


def _person() -> Member | None:
    return current_user if current_user.is_authenticated else None


def _page(kind: str, hub: Hub) -> Any:
    return render_template("site/invitations/invitation.html", kind=kind, hub=hub, here=request.path)


def _refused(hub: Hub | None, error: DomainError, status: int | None = None) -> Any:
    is_for_another = isinstance(error, InvitationForAnother)
    page = render_template("site/invitations/dead_invitation.html", hub=hub, error=error, is_for_another=is_for_another)
    return page, status or error.status


def _today(slug: str) -> str:
    """The page from which hosts run the day. It belongs to a package above this one, but its address is settled."""
    return f"/host/{slug}/today"
