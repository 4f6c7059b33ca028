"""A member's own calendar feed: its address, shown once, a new one, and switching it off."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from calendars.feeds import actions, addresses, queries
from core.access import MEMBER, access
from members.confirming import recently_confirmed
from web.site.feed_routes import blueprint


def _back(**_of_the_form: Any) -> str:
    return url_for("feeds.own")


@blueprint.get("/profile/calendar")
@access(MEMBER)
def own() -> str:
    return render_template("feeds/own.html", feed=queries.feeds_of(current_user.id, None).get(None), address=None)


@blueprint.post("/profile/calendar")
@access(MEMBER, come_back=_back)
@recently_confirmed
def give_own() -> str:
    """Answers with the address itself and no redirect: it is shown this once and is kept nowhere."""
    address = addresses.of_feed(actions.give_address(member_id=current_user.id))
    return render_template("feeds/own.html", feed=None, address=address, webcal=addresses.webcal(address))


@blueprint.post("/profile/calendar/off")
@access(MEMBER, come_back=_back)
def switch_off_own() -> Response:
    actions.switch_off(member_id=current_user.id)
    flash(_("The calendar feed is switched off. Its address shows nothing any more."), "success")
    return redirect(_back(), 303)
