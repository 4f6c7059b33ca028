"""What people type as a place, understood: names in any spelling, parts of names, coordinates. Pure.

"groß berkel", "Gross-Berkel", "gr. berkel", "31855 Aerzen", "tundern", "Bad Münder a. Deister", "52.10, 9.36" and,
when nothing fits as it stands, "Copenbrügge".
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, normalize

from hubs.coordinates import read_position
from hubs.rules import haversine_km

LONGEST = 100  # characters; what is longer is no place
MOST_OPTIONS = 6
ALIKE = 0.75
SAME_PLACE_KM = 3


class Spot(NamedTuple):
    """A place with a name; `hub` is the slug of the hub there, None for a municipality or a bare position.

    `also`: another name under which it is found, such as the hub's own beside its village's.
    """

    name: str
    lat: float
    lon: float
    hub: str | None = None
    also: str = ""


class Found(NamedTuple):
    """What a text means: one spot; or several that it could mean; or nothing, with what is spelled like it."""

    spot: Spot | None = None
    options: tuple[Spot, ...] = ()
    alike: tuple[Spot, ...] = ()


def look_up(text: str, spots: Iterable[Spot]) -> Found:
    """The spot that `text` means. A whole name wins over a beginning, a beginning over a part."""
    if position := read_position(text):
        return Found(Spot("", *position))
    wanted = spellings(text[:LONGEST])
    named = distinct(spots)
    for fits in (_is_whole, _begins, _has_words, _is_inside):
        hits = [spot for spot in named if any(fits(word, name) for word in wanted for name in _names(spot))]
        if hits:
            return Found(hits[0]) if len(hits) == 1 else Found(options=tuple(hits[:MOST_OPTIONS]))
    return Found(alike=_alike(wanted, named))


def distinct(spots: Iterable[Spot]) -> list[Spot]:
    """Each name once where the same place is meant: a village with its hub stands for its municipality's centre."""
    kept: dict[str, list[Spot]] = {}
    for spot in sorted(spots, key=lambda spot: spot.hub is None):
        same_name = kept.setdefault(sort_key(spot.name), [])
        if all(haversine_km(spot.lat, spot.lon, other.lat, other.lon) > SAME_PLACE_KM for other in same_name):
            same_name.append(spot)
    return [spot for name in sorted(kept) for spot in _meant(kept[name])]


def _meant(same_name: list[Spot]) -> list[Spot]:
    """A municipality is meant rather than a far hub that says it stands in a village of that name."""
    return [spot for spot in same_name if spot.hub is None] or same_name


def sort_key(name: str) -> str:
    """Names in the order of a German telephone book, whatever the locale of the machine: ä as a."""
    return _plain(name.casefold())


@lru_cache(maxsize=4096)
def spellings(text: str) -> frozenset[str]:
    """`text` as bare words in lower case, with ä as ae and as a; without a postcode; short words written out."""
    lower = text.casefold()
    long = lower.translate(_UMLAUTS)
    return frozenset(filter(None, (_words(_plain(variant)) for variant in (lower, long))))


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def _plain(text: str) -> str:
    return "".join(sign for sign in normalize("NFKD", text) if not combining(sign))


def _words(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text)
    if len(words) > 1 and re.fullmatch(r"[0-9]{5}", words[0]):
        del words[0]
    return " ".join(_SHORT.get(word, word) for word in words)


_SHORT = {"gr": "gross", "kl": "klein", "hess": "hessisch", "a": "am", "st": "sankt"}


def _names(spot: Spot) -> frozenset[str]:
    return spellings(spot.name) | spellings(spot.hub or "") | spellings(spot.also)


def _is_whole(wanted: str, name: str) -> bool:
    return wanted == name


def _begins(wanted: str, name: str) -> bool:
    return name.startswith(wanted)


def _has_words(wanted: str, name: str) -> bool:
    """Each word begins a word of the name, or the name's words all stand in the text: "Hameln Tündern"."""
    words, known = wanted.split(), name.split()
    return all(any(k.startswith(w) for k in known) for w in words) or (len(known) > 0 and set(known) <= set(words))


def _is_inside(wanted: str, name: str) -> bool:
    return len(wanted) >= 3 and wanted.replace(" ", "") in name.replace(" ", "")


def _alike(wanted: frozenset[str], spots: list[Spot]) -> tuple[Spot, ...]:
    scored = [(max((_likeness(w, n) for w in wanted for n in _names(spot)), default=0.0), spot) for spot in spots]
    best = sorted((entry for entry in scored if entry[0] >= ALIKE), key=lambda entry: -entry[0])
    return tuple(spot for _, spot in best[:3])


def _likeness(wanted: str, name: str) -> float:
    return SequenceMatcher(None, wanted, name, autojunk=False).ratio()
