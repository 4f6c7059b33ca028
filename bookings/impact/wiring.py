"""The pages of this part, and their places on the hosts' menu."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from bookings.impact import blocking_views, closing_views, hours_views, views, words
from hubs.host.menu import SETUP, Entry, add

blueprints = [hours_views.blueprint, closing_views.blueprint, blocking_views.blueprint, views.blueprint]


def init_app(app: Flask) -> None:
    words.install(app)
    add(
        Entry(SETUP, 30, "hours_pages.edit", _l("Opening hours"), "clock", "hours_pages."),
        Entry(SETUP, 40, "closing_pages.index", _l("Closures"), "calendar", "closing_pages."),
        Entry(SETUP, 45, "blocking_pages.index", _l("Blockings"), "minus", "blocking_pages."),
    )
