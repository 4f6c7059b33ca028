"""The times that can be chosen on a day: the hub's grid within its opening hours, over lunch breaks too."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from bookings.availability import LOOK_AHEAD
from bookings.grid import MINUTE, MINUTES_OF_DAY
from bookings.walltime import minutes_of, moment, text_of
from core.clock import BadTime, day_bounds
from core.timespans import Interval
from hubs import lunch
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Setup, open_intervals

ONE_DAY = timedelta(days=1)
MIDNIGHT = "24:00"


class Times(NamedTuple):
    """Starts and ends as HH:MM; an end may lie behind midnight. `is_open` False: those of another day."""

    starts: list[str]
    ends: list[str]
    is_open: bool


def times(hub: Hub, setup: Setup, rules: Rules, day: date, last_day: date | None = None) -> Times:
    """The times of `day`; when the hub is closed then, those of its next open day, so that the form still serves.
    Where only the ends of a booking are held against the hours, it may end on another day (`last_day`)."""
    if rules.held != "whole":
        return _times_of_ends(hub, setup, rules, day, last_day or day)
    for n in range(LOOK_AHEAD.days):
        found = _times_of(hub, setup, rules, day + n * ONE_DAY)
        if found.starts:
            return found._replace(is_open=n == 0)
    around_the_clock = [text_of(minutes) for minutes in range(0, 24 * 60 + 1, rules.grid_minutes)]
    return Times(around_the_clock[:-1], around_the_clock[1:], is_open=False)


def options(texts: list[str], typed: str | None) -> list[tuple[str, str]]:
    """Choices for a select from texts in the order of time; what was typed stays among them, also when it is none."""
    if not typed or typed in texts:
        return [(text, text.removeprefix("0") if text <= MIDNIGHT else label(text)) for text in texts]
    values = sorted([*texts, typed[:20]], key=lambda text: minutes_of(text) or 0)
    return [(value, label(value)) for value in values]


def label(text: str) -> str:
    """9:00 · 24:00 · 2:00 (next day)."""
    minutes = minutes_of(text)
    if minutes is None or minutes <= 24 * 60:
        return text.removeprefix("0") if minutes is not None else text
    return str(_("%(time)s (next day)", time=text_of(minutes - 24 * 60).removeprefix("0")))


def _times_of(hub: Hub, setup: Setup, rules: Rules, day: date) -> Times:
    bounds = day_bounds(day, hub.time_zone)
    latest = bounds.end + min(rules.max_minutes * MINUTE, ONE_DAY)
    opened = [span for span in open_intervals(hub, setup, bounds.start, latest) if span.start < bounds.end]
    shortest = rules.min_minutes * MINUTE
    clocks = _grid(day, rules.grid_minutes, hub.time_zone)
    runs = lunch.runs(opened, setup.breaks(opened) if rules.over_lunch else ())
    starts = [
        m
        for run in runs
        for span in run
        for m, at in clocks
        if span.start <= at < min(span.end, bounds.end) and at + shortest <= run[-1].end
    ]
    ends = [
        m
        for run in runs
        for span in run
        for m, at in clocks
        if span.start < at <= span.end and run[0].start + shortest <= at
    ]
    return Times(_texts(starts), _texts(ends), is_open=True)


def _times_of_ends(hub: Hub, setup: Setup, rules: Rules, day: date, last_day: date) -> Times:
    """When something can be put in on the day, and taken out on the last one."""
    starts, known = _open_at(hub, setup, rules, day), _open_at(hub, setup, rules, last_day)
    put_in = [
        m for m, at in _grid(day, rules.grid_minutes, hub.time_zone) if any(s.start <= at < s.end for s in starts)
    ]
    steps = _grid(last_day, rules.grid_minutes, hub.time_zone)
    taken_out = [m for m, at in steps if any(s.start < at <= s.end for s in known)]
    around_the_clock = range(0, MINUTES_OF_DAY + 1, rules.grid_minutes)
    return Times(
        _texts(put_in or list(around_the_clock)[:-1]),
        _texts(taken_out or list(around_the_clock)[1:]),
        is_open=bool(put_in) and bool(taken_out),
    )


def _open_at(hub: Hub, setup: Setup, rules: Rules, day: date) -> list[Interval]:
    return open_intervals(hub, setup, *day_bounds(day, hub.time_zone), rules)


def _texts(minutes: list[int]) -> list[str]:
    return [f"{m // 60:02d}:{m % 60:02d}" for m in minutes]


def _grid(day: date, grid_minutes: int, zone: str) -> list[tuple[int, datetime]]:
    """The grid of the day and the next by the clock on the wall, as minutes that count on past midnight, each with its
    moment; without those that the clock change leaves out or shows twice."""
    minutes = [midnight + n for midnight in (0, MINUTES_OF_DAY) for n in range(0, MINUTES_OF_DAY, grid_minutes)]
    start, end = day_bounds(day, zone).start, day_bounds(day + ONE_DAY, zone).end
    if end - start == 2 * ONE_DAY:
        return [(m, start + m * MINUTE) for m in minutes]
    found = []
    for m in minutes:
        try:
            found.append((m, moment(day, m, zone)))
        except BadTime:
            continue
    return found
