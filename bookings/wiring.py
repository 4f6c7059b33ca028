"""What this feature brings into the app."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from bookings import (
    api,
    availability_api,
    blocking_actions,
    dayplan_views,
    demo,
    filters,
    guard,
    moving_views,
    own_views,
    views,
)
from bookings import models as models  # its tables belong to the schema
from bookings.door import host_views as door_host_views
from bookings.door import label_views, scan_views, sign_views
from bookings.door import models as door_models  # noqa: F401
from bookings.door import routes as door_routes
from bookings.search import views as search_views
from core import cli
from hubs import signals
from hubs.host import menu
from hubs.host.menu import Entry
from hubs.panels import hub_page

_more_views = (
    own_views,
    moving_views,
    scan_views,
    sign_views,
)  # they add to blueprints that stand elsewhere
blueprints = [search_views.blueprint, views.blueprint]
blueprints += [label_views.blueprint, door_host_views.blueprint, door_routes.blueprint]
api_blueprints = [availability_api.blueprint, api.blueprint]


def init_app(app: Flask) -> None:
    cli.checks(app).append(guard.whats_wrong)
    if dayplan_views.panel not in hub_page:  # several apps may live in one process
        hub_page.append(dayplan_views.panel)
    signals.put_in_room.connect(blocking_actions.take_with_room)
    demo.install(app)
    menu.add(
        Entry(menu.SETUP, 90, "labels.sheet", _l("Labels with codes"), "printer", "labels."),
        Entry(menu.SETUP, 100, "door_signs.index", _l("Door signs"), "monitor", "door_signs."),
    )
    filters.install(app)
