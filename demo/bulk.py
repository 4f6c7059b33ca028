"""Bulk data for load tests: many hubs, desks and bookings of one hour, valid by the hubs' rules, written quickly."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from bookings import bulk_actions
from bookings.bulk_actions import Planned
from core.clock import now, to_utc, today
from core.identifiers import id_of
from demo import accounts, data
from hubs import actions, file_actions, queries
from hubs import bulk_actions as hub_bulk
from hubs.models import Hub
from hubs.setup import Setup, setups_of
from hubs.setup_rules import HubValues, RuleValues
from hubs.tariffs import TariffValues

ZONE = "Europe/Berlin"
OPENS, HOURS_A_DAY = 6, 16
HOUR = timedelta(hours=1)
PEOPLE = 500


class CannotLoad(Exception):
    """What was asked for cannot be."""


class Size(NamedTuple):
    hubs: int
    desks: int
    bookings: int
    days: int

    @property
    def hours(self) -> int:
        """How many bookings of an hour there is room for."""
        return self.hubs * self.desks * 2 * self.days * HOURS_A_DAY


def load(size: Size, random: Random) -> int:
    """Hubs `bulk-1`, `bulk-2`, … with desks, and bookings over ± `days`; returns how many. CannotLoad."""
    if size.bookings > size.hours:
        raise CannotLoad(f"There is room for {size.hours} bookings. Please ask for fewer, or for more desks or days.")
    if queries.hub_by_slug("bulk-1") is not None:
        raise CannotLoad("There is bulk data already. Please start with an empty database.")
    moment = now()
    hubs = _load_hubs(size, random)
    people = [(f"bulk-{n}@example.org", f"Testperson {n}") for n in range(1, PEOPLE + 1)]
    people_ids = accounts.add_people(people=people, moment=moment)
    setups = setups_of(hubs)
    return bulk_actions.insert_planned(planned=_planned(size, random, moment, hubs, setups, people_ids))


def _load_hubs(size: Size, random: Random) -> list[Hub]:
    for part in data.MUNICIPALITIES:
        file_actions.apply_municipality(part=part)
    hubs = []
    for number in range(1, size.hubs + 1):
        hub = actions.create_hub(values=_hub(number, random))
        actions.set_rules(hub=hub, values=RuleValues(horizon_days=730, max_active=0))
        actions.set_tariff(hub=hub, kind="desk", values=TariffValues(None, 700, 1200))
        hub_bulk.insert_desks(hub=hub, count=size.desks)
        hubs.append(hub)
    return hubs


def _hub(number: int, random: Random) -> HubValues:
    town = data.MUNICIPALITIES[number % len(data.MUNICIPALITIES)]
    return HubValues(
        slug=f"bulk-{number}",
        name=f"Teststandort {number}",
        village=str(town.name),
        municipality_key=town.key,
        lat=round(float(town.lat or 0) + random.uniform(-0.05, 0.05), 4),
        lon=round(float(town.lon or 0) + random.uniform(-0.05, 0.05), 4),
        opening_hours=f"Mo-Su {OPENS:02d}:00-{OPENS + HOURS_A_DAY:02d}:00",
        address=f"Musterstraße {number}",
    )


def _planned(
    size: Size, random: Random, moment: datetime, hubs: list[Hub], setups: dict[int, Setup], people: list[int]
) -> Iterator[Planned]:
    """Hours drawn without putting back, so that none is taken twice; in the order of desks and time."""
    first = today(ZONE) - size.days * timedelta(days=1)
    starts = _Starts(first)
    for number in sorted(random.sample(range(size.hours), size.bookings)):
        desk, hour = divmod(number, 2 * size.days * HOURS_A_DAY)
        hub = hubs[desk // size.desks]
        setup = setups[hub.id]
        start = starts[hour]
        created = min(moment, start) - random.randrange(1, 72) * HOUR
        yield Planned(
            id=id_of(int(created.timestamp() * 1000), random.getrandbits(80)),
            hub_id=hub.id,
            place=setup.places[desk % size.desks],
            member_id=people[number % len(people)],
            start=start,
            end=start + HOUR,
            status="confirmed" if start > moment else "checked_in",
            title="",
            price_cents=700,
            created_at=created,
            changed_at=min(start, moment),
        )


class _Starts(dict[int, datetime]):
    """The moment at which the n-th open hour from the first day on begins."""

    def __init__(self, first: date) -> None:
        super().__init__()
        self.first = first

    def __missing__(self, hour: int) -> datetime:
        day, hour_of_day = divmod(hour, HOURS_A_DAY)
        start = to_utc(self.first + timedelta(days=day), time(OPENS + hour_of_day), ZONE)
        self[hour] = start
        return start
