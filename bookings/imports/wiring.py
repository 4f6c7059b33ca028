"""The hosts' page about calendars from outside, and the job that reads them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from bookings.imports import jobs, views, words
from bookings.imports.fetching import OPEN_INTERNET
from bookings.imports.looking import GATE
from core import jobs as core_jobs
from hubs.host.menu import SETUP, Entry, add

blueprints = [views.blueprint]


def init_app(app: Flask) -> None:
    words.install(app)
    app.extensions[GATE] = OPEN_INTERNET
    core_jobs.register(app, "imports", jobs.EVERY_SECONDS, jobs.read_due, jobs.LEASE_SECONDS)
    add(Entry(SETUP, 65, "calendars.index", _l("Outside calendars"), "calendar", "calendars."))
