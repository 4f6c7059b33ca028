"""`flask --app app demo load`: the invented demo district, or bulk data for load tests."""

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from random import Random

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from bookings import blocking_actions, bulk_actions
from bookings.bulk_actions import Planned
from core.clock import day_bounds, now, today
from core.settings import Settings
from core.timespans import Interval
from core.transactions import transaction
from demo import accounts, bulk, companies, data, doors, inductions, operators, passes
from demo.plan import EARLIER_DAYS, PAST_DAYS, Planner
from hubs import actions as hub_actions
from hubs import file_actions, queries
from hubs.models import Hub
from hubs.places import actions as place_actions
from hubs.setup import Place, Setup, open_intervals, setup_of

group = AppGroup("demo", help="Demo and bulk data.")
SEED = 1
ONE_DAY = timedelta(days=1)

PEOPLE = (
    "Anke Beispiel",
    "Bernd Beispiel",
    "Carla Beispiel",
    "Deniz Beispiel",
    "Elif Beispiel",
    "Frauke Beispiel",
    "Georg Beispiel",
    "Hanna Beispiel",
    "Ivo Beispiel",
    "Jonas Beispiel",
    "Katja Beispiel",
    "Lars Beispiel",
    "Mira Beispiel",
    "Nils Beispiel",
    "Olga Beispiel",
    "Paul Beispiel",
    "Ronja Beispiel",
    "Sven Beispiel",
    "Tilda Beispiel",
    "Uwe Beispiel",
    "Vera Beispiel",
    "Yusuf Beispiel",
)

CLOSURES = (("hachmuehlen", 9, "Wartung der Heizung"), ("grohnde", 12, "Hochwasserübung"))
"""Hub, in how many days at the earliest (it moves on to an open day), why."""

BLOCKINGS = (
    ("fischbeck", "Schreibtisch 4", 2, "Lampe wird repariert"),
    ("coppenbruegge", "Besprechungsraum", 6, "Sitzung des Ortsrats"),
    ("loewensen", "Sprechzimmer", 3, "Ärztliche Sprechstunde"),
    ("loewensen", "Sprechzimmer", 10, "Ärztliche Sprechstunde"),
    ("eimbeckhausen", "3D-Drucker", 4, "Die Düse wird gewechselt"),
)
"""Hub, space, in how many days at the earliest, why; for the first four open hours of that day."""

OWN = (
    ("coppenbruegge", 2, "confirmed"),
    ("fischbeck", 4, "confirmed"),
    ("gross-berkel", 5, "confirmed"),
    ("coppenbruegge", 3, "cancelled"),
    ("coppenbruegge", -2, "checked_in"),
    ("coppenbruegge", -6, "checked_in"),
    ("bisperode", -9, "checked_in"),
    ("tuendern", -4, "cancelled"),
)
"""What member@example.org has: hub, the n-th open day from today, what became of it."""


