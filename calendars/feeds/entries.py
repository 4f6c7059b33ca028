"""Bookings of a feed as entries of a calendar: what the member, or the hub's host, reads in each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask_babel import gettext as _

from bookings import rules
from bookings.rules import ADDRESS, TAKING
from calendars.feeds.queries import FeedBooking, FeedHub, FeedSource
from calendars.writing import repeating
from calendars.writing.events import EventFacts, uid_of
from calendars.writing.repeating import DateEntry, Pattern
from core.signposts.addresses import absolute
from core.timespans import Interval
from hubs import lunch
from hubs.words import closed_meanwhile


class FeedWords(NamedTuple):
    """What is the same in all entries, looked up once: a feed has a thousand of them."""

    link: str
    notes: dict[str, str]
    guest: str

    def note(self, entry: FeedBooking, status: str) -> str:
        """What is said of the status; of what is held, by what it waits for."""
        return self.notes.get(entry.held_for if status == "held" and entry.held_for else status, "")


def facts_of(
    source: FeedSource,
    parts: list[FeedHub],
    entries: list[FeedBooking],
    patterns: Mapping[UUID, Pattern],
    moment: datetime,
) -> Iterator[tuple[EventFacts, str]]:
    """Each with its status as it reads now; the bookings of a series as one. What began in a hub after the parts were
    read comes with the next fetch."""
    words, by_id = _words(source), {part.hub_id: part for part in parts}
    years = range(min(e.starts_at.year for e in entries), max(e.ends_at.year for e in entries) + 2) if entries else ()
    closing = {part.hub_id for part in parts if _closes_over_lunch(part, years)}
    series: dict[UUID, list[DateEntry]] = {}
    for entry in entries:
        part = by_id.get(entry.hub_id)
        if part is None:
            continue
        status = rules.effective_status(entry.status, entry.ends_at, entry.runs_out_at, moment)
        make = _own if source.kind == "own" else _hosts
        closed = _closed(entry, part) if entry.hub_id in closing else ""
        facts = _facts(entry, part, closed, *make(source, entry, part, words, status))
        if entry.series_id is not None and entry.series_at is not None and entry.series_id in patterns:
            series.setdefault(entry.series_id, []).append(DateEntry(facts, status, entry.series_at))
        else:
            yield facts, status
    for key, told in series.items():
        yield from repeating.entries(patterns[key], told, absolute(f"/series/{key}"))


def _facts(entry: FeedBooking, part: FeedHub, closed: str, summary: str, about: list[str], url: str) -> EventFacts:
    return EventFacts(
        uid=uid_of(entry.id),
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        created_at=entry.created_at,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        zone=part.zone,
        summary=summary,
        location=", ".join(filter(None, (part.name, part.address))),
        description="\n".join(filter(None, (*about, closed, url))),
        url=url,
    )


def _closes_over_lunch(part: FeedHub, years: Iterable[int]) -> bool:
    return lunch.may_be_crossed(part.opening_hours, part.zone, part.holiday_state, years)


def _closed(entry: FeedBooking, part: FeedHub) -> str:
    """That nobody can get in over lunch, where the booking goes over it."""
    span = Interval(entry.starts_at, entry.ends_at)
    return closed_meanwhile(lunch.crossed(part.opening_hours, part.zone, part.holiday_state, span), part.zone)


def _own(
    _source: FeedSource, entry: FeedBooking, part: FeedHub, words: FeedWords, status: str
) -> tuple[str, list[str], str]:
    where = f"{entry.space} – {part.name}"
    return entry.title or where, [where, words.note(entry, status)], f"{words.link}{entry.id}"


def _hosts(
    source: FeedSource, entry: FeedBooking, part: FeedHub, words: FeedWords, status: str
) -> tuple[str, list[str], str]:
    """The name comes first: it is what hosts look for. In the calendar of a space its name would only repeat."""
    who = entry.person or words.guest
    names_space = source.kind == "hub" or entry.space != source.space_name
    summary = f"{who} · {entry.space}" if names_space else who
    return summary, [entry.title, words.note(entry, status)], f"{words.link}{entry.id}"


def _words(source: FeedSource) -> FeedWords:
    waiting = _("Waiting for your answer.") if source.hub_id else _("Waiting for the hosts’ answer.")
    notes = {
        "requested": waiting,
        "held": _("Held for a while, until paid."),
        TAKING: _("Held for a while, from the waiting list: it has not been taken yet."),
        ADDRESS: _("Held for a while, until the email address is confirmed."),
        "cancelled": _("Cancelled"),
        "declined": _("Declined"),
        "expired": _("Expired"),
        "no_show": _("Nobody came") if source.hub_id else "",
    }
    link = absolute(f"/host/{source.hub_slug}/bookings/" if source.hub_id else "/bookings/")
    return FeedWords(link, notes, _("Guest"))
