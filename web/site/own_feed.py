"""A member's own calendar feed: its address, shown once, a new one, and switching it off. And the panels that lead to
calendars, on the profile and on a hub's page."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug import Response

from calendars.feeds import actions, queries
from core.access import MEMBER, access
from hubs.models import Hub
from hubs.setup import Setup
from members.models import Member
from web.site.confirming import recently_confirmed
from web.site.feeds import address_of_feed, address_of_hub, blueprint, webcal


def _back(**_of_the_form: Any) -> str:
    return url_for("feeds.own")


@blueprint.get("/profile/calendar")
@access(MEMBER)
def own() -> str:
    return render_template("site/feeds/own.html", feed=queries.feeds_of(current_user.id, None).get(None), address=None)


@blueprint.post("/profile/calendar")
@access(MEMBER, come_back=_back)
@recently_confirmed
def give_own() -> str:
    """Answers with the address itself and no redirect: it is shown this once and is kept nowhere."""
    address = address_of_feed(actions.give_address(member_id=current_user.id))
    return render_template("site/feeds/own.html", feed=None, address=address, webcal=webcal(address))


@blueprint.post("/profile/calendar/off")
@access(MEMBER, come_back=_back)
def switch_off_own() -> Response:
    actions.switch_off(member_id=current_user.id)
    flash(_("The calendar feed is switched off. Its address no longer shows anything."), "success")
    return redirect(_back(), 303)


def of_member(member: Member) -> Markup:
    """Whether the member has a calendar feed, and the way to its page."""
    feed = queries.feeds_of(member.id, None).get(None)
    return Markup(render_template("site/feeds/_profile.html", feed=feed))  # noqa: S704 - escaped by the template


def of_hub(hub: Hub, _setup: Setup) -> Markup:
    """The hub's public calendar; a hub that is still being set up has none."""
    if not hub.is_public:
        return Markup()
    address = address_of_hub(hub.slug)
    shown = {"hub": hub, "address": address, "webcal": webcal(address)}
    return Markup(render_template("site/feeds/_hub.html", **shown))  # noqa: S704 - escaped by the template
