"""Whether a time may be booked: the rules and the hub's hours put together. Reads only, and of set-ups in memory."""

from datetime import datetime, timedelta

from bookings import rules
from bookings.errors import OutsideOpeningHours
from core.clock import day_bounds, local
from core.errors import DomainError
from core.formats import locale_code
from hubs import hours
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Place, Setup, open_intervals

NIGHT = timedelta(hours=12)
"""So far beyond a day its last opening is told whole."""


def check(
    hub: Hub, setup: Setup, place: Place, start: datetime, end: datetime, moment: datetime, *, keeps_start: bool = False
) -> None:
    """Raise what `rules.check_times` raises for this place and its hub's hours; writes nothing."""
    opened = open_intervals(hub, setup, start, min(end, start + rules.longest_look(place.rules)))
    try:
        rules.check_times(place.rules, hub.time_zone, opened, moment, start, end, keeps_start=keeps_start)
    except OutsideOpeningHours:
        raise _explained(hub, setup, start) from None


def check_open(hub: Hub, setup: Setup, start: datetime, end: datetime) -> None:
    """OutsideOpeningHours unless the hub is open for all of [start, end): what binds hosts, too."""
    try:
        rules.check_open(open_intervals(hub, setup, start, end), hub.time_zone, start, end)
    except OutsideOpeningHours:
        raise _explained(hub, setup, start) from None


def allowed_places(
    hub: Hub, setup: Setup, places: list[Place], start: datetime, end: datetime, moment: datetime
) -> list[Place]:
    """Those of the places whose rules allow the time; each set of rules is looked at once. When none does, the first
    one's error is raised."""
    refusals: dict[Rules, DomainError | None] = {}
    for place in places:
        if place.rules not in refusals:
            try:
                check(hub, setup, place, start, end, moment)
                refusals[place.rules] = None
            except DomainError as error:
                refusals[place.rules] = error
    allowed = [place for place in places if refusals[place.rules] is None]
    refusal = refusals[places[0].rules]
    if not allowed and refusal is not None:
        raise refusal
    return allowed


def _explained(hub: Hub, setup: Setup, start: datetime) -> OutsideOpeningHours:
    """With the hours of the day, or the holiday or the closure for which the hub is closed all day."""
    zone = hub.time_zone
    day = local(start, zone).date()
    bounds = day_bounds(day, zone)
    facts = {"open": open_intervals(hub, setup, bounds.start, bounds.end + NIGHT), "zone": zone, "day": day}
    error = OutsideOpeningHours(**facts)
    if not error.is_closed_day:
        return error
    told = (hub.opening_hours, zone, hub.holiday_state, day, 1, setup.closures, locale_code())
    shown = hours.week(*told)[0]
    return OutsideOpeningHours(**facts, why=shown.holiday or shown.closed_for)
