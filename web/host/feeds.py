"""A host's calendar feeds of a hub and of each of its spaces. Each host has addresses of their own."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from calendars.feeds import actions, queries
from core.access import HOST, access
from core.arguments import read_id
from hubs import queries as hub_queries
from hubs.models import Hub, Space
from web.host.frame import host_page, hosted_hub
from web.site.confirming import recently_confirmed
from web.site.feeds import address_of_feed, address_of_hub, webcal

blueprint = Blueprint("host_feeds", __name__, url_prefix="/host/<slug>/feeds")


def _back(slug: str) -> str:
    return url_for("host_feeds.index", slug=slug)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> str:
    hub = hosted_hub(slug)
    feeds = queries.feeds_of(current_user.id, hub.id)
    spaces = [s for s in hub_queries.spaces_of(hub.id) if s.is_active or s.id in feeds]
    public = address_of_hub(slug)
    return host_page("host/feeds/index.html", hub, feeds=feeds, spaces=spaces, public=public)


@blueprint.post("")
@access(HOST, come_back=_back)
@recently_confirmed
def give(slug: str) -> str:
    """Answers with the address itself and no redirect: it is shown this once and is kept nowhere."""
    hub, space = _asked(slug)
    secret = actions.give_address(member_id=current_user.id, hub_id=hub.id, space_id=space.id if space else None)
    address = address_of_feed(secret)
    shown: dict[str, Any] = {"address": address, "webcal": webcal(address)}
    return host_page("host/feeds/address.html", hub, space=space, **shown)


@blueprint.post("/off")
@access(HOST, come_back=_back)
def switch_off(slug: str) -> Response:
    hub, space = _asked(slug)
    actions.switch_off(member_id=current_user.id, hub_id=hub.id, space_id=space.id if space else None)
    flash(_("The calendar feed is switched off. Its address no longer shows anything."), "success")
    return redirect(_back(slug), 303)


def _asked(slug: str) -> tuple[Hub, Space | None]:
    """The hub, and the space that the form names; none: the whole hub."""
    hub, text = hosted_hub(slug), request.form.get("space", "")
    if not text:
        return hub, None
    key = read_id(text) or abort(404)
    return hub, hub_queries.space_of(hub.id, key) or abort(404)