def install(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("load")
@click.option("--hubs", type=click.IntRange(1, 5000), help="Bulk: how many hubs.")
@click.option("--desks", type=click.IntRange(1, 5000), help="Bulk: how many desks in each.")
@click.option("--bookings", type=click.IntRange(0), help="Bulk: how many bookings of an hour in all.")
@click.option("--days", type=click.IntRange(1, 3650), help="Bulk: spread over so many days before and after today.")
@click.option("--seed", default=SEED, show_default=True, help="The same seed at the same moment: the same data.")
def load(hubs: int | None, desks: int | None, bookings: int | None, days: int | None, seed: int) -> None:
    """Load the invented demo district; with --hubs, --desks, --bookings or --days bulk data for load tests instead."""
    begun = time.perf_counter()
    if hubs or desks or bookings is not None or days:
        size = bulk.Size(hubs or 1, desks or 20, 10_000 if bookings is None else bookings, days or 365)
        said = _load_bulk(size, seed)
    else:
        said = _load_district_once(seed)
    click.echo(f"{said} ({time.perf_counter() - begun:.1f} s)")


def load_if_empty() -> None:
    """Load the demo district into a database that has no hub yet."""
    if not queries.every_hub():
        with transaction():
            load_district(SEED)


def _load_district_once(seed: int) -> str:
    settings: Settings = current_app.extensions["settings"]
    if not settings.is_demo:
        raise click.ClickException("The demo has log-ins whose password everybody knows: only with ENV=demo.")
    if queries.any_hub(data.SLUGS[0]) is not None:
        return "The demo district is there already; nothing was changed."
    with transaction():
        done = load_district(seed)
    return f"The demo district is loaded: {len(data.SLUGS)} hubs, {done} bookings."


def _load_bulk(size: bulk.Size, seed: int) -> str:
    try:
        with transaction():
            done = bulk.load(size, Random(seed))  # noqa: S311 - chance, not a secret
    except bulk.CannotLoad as error:
        raise click.ClickException(str(error)) from None
    return f"Bulk data is loaded: {size.hubs} hubs with {size.desks} desks each, {done} bookings."


def load_district(seed: int) -> int:
    """Places, people, closures, blockings and bookings, relative to now; returns how many bookings."""
    moment = now()
    random = Random(seed)  # noqa: S311 - chance, not a secret
    hubs = _load_places()
    member_id, host_id, *_ = accounts.add_log_ins(moment=moment)
    people = accounts.add_people(people=[(_address(name), name) for name in PEOPLE], moment=moment)
    passes.add()
    companies.add()
    around = _neighbours(people, list(hubs).index(inductions.WORKSHOP))
    asking = next(person for person in people if person not in around)
    inductions.add(hub=hubs[inductions.WORKSHOP], trainer_id=host_id, people=[*around, asking])
    doors.add(hubs=hubs)
    _close_some(hubs)
    setups = {slug: setup_of(hub) for slug, hub in hubs.items()}
    planner = Planner(random, moment)
    _block_some(hubs, setups, planner)
    done = bulk_actions.insert_planned(planned=_bookings(planner, hubs, setups, member_id, people))
    return done + bulk_actions.insert_planned(planned=_earlier(Planner(random, moment), hubs, setups, people))


def _load_places() -> dict[str, Hub]:
    for part in data.MUNICIPALITIES:
        file_actions.apply_municipality(part=part)
    place_actions.import_file(lines=data.places(), within_km=None)
    operators.add()
    hubs = {file.slug: file_actions.apply(file=file)[0] for file in data.hubs()}
    operators.give_hubs(hubs)
    return hubs


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def _close_some(hubs: dict[str, Hub]) -> None:
    for slug, days, reason in CLOSURES:
        hub = hubs[slug]
        start, end = _open_day(hub, setup_of(hub), days)[0]
        hub_actions.close(hub=hub, start=start, end=end, reason=reason)


def _block_some(hubs: dict[str, Hub], setups: dict[str, Setup], planner: Planner) -> None:
    for slug, name, days, reason in BLOCKINGS:
        hub, setup = hubs[slug], setups[slug]
        place = _place(setup, name)
        start = _open_day(hub, setup, days)[1].start
        blocked = Interval(start, start + timedelta(hours=4))
        blocking_actions.block(hub=hub, place=place, start=blocked.start, end=blocked.end, reason=reason)
        for id_ in place.takes:
            planner.taken.setdefault(id_, []).append(blocked)


def _open_day(hub: Hub, setup: Setup, days: int) -> tuple[Interval, Interval]:
    """The first day in at least `days` days on which the hub opens: the day, and its first open stretch."""
    day = today(hub.time_zone) + days * ONE_DAY
    while not (opened := open_intervals(hub, setup, *day_bounds(day, hub.time_zone))):
        day += ONE_DAY
    return day_bounds(day, hub.time_zone), opened[0]


def _place(setup: Setup, name: str) -> Place:
    return next(place for place in setup.places if place.name == name)


def _bookings(
    planner: Planner, hubs: dict[str, Hub], setups: dict[str, Setup], member_id: int, people: list[int]
) -> Iterator[Planned]:
    for slug, day_number, status in OWN:
        own = planner.one(hubs[slug], setups[slug], day_number, member_id, status)
        if own:
            yield own
    for number, (slug, hub) in enumerate(hubs.items()):
        around = _neighbours(people, number)
        spread = list(planner.spread(hub, setups[slug], around))
        yield from spread
        if not any(planned.start > planner.moment for planned in spread):  # a hub of a few desks, by chance
            coming = (planner.one(hub, setups[slug], 2, person) for person in around)
            yield from (planned for planned in islice(filter(None, coming), 1))


def _earlier(planner: Planner, hubs: dict[str, Hub], setups: dict[str, Setup], people: list[int]) -> Iterator[Planned]:
    """For the figures: the months before."""
    for number, (slug, hub) in enumerate(hubs.items()):
        around = _neighbours(people, number)
        yield from planner.spread(hub, setups[slug], around, -EARLIER_DAYS, -PAST_DAYS - 1)


def _neighbours(people: list[int], number: int) -> list[int]:
    return [person for n, person in enumerate(people) if (n - number) % 12 < 6]
