"""What can be had instead of the dates of a series that cannot: reads only, with a fixed number of statements.

Courtesy, as all suggestions: the action decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bookings import admitting, availability, checks
from bookings.admitting import InductionGate
from bookings.availability import Availability
from bookings.errors import OutsideOpeningHours, SlotTaken
from bookings.series.queries import PlannedDate, SeriesWish, admitted, around, taken_of
from bookings.slots import Slot
from bookings.subject import Subject
from bookings.suggesting import Proposal, is_likewise
from core.clock import day_bounds, local, now
from core.errors import DomainError, is_allowed
from core.timespans import Interval
from hubs.models import Hub
from hubs.queries import all_hubs
from hubs.rules import haversine_km
from hubs.setup import Place, open_intervals, setups_of

MOST_PLACES = 2
MOST_HUBS = 3
NEAR_KM = 15.0
"""A quarter of an hour by car, as the crow flies."""
MOST_DATES = 12
"""For so many dates other hubs are looked at: a week, or each month of a year."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What somebody may have instead of one date of their wish, the likeliest first."""

    planned: PlannedDate
    proposals: tuple[Proposal, ...] = ()


def options(wish: SeriesWish, planned: Sequence[PlannedDate], member_id: int | None) -> list[Alternatives]:
    """For each date that cannot be had as wished: another place at that time, another time that day, another hub."""
    missing = [one for one in planned if one.slot is None]
    mendable = [
        one for one in missing if one.span is not None and isinstance(one.error, SlotTaken | OutsideOpeningHours)
    ]
    if not mendable:
        return [Alternatives(one) for one in missing]
    moment, here = now(), _here(wish, mendable, member_id)
    found = {
        one.day: [*_other_places(wish, one, here, moment), *_other_time(wish, one, here, moment)] for one in mendable
    }
    nowhere = [one for one in mendable if not any(_is_same_time(each, one) for each in found[one.day])]
    for day, elsewhere in _elsewhere(wish, nowhere[:MOST_DATES], moment).items():
        found[day] += elsewhere
    return [Alternatives(one, tuple(found.get(one.day, ()))) for one in missing]


class _Here:
    """All places of the wanted kind in the wanted hub, and what takes them."""

    def __init__(self, places: list[Place], there: Availability, gate: InductionGate) -> None:
        self.places, self.there, self.gate = places, there, gate

    def is_free(self, subject: Subject, place: Place, span: Interval, moment: datetime) -> bool:
        slot = Slot(subject.hub, subject.setup, place, span)
        is_open = not self.there.is_taken(place, span) and self.gate.refusal(place, span) is None
        return is_open and is_allowed(checks.check, slot, moment, in_series=True)


def _here(wish: SeriesWish, missing: Sequence[PlannedDate], member_id: int | None) -> _Here:
    subject = wish.subject
    places = admitted(subject, member_id, wish.first_on, subject.alike)
    zone = subject.hub.time_zone
    days = around([day_bounds(one.day, zone) for one in missing])
    moment = now()
    gate = admitting.gate_of(subject.hub, subject.setup, places, member_id, moment)
    return _Here(places, taken_of(subject.hub, subject.setup, places, days, moment), gate)


def _other_places(wish: SeriesWish, one: PlannedDate, here: _Here, moment: datetime) -> list[Proposal]:
    """Only where a certain place was wanted: else none of the kind is free."""
    subject, span = wish.subject, one.span
    if subject.place is None or span is None:
        return []
    others = [place for place in here.places if place is not subject.place]
    free = [place for place in others if here.is_free(subject, place, span, moment)]
    return [Proposal(_at(subject, place), *span) for place in free[:MOST_PLACES]]


def _other_time(wish: SeriesWish, one: PlannedDate, here: _Here, moment: datetime) -> list[Proposal]:
    """As long as wished, on the same day: at or after the wished start if that can be, else the first of the day."""
    subject, zone = wish.subject, wish.subject.hub.time_zone
    span, day = one.span, day_bounds(one.day, zone)
    if span is None:
        return []
    wanted = [subject.place] if subject.place else here.places
    opened = open_intervals(subject.hub, subject.setup, *day)
    since = max(moment, day.start)
    there = Availability(subject.hub, subject.setup, opened, here.there.taken, since, Interval(*day))
    length, grid = int((span.end - span.start).total_seconds() // 60), wanted[0].rules.grid_minutes
    for after in (span.start, day.start):
        free = there.next(length, wanted, max(after, moment), grid)
        if free is None or local(free.interval.start, zone).date() != one.day:
            continue
        if here.is_free(subject, free.space, free.interval, moment):
            return [Proposal(_at(subject, free.space), *free.interval)]
    return []


def _elsewhere(wish: SeriesWish, missing: Sequence[PlannedDate], moment: datetime) -> dict[date, list[Proposal]]:
    """At the same time at the nearest hubs that have the kind. Few hubs, whatever the district: a year is long."""
    spans = {one.day: one.span for one in missing if one.span is not None}
    if not spans:
        return {}
    here, kind = wish.subject.hub, wish.subject.kind
    near = sorted(((_km(here, hub), hub) for hub in all_hubs() if _is_another(here, hub)), key=lambda each: each[0])
    setups = setups_of(hub for km, hub in near if km <= NEAR_KM)
    subjects = [(km, Subject(hub, setups[hub.id], kind, None)) for km, hub in near if km <= NEAR_KM]
    subjects = [(km, subject) for km, subject in subjects if is_likewise(subject, wish.subject)][:MOST_HUBS]
    asked = {subject.hub.id: subject.setup for _km_, subject in subjects}
    taken = availability.taken_in(asked, *around(list(spans.values())), moment)
    return {
        day: [Proposal(subject, *span, km) for km, subject in subjects if _has_free(subject, span, taken, moment)][:1]
        for day, span in spans.items()
    }


def _has_free(subject: Subject, span: Interval, taken: availability.Taken, moment: datetime) -> bool:
    there = Availability(subject.hub, subject.setup, (), taken, moment)
    try:
        allowed = checks.allowed(subject.slots(span), moment)
    except DomainError:
        return False
    if any(question.required for question in subject.setup.asked_at(subject.sample)):
        return False  # a form of one hub cannot ask for another
    return any(slot.place.is_for_all and not there.is_taken(slot.place, span) for slot in allowed)


def _is_another(here: Hub, hub: Hub) -> bool:
    return hub.id != here.id and hub.is_open_to_book and hub.time_zone == here.time_zone


def _is_same_time(proposal: Proposal, one: PlannedDate) -> bool:
    return one.span == Interval(proposal.start, proposal.end)


def _at(subject: Subject, place: Place) -> Subject:
    return Subject(subject.hub, subject.setup, subject.kind, place)


def _km(here: Hub, there: Hub) -> float:
    return haversine_km(here.lat, here.lon, there.lat, there.lon)
