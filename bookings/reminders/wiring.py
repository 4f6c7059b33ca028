"""What reminders bring into the app."""

from flask import Flask

from bookings.reminders import jobs, link_views
from core.jobs import register

blueprints = [link_views.blueprint]


def init_app(app: Flask) -> None:
    register(app, "reminders", every_seconds=jobs.EVERY_SECONDS, run=jobs.remind)
