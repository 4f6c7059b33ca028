"""The floor plan as a panel: below the day plan on its page, and on the hub's own page."""

from collections.abc import Mapping
from datetime import date

from flask import render_template
from markupsafe import Markup

from core.clock import now, today
from hubs.models import Hub
from hubs.setup import Setup
from web.site.floor_plan_drawing import floor_of
from web.site.hub_words import next_open_day


def panel(hub: Hub, setup: Setup) -> Markup:
    """The next open day's plan, for the hub's own page; empty when the hub has none."""
    return panel_of_day(hub, setup, next_open_day(hub, setup, now()) or today(hub.time_zone), {})


def panel_of_day(hub: Hub, setup: Setup, day: date, typed: Mapping[str, str]) -> Markup:
    """The plan on a day at the time that is `typed`."""
    floor = floor_of(hub, setup, day, typed)
    if floor is None:
        return Markup()
    return Markup(  # noqa: S704  # rendered by our own template, which escapes
        render_template("site/bookings/_floor_plan.html", hub=hub, floor=floor)
    )
