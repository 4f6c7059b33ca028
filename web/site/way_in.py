"""How one gets in, on the pages of whose booking it is; and the button for a real lock, where one is installed."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings import queries as booking_queries
from bookings.models import Booking
from bookings.rules import OPEN_ENDED
from core.access import MEMBER, access
from core.clock import now
from core.errors import DomainError
from core.in_steps import in_steps
from core.refusals import when_refused
from core.tokens import digest
from core.transactions import assert_outside, reading
from hubs.doors import locks, queries, rules
from hubs.doors.errors import NotYours
from hubs.doors.locks import Door
from hubs.doors.queries import WayIn
from hubs.models import Hub, Space
from web.site.book import blueprint


@dataclass(frozen=True, slots=True)
class Entry:
    """What the page says: what is to be known, when it is shown (`since`), and the doors that a button opens."""

    told: WayIn
    since: datetime
    doors: tuple[Door, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.told.hub or self.told.space or self.doors)


def entry_for(booking: Booking, status: str, hub: Hub, space: Space) -> Entry | None:
    """For whose booking it is, while it is time; else None, and nothing is read. One query."""
    if status not in OPEN_ENDED or not rules.is_shown(booking.starts_at, booking.ends_at, now()):
        return None
    doors = tuple(door for door in (Door(hub.slug), Door(hub.slug, space.name)) if locks.provider().has(door))
    found = Entry(queries.way_in(hub.id, space.id), rules.shown_from(booking.starts_at), doors)
    return None if found.is_empty else found


def _back(booking_id: str) -> str:
    return url_for("bookings.show", booking_id=booking_id)


@blueprint.post("/bookings/<booking_id>/door")
@access(MEMBER, come_back=_back)
@in_steps
def open_door(booking_id: str) -> Response:
    """The house's door, then the space's own: each that has a lock of ours. A second click within the minute opens
    nothing anew."""
    return _open(booking_id)


@when_refused(lambda error, booking_id: _say(booking_id, error))
def _open(booking_id: str) -> Response:
    doors = _doors(booking_id)
    assert_outside()
    for door in doors:
        locks.provider().open(door, digest(f"door:{booking_id}:{now():%Y%m%d%H%M}")[:16])
    flash(_("The door is open."), "success")
    return redirect(_back(booking_id), 303)


def _doors(booking_id: str) -> tuple[Door, ...]:
    """Those that open for this member's booking now. NotYours."""
    with reading():
        view = booking_queries.booking_of(current_user.id, booking_id, now())
        found = entry_for(view.booking, view.status, view.hub, view.space) if view else None
        doors = found.doors if found else ()
    if not doors:
        raise NotYours
    return doors


def _say(booking_id: str, error: DomainError) -> Response:
    flash(str(error.message()), "warning")
    return redirect(_back(booking_id), 303)
