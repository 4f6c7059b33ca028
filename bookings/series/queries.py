"""What a series would be, date by date, and what it is: reads, with a fixed number of statements however long it is."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from bookings import admitting, checks, confiding, quotas, rules
from bookings import queries as booking_queries
from bookings.admitting import InductionGate
from bookings.availability import Availability, longest_turnaround
from bookings.errors import EndBeforeStart, GroupsOnly, MembersOnly, SlotTaken
from bookings.models import Booking
from bookings.queries import BookingView
from bookings.quotas import WeeklyUse
from bookings.series.errors import NoSuchTime
from bookings.series.models import Series
from bookings.series.rules import Repetition, dates
from bookings.slots import Slot
from bookings.subject import Subject
from bookings.walltime import moment as moment_of
from core.arguments import read_uuid
from core.clock import BadTime, local, now
from core.db import db
from core.errors import DomainError, is_allowed
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import Place, Setup


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """A place (or any of a kind) at the same times of the hub's clock on each date of a repetition. Minutes count from
    midnight, and on past it."""

    subject: Subject
    repetition: Repetition
    first_on: date
    starts_minute: int
    ends_minute: int

    def span(self, day: date) -> Interval:
        """Its time on a date. NoSuchTime where the clock change leaves out, or repeats, its start or end."""
        return span_on(day, self.starts_minute, self.ends_minute, self.subject.hub.time_zone)


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """A date of a wish: the slot that is to be had, or why none is. `span` is None where there is no such time."""

    day: date
    span: Interval | None
    slot: Slot | None = None
    error: DomainError | None = None

    @property
    def is_taken(self) -> bool:
        return isinstance(self.error, SlotTaken)


class LeftOut(NamedTuple):
    """A date that a series has not: the code of why, and the holiday's or closure's name where that is why."""

    day: date
    code: str
    why: str = ""


class SeriesBooking(NamedTuple):
    """A booking of a series with its space, the date for which it stands, and its status as it reads now."""

    booking: Booking
    space: Space
    day: date
    status: str

    @property
    def place_name(self) -> str:
        """What its place is called wherever it is told."""
        return confiding.place_name(self.booking, self.space)


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series with its bookings in the order of its dates."""

    series: Series
    hub: Hub
    bookings: list[SeriesBooking]

    @property
    def left_out(self) -> list[LeftOut]:
        return [LeftOut(date.fromisoformat(day), *more) for day, *more in self.series.left_out]

    @property
    def views(self) -> list[BookingView]:
        return [BookingView(one.booking, one.space, self.hub, one.status) for one in self.bookings]


def span_on(day: date, starts_minute: int, ends_minute: int, zone: str) -> Interval:
    """Wall-clock times on a day as moments. NoSuchTime."""
    try:
        return Interval(moment_of(day, starts_minute, zone), moment_of(day, ends_minute, zone))
    except BadTime:
        raise NoSuchTime from None


def left_out_of(planned: PlannedDate) -> LeftOut:
    """How it is remembered that a date cannot be had."""
    assert planned.error is not None
    return LeftOut(planned.day, planned.error.code, str(planned.error.facts.get("why") or ""))


def plan(
    wish: SeriesWish, member_id: int | None, *, elsewhere_too: bool = False, skipped: Collection[date] = ()
) -> list[PlannedDate]:
    """Each date of the wish, as it can be had now; `elsewhere_too`: where the wanted place is taken, at another one of
    its kind. One query for the places that would do, one more for others where some are taken, and one where the hub
    limits what one may have: then the first dates have it, without those that are `skipped`.

    Raises BadRepetition, EndBeforeStart, and (what holds for all dates) Restricted, MembersOnly, GroupsOnly.
    """
    if wish.ends_minute <= wish.starts_minute:
        raise EndBeforeStart
    subject, moment = wish.subject, now()
    days, places = dates(wish.repetition, wish.first_on), admitted(subject, member_id, wish.first_on)
    allowed = [_allowed(wish, day, places, moment) for day in days]
    found = _free(subject, allowed, places, moment, member_id)
    if elsewhere_too and subject.place is not None and any(one.is_taken for one in found):
        others = Subject(subject.hub, subject.setup, subject.kind, None)
        places = admitted(subject, member_id, wish.first_on, subject.alike)
        places = [place for place in places if place is not subject.place]
        again = [_allowed(wish, one.day, places, moment) for one in found if one.is_taken]
        moved = iter(_free(others, again, places, moment, member_id))
        found = [next(moved) if one.is_taken else one for one in found]
    return found if member_id is None else _within_limits(found, member_id, moment, skipped)


def _within_limits(
    found: list[PlannedDate], member_id: int, moment: datetime, skipped: Collection[date]
) -> list[PlannedDate]:
    """Those that are more than the member may have beside the dates before cannot be had."""
    slots = [one.slot for one in found if one.slot is not None]
    if not quotas.are_set(slots):
        return found
    allowance, kept = WeeklyUse.of(slots, member_id, moment), []
    for one in found:
        refused = allowance.refusal(one.slot) if one.slot is not None and one.day not in skipped else None
        if refused is None and one.slot is not None and one.day not in skipped:
            allowance.take(one.slot)
        kept.append(one if refused is None else PlannedDate(one.day, one.span, None, refused))
    return kept


