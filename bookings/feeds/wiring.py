"""What calendar feeds bring into the app."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from bookings.feeds import host_views, own_views, panels, routes, views
from hubs.host import menu
from hubs.panels import hub_page
from members.panels import profile_page

_more_views = (own_views, views)  # they add to the blueprint of `routes`
blueprints = [routes.blueprint, host_views.blueprint]


def init_app(_app: Flask) -> None:
    if panels.of_member not in profile_page:  # several apps may live in one process
        profile_page.append(panels.of_member)
        hub_page.append(panels.of_hub)
    menu.add(menu.Entry(menu.SETUP, 110, "host_feeds.index", _l("Calendar feeds"), "calendar", "host_feeds."))
