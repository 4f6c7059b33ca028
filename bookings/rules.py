"""What the house allows in booking, as plain functions: times, limits, the steps of a booking's life.

Moments are aware UTC datetimes; lengths are minutes; `now` is passed in. The functions named check_… return
nothing when all is well and raise one of the named errors of `bookings.errors` otherwise.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from bookings.errors import (
    AlreadyBegun,
    EndBeforeStart,
    InThePast,
    LimitReached,
    MembersOnly,
    NotNow,
    NotOnGrid,
    OutsideOpeningHours,
    Restricted,
    StepNotAllowed,
    TooEarly,
    TooFarAhead,
    TooLateToCancel,
    TooLong,
    TooShort,
)
from bookings.grid import MINUTE, next_on_grid, on_grid
from core.clock import day_bounds, local
from core.timespans import Interval, covers, merge, subtract
from hubs.rules import Rules, Standing

S = TypeVar("S")

DAY_AND_NIGHT = timedelta(days=1)
OCCUPYING = frozenset({"requested", "held", "confirmed", "checked_in"})
"""The statuses in which a booking has rows in `occupancy`."""

OPEN_ENDED = frozenset({"confirmed", "checked_in"})
"""The statuses in which a booking may be over without anybody having written down what became of it."""
NIGHT_LASTS = timedelta(hours=6)
"""So long after midnight a hub may close and it is still the evening before."""
CLOSED_FROM_HOUR = 3
CORRECTABLE = timedelta(days=14)

STEPS: Mapping[str, frozenset[str]] = {
    "requested": frozenset({"held", "confirmed", "declined", "cancelled", "expired"}),
    "held": frozenset({"confirmed", "cancelled", "expired"}),
    "confirmed": frozenset({"requested", "checked_in", "completed", "no_show", "cancelled"}),
    "checked_in": frozenset({"completed", "confirmed"}),  # back, when hosts have taken one person for another
    "completed": frozenset(),
    "no_show": frozenset({"completed"}),  # hosts know better
    "cancelled": frozenset(),
    "declined": frozenset(),
    "expired": frozenset(),
}
"""The one table of allowed steps: from each status to which others."""

FIRST_STATUSES = frozenset({"requested", "held", "confirmed"})
"""What a new booking may begin as."""


def check_times(
    rules: Rules,
    zone: str,
    open_intervals: Iterable[Interval],
    now: datetime,
    start: datetime,
    end: datetime,
    *,
    keeps_start: bool = False,
) -> None:
    """Raise the first thing that is wrong with booking [start, end) in a hub with these rules and hours.

    The order is that in which a person would mend it: what no hours can help (the end before the start, a past or too
    distant day), then whether the hub is open, then how soon, how long, and in which steps one may book: who hears of
    a length first shortens it and hears next that the hub is closed that day. `open_intervals` tell the hours of the
    start's day from the start on, until the end (of what is longer than `longest_look`, so far).
    With `keeps_start` (the end of a booking is changed) the start was allowed before: it may lie in the past, and off
    the grid (whoever took a place at the door began at once).
    """
    check_span(rules, zone, now, start, end, keeps_start=keeps_start)
    check_open(open_intervals, zone, start, end, longest=longest_look(rules))
    if not keeps_start:
        check_notice(rules, now, start)
    check_length(rules, start, end)
    if not (keeps_start or on_grid(start, rules.grid_minutes, zone)) or not on_grid(end, rules.grid_minutes, zone):
        raise NotOnGrid(grid_minutes=rules.grid_minutes)


def check_span(
    rules: Rules, zone: str, now: datetime, start: datetime, end: datetime, *, keeps_start: bool = False
) -> None:
    """What is wrong whatever the hours: EndBeforeStart, InThePast, TooFarAhead (which counts days of the hub's
    calendar)."""
    if end <= start:
        raise EndBeforeStart
    if (end if keeps_start else start) < now:
        raise InThePast
    last_day = local(now, zone).date() + timedelta(days=rules.horizon_days)
    if not keeps_start and local(start, zone).date() > last_day:
        raise TooFarAhead(horizon_days=rules.horizon_days, last_day=last_day)


def longest_look(rules: Rules) -> timedelta:
    """As far as the hours are looked at: what is longer than a day and than allowed is too long wherever it begins,
    and somebody might ask for a thousand years."""
    return max(rules.max_minutes * MINUTE, DAY_AND_NIGHT)


def check_open(
    open_intervals: Iterable[Interval], zone: str, start: datetime, end: datetime, longest: timedelta | None = None
) -> None:
    """OutsideOpeningHours unless the hub is open for all of [start, end); what is longer than `longest` only when it
    is closed all of the first day."""
    opened = merge(open_intervals)
    refused = OutsideOpeningHours(open=opened, zone=zone, day=local(start, zone).date())
    if longest is not None and end - start > longest:
        if refused.is_closed_day:
            raise refused
    elif not covers(opened, Interval(start, end)):
        raise refused


def check_notice(rules: Rules, now: datetime, start: datetime) -> None:
    """TooEarly within the notice."""
    if start - now < rules.notice_minutes * MINUTE:
        raise TooEarly(notice_minutes=rules.notice_minutes)


def check_length(rules: Rules, start: datetime, end: datetime) -> None:
    """TooShort or TooLong. Real time counts: across the clock change 1:00–4:00 may be two hours."""
    if end - start < rules.min_minutes * MINUTE:
        raise TooShort(min_minutes=rules.min_minutes)
    if end - start > rules.max_minutes * MINUTE:
        raise TooLong(max_minutes=rules.max_minutes)


def check_limit(rules: Rules, active_count: int) -> None:
    """LimitReached when the member already has as many coming bookings as allowed."""
    if rules.max_active is not None and active_count >= rules.max_active:
        raise LimitReached(max_active=rules.max_active)


def check_cancellable(rules: Rules, status: str, starts_at: datetime, now: datetime) -> None:
    """StepNotAllowed from this status, or TooLateToCancel after the deadline.

    What is only requested or held can be given back at any time: nobody counts on it yet.
    """
    check_step(status, "cancelled")
    deadline = cancel_deadline(rules, starts_at)
    if status == "confirmed" and now > deadline:
        raise TooLateToCancel(cancel_deadline_minutes=rules.cancel_deadline_minutes, deadline=deadline)


def cancel_deadline(rules: Rules, starts_at: datetime) -> datetime:
    """The last moment at which a confirmed booking can be cancelled."""
    return starts_at - rules.cancel_deadline_minutes * MINUTE


def check_movable(status: str, now: datetime, old: Interval, new: Interval, *, same_space: bool) -> None:
    """StepNotAllowed when the booking no longer holds; AlreadyBegun when more than the end of a running one changes.

    It runs as soon as the person is there: whoever checked in early cannot take the check-in along to another day.
    """
    if status not in OCCUPYING or old.end <= now:
        raise StepNotAllowed(from_status=status, to_status=status)
    if (old.start <= now or status == "checked_in") and not (same_space and new.start == old.start):
        raise AlreadyBegun


def check_step(from_status: str, to_status: str) -> None:
    """StepNotAllowed unless STEPS has it."""
    if to_status not in STEPS[from_status]:
        raise StepNotAllowed(from_status=from_status, to_status=to_status)


def first_status(rules: Rules, standing: Standing) -> str:
    """What a booking begins as: "requested" where hosts decide, else "confirmed". Restricted, MembersOnly."""
    if standing.is_restricted:
        raise Restricted(reason=standing.reason)
    if rules.admission == "members" and not standing.is_member:
        raise MembersOnly
    return "requested" if rules.admission == "approval" and not standing.is_member else "confirmed"


def check_out_possible(status: str, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """StepNotAllowed unless somebody may be there: checked in, or confirmed and begun, and not over."""
    is_there = status == "checked_in" or (status == "confirmed" and starts_at <= now)
    if not is_there or ends_at <= now:
        raise StepNotAllowed(from_status=status, to_status="completed")


def check_in_opens(rules: Rules, starts_at: datetime) -> datetime:
    """The first moment at which one can check in."""
    return starts_at - rules.check_in_lead_minutes * MINUTE


def check_in_opens_for_hosts(rules: Rules, starts_at: datetime, zone: str) -> datetime:
    """The first moment at which hosts can check somebody in: the day's beginning, and never after the person could."""
    return min(day_bounds(local(starts_at, zone).date(), zone).start, check_in_opens(rules, starts_at))


