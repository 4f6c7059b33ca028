"""What the hosts' own figures bring into the app."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from bookings.figures import views
from hubs.host import menu

blueprints = [views.blueprint]


def init_app(_app: Flask) -> None:
    menu.add(menu.Entry(menu.DAY, 40, "figures.hub", _l("Figures"), "chart"))
