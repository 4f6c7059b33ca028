"""Steps of bookings' lives, of one or of many at once: a conditional UPDATE of each and its audit row."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from bookings import confiding, request_mails, rules
from bookings.models import Booking, BookingEvent
from bookings.reminders import actions as reminder_actions
from core.clock import now
from core.db import StaleState, db
from members.models import Member

TOLD = frozenset({"starts_at", "ends_at", "space_id", "status"})
"""What a calendar has to tell people when it changes."""
AS_READ = ("id", "status", "held_for", "starts_at", "ends_at", "space_id")

Values = Mapping[str, object]
"""Columns of a booking with what they become."""
Step = tuple[UUID, str | None, str]
"""A booking's id, from which status (None: it is new) to which."""


def step(bookings: Sequence[Booking], to_status: str, actor: Member | None, why: str = "", **values: object) -> None:
    """StepNotAllowed unless the table of steps has it for all; StaleState when somebody else was first. `values` go
    along. Of what is confidential no reason is kept."""
    steps: list[Step] = [(booking.id, booking.status, to_status) for booking in bookings]
    for booking in bookings:
        rules.check_step(booking.status, to_status)
    reasons = {booking.id: confiding.reason(booking, why) for booking in bookings}
    change_if_unchanged(bookings, [{"status": to_status, **values}] * len(bookings))
    for kept in dict.fromkeys(reasons.values()):
        record_all([one for one in steps if reasons[one[0]] == kept], actor, kept)


def change_if_unchanged(bookings: Sequence[Booking], values: Sequence[Values]) -> None:
    """Write to each its own values (of the same columns), if all are still as they were read; StaleState otherwise.

    Calendars learn of it: `changed_at` moves, and `sequence` counts what they have to tell people. Reminders of how it
    was, and mails to hosts about a request, do not leave any more. Always in the order of their ids, so that two who
    change the same ones do not wait for each other.
    """
    if not bookings:
        return
    counts = bool(TOLD & values[0].keys())
    rows = [_change(booking, own, counts) for booking, own in zip(bookings, values, strict=True)]
    change = update(Booking).values({name: bindparam(f"new_{name}") for name in (*values[0], "changed_at", "sequence")})
    change = change.where(*(getattr(Booking, name) == bindparam(f"was_{name}") for name in AS_READ))
    changed = db.session.connection().execute(change, sorted(rows, key=lambda row: str(row["was_id"]))).rowcount
    if changed != len(bookings):
        raise StaleState
    if counts:
        reminder_actions.withdraw([(b.id, b.starts_at) for b in bookings if b.status == "confirmed"])
        request_mails.withdraw([b for b in bookings if b.status == "requested"])
    read_again(bookings)


def _change(booking: Booking, values: Values, counts: bool) -> dict[str, object]:
    new = {**values, "changed_at": now(), "sequence": booking.sequence + counts}
    was = {f"was_{name}": getattr(booking, name) for name in AS_READ}
    return was | {f"new_{name}": value for name, value in new.items()}


def read_again(bookings: Sequence[Booking]) -> None:
    """As they are in the database now. They belong to the session: one that was only just made does not."""
    assert all(booking in db.session for booking in bookings)
    query = select(Booking).where(Booking.id.in_([booking.id for booking in bookings]))
    db.session.scalars(query.execution_options(populate_existing=True)).all()


def step_some(ids: Collection[UUID], from_status: str, to_status: str) -> int:
    """The same step for many at once, by itself; those that somebody else has changed meanwhile stay. How many.

    For what calendars need not be told of: it already read so.
    """
    rules.check_step(from_status, to_status)
    change = update(Booking).where(Booking.id.in_(ids), Booking.status == from_status).values(status=to_status)
    done = db.session.scalars(change.returning(Booking.id), execution_options={"synchronize_session": False}).all()
    record_all([(one, from_status, to_status) for one in done], None, "")
    return len(done)


def record(booking: Booking, from_status: str | None, to_status: str, actor: Member | None, why: str) -> None:
    """The audit row of one booking."""
    record_all([(booking.id, from_status, to_status)], actor, why)


def record_all(steps: Iterable[Step], actor: Member | None, why: str) -> None:
    """The audit rows: who (None: nobody, by itself), when, from which status to which, why."""
    shared = {"actor_id": actor.id if actor else None, "happened_at": now(), "why": why}
    rows = [{"booking_id": key, "from_status": before, "to_status": after, **shared} for key, before, after in steps]
    if rows:
        db.session.connection().execute(insert(BookingEvent), rows)
