"""Hosts are told of bookings that stand in busy times of a calendar from outside, and of calendars that fail."""

from datetime import datetime, timedelta

from flask import Flask
from flask_babel import gettext as _

from bookings.mails import facts
from bookings.today.queries import hosts_of
from calendars.models import OutsideCalendar
from calendars.outside.errors import sentence
from calendars.outside.queries import ComingBooking
from core import outbox
from core.clock import local
from core.formats import clock, day, from_iso
from hubs.models import Hub

STALE_AFTER = timedelta(days=2)
MOST = 20
"""Of so many bookings at once hosts are told one by one; all stand on the page of the calendars."""


def report(hub: Hub, calendar: OutsideCalendar, conflicts: list[ComingBooking]) -> None:
    """Each host gets one mail about each of these bookings, and never a second one."""
    hosts = hosts_of(hub.slug) if conflicts else []
    for conflict in conflicts[:MOST]:
        for host in hosts:
            outbox.queue_once(
                f"calendar-conflict:{calendar.id}:{conflict.booking.id.hex}:{host.id}",
                to=host.email,
                locale=host.locale,
                template="calendar-conflict",
                stale_at=conflict.booking.ends_at,
                name=host.name,
                person=conflict.person,
                space=conflict.place_name,
                calendar_name=calendar.name,
                **facts(conflict.booking, hub),
            )


def report_failure(hub: Hub, calendar: OutsideCalendar, moment: datetime) -> None:
    """Each host hears that a calendar cannot be read and why, at most once a day."""
    for host in hosts_of(hub.slug):
        outbox.queue_once(
            f"calendar-failed:{calendar.id}:{host.id}:{local(moment, hub.time_zone):%Y%m%d}",
            to=host.email,
            locale=host.locale,
            template="calendar-failed",
            stale_at=moment + STALE_AFTER,
            name=host.name,
            calendar_name=calendar.name,
            hub=hub.name,
            hub_slug=hub.slug,
            zone=hub.time_zone,
            reason=calendar.error,
            succeeded_at=calendar.succeeded_at.isoformat() if calendar.succeeded_at else "",
        )


def since(moment: datetime | None, zone: str) -> str:
    """Since when a calendar cannot be read, and that what it said then still holds. None: it never could be."""
    if moment is None:
        return str(_("We have not been able to read it yet."))
    when = f"{day(moment, zone)}, {clock(moment, zone)}"
    return str(_("We have not been able to read it since %(when)s. What it said then still applies.", when=when))


def still_holds(succeeded_at: str, zone: str) -> str:
    """The same of what a mail has in its context."""
    return since(from_iso(succeeded_at) if succeeded_at else None, zone)


def install(app: Flask) -> None:
    """What the texts of the mails call."""
    app.jinja_env.globals.update(outside={"reason": sentence, "still_holds": still_holds})
