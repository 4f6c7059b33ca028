"""What labels and door signs bring into the app."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from bookings.door import host_views, label_views, routes, scan_views, sign_views
from bookings.door import models as models  # its tables belong to the schema
from hubs.host import menu

_more_views = (scan_views, sign_views)  # they add to the blueprint of `routes`
blueprints = [label_views.blueprint, host_views.blueprint, routes.blueprint]


def init_app(_app: Flask) -> None:
    menu.add(
        menu.Entry(menu.SETUP, 90, "labels.sheet", _l("Labels with codes"), "printer", "labels."),
        menu.Entry(menu.SETUP, 100, "door_signs.index", _l("Door signs"), "monitor", "door_signs."),
    )