def check_in_window(rules: Rules, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """NotNow outside the time for checking in: from the hub's lead before the start until the end."""
    opens_at = check_in_opens(rules, starts_at)
    if not opens_at <= now < ends_at:
        early = now < opens_at
        raise NotNow(opens_at=opens_at, closes_at=ends_at, early=early, lead_minutes=rules.check_in_lead_minutes)


def may_check_in(
    rules: Rules, status: str, starts_at: datetime, ends_at: datetime, now: datetime, *, by_hosts_of: str | None = None
) -> bool:
    """Whether a booking can be checked in now, by its person, or (in the zone `by_hosts_of`) by the hub's hosts.

    Until its end, on whichever day that is: who comes after midnight is still expected.
    """
    if by_hosts_of is not None:
        opens_at = check_in_opens_for_hosts(rules, starts_at, by_hosts_of)
    else:
        opens_at = check_in_opens(rules, starts_at)
    return "checked_in" in STEPS[status] and opens_at <= now < ends_at


def effective_status(status: str, ends_at: datetime, expires_at: datetime | None, now: datetime) -> str:
    """What the booking reads as now, whether or not a job has written it down yet.

    Past its `expires_at` or its end, what was requested or held has expired; past its end, what was confirmed
    or checked in is completed.
    """
    over = ends_at <= now
    if status in {"requested", "held"} and (over or (expires_at is not None and expires_at <= now)):
        return "expired"
    if status in {"confirmed", "checked_in"} and over:
        return "completed"
    return status


def closed_before(zone: str, now: datetime) -> datetime:
    """Bookings that ended until then are closed: those of a day from the next night on, at 3 o'clock of the hub's
    clock, so that hosts can still set right who came."""
    shown = local(now, zone)
    day = shown.date() if shown.hour >= CLOSED_FROM_HOUR else shown.date() - timedelta(days=1)
    return day_bounds(day, zone).start


def closing_status(status: str, *, marks_no_shows: bool) -> str:
    """What becomes of a booking that is over: who was not checked in did not come, where hosts want that marked."""
    return "no_show" if status == "confirmed" and marks_no_shows else "completed"


def check_correctable(status: str, ends_at: datetime, now: datetime) -> None:
    """StepNotAllowed unless it is a no-show of the last days."""
    if status != "no_show" or now >= ends_at + CORRECTABLE:
        raise StepNotAllowed(from_status=status, to_status="completed")


def free_stretches(open_intervals: Iterable[Interval], taken: Iterable[Interval], now: datetime) -> list[Interval]:
    """When a space can be had: the opening hours without what is taken and without what is past."""
    free = subtract(open_intervals, taken)
    return [Interval(max(start, now), end) for start, end in free if end > now]


class Proposal(NamedTuple, Generic[S]):
    """A space and when it could be had."""

    space: S
    interval: Interval


def next_free(
    free_by_space: Mapping[S, Iterable[Interval]],
    minutes: int,
    after: datetime,
    grid_minutes: int = 1,
    zone: str = "UTC",
) -> Proposal[S] | None:
    """The earliest `minutes` in a row from `after` on, begun on the grid; of equals the space named first.

    Each space's stretches are sorted, as `free_stretches` returns them; None when nothing is long enough.
    """
    best: Proposal[S] | None = None
    for space, stretches in free_by_space.items():
        for start, end in stretches:
            if best and start >= best.interval.start:
                break
            if end - max(start, after) < minutes * MINUTE:
                continue
            begin = next_on_grid(max(start, after), grid_minutes, zone)
            wanted = Interval(begin, begin + minutes * MINUTE)
            if wanted.end <= end:
                if best is None or begin < best.interval.start:
                    best = Proposal(space, wanted)
                break
    return best


def end_of_visit(until: datetime, zone: str, now: datetime) -> datetime:
    """Until when somebody who comes in now stays at the most in a place that is free until then.

    A hub's night belongs to the day on which it began, and where a hub never closes the day ends at midnight.
    """
    midnight = day_bounds(local(now, zone).date(), zone).end
    return until if until <= midnight + NIGHT_LASTS else midnight
