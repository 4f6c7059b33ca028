"""What is held for somebody becomes their booking. Flushes and never commits."""

from datetime import datetime

from bookings import mails, rules, signals
from bookings.answering import Answers
from bookings.cover import Choice, covers_of
from bookings.creation_actions import answer_rows
from bookings.models import Booking
from bookings.place_actions import keep
from bookings.slots import Booked, Slot
from bookings.step_actions import change_if_unchanged, record
from core.clock import now
from core.db import insert_objects
from members.models import Member


def go_on(
    *,
    booking: Booking,
    slot: Slot,
    member: Member,
    choice: Choice,
    answers: Answers = (),
    why: str,
    release_at: datetime | None,
    title: str | None = None,
) -> None:
    """The held booking (at the `slot`) is the member's from now on, and goes on as a new one of theirs would begin:
    confirmed, asked for, or held until it is paid. It gets the mail of a booking, and `signals.booked` is sent.
    `answers`: what is kept of those to the hub's questions.

    That it is still held, and that they may have it, was looked at before. What the covering refuses; StaleState when
    somebody else was faster.
    """
    [begins] = covers_of([slot], member, choice)
    was = booking.status
    values = {
        "member_id": member.id,
        "title": booking.title if title is None else title,
        "status": begins.status,
        "held_for": begins.held_for,
        "expires_at": begins.expires_at,
        "price_cents": begins.price_cents,
        "release_at": rules.release_still(release_at, now()),
    }
    change_if_unchanged([booking], [values])
    keep([booking])
    if answers:
        insert_objects(answer_rows(booking, answers))
    record(booking, was, begins.status, member, why)
    mails.booked([(Booked(booking, slot.place), member, begins.told)], slot.hub)
    signals.booked.send(bookings=[booking], covers=[begins])
