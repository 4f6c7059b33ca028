"""A believable spread of bookings over the demo's hubs: chosen by chance, kept only where the real rules allow it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from bookings import rules, time_rules
from bookings.bulk_actions import Planned
from bookings.grid import MINUTE, next_on_grid
from core.clock import day_bounds, today
from core.errors import DomainError
from core.identifiers import id_of
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Place, Setup, open_intervals

PAST_DAYS, COMING_DAYS = 30, 21
EARLIER_DAYS = 100
"""How far back the district's figures go: bookings that only they tell of."""
ONE_DAY = timedelta(days=1)

HOW_OFTEN = {"desk": 0.42, "room": 0.4, "booth": 0.6, "workshop": 0.5, "locker": 0.3}
LENGTHS = {
    "desk": (180, 240, 300, 480, 600),
    "room": (60, 90, 120, 180),
    "booth": (15, 30, 45, 60),
    "workshop": (120, 180, 240),
    "locker": (240, 480),
}
TITLES = {
    "desk": ("", "", "", "Homeoffice-Tag", "Steuererklärung", "Prüfung vorbereiten"),
    "room": ("Teamtreffen", "Vorstandssitzung", "Sprachkurs", "Beratung", ""),
    "booth": ("Videogespräch", ""),
    "workshop": ("Stuhl reparieren", "Ersatzteil drucken", ""),
    "locker": ("",),
}


