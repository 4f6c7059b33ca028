"""What is known of a place, what a typed text may mean, and which of several places is meant. Pure."""

from typing import NamedTuple

KINDS = ("seat", "village", "neighbour", "postcode")
"""The seat of a municipality; a village or a part of a town; a town outside the district; what only the post knows."""
SAME_PLACE_KM, SAME_TOWN_KM = 3.0, 10.0
"""Two entries of one name are the same place when they are so near; in the same municipality, or where one is only the
post's estimate, they may be farther apart."""
NEAR_KM = 60.0
"""As far from the district's middle one is still likely to look for a hub of it."""
SURE = 80
"""From this likeness on (of 100) what is spelled alike is answered, with the question whether it was meant."""
LIKELY = 62
"""From this likeness on it is offered."""
LEAD = 4
"""By so many points the first must lead before it is answered."""
CLOSEST, LARGEST = 6.0, 2.0
"""Points for lying in the district's middle, and for being a town: they decide between names that are alike."""


class LocalityFacts(NamedTuple):
    """A place as a file tells it; `inhabitants` None: not known."""

    name: str
    kind: str
    postcode: str
    municipality: str
    lat: float
    lon: float
    inhabitants: int | None = None


class HubPoint(NamedTuple):
    """Of a hub only what the search must know of all: where it is and what it is called."""

    id: int
    slug: str
    name: str
    village: str
    municipality_key: str
    lat: float
    lon: float
    address: str
    is_open_to_book: bool


class TownPoint(NamedTuple):
    """Of a municipality of the district what the search must know."""

    key: str
    name: str
    lat: float
    lon: float


class Spot(NamedTuple):
    """Where somebody is: a place with a name that leads back to it, or a bare position, whose name is "".

    `hub` is the slug of the hub there, if there is one.
    """

    name: str
    lat: float
    lon: float
    hub: str | None = None
    municipality: str = ""


class Found(NamedTuple):
    """What a text means: one `spot`; or several that it could mean (`options`); or nothing, with what is spelled like
    it (`alike`).

    A spot that is only `guessed` is told with the question whether it was meant, and with what else it could be.
    """

    spot: Spot | None = None
    options: tuple[Spot, ...] = ()
    alike: tuple[Spot, ...] = ()
    guessed: bool = False


def same_place_within(kind: str, other: str, *, same_town: bool) -> float:
    """How far apart, in km, two entries of one name may be and still mean the same place."""
    return SAME_TOWN_KM if same_town or "postcode" in (kind, other) else SAME_PLACE_KM


def nearness(km: float) -> float:
    """Points for how near the district's middle a place lies."""
    return CLOSEST * max(0.0, 1 - km / NEAR_KM)


def size_points(inhabitants: int | None, kind: str) -> float:
    """Points for a place that many people mean."""
    if kind == "seat":
        return LARGEST
    return min(LARGEST, (inhabitants or 0) / 10_000)
