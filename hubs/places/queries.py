"""Reads about places; all of them are kept in memory as a `Gazetteer` until they change."""

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import NamedTuple

from sqlalchemy import func, literal, select, true

from core.db import db
from hubs.models import Hub, Municipality
from hubs.places.gazetteer import Gazetteer
from hubs.places.models import Locality, PlacesStamp, PopulationCell
from hubs.places.rules import HubPoint, LocalityFacts, TownPoint

KEPT = 4
_FACTS = select(
    Locality.name,
    Locality.kind,
    Locality.postcode,
    Locality.municipality,
    Locality.lat,
    Locality.lon,
    Locality.inhabitants,
)
_HUBS = (
    select(
        Hub.id,
        Hub.slug,
        Hub.name,
        Hub.village,
        Hub.municipality_key,
        Hub.lat,
        Hub.lon,
        Hub.address,
        Hub.is_open_to_book,
    )
    .where(Hub.is_public)
    .order_by(Hub.name)
)
_ONE = select(literal(1).label("one")).subquery()
_TOWNS = (
    select(
        select(PlacesStamp.stamp).scalar_subquery(),
        Municipality.key,
        Municipality.name,
        Municipality.lat,
        Municipality.lon,
    )
    .select_from(_ONE)
    .outerjoin(Municipality, true())
    .order_by(Municipality.name)
)
"""With the stamp of the places in each row, and in one row where there is no municipality yet."""


class PlaceSource(NamedTuple):
    """How many places came from where, as of which day, under which licence."""

    source: str
    licence: str
    as_of: date
    places: int


class Around(NamedTuple):
    """All that tells where things are: public hubs by name, the district's municipalities by name, and the places."""

    hubs: list[HubPoint]
    towns: list[TownPoint]
    gazetteer: Gazetteer


def around() -> Around:
    """Two small queries; the places themselves are read when they have changed."""
    hubs = [HubPoint(*row) for row in db.session.execute(_HUBS)]
    rows = db.session.execute(_TOWNS).all()
    towns = [TownPoint(*row[1:]) for row in rows if row.key is not None]
    return Around(hubs, towns, _gazetteer(rows[0][0] or "", hubs, towns))


def sources() -> list[PlaceSource]:
    """Where the places are from, most first."""
    count = func.count()
    query = select(Locality.source, Locality.licence, func.max(Locality.as_of), count)
    rows = db.session.execute(query.group_by(Locality.source, Locality.licence).order_by(count.desc()))
    return [PlaceSource(*row) for row in rows]


def cells() -> tuple[int, int]:
    """How many squares of the census there are, and how many people live in them."""
    query = select(func.count(), func.coalesce(func.sum(PopulationCell.inhabitants), 0))
    count, people = db.session.execute(query.select_from(PopulationCell)).one()
    return int(count), int(people)


def _gazetteer(stamp: str, hubs: list[HubPoint], towns: list[TownPoint]) -> Gazetteer:
    known = _kept.get(key := (stamp, tuple(hubs), tuple(towns)))
    if known is None:
        localities = [LocalityFacts(*row) for row in db.session.execute(_FACTS)] if stamp else []
        known = _kept.put(key, Gazetteer(hubs, towns, localities))
    return known


Key = tuple[str, tuple[HubPoint, ...], tuple[TownPoint, ...]]


class _Kept:
    """The last few gazetteers. A stamp is never used for two states of the places, so nothing goes stale."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[Key, Gazetteer] = OrderedDict()

    def get(self, key: Key) -> Gazetteer | None:
        with self._lock:
            return self._known.get(key)

    def put(self, key: Key, made: Gazetteer) -> Gazetteer:
        with self._lock:
            self._known[key] = made
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return made


_kept = _Kept()
