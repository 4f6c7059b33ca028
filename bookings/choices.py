"""The times that can be chosen on a day: the hub's grid within its opening hours."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from bookings.grid import MINUTE, next_on_grid
from bookings.walltime import HOURS, minutes_of, names_one_moment, text_of, text_on
from core.clock import day_bounds
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Setup, open_intervals

LOOK_AHEAD_DAYS = 14
ONE_DAY = timedelta(days=1)


class Times(NamedTuple):
    """Starts and ends as HH:MM; an end may lie behind midnight. `is_open` False: those of another day."""

    starts: list[str]
    ends: list[str]
    is_open: bool


def times(hub: Hub, setup: Setup, rules: Rules, day: date) -> Times:
    """The times of `day`; when the hub is closed then, those of its next open day, so that the form still serves."""
    for n in range(LOOK_AHEAD_DAYS):
        found = _times_of(hub, setup, rules, day + n * ONE_DAY)
        if found.starts:
            return found._replace(is_open=n == 0)
    around_the_clock = [text_of(minutes) for minutes in range(0, 24 * 60 + 1, rules.grid_minutes)]
    return Times(around_the_clock[:-1], around_the_clock[1:], is_open=False)


def options(texts: list[str], typed: str | None) -> list[tuple[str, str]]:
    """Choices for a select; what was typed stays among them, also when it is none of them."""
    kept = [typed[:20]] if typed and typed not in texts else []
    values = sorted([*texts, *kept], key=lambda text: minutes_of(text) or 0)
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
    starts = [
        t for span in opened for t in _grid(Interval(span.start, min(span.end - shortest, bounds.end)), hub, rules)
    ]
    ends = [t for span in opened for t in _grid(Interval(span.start + shortest, span.end), hub, rules)]
    return Times(_texts([t for t in starts if t < bounds.end], day, hub), _texts(ends, day, hub), is_open=True)


def _grid(span: Interval, hub: Hub, rules: Rules) -> list[datetime]:
    """The moments on the grid in [start, end]."""
    found: list[datetime] = []
    at = next_on_grid(span.start, rules.grid_minutes, hub.time_zone)
    while at <= span.end:
        found.append(at)
        at = next_on_grid(at + MINUTE, rules.grid_minutes, hub.time_zone)
    return found


def _texts(moments: list[datetime], day: date, hub: Hub) -> list[str]:
    shown = [text_on(day, at, hub.time_zone) for at in moments if names_one_moment(day, at, hub.time_zone)]
    return [text for text in shown if (minutes_of(text) or 0) < HOURS * 60]
