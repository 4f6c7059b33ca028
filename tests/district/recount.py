"""A second, naive opinion on a day's figures: by asking about every single minute.

It shares nothing with the code under test but the standard library's zones: opening hours come from `tests.oracle`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.oracle import Rule, Stretch, is_open, text_of

MINUTE = timedelta(minutes=1)
ZONE = "Europe/Berlin"
STATUSES = ("confirmed", "checked_in", "completed", "no_show", "cancelled", "declined", "expired", "requested")
WEIGHTS = (4, 6, 3, 2, 3, 1, 1, 1)
OPENING: tuple[tuple[Rule, ...], ...] = (
    (Rule(((7 * 60, 20 * 60),), (0, 1, 2, 3, 4)), Rule(((9 * 60, 13 * 60),), (5,)), Rule(holidays=True)),
    (Rule(((0, 24 * 60),), tuple(range(7))),),
    (Rule(((22 * 60, 29 * 60),), (5, 6)),),
    (Rule(((8 * 60, 12 * 60), (13 * 60, 17 * 60 + 30)), (0, 1, 2, 6)),),
)
"""A usual week; always; the nights of the weekend; with a break."""
DAYS = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 10, 31), date(2026, 11, 17), date(2026, 12, 24))
"""23 hours, 25 hours, a holiday, and two usual days."""

Numbers = tuple[int, int, int, int, int, int, int]
"""Offered, booked, attended, bookings, people, cancellations, no-shows."""


@dataclass(frozen=True)
class Place:
    id: int
    kind: str
    room: int | None = None
    active: bool = True


@dataclass(frozen=True)
class Stay:
    """A booking: `who` is a number of a member, or a name of a guest; who has left early has `left`."""

    place: int
    who: int | str
    start: datetime
    end: datetime
    status: str
    left: datetime | None = None

    @property
    def until(self) -> datetime:
        return min(self.end, self.left) if self.left else self.end


@dataclass(frozen=True)
class World:
    """A hub around one day."""

    day: date
    rules: tuple[Rule, ...]
    places: tuple[Place, ...]
    closures: tuple[Stretch, ...]
    blockings: tuple[tuple[int, Stretch], ...]
    stays: tuple[Stay, ...]
    marks: bool
    zone: str = ZONE

    @property
    def hours(self) -> str:
        return text_of(self.rules)

    def kind(self, stay: Stay) -> str:
        return next(place.kind for place in self.places if place.id == stay.place)


PLACES = (
    Place(1, "room"),
    Place(2, "desk", room=1),
    Place(3, "desk", room=1),
    Place(4, "desk"),
    Place(5, "locker", active=False),
)


def a_world(chance: Random, day: date, zone: str = ZONE) -> World:
    """Closures, blockings and bookings around the day; no place is taken twice at the same time."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return World(
        day=day,
        rules=chance.choice(OPENING),
        places=PLACES,
        closures=tuple(_stretch(chance, noon) for _ in range(chance.randrange(2))),
        blockings=tuple((chance.randrange(1, 6), _stretch(chance, noon)) for _ in range(chance.randrange(3))),
        stays=tuple(_stays(chance, noon)),
        marks=chance.random() < 0.5,
        zone=zone,
    )


def _stretch(chance: Random, noon: datetime) -> Stretch:
    start = noon + chance.randrange(-20 * 60, 14 * 60) * MINUTE
    return (start, start + chance.randrange(10, 600) * MINUTE)


def _stays(chance: Random, noon: datetime) -> list[Stay]:
    """In each place one after the other; a room and its desks now and then at the same time, as when a desk came into
    a room later."""
    found: list[Stay] = []
    for place in PLACES:
        at = noon - chance.randrange(15 * 60, 30 * 60) * MINUTE
        while at < noon + timedelta(hours=14):
            end = at + chance.randrange(5, 600) * MINUTE
            found += _stay(chance, found, place, at, end)
            at = end + chance.randrange(0, 600) * MINUTE
    return found


