"""A hub's floor plan at a time, as the template draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from flask_login import current_user

from bookings import availability, checks, queries, walltime
from bookings.slots import Slot
from core.clock import BadTime, day_bounds, now
from core.errors import DomainError
from core.timespans import Interval
from hubs.models import Hub
from hubs.plan.drawing import UNIT, Shape, class_of, shapes
from hubs.plan.queries import Drawn, drawn
from hubs.setup import Place, Setup
from web.site import booking_times, floor_plan_states, hub_pictures
from web.site.floor_plan_states import PlaceState

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    """A place on the drawing. `url` leads to booking it, or to one's own booking."""

    shape: Shape
    state: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Floor:
    """What the template needs. `starts`, `ends`: choices of the form; `from_`, `to`: what holds now, as HH:MM."""

    day: date
    columns: int
    rows: int
    unit: int
    sheet_class: str
    picture_url: str | None
    spots: list[DrawnPlace]
    counts: dict[str, int]
    starts: list[tuple[str, str]]
    ends: list[tuple[str, str]]
    from_: str
    to: str
    start: datetime | None
    end: datetime | None
    error: DomainError | None


class DrawnDay:
    """What is known of a day: read once, asked for each place."""

    def __init__(self, hub: Hub, setup: Setup, day: date) -> None:
        self.hub, self.setup, self.day, self.moment = hub, setup, day, now()
        start, end = day_bounds(day, hub.time_zone)
        until = end + ONE_DAY
        self.there = availability.look(hub, setup, start, until, self.moment)
        is_known = current_user.is_authenticated
        self.mine = queries.own_by_space(current_user.id, hub.id, start, until, self.moment) if is_known else {}
        self.times = booking_times.times(hub, setup, setup.rules, day)

    def moment_of(self, text: str) -> datetime | None:
        minutes = walltime.minutes_of(text)
        try:
            return walltime.moment(self.day, minutes, self.hub.time_zone) if minutes is not None else None
        except BadTime:
            return None

    def text_of(self, moment: datetime) -> str:
        return walltime.text_on(self.day, moment, self.hub.time_zone)

    def next_time(self, places: list[Place]) -> Interval | None:
        """The next free hours of the day, else those that come first."""
        starts = [at for at in map(self.moment_of, self.times.starts) if at] if self.times.is_open else []
        found = floor_plan_states.next_time(starts, places, self.there)
        return found or (Interval(starts[0], starts[0] + floor_plan_states.USUAL) if starts else None)

    def refusal(self, place: Place, span: Interval) -> DomainError | None:
        """Why the house does not allow the time, whoever asks; None when it does."""
        try:
            checks.check(Slot(self.hub, self.setup, place, span), self.moment)
        except DomainError as error:
            return error
        return None


def floor_of(hub: Hub, setup: Setup, day: date, typed: Mapping[str, str]) -> Floor | None:
    """The plan for the time that `typed` names (`from`, `to`), else for the next free hours. At most three queries,
    none for a hub without a plan.

    None when the hub has no plan, or no place stands on it.
    """
    plan = drawn(hub.id) if setup.has_plan else None
    places = [setup.by_id[space_id] for space_id in plan.items if space_id in setup.by_id] if plan else []
    if plan is None or not places:
        return None
    known = DrawnDay(hub, setup, day)
    span = _span(known, places, typed)
    return _floor(known, plan, places, span)


def _span(known: DrawnDay, places: list[Place], typed: Mapping[str, str]) -> Interval | None:
    start, end = known.moment_of(typed.get("from", "")), known.moment_of(typed.get("to", ""))
    if start and end:
        return Interval(start, end)
    return known.next_time(places)


def _floor(known: DrawnDay, plan: Drawn, places: list[Place], span: Interval | None) -> Floor:
    refusals = {place.id: known.refusal(place, span) if span else None for place in places}
    found = {place.id: _state(known, place, span, refusals[place.id]) for place in places}
    from_, to = (known.text_of(span.start), known.text_of(span.end)) if span else ("", "")
    common = next(iter(refusals.values())) if all(refusals.values()) else None
    return Floor(
        day=known.day,
        columns=plan.plan.columns,
        rows=plan.plan.rows,
        unit=UNIT,
        sheet_class=class_of(plan.plan.columns),
        picture_url=hub_pictures.address(known.hub, plan.picture) if plan.picture else None,
        spots=_spots(known, plan, found, from_, to),
        counts=floor_plan_states.counts(found),
        starts=booking_times.options(known.times.starts, from_),
        ends=booking_times.options(known.times.ends, to),
        from_=from_,
        to=to,
        start=span.start if span else None,
        end=span.end if span else None,
        error=common,
    )


def _state(known: DrawnDay, place: Place, span: Interval | None, refused: DomainError | None) -> PlaceState:
    if span is None or span.start >= span.end:
        return PlaceState("closed")
    return floor_plan_states.state_of(place, known.there, known.mine, span, refused is None)


def _spots(known: DrawnDay, plan: Drawn, found: dict[int, PlaceState], from_: str, to: str) -> list[DrawnPlace]:
    drawn_here = shapes(item for item in plan.items.values() if item.space_id in found)
    return [
        DrawnPlace(
            shape, found[shape.item.space_id].name, _url(known.day, shape, found[shape.item.space_id], from_, to)
        )
        for shape in drawn_here
    ]


def _url(day: date, shape: Shape, state: PlaceState, from_: str, to: str) -> str | None:
    if state.name == "free":
        times: dict[str, Any] = {"date": day.isoformat(), "from": from_, "to": to}
        return url_for("bookings.new", space=shape.item.space_id, **times)
    return url_for("bookings.show", booking_id=state.booking_id) if state.booking_id else None
