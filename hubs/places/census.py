"""The census's grid, read line by line, and its squares in degrees. Pure.

Zensus 2022 has its figures by squares of 100 m, 1 km and 10 km in the projection EPSG:3035, in files with ";" and the
columns GITTER_ID_1km, x_mp_1km, y_mp_1km, Einwohner. The names of the columns decide; others are left out.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import asin, atan2, cos, degrees, hypot, log, radians, sin, sqrt
from typing import NamedTuple

from hubs.places.reading import BadLine

SOURCE = "Statistische Ämter des Bundes und der Länder, Zensus 2022"
SIZES = {"100m": 100, "1km": 1_000, "10km": 10_000}
TILE = 10_000
_TITLE = re.compile(r"gitter_id_(100m|1km|10km)")


class ReadCell(NamedTuple):
    """A square: its size and middle in metres of EPSG:3035, and how many people live in it."""

    size_m: int
    east_m: int
    north_m: int
    inhabitants: int


def is_grid(first_line: str) -> bool:
    """Whether a file that begins so is one of the grid."""
    return bool(_TITLE.search(first_line.casefold()))


def read(lines: Iterable[str]) -> Iterator[ReadCell | BadLine]:
    """Each line of a file of the grid as a square or as a bad line (such as one with "–" for a number)."""
    numbered = iter(enumerate(lines, 1))
    _, header = next(numbered)
    titles = [title.strip().strip('"').casefold() for title in header.lstrip("\ufeff").split(";")]
    found = _TITLE.search(header.casefold())
    name = found[1] if found else ""
    wanted = (f"x_mp_{name}", f"y_mp_{name}", "einwohner")
    if not found or not set(wanted) <= set(titles):
        yield BadLine(1, "columns", header[:80].strip())
        return
    east, north, people = (titles.index(title) for title in wanted)
    for number, line in numbered:
        cells = line.rstrip().split(";")
        try:
            if len(cells) != len(titles):
                yield BadLine(number, "columns", line[:80].strip())
            else:
                yield ReadCell(SIZES[name], _whole(cells[east]), _whole(cells[north]), _whole(cells[people]))
        except ValueError:
            yield BadLine(number, "number", line[:80].strip())


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise ValueError
    return int(text)


@lru_cache(maxsize=4096)
def tile_middle(east_m: int, north_m: int) -> tuple[float, float]:
    """The middle of the square of 10 km that a point lies in; millions of lines are cut by it before each is
    computed."""
    return to_degrees(east_m // TILE * TILE + TILE / 2, north_m // TILE * TILE + TILE / 2)


# EPSG:3035 is Lambert's azimuthal equal-area projection on GRS80 around 52° N 10° E (EPSG guidance note 7-2, 3.4.3).
A, E2 = 6378137.0, (2 - 1 / 298.257222101) / 298.257222101
E = sqrt(E2)
LAT0, LON0, EAST0, NORTH0 = radians(52), radians(10), 4321000.0, 3210000.0


def _q(sine: float) -> float:
    inside = sine / (1 - E2 * sine**2) - log((1 - E * sine) / (1 + E * sine)) / (2 * E)
    return (1 - E2) * inside


QP = _q(1)
RQ = A * sqrt(QP / 2)
BETA0 = asin(_q(sin(LAT0)) / QP)
D = A * cos(LAT0) / sqrt(1 - E2 * sin(LAT0) ** 2) / (RQ * cos(BETA0))


def to_degrees(east: float, north: float) -> tuple[float, float]:
    """(lat, lon) of a point in metres of EPSG:3035."""
    x, y = east - EAST0, north - NORTH0
    rho = hypot(x / D, D * y)
    if rho == 0:
        return 52.0, 10.0
    c = 2 * asin(min(1.0, rho / (2 * RQ)))
    beta = asin(cos(c) * sin(BETA0) + D * y * sin(c) * cos(BETA0) / rho)
    lon = LON0 + atan2(x * sin(c), D * rho * cos(BETA0) * cos(c) - D**2 * y * sin(BETA0) * sin(c))
    lat = (
        beta
        + (E2 / 3 + 31 * E2**2 / 180 + 517 * E2**3 / 5040) * sin(2 * beta)
        + (23 * E2**2 / 360 + 251 * E2**3 / 3780) * sin(4 * beta)
        + 761 * E2**3 / 45360 * sin(6 * beta)
    )
    return degrees(lat), degrees(lon)
