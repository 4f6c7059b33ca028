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
    jobs,
    moving_views,
    own_views,
    views,
)
from bookings import models as models  # its tables belong to the schema
from bookings.door import models as door_models  # noqa: F401
from bookings.search import views as search_views
from bookings.signals import booked, moved
from bookings.today import booking_views, desk_views
from bookings.today import mails as today_mails
from bookings.today import views as today_views
from core import cli
from core.jobs import register
from hubs import signals
from hubs.host import menu
from hubs.host.menu import Entry
from hubs.panels import hub_page

_more_views = (own_views, moving_views, booking_views, desk_views)  # they add to the blueprints of `views`
blueprints = [search_views.blueprint, views.blueprint, today_views.blueprint]
api_blueprints = [availability_api.blueprint, api.blueprint]


def init_app(app: Flask) -> None:
    cli.checks(app).append(guard.whats_wrong)
    if dayplan_views.panel not in hub_page:  # several apps may live in one process
        hub_page.append(dayplan_views.panel)
    signals.put_in_room.connect(blocking_actions.take_with_room)
    booked.connect(today_mails.tell_hosts)
    moved.connect(today_mails.tell_hosts)
    menu.add(Entry(menu.DAY, 10, "today.show", _l("Today"), "clock"))
    menu.add(Entry(menu.DAY, 20, "today.week_plan", _l("Week plan"), "calendar"))
    register(app, "expire-holds", every_seconds=jobs.EXPIRE_EVERY_SECONDS, run=jobs.expire_holds)
    demo.install(app)
    filters.install(app)
