"""What the faces bring into the app: pages, and their places in menus and on others' pages."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_smorest import Blueprint as ApiBlueprint

from hubs.host import menu
from hubs.panels import hub_page
from members.panels import profile_page
from web.host import calendars
from web.host import feeds as host_feeds
from web.site import booking_file, feeds, own_feed

_more_views = (booking_file, own_feed)  # they add to blueprints of others
blueprints = [feeds.blueprint, host_feeds.blueprint, calendars.blueprint]
api_blueprints: list[ApiBlueprint] = []


def init_app(_app: Flask) -> None:
    if own_feed.of_member not in profile_page:  # several apps may live in one process
        profile_page.insert(0, own_feed.of_member)  # before what hubs know of the member
        hub_page.append(own_feed.of_hub)
    menu.add(menu.Entry(menu.SETUP, 65, "calendars.index", _l("Outside calendars"), "calendar", "calendars."))
    menu.add(menu.Entry(menu.SETUP, 110, "host_feeds.index", _l("Calendar feeds"), "calendar", "host_feeds."))
