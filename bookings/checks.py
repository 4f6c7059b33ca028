"""Whether a time may be booked: the rules and the hub's hours put together. Reads only, and of set-ups in memory."""

from datetime import datetime, timedelta

from bookings import rules
from bookings.errors import OutsideOpeningHours
from core.clock import day_bounds, local
from core.errors import DomainError
from core.formats import locale_code
from core.timespans import Interval
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
    rules.check_span(place.rules, hub.time_zone, moment, start, end, keeps_start=keeps_start)
    opened = _opened_around(hub, setup, start, min(end, start + rules.longest_look(place.rules)))
    try:
        rules.check_times(place.rules, hub.time_zone, opened, moment, start, end, keeps_start=keeps_start)
    except OutsideOpeningHours as error:
        raise _explained(error, hub, setup) from None


def check_open(hub: Hub, setup: Setup, start: datetime, end: datetime) -> None:
    """OutsideOpeningHours unless the hub is open for all of [start, end): what binds hosts, too."""
    try:
        rules.check_open(_opened_around(hub, setup, start, end), hub.time_zone, start, end)
    except OutsideOpeningHours as error:
        raise _explained(error, hub, setup) from None


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


def _opened_around(hub: Hub, setup: Setup, start: datetime, end: datetime) -> list[Interval]:
    """When the hub is open on the day of the start and on until `end`: what can be said to somebody who is refused."""
    day = day_bounds(local(start, hub.time_zone).date(), hub.time_zone)
    return open_intervals(hub, setup, day.start, max(day.end + NIGHT, end))


def _explained(error: OutsideOpeningHours, hub: Hub, setup: Setup) -> OutsideOpeningHours:
    """The same with the holiday or the closure for which the hub is closed all day."""
    if not error.is_closed_day:
        return error
    day = error.facts["day"]
    told = (hub.opening_hours, hub.time_zone, hub.holiday_state, day, 1, setup.closures, locale_code())
    shown = hours.week(*told)[0]
    return OutsideOpeningHours(**error.facts, why=shown.holiday or shown.closed_for)