@dataclass
class Planner:
    """Plans bookings at `moment`, by chance from `random`; remembers who and what is taken when."""

    random: Random
    moment: datetime
    taken: dict[int, list[Interval]] = field(default_factory=dict)
    away: dict[int, list[Interval]] = field(default_factory=dict)
    coming: dict[tuple[int, int], int] = field(default_factory=dict)

    def spread(
        self, hub: Hub, setup: Setup, people: list[int], first: int = -PAST_DAYS, last: int = COMING_DAYS
    ) -> Iterator[Planned]:
        """Bookings of `people` in the hub over the past and the coming days, counted from today."""
        for n in range(first, last + 1):
            day = today(hub.time_zone) + n * ONE_DAY
            opened = open_intervals(hub, setup, *day_bounds(day, hub.time_zone))
            for place in setup.places:
                for stretch in opened:
                    if self.random.random() < HOW_OFTEN[place.kind] * self._rush(day):
                        wanted = self._some_time(place, hub.time_zone, stretch)
                        planned = self._try(hub, setup, place, opened, wanted, self.random.sample(people, 3))
                        if planned:
                            yield planned

    def one(self, hub: Hub, setup: Setup, day_number: int, member_id: int, status: str = "") -> Planned | None:
        """A booking of the hub's first free desk for half a day, on the n-th open day from today (before: negative)."""
        day = self._open_day(hub, setup, day_number)
        opened = open_intervals(hub, setup, *day_bounds(day, hub.time_zone))
        for place in setup.of_kind("desk"):
            longest = min(place.rules.max_minutes, 240)
            start = next_on_grid(opened[0].start, place.rules.grid_minutes, hub.time_zone)
            wanted = Interval(start, min(start + longest * MINUTE, opened[0].end))
            planned = self._try(hub, setup, place, opened, wanted, [member_id], status)
            if planned:
                return planned
        return None

    def _rush(self, day: date) -> float:
        """Tuesdays to Thursdays are busier; what lies further ahead is emptier."""
        busy = 1.2 if day.weekday() in {1, 2, 3} else 0.85
        ahead = (day - self.moment.date()).days
        return busy * max(0.25, 1 - ahead / 25) if ahead > 0 else busy

    def _some_time(self, place: Place, zone: str, opened: Interval) -> Interval:
        """A start on the grid and a length, within the stretch."""
        grid = place.rules.grid_minutes
        length = max(self.random.choice(LENGTHS[place.kind]), place.rules.min_minutes)
        longest = min(place.rules.max_minutes, int((opened.end - opened.start) / MINUTE))
        length = min(-(-length // grid) * grid, longest // grid * grid)
        room = int((opened.end - opened.start) / MINUTE) - length
        start = opened.start + self.random.randrange(0, max(room, 0) + 1) // grid * grid * MINUTE
        start = next_on_grid(start, grid, zone)
        return Interval(start, start + length * MINUTE)

    def _try(
        self,
        hub: Hub,
        setup: Setup,
        place: Place,
        opened: list[Interval],
        wanted: Interval,
        people: list[int],
        status: str = "",
    ) -> Planned | None:
        """The booking, if the rules, the place and one of the people allow it."""
        created = self._created(place, wanted)
        try:
            time_rules.check_times(place.rules, hub.time_zone, opened, created, *wanted)
        except DomainError:
            return None
        until = wanted.end + place.turnaround
        if any(_meets(self.taken.get(id_, []), wanted.start, until) for id_ in place.takes):
            return None
        member_id = next((m for m in people if self._has_time(m, hub, place, wanted)), None)
        if member_id is None:
            return None
        status = status or self._fate(hub, wanted)
        if status in rules.OCCUPYING:
            self._remember(hub, place, wanted, member_id)
        return self._planned(hub, setup, place, wanted, member_id, created, status)

    def _created(self, place: Place, wanted: Interval) -> datetime:
        latest = min(self.moment, wanted.start - place.rules.notice_minutes * MINUTE)
        created = latest - self.random.randrange(30, 5 * 24 * 60) * MINUTE
        return max(created, wanted.start - (place.rules.horizon_days - 1) * ONE_DAY)

    def _has_time(self, member_id: int, hub: Hub, place: Place, wanted: Interval) -> bool:
        if _meets(self.away.get(member_id, []), *wanted):
            return False
        limit = place.rules.max_active
        return limit is None or self.coming.get((member_id, hub.id), 0) < limit

    def _fate(self, hub: Hub, wanted: Interval) -> str:
        chance = self.random.random()
        if chance < 0.07:
            return "cancelled"
        if wanted.start > self.moment:
            return "confirmed"
        if wanted.end <= self.moment and chance > 0.94 and hub.marks_no_shows:
            return "no_show"
        return "checked_in" if chance < 0.8 else "confirmed"

    def _remember(self, hub: Hub, place: Place, wanted: Interval, member_id: int) -> None:
        for id_ in place.takes:
            self.taken.setdefault(id_, []).append(Interval(wanted.start, wanted.end + place.turnaround))
        self.away.setdefault(member_id, []).append(wanted)
        if wanted.end > self.moment:
            self.coming[member_id, hub.id] = self.coming.get((member_id, hub.id), 0) + 1

    def _planned(
        self,
        hub: Hub,
        setup: Setup,
        place: Place,
        wanted: Interval,
        member_id: int,
        created: datetime,
        status: str,
    ) -> Planned:
        last_change = min(self.moment, wanted.start - place.rules.cancel_deadline_minutes * MINUTE)
        changed = max(created, last_change) if status == "cancelled" else min(self.moment, wanted.start)
        return Planned(
            id=id_of(int(created.timestamp() * 1000), self.random.getrandbits(80)),
            hub_id=hub.id,
            place=place,
            member_id=member_id,
            start=wanted.start,
            end=wanted.end,
            status=status,
            title=self.random.choice(TITLES[place.kind]),
            price_cents=setup.price(place, *wanted),
            created_at=created,
            changed_at=changed,
        )

    def _open_day(self, hub: Hub, setup: Setup, number: int) -> date:
        """The n-th open day after today (number > 0) or before it (number < 0)."""
        step = ONE_DAY if number > 0 else -ONE_DAY
        day = today(hub.time_zone)
        for _ in range(abs(number)):
            day += step
            while not open_intervals(hub, setup, *day_bounds(day, hub.time_zone)):
                day += step
        return day


def _meets(intervals: list[Interval], start: datetime, end: datetime) -> bool:
    return any(i.start < end and start < i.end for i in intervals)
