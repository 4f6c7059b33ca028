"""Writes of places and of the census's squares, from the lines of a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import delete, select

from core.clock import today
from core.db import Base, db, insert_into
from hubs.models import Municipality
from hubs.places import census, reading
from hubs.places.errors import NotAPlacesFile
from hubs.places.models import Locality, PlacesStamp, PopulationCell
from hubs.places.reading import BadLine, ReadPlace, UnknownFile
from hubs.rules import haversine_km

ZONE = "Europe/Berlin"
AROUND_KM = 75.0
"""How far around the district's middle places are taken, unless it is said otherwise."""
AT_ONCE = 500
MOST_TOLD = 100
"""So many bad lines are told one by one."""
TILE_REACH_KM = 8.0
"""From the middle of a tile of 10 km to its corner."""

Told = Callable[[int], None]


class PlacesImport(NamedTuple):
    """What became of a file: how many of its places (or squares) are `written` and how many lie `too_far` away; the
    first `bad` lines, and how many there are in all."""

    of_census: bool
    written: int
    too_far: int
    bad: list[BadLine]
    bad_count: int


def import_file(
    *, lines: Iterable[str], within_km: float | None = AROUND_KM, as_of: date | None = None, told: Told | None = None
) -> PlacesImport:
    """Write the places of a file, or the squares of one of the census, new ones and those that changed.

    What lies farther than `within_km` from the district's middle is left out (None: nothing is). `as_of`: the file's
    day, where it names none. `told` is called now and then with the number of lines that were read. Raises
    NotAPlacesFile when the file is none of the known kinds, or has no line that can be used.
    """
    lines = iter(lines)
    first = next(lines, "")
    counted = _counted(chain([first], lines), told)
    is_census = census.is_grid(first)
    done = _cells(counted, within_km, as_of) if is_census else _places(counted, within_km, as_of)
    if not done.written and not done.too_far:
        raise NotAPlacesFile
    return done


def forget_places(*, source: str) -> int:
    """Delete the places that are from this source; returns how many."""
    gone = db.session.execute(delete(Locality).where(Locality.source == source))
    _renew_stamp()
    return int(getattr(gone, "rowcount", 0))


def _places(lines: Iterable[str], within_km: float | None, as_of: date | None) -> PlacesImport:
    bad = _Bad()
    found: dict[tuple[str, str], ReadPlace] = {}
    middle, too_far = _middle(), 0
    try:
        for one in reading.read(lines, as_of or today(ZONE)):
            if isinstance(one, BadLine):
                bad.add(one)
            elif _is_far(middle, one.facts.lat, one.facts.lon, within_km):
                too_far += 1
            else:
                found[one.origin, one.key] = one
    except UnknownFile:
        raise NotAPlacesFile from None
    _put(Locality, [_place_row(one) for one in found.values()], ["origin", "key"])
    if found:
        _renew_stamp()
    return PlacesImport(False, len(found), too_far, bad.first, bad.count)


def _cells(lines: Iterable[str], within_km: float | None, as_of: date | None) -> PlacesImport:
    bad, middle, too_far, written = _Bad(), _middle(), 0, 0
    rows: list[dict[str, Any]] = []
    for one in census.read(lines):
        if isinstance(one, BadLine):
            bad.add(one)
            continue
        reach = None if within_km is None else within_km + TILE_REACH_KM
        if _is_far(middle, *census.tile_middle(one.east_m, one.north_m), reach):
            too_far += 1
            continue
        lat, lon = census.to_degrees(one.east_m, one.north_m)
        more = {"lat": round(lat, 6), "lon": round(lon, 6), "source": census.SOURCE, "as_of": as_of or CENSUS_DAY}
        rows.append(one._asdict() | more)
        if len(rows) == AT_ONCE:
            written += _put(PopulationCell, rows, ["size_m", "east_m", "north_m"])
            rows = []
    written += _put(PopulationCell, rows, ["size_m", "east_m", "north_m"])
    return PlacesImport(True, written, too_far, bad.first, bad.count)


CENSUS_DAY = date(2022, 5, 15)


class _Bad:
    """The first bad lines, and how many there are."""

    def __init__(self) -> None:
        self.first: list[BadLine] = []
        self.count = 0

    def add(self, line: BadLine) -> None:
        self.count += 1
        if self.count <= MOST_TOLD:
            self.first.append(line)


def _counted(lines: Iterable[str], told: Told | None) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if told and number % 10_000 == 0:
            told(number)
        yield line


def _middle() -> tuple[float, float] | None:
    """Of the district's municipalities; None while there are none."""
    rows = list(db.session.execute(select(Municipality.lat, Municipality.lon)))
    if not rows:
        return None
    return sum(row.lat for row in rows) / len(rows), sum(row.lon for row in rows) / len(rows)


def _is_far(middle: tuple[float, float] | None, lat: float, lon: float, within_km: float | None) -> bool:
    return middle is not None and within_km is not None and haversine_km(lat, lon, *middle) > within_km


def _place_row(one: ReadPlace) -> dict[str, Any]:
    facts = one.facts._asdict()
    return {
        "origin": one.origin,
        "key": one.key,
        "source": one.source,
        "as_of": one.as_of,
        "licence": one.licence,
    } | facts


def _put(table: type[Base], rows: Sequence[dict[str, Any]], unique: list[str]) -> int:
    """Insert rows, or bring those that are there already up to date."""
    if not rows:
        return 0
    added = insert_into(table)
    changed = {name: added.excluded[name] for name in rows[0] if name not in unique}
    put = added.on_conflict_do_update(index_elements=unique, set_=changed)
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        db.session.connection().execute(put, some)
    return len(rows)


def _renew_stamp() -> None:
    added = insert_into(PlacesStamp).values(id=1, stamp=uuid4().hex)
    db.session.execute(added.on_conflict_do_update(index_elements=["id"], set_={"stamp": added.excluded.stamp}))
