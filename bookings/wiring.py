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
from bookings.door import models as door_models  # noqa: F401
from bookings.figures import views as figures_views
from bookings.people import profile
from bookings.people import views as people_views
from bookings.search import views as search_views
from core import cli
from hubs import signals
from hubs.host import menu
from hubs.panels import hub_page
from members.panels import profile_page

_more_views = (own_views, moving_views)  # they add to the blueprint of `views`
blueprints = [search_views.blueprint, views.blueprint, people_views.blueprint, figures_views.blueprint]
api_blueprints = [availability_api.blueprint, api.blueprint]


def init_app(app: Flask) -> None:
    cli.checks(app).append(guard.whats_wrong)
    if dayplan_views.panel not in hub_page:  # several apps may live in one process
        hub_page.append(dayplan_views.panel)
    if profile.panel not in profile_page:
        profile_page.append(profile.panel)
    menu.add(menu.Entry(menu.DAY, 30, "people.index", _l("People"), "users", "people"))
    menu.add(menu.Entry(menu.DAY, 40, "figures.hub", _l("Figures"), "chart"))
    signals.put_in_room.connect(blocking_actions.take_with_room)
    demo.install(app)
    filters.install(app)
