"""What a host may want to change, and which bookings each change hits. `actions.carry_out` does it."""

from dataclasses import dataclass
from datetime import datetime

from bookings.impact import queries, rules
from bookings.impact.rules import Hit
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import Place, Setup


@dataclass(frozen=True, slots=True)
class HubClosing:
    """The hub is closed in [start, end)."""

    start: datetime
    end: datetime
    reason: str = ""
    cause = rules.CLOSED
    avoid: tuple[int, ...] = ()

    def hits(self, hub: Hub, setup: Setup) -> list[Hit]:
        return queries.hits(hub, setup, queries.of_closing(hub, self.start, self.end), self.cause)


@dataclass(frozen=True, slots=True)
class BlockingPlace:
    """A place cannot be booked at these times; `kind` is private, or fault when it is out of order.

    Of a place that is out of order bookings may be kept, for whoever can do with it as it is: then the time between
    them is blocked. What was said before of the same fault no longer holds.
    """

    place: Place
    times: tuple[Interval, ...]
    reason: str = ""
    kind: str = "private"

    @property
    def is_fault(self) -> bool:
        return self.kind == "fault"

    @property
    def cause(self) -> str:
        return rules.BROKEN if self.is_fault else rules.BLOCKED

    @property
    def avoid(self) -> tuple[int, ...]:
        return self.place.takes

    def hits(self, hub: Hub, setup: Setup) -> list[Hit]:
        found = queries.of_places(hub, self.place.takes, self.times)
        return queries.hits(hub, setup, found, self.cause, self.avoid)


@dataclass(frozen=True, slots=True)
class NewHours:
    """Open by another text."""

    text: str
    reason: str = ""
    cause = rules.HOURS
    avoid: tuple[int, ...] = ()

    def hits(self, hub: Hub, setup: Setup) -> list[Hit]:
        return queries.hits(hub, setup, queries.of_hours(hub, setup, self.text), self.cause)


@dataclass(frozen=True, slots=True)
class PuttingAway:
    """A space is no longer offered."""

    space: Space
    reason: str = ""
    cause = rules.PUT_AWAY

    @property
    def avoid(self) -> tuple[int, ...]:
        return (self.space.id,)

    def hits(self, hub: Hub, setup: Setup) -> list[Hit]:
        return queries.hits(hub, setup, queries.of_space(hub, self.space.id), self.cause, self.avoid)


Change = HubClosing | BlockingPlace | NewHours | PuttingAway
