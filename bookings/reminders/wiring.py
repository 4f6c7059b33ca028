"""What reminders bring into the app."""

from flask import Flask

from bookings.reminders import actions, jobs, link_views
from core.jobs import register
from members import signals

blueprints = [link_views.blueprint]


def init_app(app: Flask) -> None:
    signals.mails_chosen.connect(actions.withdraw_unwanted)
    register(app, "reminders", every_seconds=jobs.EVERY_SECONDS, run=jobs.remind)
