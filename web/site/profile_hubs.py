"""What a member sees on their profile of what hubs know and do about them."""

from flask import render_template
from markupsafe import Markup

from bookings.people import queries
from core.clock import now
from hubs.people.queries import restrictions_of
from hubs.people.rules import KEEP_LOOKS
from members.models import Member


def panel(member: Member) -> Markup:
    """Where the member is restricted and why, and which hosts looked at the page about them."""
    restrictions = restrictions_of(member.id)
    looks = queries.looks_at(member.id, now() - KEEP_LOOKS)
    return Markup(render_template("site/account/_hubs.html", restrictions=restrictions, looks=looks))  # noqa: S704 - escaped by the template
