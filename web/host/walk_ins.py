"""The form for somebody who has just come in: what is free, and until when."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask_babel import gettext as _

from bookings.grid import MINUTE, next_on_grid, this_minute
from bookings.stretches import end_of_visit
from bookings.walltime import minutes_of, moment, names_one_moment, text_on
from core import formats
from core.arguments import read_id
from core.clock import BadTime, local, now
from core.timespans import Interval, merge
from core.tokens import new_secret
from hubs.models import Hub
from hubs.setup import Place, Setup
from web.host.today_board import FreePlace, free_desks, free_now
from web.host.today_forms import WalkInForm, offer
from web.site.booking_forms import MISSING
from web.site.booking_times import options

SHORTEST = 15 * MINUTE


def form_for(hub: Hub, setup: Setup, free: Sequence[FreePlace], form: WalkInForm | None = None) -> WalkInForm:
    """The next free desk until it is taken or the hub closes, when nothing else is chosen."""
    form = form or WalkInForm(formdata=None)
    form.form_key.data = form.form_key.data or new_secret()
    desks = free_desks(free)
    any_desk = [("", _("Next free desk: %(place)s", place=_label(hub, desks[0])))] if desks else []
    offer(form.space, any_desk + [(str(found.place.id), _label(hub, found)) for found in free])
    ends = _ends(hub, free, setup.rules.grid_minutes)
    if not form.end.data and free:
        form.end.data = _text(hub, end_of_visit((desks or list(free))[0].until, hub.time_zone, now()))
    form.end.choices = options(ends, form.end.data)
    return form


def wanted(hub: Hub, setup: Setup, form: WalkInForm) -> tuple[list[Place], datetime] | None:
    """The places that would do and the end; None, with a message at the field, when the form names none."""
    end = _end(hub, form)
    places = _places(hub, setup, form, end) if end else None
    if end is None:
        form.end.errors = [MISSING]
    elif places is None:
        form.space.errors = [_("Please choose a place.")]
    return (places, end) if places is not None and end else None


def _end(hub: Hub, form: WalkInForm) -> datetime | None:
    day = local(now(), hub.time_zone).date()
    try:
        return moment(day, minutes_of(form.end.data or "") or 24 * 60, hub.time_zone)
    except BadTime:
        return None


def _places(hub: Hub, setup: Setup, form: WalkInForm, end: datetime) -> list[Place] | None:
    if form.space.data:
        place = setup.place(read_id(form.space.data))
        return [place] if place else None
    return [found.place for found in free_desks(free_now(hub, setup, now())) if found.last >= end]


def _label(hub: Hub, found: FreePlace) -> str:
    until = formats.until(found.until, now(), hub.time_zone)
    return str(_("%(place)s, free until %(time)s", place=found.place.name, time=until))


def _ends(hub: Hub, free: Sequence[FreePlace], grid_minutes: int) -> list[str]:
    """From a quarter of an hour on, each step until the last place is taken, and each place's own end; so again after a
    lunch break, but none within it; at the latest the end of the visit (see `stretches.end_of_visit`)."""
    moment, zone = now(), hub.time_zone
    soonest = this_minute(moment) + SHORTEST
    firsts = {end_of_visit(found.until, zone, moment) for found in free}
    later = [Interval(one.start, end_of_visit(one.end, zone, moment)) for found in free for one in found.later]
    ends = firsts | {end for start, end in later if start < end}
    for start, end in [Interval(soonest - MINUTE, max(firsts, default=moment)), *merge(later)]:
        ends |= set(_steps(max(start + MINUTE, soonest), end, grid_minutes, zone))
    day = local(moment, zone).date()
    return [_text(hub, end) for end in sorted(ends) if names_one_moment(day, end, zone)]


def _steps(first: datetime, last: datetime, grid_minutes: int, zone: str) -> Iterator[datetime]:
    at = next_on_grid(first, grid_minutes, zone)
    while at <= last:
        yield at
        at = next_on_grid(at + MINUTE, grid_minutes, zone)


def _text(hub: Hub, at: datetime) -> str:
    return text_on(local(now(), hub.time_zone).date(), at, hub.time_zone)
