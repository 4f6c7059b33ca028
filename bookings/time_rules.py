"""Which times the house allows to book, as plain functions: within the hours, how soon, how long, on the grid.

Moments are aware UTC datetimes; lengths are minutes; `now` is passed in. The functions named check_… return
nothing when all is well and raise one of the named errors of `bookings.errors` otherwise.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bookings.errors import (
    EndBeforeStart,
    InThePast,
    NotOnGrid,
    OutsideOpeningHours,
    TooEarly,
    TooFarAhead,
    TooLong,
    TooShort,
)
from bookings.grid import MINUTE, on_grid
from core.clock import local
from core.timespans import Interval, merge
from hubs import lunch
from hubs.rules import Rules

DAY_AND_NIGHT = timedelta(days=1)


def check_times(
    rules: Rules,
    zone: str,
    open_intervals: Iterable[Interval],
    now: datetime,
    start: datetime,
    end: datetime,
    *,
    keeps_start: bool = False,
    breaks: Sequence[Interval] = (),
) -> None:
    """Raise the first thing that is wrong with booking [start, end) in a hub with these rules and hours.

    The order is that in which a person would mend it: what no hours can help (the end before the start, a past or too
    distant day), then whether the hub is open, then how soon, how long, and in which steps one may book: who hears of
    a length first shortens it and hears next that the hub is closed that day. `open_intervals` tell the hours of the
    start's day from the start on, until the end (of what is longer than `longest_look`, so far), `breaks` the lunch
    breaks in it, over which the booking may go where the rules allow it; its length counts by the clock all the same.
    With `keeps_start` (the end of a booking is changed) the start was allowed before: it may lie in the past, and off
    the grid (whoever took a place at the door began at once).
    """
    check_span(rules, zone, now, start, end, keeps_start=keeps_start)
    between = breaks if rules.over_lunch else ()
    check_open(open_intervals, zone, start, end, longest=longest_look(rules), breaks=between)
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
    open_intervals: Iterable[Interval],
    zone: str,
    start: datetime,
    end: datetime,
    longest: timedelta | None = None,
    breaks: Sequence[Interval] = (),
) -> None:
    """OutsideOpeningHours unless the hub is open for all of [start, end) but for `breaks`, in which it must not begin
    or end; what is longer than `longest` only when it is closed all of the first day."""
    opened, span = merge(open_intervals), Interval(start, end)
    is_too_long = longest is not None and end - start > longest
    if not is_too_long and lunch.is_open(opened, breaks, span):
        return
    day, met = local(start, zone).date(), lunch.met(breaks, span)
    refused = OutsideOpeningHours(open=opened, zone=zone, day=day, lunch=met, span=span)
    if not is_too_long or refused.is_closed_day:
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
