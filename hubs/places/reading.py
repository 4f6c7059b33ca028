"""Files of places, read line by line: GeoNames' dump and postal files, and a plain CSV. Pure; a bad line is told, not
fatal.

GeoNames: https://download.geonames.org/export/dump/readme.txt (19 columns) and .../zip/readme.txt (12 columns), both
tab-separated, without quotes and without a header. The CSV has a header with name, lat and lon, and may have kind,
postcode, municipality, inhabitants, source, date, licence; German names of these columns are known, too.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from hubs.places.rules import KINDS, LocalityFacts
from hubs.places.spelling import keys_of

GEONAMES, LICENCE = "GeoNames", "CC BY 4.0"
DUMP_COLUMNS, POSTAL_COLUMNS = 19, 12
DUMP_PARTS = (0, 1, 4, 5, 7, 13, 14, 18)
SEATS = {"PPLA4", "PPLA3", "PPLA2", "PPLA", "PPLC"}
GIVEN_UP = {"PPLH", "PPLQ", "PPLW", "PPLCH"}
LONGEST_NAME, LONGEST_LINE = 120, 20_000
NAMES = {
    "ort": "name",
    "art": "kind",
    "plz": "postcode",
    "postleitzahl": "postcode",
    "gemeinde": "municipality",
    "breite": "lat",
    "latitude": "lat",
    "länge": "lon",
    "longitude": "lon",
    "einwohner": "inhabitants",
    "quelle": "source",
    "stand": "date",
    "lizenz": "licence",
}


class ReadPlace(NamedTuple):
    """A place of a file: `origin` and `key` say which one it is in that kind of file."""

    origin: str
    key: str
    facts: LocalityFacts
    source: str
    as_of: date
    licence: str


class BadLine(NamedTuple):
    """A line that could not be used. `why`: columns, name, kind, postcode, position, number, date (`words.FAULTS`)."""

    number: int
    why: str
    text: str


class UnknownFile(Exception):
    """The first line shows none of the kinds of file that can be read."""


class DumpRow(NamedTuple):
    """Of the dump's columns those that are used (`DUMP_PARTS`)."""

    key: str
    name: str
    lat: str
    lon: str
    feature: str
    town: str
    people: str
    changed: str


class _Bad(Exception):
    """Why a line cannot be used."""


def read(lines: Iterable[str], today: date) -> Iterator[ReadPlace | BadLine]:
    """Each line as a place or as a bad line; comments (#) and lines of other things are left out. `today` where a file
    names no date. Raises UnknownFile when the first line is none of these kinds."""
    numbered = ((number, line.rstrip("\r\n").lstrip("\ufeff")) for number, line in enumerate(lines, 1))
    kept = ((number, line) for number, line in numbered if line.strip() and not line.startswith("#"))
    first = next(kept, None)
    if first is None:
        raise UnknownFile
    columns = first[1].count("\t") + 1
    if columns == DUMP_COLUMNS:
        return _dump(chain([first], kept))
    if columns == POSTAL_COLUMNS:
        return _postal(chain([first], kept), today)
    return _csv(first[1], kept, today)


def _dump(lines: Iterable[tuple[int, str]]) -> Iterator[ReadPlace | BadLine]:
    """Populated places (class P); what was given up is none. Municipalities are named by the file's own ADM4 rows,
    wherever they stand in it, so that places come last."""
    towns: dict[str, str] = {}
    waiting: list[tuple[int, DumpRow]] = []
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) != DUMP_COLUMNS:
            yield _told(number, "columns", line)
        elif cells[6] == "A" and cells[7] == "ADM4" and cells[13]:
            towns[cells[13]] = cells[1]
        elif cells[6] == "P" and cells[7] not in GIVEN_UP:
            waiting.append((number, DumpRow(*(cells[at] for at in DUMP_PARTS))))
    for number, row in waiting:
        try:
            yield _of_dump(row, towns)
        except _Bad as bad:
            yield _told(number, str(bad), " ".join(row))


