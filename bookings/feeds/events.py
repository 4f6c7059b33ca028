"""A booking as an entry of a calendar (RFC 5545), for feeds, files and mails alike."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Event, vCalAddress

from core.text import lines, one_line

PRODUCT = "-//LEBENS-RAUM//bookings//EN"
STATUS = {
    "requested": "TENTATIVE",
    "held": "TENTATIVE",
    "confirmed": "CONFIRMED",
    "checked_in": "CONFIRMED",
    "completed": "CONFIRMED",
    "no_show": "CONFIRMED",
    "cancelled": "CANCELLED",
    "declined": "CANCELLED",
    "expired": "CANCELLED",
}
"""What a calendar says for each status of a booking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What an entry is made of; moments are aware, texts may be anybody's. `organizer`, `attendee`: mail addresses."""

    uid: str
    sequence: int
    changed_at: datetime
    created_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    organizer: str = ""
    organizer_name: str = ""
    attendee: str = ""
    attendee_name: str = ""


def uid_of(booking_id: UUID) -> str:
    """Fixed for the life of the booking, whatever becomes of it and of the site's address."""
    return f"{booking_id}@lebens-raum"


def event(facts: EventFacts, *, status: str) -> Event:
    """The entry of a booking that reads as `status` now. Fetched again, it is the same to the letter.

    DTSTAMP is the last change, not the moment of asking: RFC 5545 wants it so where there is no METHOD.
    """
    made = Event()
    made.add("uid", facts.uid)
    made.add("dtstamp", _second(facts.changed_at))
    made.add("created", _second(facts.created_at))
    made.add("last-modified", _second(facts.changed_at))
    made.add("sequence", facts.sequence)
    _put_times(made, facts)
    made.add("summary", one_line(facts.summary))
    _put_texts(made, facts)
    made.add("status", STATUS[status])
    made.add("transp", "TRANSPARENT" if STATUS[status] == "CANCELLED" else "OPAQUE")
    _put_people(made, facts)
    return made


def _put_times(made: Event, facts: EventFacts) -> None:
    """By the hub's clock; in UTC where that clock shows one of the times twice, since calendars disagree about it."""
    bounds = (_second(facts.starts_at), _second(facts.ends_at))
    if not any(is_shown_twice(moment, facts.zone) for moment in bounds):
        bounds = (_local(bounds[0], facts.zone), _local(bounds[1], facts.zone))
    made.add("dtstart", bounds[0])
    made.add("dtend", bounds[1])


def is_shown_twice(moment: datetime, zone: str) -> bool:
    """Whether the wall clock shows this time twice on that day, because it is set back."""
    shown = moment.astimezone(ZoneInfo(zone))
    return shown.replace(fold=0).utcoffset() != shown.replace(fold=1).utcoffset()


def _put_texts(made: Event, facts: EventFacts) -> None:
    if facts.location:
        made.add("location", one_line(facts.location))
    if facts.description:
        made.add("description", _lines(facts.description))
    if facts.url:
        made.add("url", facts.url)


def _put_people(made: Event, facts: EventFacts) -> None:
    if facts.organizer:
        made.add("organizer", _address(facts.organizer, facts.organizer_name))
    if facts.attendee:
        attendee = _address(facts.attendee, facts.attendee_name)
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = "ACCEPTED"
        made.add("attendee", attendee)


def _address(email: str, name: str) -> vCalAddress:
    """A name stands in a parameter, where a double quote cannot be written at all."""
    address = vCalAddress(f"mailto:{one_line(email)}")
    if name:
        address.params["CN"] = one_line(name).replace('"', "'")
    return address


def _lines(text: str) -> str:
    """Without the signs that some programs take for the end of a line."""
    return "\n".join(one_line(line) for line in lines(text).split("\n"))


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
