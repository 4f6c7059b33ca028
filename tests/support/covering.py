"""A covering as where money is taken: bookings are held until they are paid, and it notes what it was asked."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask

from bookings import cover
from bookings.cover import Choice, Cover, goes_on
from bookings.models import Booking
from bookings.slots import Move, Slot
from members.models import Member
from tests.support.booking import TEN

UNTIL = TEN.replace(day=24)
CENTS = 123


@dataclass
class HeldUntilPaid:
    """Everything begins as `status` until UNTIL and costs CENTS; its `basis` is a running number. What hosts approve is
    held `approved_until`, or confirmed. `forbids` is raised by a move."""

    status: str = "held"
    approved_until: datetime | None = None
    forbids: Exception | None = None
    asked: list[Any] = field(default_factory=list)

    def begin(self, slots: Sequence[Slot], member: Member | None, choice: Choice) -> list[Cover]:
        self.asked.append(("begin", [slot.span for slot in slots], member and member.name, choice))
        return [Cover(self.status, UNTIL, CENTS, number) for number, _slot in enumerate(slots)]

    def approve(self, bookings: Sequence[Booking]) -> list[Cover]:
        self.asked.append(("approve", [booking.status for booking in bookings]))
        status = "held" if self.approved_until else "confirmed"
        return [Cover(status, self.approved_until, one.price_cents, "yes") for one in bookings]

    def move(self, moves: Sequence[Move], member: Member, choice: Choice) -> list[Cover]:
        self.asked.append(("move", [move.slot.span for move in moves], member.name, choice))
        if self.forbids:
            raise self.forbids
        return [goes_on(move, Cover("confirmed", None, CENTS + 1, "moved")) for move in moves]

    def written(self, choice: Choice) -> dict[str, Any]:
        return {"agreed": choice.agreed}

    def read(self, written: Mapping[str, Any]) -> Choice:
        return Choice(agreed=written["agreed"])


@contextmanager
def covered_by(app: Flask, covering: HeldUntilPaid) -> Iterator[HeldUntilPaid]:
    """Inside, the app's bookings begin so."""
    before = app.extensions["cover"]
    cover.install(app, covering)
    try:
        yield covering
    finally:
        cover.install(app, before)
