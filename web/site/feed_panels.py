"""The ways to the calendars: on a member's profile, and on the page of a hub."""

from flask import render_template
from markupsafe import Markup

from calendars.feeds import addresses, queries
from hubs.models import Hub
from hubs.setup import Setup
from members.models import Member


def of_member(member: Member) -> Markup:
    """Whether the member has a calendar feed, and the way to its page."""
    feed = queries.feeds_of(member.id, None).get(None)
    return Markup(render_template("feeds/_profile.html", feed=feed))  # noqa: S704 - escaped by the template


def of_hub(hub: Hub, _setup: Setup) -> Markup:
    """The hub's public calendar; a hub that is still being set up has none."""
    if not hub.is_public:
        return Markup()
    address = addresses.of_hub(hub.slug)
    shown = {"hub": hub, "address": address, "webcal": addresses.webcal(address)}
    return Markup(render_template("feeds/_hub.html", **shown))  # noqa: S704 - escaped by the template
