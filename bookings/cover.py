"""How a booking begins and goes on: what it is at first, until when it waits, what it costs.

There is one such answer for everybody who makes a booking, kept with the app: free of charge here; where money is
taken, the package that takes it installs its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from flask import Flask, current_app

from bookings import no_shows, rules
from bookings.models import Booking
from bookings.slots import Move, Slot
from core.clock import now
from members.models import Member


@dataclass(frozen=True, slots=True)
class Choice:
    """What whoever books has chosen of how it is paid. It passes through bookings unread.

    `way`: "online", "transfer", "on_site", or as the covering thinks best. `starts_early`: they wish that it begins
    within the time in which they might withdraw. `terms`: what they have accepted; the covering knows what it means.
    `agreed`: the price that they were shown, as the covering writes it; None where none was shown.
    `by_visitor`: who chose was not known yet (`bookings.unconfirmed`), so what they have by an account (a pass, the
    price of a group) was not shown to them, and may make it cheaper; it is not written, as who reads it knows.
    """

    way: str = ""
    for_employer: bool = False
    is_business: bool = False
    starts_early: bool = False
    terms: tuple[object, ...] = ()
    agreed: str | None = None
    by_visitor: bool = False


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Cover:
    """`status` is one in which a booking occupies; `expires_at` is set as long as it waits; `price_cents` is gross.

    `basis` is the covering's own: why so; bookings hand it on with their signals and never look. Of what is held
    bookings send no mail: whoever has it wait says what for. `paid_by` is how mails say that it is paid, a word of
    `templates/email/_booking.txt`: at the hub, where it is empty. `consent` is what the person has agreed to, as
    they read it, and the mail has to repeat (§ 312f BGB); `consent_lang` the language of it, where that is known.
    `held_for`: what a held one waits for, if not to be paid (`rules.HELD_FOR`).
    `can_withdraw`: from this contract one may withdraw, so mails name the code that a withdrawal asks for.
    """

    status: str
    expires_at: datetime | None
    price_cents: int
    basis: object = None
    paid_by: str = ""
    consent: str = ""
    consent_lang: str = ""
    can_withdraw: bool = False
    held_for: str = ""

    @property
    def told(self) -> dict[str, str]:
        """What mails about the booking say of it, as far as there is anything."""
        said = {"paid_by": self.paid_by} if self.paid_by else {}
        if self.consent:
            said["consent"] = self.consent
        if self.consent_lang:
            said["consent_lang"] = self.consent_lang
        if self.can_withdraw:
            said["can_withdraw"] = "yes"
        return said


class Covering(Protocol):
    """Who answers. Each answers in the order in which it is asked, only reads, and refuses by a named error."""

    def begin(self, slots: Sequence[Slot], member: Member | None, choice: Choice) -> list[Cover]:
        """How bookings of these slots begin, for a member, or (None) for a guest whom hosts or the door let in."""

    def approve(self, bookings: Sequence[Booking]) -> list[Cover]:
        """How requests go on after a host's yes: confirmed, or held until they are paid. Their price stays."""

    def move(self, moves: Sequence[Move], member: Member, choice: Choice) -> list[Cover]:
        """How bookings go on at another time or place: the last word about status, `expires_at` and price."""

    def told(self, bookings: Sequence[Booking]) -> dict[UUID, dict[str, str]]:
        """By booking, what mails say of it as it is now (`Cover.told`); where there is nothing to say, it is left
        out."""

    def written(self, choice: Choice) -> dict[str, Any]:
        """A choice as JSON, for who books when something becomes free."""

    def read(self, written: Mapping[str, Any]) -> Choice:
        """The choice that was written so."""


def install(app: Flask, covering: Covering) -> None:
    """From now on bookings of this app begin so."""
    app.extensions["cover"] = covering


def covers_of(slots: Sequence[Slot], member: Member | None, choice: Choice = NO_CHOICE) -> list[Cover]:
    """How bookings of these slots begin. Whether the person may book there was asked before."""
    covering: Covering = current_app.extensions["cover"]
    return covering.begin(slots, member, choice)


