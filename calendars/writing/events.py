"""A booking as an entry of a calendar (RFC 5545), for feeds, files and mails alike."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from icalendar import Event, vCalAddress, vRecur

from bookings.rules import STATUSES
from core.clock import is_shown_twice, local
from core.text import lines, one_line

PRODUCT = "-//LEBENS-RAUM//bookings//EN"
STATUS = {name: status.calendar for name, status in STATUSES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What an entry is made of; moments are aware, texts may be anybody's. `organizer`, `attendee`: mail addresses.

    With `whole_days` it begins and ends with a day of the zone, and is told in days. A series (`writing.repeating`) has
    a `rule` (the value of RRULE) with the moments that are `left_out` of it; what `stands_for` one of its dates, by its
    moment, replaces it.
    """

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
    whole_days: bool = False
    rule: str = ""
    left_out: tuple[datetime, ...] = ()
    stands_for: datetime | None = None


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
    _put_rule(made, facts)
    for name, text in texts_of(facts).items():
        made.add(name, text)
    made.add("status", STATUS[status])
    made.add("transp", transparency(STATUS[status]))
    _put_people(made, facts)
    return made


def transparency(told: str) -> str:
    """Whether the time counts as taken in the person's calendar."""
    return "TRANSPARENT" if told == "CANCELLED" else "OPAQUE"


def _put_times(made: Event, facts: EventFacts) -> None:
    for name, moment in zip(("dtstart", "dtend"), bounds_of(facts), strict=True):
        made.add(name, moment)


def _put_rule(made: Event, facts: EventFacts) -> None:
    if facts.rule:
        made.add("rrule", vRecur.from_ical(facts.rule))
    if facts.left_out:
        made.add("exdate", [local(moment, facts.zone) for moment in facts.left_out])
    if facts.stands_for is not None:
        made.add("recurrence-id", local(facts.stands_for, facts.zone))


def bounds_of(facts: EventFacts) -> tuple[date, date]:
    """By the hub's clock; in UTC where that clock shows one of the times twice, since calendars disagree about it.
    Of whole days the first one and the one after the last."""
    start, end = _second(facts.starts_at), _second(facts.ends_at)
    if facts.whole_days:
        return local(start, facts.zone).date(), local(end, facts.zone).date()
    if is_shown_twice(start, facts.zone) or is_shown_twice(end, facts.zone):
        return start, end
    return local(start, facts.zone), local(end, facts.zone)


def texts_of(facts: EventFacts) -> dict[str, str]:
    """What people have written, without what would end a line; an entry without a title has its place for one."""
    location = one_line(facts.location)
    texts = {"summary": one_line(facts.summary) or location, "description": _lines(facts.description)}
    return {name: text for name, text in (texts | {"location": location, "url": facts.url}).items() if text}


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
