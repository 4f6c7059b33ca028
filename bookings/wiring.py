"""What this feature brings into the app."""

from flask import Flask

from bookings import (
    api,
    availability_api,
    blocking_actions,
    cover,
    dayplan_views,
    demo,
    filters,
    guard,
    job_words,
    moving_views,
    own_views,
    views,
)
from bookings import models as models  # its tables belong to the schema
from bookings.door import wiring as door
from bookings.impact import wiring as impact
from bookings.people import wiring as people
from bookings.planning import panel as planning
from bookings.reminders import wiring as reminders
from bookings.retention import wiring as retention
from bookings.search import views as search_views
from bookings.today import wiring as today
from core import cli, signposts
from core.jobs import describe
from hubs import signals
from hubs.panels import hub_page

_more_views = (own_views, moving_views)  # they add to the blueprint of `views`
_parts = (impact, door, people, reminders, retention, today)
blueprints = [search_views.blueprint, views.blueprint, *(b for part in _parts for b in part.blueprints)]
api_blueprints = [availability_api.blueprint, api.blueprint]


def init_app(app: Flask) -> None:
    cli.checks(app).append(guard.whats_wrong)
    describe(app, job_words.WORDS)
    if dayplan_views.panel not in hub_page:  # several apps may live in one process
        hub_page.append(dayplan_views.panel)
        hub_page.append(planning.panel)
    signals.put_in_room.connect(blocking_actions.take_with_room)
    signposts.add("search.show")
    cover.install(app, cover.free_of_charge)
    demo.install(app)
    filters.install(app)
    for part in _parts:
        part.init_app(app)
