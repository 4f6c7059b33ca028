"""What the page of a new group shows: each place with whether it can be had, those that are chosen, what all cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from bookings import no_shows, rules
from bookings.cover import Choice
from bookings.errors import SlotTaken
from bookings.groups import queries
from bookings.groups.rules import check_together, may_be_together, side_by_side, spots_of
from bookings.slots import Slot
from bookings.subject import Subject
from core.clock import now
from core.errors import DomainError
from core.timespans import Interval
from hubs.plan.queries import drawn
from hubs.rules import KINDS, Standing
from hubs.setup import Place
from members.models import Member
from payments.pricing import TotalPricing, total_of


@dataclass(frozen=True)
class Choosable:
    """A place and whether it can be had: `state` is free, taken or closed."""

    place: Place
    state: str
    is_chosen: bool

    @property
    def is_free(self) -> bool:
        return self.state == "free"


class GroupPage:
    """The places of a hub for a time. `span` None: the input names none. A fixed number of queries."""

    def __init__(
        self, subject: Subject, span: Interval | None, member: Member | None, chosen: Sequence[int], choice: Choice
    ) -> None:
        self.subject, self.span, self.member, self.choice = subject, span, member, choice
        self.all = [place for place in subject.setup.places if may_be_together(place)]
        self.refusals = self._refusals()
        self.chosen = [place for place in self.all if place.id in set(chosen)]

    @property
    def moment(self) -> datetime:
        return now()

    def _refusals(self) -> dict[int, DomainError | None]:
        if self.span is None or self.span.start >= self.span.end:
            return {}
        return queries.refusals(self.subject.hub, self.subject.setup, self.all, self.span, now())

    @cached_property
    def kinds(self) -> list[tuple[str, list[Choosable]]]:
        """All places by their kind."""
        found = []
        for kind in KINDS:
            if places := [self._choosable(place) for place in self.all if place.kind == kind]:
                found.append((kind, places))
        return found

    @property
    def states(self) -> dict[int, str]:
        """By place: free, taken, closed; chosen for what is chosen and free."""
        flat = [one for _kind, places in self.kinds for one in places]
        return {one.place.id: "chosen" if one.is_chosen and one.is_free else one.state for one in flat}

    @property
    def free(self) -> list[Place]:
        return [place for place in self.all if self.refusals and self.refusals.get(place.id) is None]

    @cached_property
    def slots(self) -> list[Slot]:
        """What would be booked, as far as there is a time."""
        if self.span is None or not self.refusals:
            return []
        return [Slot(self.subject.hub, self.subject.setup, place, self.span) for place in self.chosen]

    @cached_property
    def total(self) -> TotalPricing | None:
        return total_of(self.slots, self.member, self.choice) if self.slots else None

    @property
    def agreed(self) -> str:
        return self.total.agreed if self.total else ""

    @property
    def error(self) -> DomainError | None:
        """Why what is chosen cannot be had as it stands; where nothing is chosen, why no place can be had."""
        if not self.chosen:
            every = list(self.refusals.values())
            return every[0] if every and all(every) and not isinstance(every[0], SlotTaken) else None
        try:
            check_together(self.chosen)
        except DomainError as error:
            return error
        refused = next((self.refusals[one.id] for one in self.chosen if self.refusals.get(one.id)), None)
        return refused or (self.total.refused if self.total else None)

    @property
    def can_be_had(self) -> bool:
        return bool(self.slots) and self.error is None

    @property
    def is_owed(self) -> bool:
        return self.total is not None and self.total.is_owed

    @property
    def is_request(self) -> bool:
        """Whether hosts decide on any of it."""
        setup = self.subject.setup
        standing = setup.standing_of(self.member.id) if self.member is not None else Standing()
        return any(rules.hosts_decide(place.rules, standing, self.no_shows) for place in self.chosen)

    @property
    def stayed_away(self) -> bool:
        """Whether it is because they did not come too often that the member has to ask."""
        return rules.stayed_away(self.subject.setup.rules, self.no_shows)

    @cached_property
    def no_shows(self) -> int:
        if self.member is None:
            return 0
        return no_shows.count(self.subject.hub.id, self.subject.setup.rules, self.member.id, now())

    @property
    def questions(self) -> list[Any]:
        """What the hub asks of whoever books these, each once."""
        setup = self.subject.setup
        return list(dict.fromkeys(one for place in self.chosen for one in setup.asked_at(place)))

    def proposed(self, number: int) -> list[int]:
        """So many free places of the wanted kind side by side, by the floor plan; fewer when there are not so many."""
        hub, kind = self.subject.hub, self.subject.kind
        plan = drawn(hub.id) if self.subject.setup.has_plan else None
        alike = [place for place in self.all if place.kind == kind]
        free = {place.id for place in self.free}
        spots = spots_of(alike, plan.items if plan else {})
        return side_by_side(number, [spot for spot in spots if spot.space_id in free])

    def _choosable(self, place: Place) -> Choosable:
        refused = self.refusals.get(place.id)
        state = "taken" if isinstance(refused, SlotTaken) else "closed" if refused or not self.refusals else "free"
        return Choosable(place, state, place in self.chosen)
