"""The calendar part of a mail (RFC 5546, 6047): an invitation, its update, or that it is off.

Outlook, Google and Apple put it into the calendar when METHOD stands in the calendar and in the part's own header,
ORGANIZER is who sends the mail, ATTENDEE who gets it, and UID and SEQUENCE go on from mail to mail.
"""

from datetime import datetime
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from flask import current_app, url_for
from flask_babel import gettext as _
from icalendar import Calendar, Event

from calendars.writing import vtimezone
from calendars.writing.events import PRODUCT, STATUS, EventFacts, event, uid_of
from core.settings import Settings


def part(calendar: dict[str, Any], mail: dict[str, Any], recipient: str) -> tuple[str, bytes]:
    """METHOD and the calendar, in the language of the mail. `calendar` as from `facts.invitation`, `mail` as from
    `bookings.mails.facts`, with `space` and `name`."""
    status = calendar["status"]
    method = "CANCEL" if STATUS[status] == "CANCELLED" else "REQUEST"
    facts = _facts(calendar, mail, recipient)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    entry = _answered(event(facts, status=status))
    if "TZID" in entry["dtstart"].params:
        made.add_component(vtimezone.component(facts.zone))
    made.add_component(entry)
    return method, made.to_ical()


def _facts(calendar: dict[str, Any], mail: dict[str, Any], recipient: str) -> EventFacts:
    booking_id = UUID(mail["booking_id"])
    where, url = f"{mail['space']} – {mail['hub']}", url_for("bookings.show", booking_id=booking_id, _external=True)
    settings: Settings = current_app.extensions["settings"]
    return EventFacts(
        uid=uid_of(booking_id),
        sequence=calendar["sequence"],
        changed_at=datetime.fromisoformat(calendar["changed_at"]),
        created_at=datetime.fromisoformat(calendar["created_at"]),
        starts_at=datetime.fromisoformat(mail["starts_at"]),
        ends_at=datetime.fromisoformat(mail["ends_at"]),
        zone=mail["zone"],
        summary=mail["title"] or where,
        location=", ".join(filter(None, (mail["hub"], mail["address"]))),
        description="\n".join((where, *_note(calendar["status"]), url)),
        url=url,
        organizer=parseaddr(settings.mail_from)[1],
        organizer_name=mail["hub"],
        attendee=recipient,
        attendee_name=mail["name"],
    )


def _note(status: str) -> list[str]:
    """Who declines in a calendar reads where one cancels instead; nobody gets the calendar's answer."""
    if STATUS[status] == "CANCELLED":
        return []
    waits = [_("Waits for the answer of the hosts.")] if status == "requested" else []
    return [*waits, _("To cancel, please use this link; declining in the calendar does not reach the hub:")]


def _answered(entry: Event) -> Event:
    """Who has booked has said yes: calendars need not ask, and nobody reads the answers."""
    entry["attendee"].params |= {"RSVP": "FALSE", "CUTYPE": "INDIVIDUAL"}
    return entry