def admitted(
    subject: Subject, member_id: int | None, day: date | None = None, places: Sequence[Place] | None = None
) -> list[Place]:
    """Those of the subject's places, or of these of its hub, that the member may use on that day, or today. Restricted;
    MembersOnly or GroupsOnly when there is none. A query when it is first asked for anybody of the hub."""
    places = subject.places if places is None else places
    if member_id is None or not places:
        return list(places)
    standing, on = subject.setup.standing_of(member_id), day or subject.setup.day_of(now())
    found, refused = list[Place](), list[DomainError]()
    for place in places:
        try:
            rules.check_admission(place.rules, standing, on)
            found.append(place)
        except (MembersOnly, GroupsOnly) as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return found


def taken_of(
    hub: Hub,
    setup: Setup,
    places: Sequence[Place],
    span: Interval,
    moment: datetime,
    but: Collection[uuid.UUID] | None = None,
) -> Availability:
    """What takes these places in a perhaps long time, besides the bookings `but`, whatever the hours. One query."""
    spaces = {space_id for place in places for space_id in place.takes}
    end = span.end + longest_turnaround(places)
    taken = booking_queries.taken_by_space([hub.id], span.start, end, moment, but, spaces)
    return Availability(hub, setup, (), taken, moment)


def around(spans: Sequence[Interval]) -> Interval:
    """From the first start to the last end."""
    return Interval(min(span.start for span in spans), max(span.end for span in spans))


def series_of(member_id: int, series_id: str) -> SeriesView | None:
    """The member's own series with all its bookings; None for another's, an unknown or an impossible id."""
    key = read_uuid(series_id)
    if key is None:
        return None
    query = select(Series, Hub).join(Hub, Hub.id == Series.hub_id)
    row = db.session.execute(query.where(Series.id == key, Series.member_id == member_id)).one_or_none()
    return SeriesView(row[0], row[1], bookings_of(row[0], row[1])) if row else None


def reread(view: SeriesView) -> SeriesView:
    """The same as it is in the database now."""
    series = db.session.get_one(Series, view.series.id, populate_existing=True)
    return SeriesView(series, view.hub, bookings_of(series, view.hub))


def bookings_of(series: Series, hub: Hub) -> list[SeriesBooking]:
    """Its bookings, in the order of its dates."""
    query = select(Booking, Space).join(Space, Space.id == Booking.space_id).where(Booking.series_id == series.id)
    moment = now()
    found = []
    rows = db.session.execute(query.order_by(Booking.series_at), execution_options={"populate_existing": True})
    for booking, space in rows:
        status = rules.effective_status(booking.status, booking.ends_at, booking.runs_out_at, moment)
        found.append(
            SeriesBooking(booking, space, local(booking.series_at or booking.starts_at, hub.time_zone).date(), status)
        )
    return found


def _allowed(wish: SeriesWish, day: date, places: Sequence[Place], moment: datetime) -> PlannedDate:
    """The date at one of these places, if the rules allow it, whether it is free or not."""
    span = None
    try:
        span = wish.span(day)
        slots = [Slot(wish.subject.hub, wish.subject.setup, place, span) for place in places]
        if not slots:
            raise SlotTaken
        return PlannedDate(day, span, checks.allowed(slots, moment, in_series=True)[0])
    except DomainError as error:
        return PlannedDate(day, span, None, error)


def _free(
    subject: Subject, allowed: list[PlannedDate], places: Sequence[Place], moment: datetime, member_id: int | None
) -> list[PlannedDate]:
    """Each at a place that is free: all at the same one as far as can be."""
    spans = [one.span for one in allowed if one.slot is not None and one.span is not None]
    if not spans:
        return allowed
    there = taken_of(subject.hub, subject.setup, places, around(spans), moment)
    ranked = _ranked(subject, places, spans, there, member_id)
    gate = admitting.gate_of(subject.hub, subject.setup, places, member_id, moment)
    return [_at_first_free(one, ranked, there, gate, moment) for one in allowed]


def _ranked(
    subject: Subject, places: Sequence[Place], spans: Sequence[Interval], there: Availability, member_id: int | None
) -> list[Place]:
    """The place that is free on most of the dates first; of equals the one that the member had last."""
    if len(places) == 1:
        return list(places)
    last = booking_queries.last_space_id(member_id, subject.hub.id, subject.kind) if member_id is not None else None
    missing = {place.id: sum(there.is_taken(place, span) for span in spans) for place in places}
    return sorted(places, key=lambda place: (missing[place.id], place.id != last, place.room_id is not None))


def _at_first_free(
    planned: PlannedDate, ranked: Sequence[Place], there: Availability, gate: InductionGate, moment: datetime
) -> PlannedDate:
    """That all that are free need an induction which the member has not is another reason than that none is."""
    refused: DomainError = SlotTaken()
    if planned.slot is None or planned.span is None:
        return planned
    for place in ranked:
        slot = planned.slot if planned.slot.place is place else planned.slot.at(place)
        known = slot.rules == planned.slot.rules  # its own rules allow the time, too
        if not there.is_taken(place, planned.span) and (
            known or is_allowed(checks.check, slot, moment, in_series=True)
        ):
            lacking = gate.refusal(place, planned.span)
            if lacking is None:
                return PlannedDate(planned.day, planned.span, slot)
            refused = lacking
    return PlannedDate(planned.day, planned.span, None, refused)
