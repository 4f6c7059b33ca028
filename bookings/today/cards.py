"""A booking as the hosts of its hub see it, and what they may do with it now: pages ask, and restate nothing.

Each answer is that of the rule by which the action itself refuses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bookings import admitting
from bookings.models import Booking
from bookings.rules import check_cancellable_by_host, check_correctable, check_out_possible
from bookings.today import rules
from bookings.today.queries import DayBooking
from core.errors import is_allowed
from hubs.inductions.rules import MissingInduction
from hubs.models import Hub, Space
from hubs.rules import Rules
from hubs.setup import Setup


@dataclass(frozen=True, slots=True)
class HostCard:
    """A booking at `moment`; `house` are the rules of its place, `zone` is the hub's; `lacks`: the inductions that its
    member has not for it. Answers are given when asked."""

    entry: DayBooking
    house: Rules
    zone: str
    moment: datetime
    lacks: tuple[MissingInduction, ...] = ()

    @property
    def booking(self) -> Booking:
        return self.entry.booking

    @property
    def space(self) -> Space:
        return self.entry.space

    @property
    def person(self) -> str:
        return self.entry.person

    @property
    def booked_by(self) -> str:
        return self.entry.booked_by

    @property
    def place_name(self) -> str:
        return self.entry.place_name

    @property
    def status(self) -> str:
        """As it reads at the moment, whether or not a job has written it down."""
        return self.entry.status

    @property
    def group(self) -> str | None:
        """In which list of the day it stands; see `rules.group`."""
        return rules.group(self.status, self.booking.starts_at, self.booking.ends_at, self.moment)

    @property
    def is_here(self) -> bool:
        return self.group == "here"

    @property
    def has_come(self) -> bool:
        """Whether somebody was ever checked in."""
        return self.is_here or self.booking.checked_in_at is not None

    @property
    def is_no_show(self) -> bool:
        return self.status == "no_show"

    @property
    def was_not_checked_in(self) -> bool:
        """It is over, nobody was checked in, and nobody has written down yet what became of it."""
        return self.booking.status == "confirmed" and self.group == "left"

    @property
    def can_check_in(self) -> bool:
        if self.lacks:
            return False
        booking = self.booking
        times = (booking.starts_at, booking.ends_at)
        return is_allowed(rules.check_in_by_host, self.house, booking.status, *times, self.zone, self.moment)

    @property
    def is_short_of_induction(self) -> bool:
        """Whether the person may still come, and may then not use the place."""
        return bool(self.lacks) and (self.group in {"late", "coming"} or self.can_answer)

    @property
    def can_undo_check_in(self) -> bool:
        return is_allowed(rules.check_undoable, self.booking.status, self.booking.ends_at, self.moment)

    @property
    def can_check_out(self) -> bool:
        """Also who has come but was never checked in."""
        booking = self.booking
        return is_allowed(check_out_possible, booking.status, booking.starts_at, booking.ends_at, self.moment)

    @property
    def can_say_came_after_all(self) -> bool:
        return is_allowed(check_correctable, self.booking.status, self.booking.ends_at, self.moment)

    @property
    def can_answer(self) -> bool:
        """Say yes or no to a request."""
        return is_allowed(rules.check_unanswered, *self._life)

    @property
    def can_cancel(self) -> bool:
        return is_allowed(check_cancellable_by_host, *self._life)

    @property
    def _life(self) -> tuple[str, datetime, datetime | None, datetime]:
        return self.booking.status, self.booking.ends_at, self.booking.runs_out_at, self.moment


def cards(hub: Hub, setup: Setup, entries: Iterable[DayBooking], moment: datetime) -> list[HostCard]:
    """One for each, in the same order. No query where no place needs an induction, else at most two."""
    entries = list(entries)
    lacks = admitting.lacking(hub, setup, [entry.booking for entry in entries], moment)
    return [
        HostCard(entry, setup.rules_of(entry.space.id), hub.time_zone, moment, tuple(lacks[entry.booking.id]))
        for entry in entries
    ]