def _of_dump(row: DumpRow, towns: dict[str, str]) -> ReadPlace:
    kind = "seat" if row.feature in SEATS else "village"
    where = _position(row.lat, row.lon)
    facts = LocalityFacts(_name(row.name), kind, "", towns.get(row.town, ""), *where, _people(row.people) or None)
    if not re.fullmatch(r"[0-9]{1,12}", row.key):
        raise _Bad("number")
    return ReadPlace("geonames", row.key, facts, GEONAMES, _day(row.changed), LICENCE)


def _postal(lines: Iterable[tuple[int, str]], today: date) -> Iterator[ReadPlace | BadLine]:
    """Names by postcode; the third level of administration is the municipality."""
    for number, line in lines:
        cells = line.split("\t")
        try:
            _check_count(cells, POSTAL_COLUMNS)
            name, code = _name(cells[2]), _code(cells[1])
            facts = LocalityFacts(name, "postcode", code, cells[7][:LONGEST_NAME], *_position(cells[9], cells[10]))
            yield ReadPlace("postal", f"{code} {name}", facts, GEONAMES, today, LICENCE)
        except _Bad as bad:
            yield _told(number, str(bad), line)


def _csv(header: str, lines: Iterable[tuple[int, str]], today: date) -> Iterator[ReadPlace | BadLine]:
    sign = max(";,\t", key=header.count)
    titles = [cell.strip().strip('"').casefold() for cell in header.split(sign)]
    columns = [NAMES.get(title, title) for title in titles]
    if not {"name", "lat", "lon"} <= set(columns):
        raise UnknownFile
    return _rows(columns, sign, lines, today)


def _rows(
    columns: list[str], sign: str, lines: Iterable[tuple[int, str]], today: date
) -> Iterator[ReadPlace | BadLine]:
    for number, line in lines:
        try:
            cells = next(csv.reader([line[:LONGEST_LINE]], delimiter=sign))
            _check_count(cells, len(columns))
            yield _of_row({name: cell.strip() for name, cell in zip(columns, cells, strict=True)}, today)
        except _Bad as bad:
            yield _told(number, str(bad), line)
        except (csv.Error, StopIteration):
            yield _told(number, "columns", line)


def _of_row(row: dict[str, str], today: date) -> ReadPlace:
    name, kind = _name(row["name"]), row.get("kind") or "village"
    if kind not in KINDS:
        raise _Bad("kind")
    code = _code(row["postcode"]) if row.get("postcode") else ""
    town = row.get("municipality", "")[:LONGEST_NAME]
    people = _people(row["inhabitants"]) if row.get("inhabitants") else None
    facts = LocalityFacts(name, kind, code, town, *_position(row["lat"], row["lon"]), people)
    as_of = _day(row["date"]) if row.get("date") else today
    source = row.get("source", "")[:120] or "CSV"
    licence = row.get("licence", "")[:60] or (LICENCE if source == GEONAMES else "")
    return ReadPlace("csv", f"{name}|{town}", facts, source, as_of, licence)


def _check_count(cells: list[str], wanted: int) -> None:
    if len(cells) != wanted:
        raise _Bad("columns")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not keys_of(name) or len(name) > LONGEST_NAME or not name.isprintable():
        raise _Bad("name")
    return name


def _code(text: str) -> str:
    if not re.fullmatch(r"[0-9]{5}", text):
        raise _Bad("postcode")
    return text


def _position(lat: str, lon: str) -> tuple[float, float]:
    number = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,15})?")
    if not (number.fullmatch(lat) and number.fullmatch(lon)):
        raise _Bad("position")
    found = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    if abs(found[0]) > 90 or abs(found[1]) > 180:
        raise _Bad("position")
    return found


def _people(text: str) -> int:
    digits = text.replace(".", "").replace(" ", "")
    if not re.fullmatch(r"[0-9]{1,8}", digits):
        raise _Bad("number")
    return int(digits)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Bad("date") from None


def _told(number: int, why: str, line: str) -> BadLine:
    return BadLine(number, why, "".join(sign if sign.isprintable() else " " for sign in line[:80]))