def _stay(chance: Random, found: Sequence[Stay], place: Place, start: datetime, end: datetime) -> list[Stay]:
    met = [s for s in found if s.place in _near(place) and s.start < end and start < s.end]
    if met and chance.random() < 0.9:
        return []
    status = chance.choices(STATUSES, WEIGHTS)[0]
    left = None
    if status == "completed" and chance.random() < 0.6:
        left = start + timedelta(seconds=chance.randrange(0, int((end - start).total_seconds())))
    who = chance.randrange(1, 7) if chance.random() < 0.7 else f"guest {len(found)}"
    late = timedelta(seconds=chance.choice((0, 0, 0, 23, 59)))
    return [Stay(place.id, who, start + late, end, status, left)]


def _near(place: Place, places: Sequence[Place] = PLACES) -> set[int]:
    """The places that cannot be had at the same time."""
    inside = {p.id for p in places if p.room == place.id and p.active and place.active}
    return inside | ({place.room} if place.room and place.active else set())


def recount(world: World) -> dict[tuple[str, int], Numbers]:
    """The figures of the world's day by kind and hour."""
    zone = ZoneInfo(world.zone)
    minutes: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    people: dict[tuple[str, int], set[int | str]] = defaultdict(set)
    for moment in minutes_of(world.day, zone):
        hour = moment.astimezone(zone).hour
        if is_open(world.rules, moment, world.zone) and not any(s <= moment < e for s, e in world.closures):
            for place in world.places:
                _ask(world, place, moment, minutes[place.kind, hour])
        for stay in world.stays:
            if _counts(stay) and stay.start <= moment < stay.until:
                people[world.kind(stay), hour].add(stay.who)
    counts = _begun(world, zone, people)
    found = {}
    for cell in {*minutes, *counts, *people}:
        bookings, cancellations, no_shows = counts[cell]
        numbers = (*minutes[cell], bookings, len(people[cell]), cancellations, no_shows)
        if any(numbers):
            found[cell] = numbers
    return found


def _begun(
    world: World, zone: ZoneInfo, people: dict[tuple[str, int], set[int | str]]
) -> dict[tuple[str, int], list[int]]:
    """Bookings, cancellations and no-shows of the day; also who has left before the first full minute was there."""
    counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for stay in world.stays:
        begun = stay.start.astimezone(zone)
        if begun.date() == world.day:
            cell = (world.kind(stay), begun.hour)
            counts[cell][0] += _counts(stay)
            counts[cell][1] += stay.status == "cancelled"
            counts[cell][2] += stay.status == "no_show"
            if _counts(stay):
                people[cell].add(stay.who)
    return counts


def minutes_of(day: date, zone: ZoneInfo) -> list[datetime]:
    """The minutes that the wall shows this date in."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    around = (start + n * MINUTE for n in range(60 * 60))
    return [moment for moment in around if moment.astimezone(zone).date() == day]


def _ask(world: World, place: Place, moment: datetime, numbers: list[int]) -> None:
    """Whether the place was offered, booked and attended in this minute, in which the hub is open."""
    together = {place.id} | _near(place, world.places)
    blocked = any(id_ in together and s <= moment < e for id_, (s, e) in world.blockings)
    if not place.active or blocked:
        return
    here = [stay for stay in world.stays if _counts(stay) and stay.start <= moment < stay.until]
    own = [stay for stay in here if stay.place == place.id]
    elsewhere = [stay for stay in here if stay.place in together - {place.id}]
    numbers[0] += bool(own) or not elsewhere
    numbers[1] += bool(own)
    came = {"checked_in", "completed"} if world.marks else {"checked_in", "completed", "confirmed"}
    numbers[2] += any(stay.status in came for stay in own)


def _counts(stay: Stay) -> bool:
    return stay.status in {"confirmed", "checked_in", "completed", "no_show"}
