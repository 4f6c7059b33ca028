"""When all places of a kind are taken on a day: where one can wait for one of them, in one tap."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from bookings.grid import MINUTE, last_on_grid, next_on_grid
from bookings.subject import Subject
from core.timespans import Interval, intersect, merge
from hubs.models import Hub
from hubs.rules import KINDS
from hubs.setup import Place, Setup
from web.site.day_plan_rows import Plan, PlanRow

FULL = {
    "desk": _l("All desks are taken"),
    "room": _l("All rooms are taken"),
    "booth": _l("All phone booths are taken"),
    "workshop": _l("All workshops are taken"),
}
"""Not lockers, which are booked over days: no day of them is full."""
MOST = 6
"""So that a busy day does not make a long page."""


class FullTime(NamedTuple):
    """From when until when nothing of a kind is left. `wish`: the arguments with which one waits for any of them; or,
    where one cannot book so long a time (not `can_wait`), with which one chooses a part of it."""

    words: Any
    span: Interval
    wish: dict[str, Any]
    can_wait: bool


def full_times(hub: Hub, setup: Setup, plan: Plan, moment: datetime) -> list[FullTime]:
    """What of the plan's day is full and can still be booked, by kind; not where one place is the reader's own."""
    last_day = setup.day_of(moment) + timedelta(days=setup.rules.horizon_days)
    if plan.is_closed or not hub.is_open_to_book or plan.date > last_day:
        return []
    found = []
    for kind in (kind for kind in KINDS if kind in FULL):
        if places := setup.any_of(kind):
            subject, words = Subject(hub, setup, kind, None), _words(kind, places)
            found += [_full(subject, words, span) for span in _taken(hub, places, plan, moment)]
    return found[:MOST]


def _taken(hub: Hub, places: list[Place], plan: Plan, moment: datetime) -> list[Interval]:
    """When all of these are taken at once, by the grid of the first, as long as one has to book at least."""
    ids, house = {place.id for place in places}, places[0].rules
    rows = [_taken_in(row) for row in plan.rows if row.space_id in ids]
    earliest = moment + house.notice_minutes * MINUTE
    found = []
    for start, end in reduce(intersect, rows):
        begin = next_on_grid(max(start, earliest), house.grid_minutes, hub.time_zone)
        last = last_on_grid(end, house.grid_minutes, hub.time_zone)
        if last - begin >= house.min_minutes * MINUTE:
            found.append(Interval(begin, last))
    return found


def _taken_in(row: PlanRow) -> list[Interval]:
    taken: Iterable[Interval] = (Interval(run.start, run.end) for run in row.runs if run.state == "taken")
    return merge(taken)


def _words(kind: str, places: list[Place]) -> Any:
    return FULL[kind] if len(places) > 1 else _("%(place)s is taken", place=places[0].told_name)


def _full(subject: Subject, words: Any, span: Interval) -> FullTime:
    longest = subject.sample.rules.max_minutes * MINUTE
    can_wait = span.end - span.start <= longest
    wish = subject.query(span.start, span.end if can_wait else span.start + longest)
    return FullTime(words, span, {name: value for name, value in wish.items() if value}, can_wait)
