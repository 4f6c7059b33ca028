"""Many places: those of the demo district among thousands of invented ones, the same in each run."""

from datetime import date
from random import Random

from demo import data
from hubs.places import reading
from hubs.places.gazetteer import Gazetteer
from hubs.places.reading import ReadPlace
from hubs.places.rules import HubPoint, LocalityFacts, TownPoint

BEGINNINGS = [
    "Alten",
    "Bär",
    "Birken",
    "Born",
    "Brack",
    "Buch",
    "Burg",
    "Dahl",
    "Diep",
    "Eber",
    "Eich",
    "Elm",
    "Erlen",
    "Esch",
    "Fal",
    "Feld",
    "Fried",
    "Gar",
    "Grön",
    "Had",
    "Har",
    "Hel",
    "Hen",
    "Hild",
    "Hor",
    "Kalk",
    "Kirch",
    "Kling",
    "Kron",
    "Lang",
    "Lauen",
    "Lind",
    "Lüt",
    "Mar",
    "Mittel",
    "Neu",
    "Nord",
    "Ober",
    "Ost",
    "Rein",
    "Ross",
    "Sand",
    "Schön",
    "Sieb",
    "Stein",
    "Tal",
    "Ulm",
    "Wal",
    "Wein",
    "West",
    "Wiesen",
    "Wil",
    "Wölp",
    "Zell",
]
MIDDLES = ("", "en", "er", "ings", "e", "els")
ENDINGS = [
    "berg",
    "beck",
    "bach",
    "burg",
    "dorf",
    "feld",
    "hagen",
    "hausen",
    "heim",
    "hof",
    "holz",
    "horst",
    "ingen",
    "leben",
    "moor",
    "mühlen",
    "rode",
    "sen",
    "stedt",
    "tal",
    "torf",
    "um",
    "wald",
    "winkel",
]


def demo_places() -> list[LocalityFacts]:
    return [one.facts for one in reading.read(data.places(), date(2026, 11, 24)) if isinstance(one, ReadPlace)]


def invented(count: int, seed: int = 1) -> list[LocalityFacts]:
    """Villages whose names sound like those of the district, up to 150 km around it."""
    random = Random(seed)
    names = [b + m + e for b in BEGINNINGS for m in MIDDLES for e in ENDINGS]
    random.shuffle(names)
    found = []
    for number in range(count):
        name = names[number % len(names)]
        town = names[(number * 7) % 400]
        lat, lon = 52.1 + random.uniform(-1.4, 1.4), 9.4 + random.uniform(-2.2, 2.2)
        code = f"{20000 + number % 9000:05d}"
        found.append(LocalityFacts(name, "village", code, town, round(lat, 4), round(lon, 4), random.randrange(9000)))
    return found


def towns() -> list[TownPoint]:
    return [TownPoint(str(p.key), str(p.name), float(p.lat or 0), float(p.lon or 0)) for p in data.MUNICIPALITIES]


def hub_points() -> list[HubPoint]:
    files = data.hubs()
    return [
        HubPoint(n, f.slug, f.name, f.village, f.municipality.key, f.lat, f.lon, f.address, True)
        for n, f in enumerate(files, 1)
    ]


def gazetteer(count: int = 0) -> Gazetteer:
    """Of the demo district, with so many invented places around it."""
    return Gazetteer(hub_points(), towns(), [*demo_places(), *invented(count)])
