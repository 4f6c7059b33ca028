"""One step of a booking's life: a conditional UPDATE and an audit row. Also the expiry of what waited too long."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import delete, insert, update

from bookings import request_mails, rules
from bookings.errors import StepNotAllowed
from bookings.models import Booking, BookingEvent, Occupancy
from bookings.reminders import actions as reminder_actions
from core.clock import now
from core.db import Overtaken, db
from members.models import Member

TOLD = frozenset({"starts_at", "ends_at", "space_id", "status"})
"""What a calendar has to tell people when it changes."""


def step(booking: Booking, to_status: str, actor: Member | None, why: str = "", **values: object) -> None:
    """StepNotAllowed unless the table of steps has it; Overtaken when somebody else was first. `values` go along."""
    from_status = booking.status
    rules.check_step(from_status, to_status)
    change_if_unchanged(booking, status=to_status, **values)
    record(booking, from_status, to_status, actor, why)


def change_if_unchanged(booking: Booking, **values: object) -> None:
    """Write only if the row is still as it was read; otherwise somebody else was first: Overtaken.

    Calendars learn of it: `changed_at` moves, and `sequence` counts what they have to tell people. Reminders of how it
    was, and mails to hosts about a request, do not leave any more.
    """
    counts = bool(TOLD & values.keys())
    values |= {"changed_at": now(), "sequence": booking.sequence + counts}
    as_read = (Booking.status == booking.status, Booking.starts_at == booking.starts_at)
    unchanged = (*as_read, Booking.ends_at == booking.ends_at, Booking.space_id == booking.space_id)
    change = update(Booking).where(Booking.id == booking.id, *unchanged).values(**values)
    changed = db.session.execute(change, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined]
    if changed != 1:
        raise Overtaken
    if counts and booking.status == "confirmed":
        reminder_actions.withdraw(booking.id, booking.starts_at)
    if counts and booking.status == "requested":
        request_mails.withdraw(booking)
    db.session.refresh(booking)


def step_some(ids: Collection[UUID], from_status: str, to_status: str) -> int:
    """The same step for many at once, by itself; those that somebody else has changed meanwhile stay. How many.

    For what calendars need not be told of: it already read so.
    """
    rules.check_step(from_status, to_status)
    change = update(Booking).where(Booking.id.in_(ids), Booking.status == from_status).values(status=to_status)
    done = db.session.scalars(change.returning(Booking.id), execution_options={"synchronize_session": False}).all()
    steps = {"from_status": from_status, "to_status": to_status, "actor_id": None, "happened_at": now(), "why": ""}
    if done:
        db.session.connection().execute(insert(BookingEvent), [{"booking_id": one, **steps} for one in done])
    return len(done)


def record(booking: Booking, from_status: str | None, to_status: str, actor: Member | None, why: str) -> None:
    """The audit row: who (None: nobody, by itself), when, from which status to which, why."""
    actor_id = actor.id if actor else None
    row = {"booking_id": booking.id, "actor_id": actor_id, "happened_at": now(), "why": why}
    steps = {"from_status": from_status, "to_status": to_status}
    db.session.connection().execute(insert(BookingEvent), row | steps)


def expire(bookings: Iterable[Booking]) -> int:
    """Write down that these have run out, and free their places; returns how many."""
    done = 0
    for booking in bookings:
        try:
            step(booking, "expired", None, "")
        except (StepNotAllowed, Overtaken):  # paid or approved at the last moment, elsewhere
            continue
        db.session.execute(delete(Occupancy).where(Occupancy.booking_id == booking.id))
        done += 1
    return done
