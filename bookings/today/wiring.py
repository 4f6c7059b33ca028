"""What the hosts' day brings into the app."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from bookings import jobs
from bookings.signals import booked, moved, rebooked
from bookings.today import booking_views, desk_views, fault_views, mails, views
from core.jobs import register
from hubs.host import menu

_more_views = (booking_views, desk_views, fault_views)  # they add to the blueprint of `views`
blueprints = [views.blueprint]


def init_app(app: Flask) -> None:
    booked.connect(mails.tell_hosts)
    moved.connect(mails.tell_hosts)
    rebooked.connect(mails.tell_hosts)
    menu.add(
        menu.Entry(menu.DAY, 10, "today.show", _l("Today"), "clock", "today."),
        menu.Entry(menu.DAY, 20, "today.week_plan", _l("Week plan"), "calendar"),
    )
    register(app, "expire-holds", every_seconds=jobs.EXPIRE_EVERY_SECONDS, run=jobs.expire_holds)
    register(app, "no-shows", jobs.CLOSE_EVERY_SECONDS, jobs.close_past, jobs.CLOSE_LEASE_SECONDS)
