"""Whether a time may be booked: the rules and the hub's hours put together. Reads only, and of set-ups in memory."""

from collections.abc import Sequence
from datetime import date, datetime

from bookings import time_rules
from bookings.errors import OutsideOpeningHours
from bookings.grid import MINUTE, MINUTES_OF_DAY
from bookings.slots import Slot
from bookings.walltime import moment as moment_of
from core.clock import BadTime, day_bounds, local
from core.errors import DomainError
from core.formats import locale_code
from core.timespans import Interval
from hubs import hours, lunch
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Setup, open_intervals


def check(slot: Slot, moment: datetime, *, keeps_start: bool = False, in_series: bool = False) -> None:
    """Raise what `time_rules.check_times` raises for this place and its hub's hours; writes nothing. `in_series`: it is
    a date of a series, which may lie further ahead."""
    hub, (start, end) = slot.hub, slot.span
    rules = slot.place.rules.of_series if in_series else slot.place.rules
    opened = open_intervals(hub, slot.setup, start, min(end, start + time_rules.longest_look(rules)), rules)
    times, breaks = (moment, start, end), slot.setup.breaks(opened, rules)
    try:
        time_rules.check_times(rules, hub.time_zone, opened, *times, keeps_start=keeps_start, breaks=breaks)
    except OutsideOpeningHours:
        raise _explained(hub, slot.setup, slot.span, rules, over_lunch=rules.over_lunch) from None


def check_open(hub: Hub, setup: Setup, span: Interval, rules: Rules, *, over_lunch: bool = True) -> None:
    """OutsideOpeningHours unless the hub is open as a booking of a place with these rules needs it, lunch breaks aside:
    what binds hosts, too. Whether one may go over these (`over_lunch`) is a rule, and so binds members only."""
    opened = open_intervals(hub, setup, *span, rules)
    breaks = setup.breaks(opened, rules) if over_lunch else []
    try:
        time_rules.check_open(opened, hub.time_zone, *span, breaks=breaks)
    except OutsideOpeningHours:
        raise _explained(hub, setup, span, rules, over_lunch=over_lunch) from None


def check_rest_open(hub: Hub, setup: Setup, whole: Interval, rules: Rules, moment: datetime) -> None:
    """OutsideOpeningHours unless the hub is open for what is left of a booking at the moment; in its lunch break that
    is what comes after it, and of what lies in a locker already when it is taken out."""
    if rules.held == "ends" and whole.start <= moment:
        check_open(hub, setup, Interval(whole.end - MINUTE, whole.end), rules)
        return
    crossed = lunch.crossed(hub.opening_hours, hub.time_zone, hub.holiday_state, whole)
    check_open(hub, setup, Interval(lunch.resumed(crossed, max(whole.start, moment)), whole.end), rules)


def allowed(slots: Sequence[Slot], moment: datetime, *, in_series: bool = False) -> list[Slot]:
    """Those of the slots, which are of one time, whose rules allow it; each set of rules is looked at once. When none
    does, the first one's error is raised."""
    refusals: dict[Rules, DomainError | None] = {}
    found = []
    for slot in slots:
        house = slot.rules
        if house not in refusals:
            refusals[house] = _refusal(slot, moment, in_series=in_series)
        if refusals[house] is None:
            found.append(slot)
    refusal = next(iter(refusals.values()))
    if not found and refusal is not None:
        raise refusal
    return found


def _refusal(slot: Slot, moment: datetime, *, in_series: bool) -> DomainError | None:
    try:
        check(slot, moment, in_series=in_series)
    except DomainError as error:
        return error
    return None


def _explained(hub: Hub, setup: Setup, span: Interval, rules: Rules, *, over_lunch: bool) -> OutsideOpeningHours:
    """With the hours of the day, the break in which the span begins or ends, or the holiday or the closure for which
    the hub is closed all day. Where only the ends of a booking count, the day is the one on which it goes wrong."""
    zone = hub.time_zone
    day = local(span.start, zone).date()
    at_end = rules.held == "ends" and bool(open_intervals(hub, setup, span.start, span.start + MINUTE))
    if at_end:
        day = local(span.end - MINUTE, zone).date()
    bounds = day_bounds(day, zone)
    opened = open_intervals(hub, setup, bounds.start, _told_until(hub, day, bounds.end))
    met = lunch.met(setup.breaks(opened), span) if over_lunch else None
    facts = {"open": opened, "zone": zone, "day": day, "lunch": met, "span": span, "at_end": at_end}
    error = OutsideOpeningHours(**facts)
    if not error.is_closed_day:
        return error
    told = (hub.opening_hours, zone, hub.holiday_state, day, 1, setup.closures, locale_code())
    shown = hours.week(*told)[0]
    return OutsideOpeningHours(**facts, why=shown.holiday or shown.closed_for)


def _told_until(hub: Hub, day: date, midnight: datetime) -> datetime:
    """As far as the hours of a day are told: an evening that passes midnight whole, but not what opens at midnight."""
    latest = max((end for _start, end in hours.begins_on(hub.opening_hours, hub.holiday_state, day)), default=0)
    if latest <= MINUTES_OF_DAY:
        return midnight
    try:
        return moment_of(day, latest, hub.time_zone)
    except BadTime:
        return midnight + (latest - MINUTES_OF_DAY) * MINUTE
