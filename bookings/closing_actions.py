"""Writing down what became of bookings that are over. Nothing depends on it: a past booking reads as past anyway."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from bookings import rules, signals
from bookings.models import Booking
from bookings.step_actions import step, step_some
from core.clock import now
from core.db import db
from hubs.models import Hub, Space
from members.models import Member

BATCH = 500


def close_some() -> int:
    """At most a batch of the bookings that are due (`rules.closed_before`) are completed, or no-shows where the hub
    marks them or releases their places; returns how many. Each with its audit row."""
    moment = now()
    zones = db.session.scalars(select(Hub.time_zone).distinct()).all()
    done = 0
    for zone in zones:
        if done < BATCH:
            done += _close(_due(zone, rules.closed_before(zone, moment), BATCH - done))
    return done


def came_after_all(*, booking: Booking, host: Member) -> None:
    """Hosts know better: it was used. A second time changes nothing. StepNotAllowed but for a no-show of late."""
    if booking.status == "completed":
        return
    rules.check_correctable(booking.status, booking.ends_at, now())
    step([booking], "completed", host)


def _due(zone: str, limit: datetime, most: int) -> list[tuple[UUID, str, str]]:
    """The bookings of hubs in this zone that ended until `limit`: id, status, and what it becomes. Nobody has to be at
    a locker, so nobody stays away from one."""
    marked = and_(Hub.marks_no_shows, Space.kind != "locker")
    query = (
        select(Booking.id, Booking.status, or_(marked, Booking.release_at.is_not(None)))
        .join(Hub, Hub.id == Booking.hub_id)
        .join(Space, Space.id == Booking.space_id)
        .where(Hub.time_zone == zone, Booking.status.in_(rules.OPEN_ENDED), Booking.ends_at <= limit)
        .limit(most)
    )
    rows = db.session.execute(query)
    return [(row[0], row[1], rules.closing_status(row[1], marks_no_shows=row[2])) for row in rows]


def _close(due: Iterable[tuple[UUID, str, str]]) -> int:
    by_step: dict[tuple[str, str], list[UUID]] = {}
    for booking_id, from_status, to_status in due:
        by_step.setdefault((from_status, to_status), []).append(booking_id)
    done = sum(step_some(ids, from_status, to_status) for (from_status, to_status), ids in by_step.items())
    _tell_who_stayed_away([key for (_from, to_status), ids in by_step.items() if to_status == "no_show" for key in ids])
    return done


def _tell_who_stayed_away(ids: Sequence[UUID]) -> None:
    if ids:
        query = select(Booking).where(Booking.id.in_(ids), Booking.status == "no_show").order_by(Booking.id)
        signals.stayed_away.send(bookings=list(db.session.scalars(query)))
