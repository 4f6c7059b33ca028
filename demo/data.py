"""The demo district's places: its real municipalities and twelve invented hubs (demo/hubs/*.toml)."""

from pathlib import Path

from hubs import hub_file
from hubs.hub_file import HubFile, MunicipalityPart

FOLDER = Path(__file__).parent / "hubs"
PLACES = Path(__file__).parent / "places.csv"
"""Villages and postcodes. Their positions are approximate; `flask places import` brings exact ones."""

SLUGS = (
    "gross-berkel",
    "bakede",
    "eimbeckhausen",
    "hachmuehlen",
    "loewensen",
    "coppenbruegge",
    "bisperode",
    "grohnde",
    "tuendern",
    "fischbeck",
    "hemeringen",
    "lauenstein",
)

# Coordinates: GeoNames, CC BY 4.0. The populations are of different years: never add them up.
MUNICIPALITIES = tuple(
    MunicipalityPart(key=key, name=name, lat=lat, lon=lon, population=population, population_year=year)
    for key, name, lat, lon, population, year in (
        ("03252001", "Aerzen", 52.0495, 9.2586, 10544, 2023),
        ("03252002", "Bad Münder am Deister", 52.1955, 9.4642, 17445, 2019),
        ("03252003", "Bad Pyrmont", 51.9859, 9.2525, 19162, 2020),
        ("03252004", "Coppenbrügge", 52.1185, 9.5487, 7142, 2022),
        ("03252005", "Emmerthal", 52.05, 9.39, 9887, 2023),
        ("03252006", "Hameln", 52.1040, 9.3562, 57916, 2024),
        ("03252007", "Hessisch Oldendorf", 52.1727, 9.2491, 18190, 2020),
        ("03252008", "Salzhemmendorf", 52.0670, 9.5872, 9378, 2022),
    )
)


def hubs() -> list[HubFile]:
    """The twelve hubs, in the district's order."""
    return [hub_file.read((FOLDER / f"{slug}.toml").read_text(encoding="utf-8")) for slug in SLUGS]


def places() -> list[str]:
    """The lines of the file of villages and towns."""
    return PLACES.read_text(encoding="utf-8").splitlines()
