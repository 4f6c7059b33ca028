"""One booking as a calendar: a file for people's own calendars, and the part of a mail. In a feed it is the same entry,
with the same UID.

The part of a mail (RFC 5546, 6047) is an invitation, its update, or that it is off. Outlook, Google and Apple put it
into the calendar when METHOD stands in the calendar and in the part's own header, ORGANIZER is who sends the mail,
ATTENDEE who gets it, and UID and SEQUENCE go on from mail to mail."""

from dataclasses import replace
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Event

from bookings.queries import BookingView
from bookings.series.rules import Repetition, days_of
from calendars.writing import repeating, vtimezone
from calendars.writing.events import PRODUCT, STATUS, EventFacts, event, uid_of
from calendars.writing.repeating import DateEntry, Pattern
from core.settings import Settings
from core.signposts import page_address
from core.timespans import Interval
from hubs import lunch
from hubs.words import closed_meanwhile, closed_told


def file(view: BookingView, url: str) -> bytes:
    """The calendar file of one booking; the same UID each time, so that a newer file replaces the entry."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(vtimezone.component(view.hub.time_zone))
    entry = event(_of_view(view, url), status=view.status)
    entry.add("geo", (view.hub.lat, view.hub.lon))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _of_view(view: BookingView, url: str) -> EventFacts:
    booking, hub = view.booking, view.hub
    place = _("%(place)s at %(hub)s", place=view.place_name, hub=hub.name)
    return EventFacts(
        uid=uid_of(booking.id),
        sequence=booking.sequence,
        changed_at=booking.changed_at,
        created_at=booking.created_at,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=hub.time_zone,
        summary=booking.title or f"{view.place_name} – {hub.name}",
        location=", ".join(part for part in (hub.name, hub.address) if part),
        description="\n".join(filter(None, (place, _closed(view), url))),
        url=url,
    )


def _closed(view: BookingView) -> str:
    """That one cannot get in over lunch, where the booking goes over it; of what lies in a locker it is not said."""
    booking, hub = view.booking, view.hub
    if view.space.kind == "locker":
        return ""
    span = Interval(booking.starts_at, booking.ends_at)
    return closed_meanwhile(lunch.crossed(hub.opening_hours, hub.time_zone, hub.holiday_state, span), hub.time_zone)


def invitation(calendar: dict[str, Any], mail: dict[str, Any], recipient: str) -> tuple[str, bytes]:
    """METHOD and the calendar, in the language of the mail. `calendar` as `bookings.invitations` gives it, `mail` as
    `bookings.mails.facts` does, with `space` and `name`; or both of several, as `bookings.series.mails` does."""
    if "dates" in calendar:
        return _of_several(calendar, mail, recipient)
    status = calendar["status"]
    method = "CANCEL" if STATUS[status] == "CANCELLED" else "REQUEST"
    facts = _of_mail(calendar, mail, recipient)
    if "series_id" in calendar:
        facts = repeating.of_date(facts, UUID(calendar["series_id"]), datetime.fromisoformat(calendar["series_at"]))
    return method, _calendar(method, [(facts, status)])


def _of_several(calendar: dict[str, Any], mail: dict[str, Any], recipient: str) -> tuple[str, bytes]:
    """A series is invited to as one. With it may come what was booked elsewhere; but an invitation is about one thing
    (RFC 5546), so all is then a calendar that is handed over (PUBLISH)."""
    dates = [(_of_mail(one, {**mail, **one}, recipient), one) for one in calendar["dates"]]
    of_series = [_occurrence(facts, one) for facts, one in dates if "series_id" in one]
    others = [(facts, str(one["status"])) for facts, one in dates if "series_id" not in one]
    found = list(others)
    if of_series and calendar["series"]:
        pattern = _pattern(calendar["series"])
        url = page_address("series.show", series_id=pattern.id)
        found = [*repeating.entries(pattern, of_series, url), *others]
    if others:
        return "PUBLISH", _calendar("PUBLISH", [(replace(facts, attendee=""), status) for facts, status in found])
    method = "CANCEL" if STATUS[found[0][1]] == "CANCELLED" else "REQUEST"
    return method, _calendar(method, found)


def _occurrence(facts: EventFacts, told: dict[str, Any]) -> DateEntry:
    return DateEntry(facts, told["status"], datetime.fromisoformat(told["series_at"]))


def _pattern(told: dict[str, Any]) -> Pattern:
    repetition = Repetition(
        every=told["every"],
        unit=told["unit"],
        days=days_of(told["days"]),
        nth=told["nth"],
        until=date.fromisoformat(told["until"]) if told["until"] else None,
        count=told["count"],
    )
    return Pattern(
        id=UUID(told["id"]),
        repetition=repetition,
        first_on=date.fromisoformat(told["first_on"]),
        starts_minute=told["starts_minute"],
        ends_minute=told["ends_minute"],
        zone=told["zone"],
        sequence=told["sequence"],
        changed_at=datetime.fromisoformat(told["changed_at"]),
        created_at=datetime.fromisoformat(told["created_at"]),
    )


def _calendar(method: str, entries: list[tuple[EventFacts, str]]) -> bytes:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    events = [(facts.zone, _answered(event(facts, status=status))) for facts, status in entries]
    for zone in dict.fromkeys(zone for zone, entry in events if "TZID" in entry["dtstart"].params):
        made.add_component(vtimezone.component(zone))
    for _zone, entry in events:
        made.add_component(entry)
    return bytes(made.to_ical())


def _of_mail(calendar: dict[str, Any], mail: dict[str, Any], recipient: str) -> EventFacts:
    booking_id = UUID(mail["booking_id"])
    where, url = f"{mail['space']} – {mail['hub']}", _page_of(mail, booking_id)
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
        description="\n".join((where, *_closed_told(calendar, mail), *_note(calendar["status"], mail), url)),
        url=url,
        organizer=parseaddr(settings.mail_from)[1],
        organizer_name=mail["hub"],
        attendee=recipient,
        attendee_name=mail["name"],
    )


def _page_of(mail: dict[str, Any], booking_id: UUID) -> str:
    """Who has booked looks at the booking; for whom it is booked, who has no account, at the hub."""
    if "booked_by" in mail:
        return page_address("hubs.show", slug=mail["hub_slug"])
    return page_address("bookings.show", booking_id=booking_id)


def _closed_told(calendar: dict[str, Any], mail: dict[str, Any]) -> list[str]:
    """What the mail says of lunch breaks; nothing of what does not take place."""
    is_off = STATUS[calendar["status"]] == "CANCELLED"
    return [closed_told(mail["closed"], mail["zone"])] if mail.get("closed") and not is_off else []


def _note(status: str, mail: dict[str, Any]) -> list[str]:
    """Who declines in a calendar reads where one cancels instead; nobody gets the calendar's answer."""
    if STATUS[status] == "CANCELLED":
        return []
    waits = [_("Waiting for the hosts’ answer.")] if status == "requested" else []
    if "booked_by" in mail:
        return [*waits, _("Booked by %(name)s, who can change or cancel it.", name=mail["booked_by"])]
    return [*waits, _("To cancel, please use this link; declining in the calendar does not tell the hub:")]


def _answered(entry: Event) -> Event:
    """Who has booked has said yes: calendars need not ask, and nobody reads the answers."""
    if "attendee" in entry:
        entry["attendee"].params |= {"RSVP": "FALSE", "CUTYPE": "INDIVIDUAL"}
    return entry