def covers_of_approved(bookings: Sequence[Booking]) -> list[Cover]:
    """How these requests go on, now that a host has said yes."""
    return _covering().approve(bookings)


def covers_of_moved(moves: Sequence[Move], member: Member, choice: Choice = NO_CHOICE) -> list[Cover]:
    """How these bookings of the member go on where they are moved to."""
    return _covering().move(moves, member, choice)


def written(choice: Choice) -> dict[str, Any]:
    """What somebody has chosen, as JSON, until it is booked."""
    return _covering().written(choice)


def choice_of(written: Mapping[str, Any]) -> Choice:
    """The choice that was `written`."""
    return _covering().read(written)


def told_of(bookings: Sequence[Booking]) -> dict[UUID, dict[str, str]]:
    """What mails say of these bookings as they are now. No query for what is free of charge."""
    charged = [booking for booking in bookings if booking.price_cents > 0]
    return _covering().told(charged) if charged else {}


def paid_by_of(bookings: Sequence[Booking]) -> dict[UUID, dict[str, str]]:
    """Of it, how these are paid (`Cover.paid_by`): for mails that repeat no consent."""
    told = told_of(bookings)
    return {key: {"paid_by": words["paid_by"]} for key, words in told.items() if "paid_by" in words}


def goes_on(move: Move, begins: Cover) -> Cover:
    """How a booking goes on that would begin so at its new place: where hosts decide it is asked for anew; who is
    there, or waits for payment, goes on so."""
    booking = move.booking
    if rules.is_admitted_anew(booking.status):
        return begins
    return replace(begins, status=booking.status, expires_at=booking.expires_at)


def asked(cover: Cover, slot: Slot) -> Cover:
    """The same where hosts decide: it waits for their answer, as long as the hub's rule says."""
    return replace(cover, status="requested", expires_at=rules.answer_until(slot.rules, slot.span.start, now()))


def are_asked_for_anew(moves: Sequence[Move], member: Member) -> list[bool]:
    """Of each move, all of one hub, whether hosts decide on it: as for a new booking; but who did not come too often
    asks again only for what hosts have not answered yet, and who has begun does not ask how long they may stay: a
    request would have run out when it begins."""
    requests, moment = [move.slot for move in moves if move.booking.status == "requested"], now()
    answers = iter(no_shows.are_asked_for(requests, member) if requests else ())
    return [
        next(answers)
        if booking.status == "requested"
        else booking.starts_at > moment and rules.hosts_decide(slot.rules, slot.setup.standing_of(member.id))
        for booking, slot in moves
    ]


class FreeOfCharge:
    """Nothing is due before one comes: confirmed at once; where hosts decide, asked for."""

    def begin(self, slots: Sequence[Slot], member: Member | None, choice: Choice) -> list[Cover]:
        pairs = zip(slots, no_shows.are_asked_for(slots, member), strict=True)
        return [_free_of_charge(slot, is_asked_for) for slot, is_asked_for in pairs]

    def approve(self, bookings: Sequence[Booking]) -> list[Cover]:
        return [Cover("confirmed", None, booking.price_cents) for booking in bookings]

    def move(self, moves: Sequence[Move], member: Member, choice: Choice) -> list[Cover]:
        pairs = zip(moves, are_asked_for_anew(moves, member), strict=True)
        return [goes_on(move, _free_of_charge(move.slot, is_asked_for)) for move, is_asked_for in pairs]

    def told(self, bookings: Sequence[Booking]) -> dict[UUID, dict[str, str]]:
        return {}

    def written(self, choice: Choice) -> dict[str, Any]:
        return {}

    def read(self, written: Mapping[str, Any]) -> Choice:
        return NO_CHOICE


def _covering() -> Covering:
    covering: Covering = current_app.extensions["cover"]
    return covering


def _free_of_charge(slot: Slot, is_asked_for: bool) -> Cover:
    cover = Cover("confirmed", None, slot.price_cents)
    return asked(cover, slot) if is_asked_for else cover
