"""What the news of the week say and when they are sent, as plain functions. Moments are aware UTC datetimes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bookings.rules import ATTENDED, COUNTING, EXPECTED
from core.clock import local

MORNING = time(7)
"""Of Monday, by the hub's clock."""
LAST_WEEKDAY = 1
"""Until Tuesday night they are still news; then they wait for the next week."""
WEEK = timedelta(days=7)


class Fact(NamedTuple):
    """A booking as the digest needs it: its status as it reads now, and whether somebody came."""

    day: date
    status: str
    came: bool


class Past(NamedTuple):
    """Last week in numbers; `percent` of what was on offer was booked (None: nothing was on offer)."""

    bookings: int
    attended: int
    no_shows: int
    cancellations: int
    percent: int | None


@dataclass(frozen=True)
class Digest:
    """The news of one hub. `coming` are days that are not over, with their bookings; `calendars` that cannot be read
    and `faults` (places that are out of order) by name."""

    monday: date
    past: Past
    coming: list[tuple[date, int]]
    requests: int = 0
    calendars: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing has happened, nothing is coming, and nothing is to be done: then no mail is sent."""
        numbers = (self.past.bookings, self.past.cancellations, self.requests, sum(n for _day, n in self.coming))
        return not (any(numbers) or self.calendars or self.faults)


def week_to_tell(now: datetime, zone: str) -> date | None:
    """The Monday whose news are due by the clock in `zone`: from Monday 7:00 to Tuesday midnight. None otherwise."""
    shown = local(now, zone)
    monday = shown.date() - timedelta(days=shown.weekday())
    due = datetime.combine(monday, MORNING, ZoneInfo(zone))
    return monday if shown.weekday() <= LAST_WEEKDAY and now >= due else None


def past(facts: Iterable[Fact], monday: date, utilisation: float | None) -> Past:
    """The week before `monday`. Who is booked and did not check in is neither attended nor, by itself, a no-show."""
    week = [fact for fact in facts if monday - WEEK <= fact.day < monday]
    return Past(
        bookings=sum(fact.status in COUNTING for fact in week),
        attended=sum(fact.came and fact.status in ATTENDED for fact in week),
        no_shows=sum(fact.status == "no_show" for fact in week),
        cancellations=sum(fact.status == "cancelled" for fact in week),
        percent=None if utilisation is None else round(100 * utilisation),
    )


def coming(facts: Sequence[Fact], monday: date, today: date) -> list[tuple[date, int]]:
    """How many bookings begin on each day of the week of `monday`, from today on."""
    days = [monday + timedelta(days=number) for number in range(7)]
    counted = [fact.day for fact in facts if fact.status in EXPECTED | ATTENDED]
    return [(day, counted.count(day)) for day in days if day >= today]


def key_of(hub_id: int, member_id: int, monday: date) -> str:
    """The outbox key: once for a host, a hub and a week."""
    year, week, _weekday = monday.isocalendar()
    return f"digest:{hub_id}:{member_id}:{year}-W{week:02}"
