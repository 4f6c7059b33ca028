"""What the people of a hub bring into the app."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from bookings.people import profile, views
from hubs.host import menu
from members.panels import profile_page

blueprints = [views.blueprint]


def init_app(_app: Flask) -> None:
    if profile.panel not in profile_page:  # several apps may live in one process
        profile_page.append(profile.panel)
    menu.add(menu.Entry(menu.DAY, 30, "people.index", _l("People"), "users", "people"))
