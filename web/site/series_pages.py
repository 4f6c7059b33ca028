"""What the pages of series show, put together from the plan, the choices of the form, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from bookings import no_shows, rules
from bookings.cover import Choice
from bookings.errors import SlotTaken
from bookings.queries import BookingView, at_the_same_times
from bookings.series import proposing, queries
from bookings.series.actions import ChosenDate, Elsewhere
from bookings.series.errors import NoDateLeft
from bookings.series.proposing import Alternatives
from bookings.series.queries import LeftOut, PlannedDate, SeriesWish, left_out_of, span_on
from bookings.slots import Slot
from bookings.suggesting import Proposal
from bookings.walltime import minutes_on
from core.clock import now
from core.errors import DomainError
from hubs.queries import hub_of_space
from hubs.rules import LOCKER, Standing
from hubs.setup import Setup, setup_of
from members.models import Member
from payments.pricing import TotalPricing, total_of
from web.site.series_forms import Picked


@dataclass(frozen=True)
class Alternative:
    """What can be had instead of a date, as a choice of the form."""

    proposal: Proposal
    token: str
    is_elsewhere: bool


@dataclass(frozen=True)
class DateRow:
    """A date of the wish: what is booked for it (`slot`), or why nothing is, and what may be had instead."""

    planned: PlannedDate
    slot: Slot | None
    others: tuple[Alternative, ...] = ()
    picked: str = ""
    is_left: bool = False

    @property
    def day(self) -> date:
        return self.planned.day

    @property
    def can_be_had(self) -> bool:
        """As it was wished."""
        return self.planned.slot is not None


class SeriesPage:
    """The answer to a wish: each date with what becomes of it, and the price of all. `picked`: what is taken instead of
    dates; `left`: which dates are not wanted. A fixed number of queries."""

    def __init__(
        self, wish: SeriesWish, member: Member | None, picked: dict[date, Picked], left: set[date], choice: Choice
    ) -> None:
        self.wish, self.member, self.choice = wish, member, choice
        member_id = member.id if member is not None else None
        planned = queries.plan(wish, member_id, skipped=left | picked.keys())
        options = {one.planned.day: one for one in proposing.options(wish, planned, member_id)}
        self.rows = [self._row(one, options.get(one.day), picked.get(one.day), one.day in left) for one in planned]
        self.occurrences = [ChosenDate(row.day, row.slot) for row in self.rows if row.slot and self._is_here(row.slot)]
        self.elsewhere = self._by_hub([row.slot for row in self.rows if row.slot and not self._is_here(row.slot)])
        self.totals = self._totals()

    @property
    def number(self) -> int:
        """How many dates would be booked."""
        return sum(row.slot is not None for row in self.rows)

    @property
    def gross_cents(self) -> int:
        return sum(total.gross_cents for total in self.totals)

    @property
    def is_owed(self) -> bool:
        return any(total.is_owed for total in self.totals)

    @property
    def agreed(self) -> str:
        """What is agreed to of the price, hub by hub, as the form carries it."""
        return "|".join(total.agreed for total in self.totals)

    def single(self, row: DateRow) -> dict[str, Any]:
        """The arguments of `bookings.new` for one date by itself."""
        span = row.planned.span
        found = self.wish.subject.query(span.start, span.end) if span else self.wish.subject.target
        return {name: value for name, value in found.items() if value is not None}

    @cached_property
    def meanwhile(self) -> list[BookingView]:
        """What the member already has at these times: worth a word, but not forbidden."""
        if self.member is None or self.wish.subject.kind == LOCKER:
            return []
        return at_the_same_times(self.member.id, [row.slot.span for row in self.rows if row.slot], now())

    @property
    def error(self) -> DomainError | None:
        """Why nothing can be booked as it stands."""
        if not self.number:
            refused = next((row.planned.error for row in self.rows if row.planned.error is not None), None)
            return NoDateLeft() if refused is None or isinstance(refused, SlotTaken) else refused
        return next((total.refused for total in self.totals if total.refused is not None), None)

    @property
    def left_out(self) -> list[LeftOut]:
        """What the series remembers not to have."""
        return [self._left_out(row) for row in self.rows if row.slot is None or not self._is_here(row.slot)]

    @property
    def is_request(self) -> bool:
        """Whether hosts decide."""
        standing = self._setup.standing_of(self.member.id) if self.member is not None else Standing()
        return rules.hosts_decide(self.wish.subject.sample.rules, standing, self.no_shows)

    @property
    def stayed_away(self) -> bool:
        """Whether it is because they did not come too often that the member has to ask."""
        return rules.stayed_away(self.wish.subject.sample.rules, self.no_shows)

    @cached_property
    def no_shows(self) -> int:
        """How often the member did not come here of late: asked once for all dates."""
        if self.member is None:
            return 0
        return no_shows.count(self.wish.subject.hub.id, self._setup.rules, self.member.id, now())

    @property
    def _setup(self) -> Setup:
        return self.wish.subject.setup

    def choices(self, agreed: str) -> tuple[Choice, list[Elsewhere]]:
        """For the hub of the wish and for the others, with what the form says was shown of each price."""
        shown = iter([*agreed.split("|"), *[""] * (1 + len(self.elsewhere))])
        here = replace(self.choice, agreed=next(shown)) if self.occurrences else self.choice
        others = [replace(one, choice=replace(one.choice, agreed=next(shown))) for one in self.elsewhere]
        return here, others

    def _row(self, planned: PlannedDate, options: Alternatives | None, picked: Picked | None, is_left: bool) -> DateRow:
        if planned.slot is not None:
            return DateRow(planned, None if is_left else planned.slot, is_left=is_left)
        others = tuple(self._alternative(planned.day, one) for one in (options.proposals if options else ()))
        others = tuple(one for one in others if not one.is_elsewhere or self._is_simple(one.proposal))
        token = picked.token if picked else ""
        slot = self._slot(planned.day, picked) if picked and token in {one.token for one in others} else None
        return DateRow(planned, slot, others, token if slot else "")

    def _alternative(self, day: date, one: Proposal) -> Alternative:
        place, zone = one.subject.sample, one.subject.hub.time_zone
        token = Picked(place.id, minutes_on(day, one.start, zone), minutes_on(day, one.end, zone)).token
        return Alternative(one, token, one.subject.hub.id != self.wish.subject.hub.id)

    def _is_simple(self, one: Proposal) -> bool:
        """Only what the same operator lets: one form agrees to one operator's texts."""
        return one.subject.setup.operator.id == self.wish.subject.setup.operator.id

    def _slot(self, day: date, picked: Picked) -> Slot | None:
        hub = hub_of_space(picked.space_id)
        if hub is None:
            return None
        hub = self.wish.subject.hub if hub.id == self.wish.subject.hub.id else hub
        setup = setup_of(hub)
        place = setup.place(picked.space_id)
        if place is None:
            return None
        return Slot(hub, setup, place, span_on(day, picked.starts_minute, picked.ends_minute, hub.time_zone))

    def _is_here(self, slot: Slot) -> bool:
        return slot.hub.id == self.wish.subject.hub.id

    def _by_hub(self, slots: Sequence[Slot]) -> list[Elsewhere]:
        found: dict[int, list[Slot]] = {}
        for slot in slots:
            found.setdefault(slot.hub.id, []).append(slot)
        return [Elsewhere(of_hub, self.choice) for _hub_id, of_hub in sorted(found.items())]

    def _totals(self) -> list[TotalPricing]:
        parts: list[Sequence[Slot]] = [[one.slot for one in self.occurrences]] if self.occurrences else []
        parts += [one.slots for one in self.elsewhere]
        return [total_of(slots, self.member, self.choice) for slots in parts]

    def _left_out(self, row: DateRow) -> LeftOut:
        if row.slot is not None:
            return LeftOut(row.day, "elsewhere", row.slot.hub.name)
        return LeftOut(row.day, "left-by-choice") if row.is_left else left_out_of(row.planned)


def in_words(page: SeriesPage) -> list[tuple[str, str, int]]:
    """Where how many dates would be: place, hub, number; the place with most of them first."""
    found: dict[tuple[str, str], int] = {}
    for row in page.rows:
        if row.slot is not None:
            key = (row.slot.place.name, row.slot.hub.name)
            found[key] = found.get(key, 0) + 1
    return [(*key, number) for key, number in sorted(found.items(), key=lambda each: -each[1])]


def facts(page: SeriesPage) -> dict[str, Any]:
    """For the template: the total at the wish's own hub, or the only one there is."""
    return {"total": page.totals[0] if page.totals else None, "places": in_words(page)}
