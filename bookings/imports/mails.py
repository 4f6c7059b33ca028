"""Hosts are told of bookings that stand in times which a calendar from outside calls busy."""

from bookings.imports.models import OutsideCalendar
from bookings.imports.queries import Standing
from bookings.mails import facts
from bookings.today.queries import hosts_of
from core import outbox
from hubs.models import Hub

MOST = 20
"""Of so many bookings at once hosts are told one by one; all stand on the page of the calendars."""


def report(hub: Hub, calendar: OutsideCalendar, conflicts: list[Standing]) -> None:
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
                space=conflict.space.name,
                calendar_name=calendar.name,
                **facts(conflict.booking, hub),
            )
