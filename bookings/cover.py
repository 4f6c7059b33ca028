"""How a booking begins: what it is at first, until when it waits, what it costs.

There is one such answer for everybody who makes a booking, kept with the app: free of charge here; where money is
taken, the package that takes it installs its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from bookings import rules
from bookings.slots import Slot
from members.models import Member


@dataclass(frozen=True, slots=True)
class Cover:
    """`status` is one in which a booking occupies; `expires_at` is set as long as it waits; `price_cents` is gross."""

    status: str
    expires_at: datetime | None
    price_cents: int


Covering = Callable[[Sequence[Slot], Member | None], list[Cover]]
"""The covers of slots, in their order, for a member, or (None) for a guest whom hosts or the door let in."""


def install(app: Flask, covering: Covering) -> None:
    """From now on bookings of this app begin so."""
    app.extensions["cover"] = covering


def covers_of(slots: Sequence[Slot], member: Member | None) -> list[Cover]:
    """How bookings of these slots begin. Whether the person may book there was asked before."""
    covering: Covering = current_app.extensions["cover"]
    return covering(slots, member)


def free_of_charge(slots: Sequence[Slot], member: Member | None) -> list[Cover]:
    """Nothing is due before one comes: confirmed at once; where hosts decide, asked for until it would begin."""
    return [_free_of_charge(slot, member) for slot in slots]


def _free_of_charge(slot: Slot, member: Member | None) -> Cover:
    if member is not None and rules.hosts_decide(slot.rules, slot.setup.standing_of(member.id)):
        return Cover("requested", slot.span.start, slot.price_cents)
    return Cover("confirmed", None, slot.price_cents)
