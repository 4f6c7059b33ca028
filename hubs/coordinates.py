"""A spot on the earth as people copy it from maps: two numbers, degrees with minutes, or the address of a map."""

import re
import unicodedata

from core.text import without_unseen

LONGEST = 500  # signs; addresses of maps are long
LONGEST_LINE = 100
_NUMBER = r"(-?[0-9]{1,3}(?:[.,][0-9]{1,15})?)"
_PAIR = re.compile(_NUMBER + r"(?:\s*[,;]\s*|\s+)" + _NUMBER)
_EXACT = r"(-?[0-9]{1,3}\.[0-9]{1,15})"
_IN_ADDRESS = (
    re.compile(rf"[?&]mlat={_EXACT}&mlon={_EXACT}"),
    re.compile(rf"(?:[?&](?:q|query|ll|center)=|geo:|/@){_EXACT}(?:,|%2c){_EXACT}"),
    re.compile(rf"#map=[0-9.]{{1,5}}/{_EXACT}/{_EXACT}"),
)
_ANGLE = (
    r"([0-9]{1,3}(?:[.,][0-9]{1,15})?)\s*°?\s*"
    r"(?:([0-9]{1,2}(?:[.,][0-9]{1,9})?)\s*['′’]\s*)?"
    r"(?:([0-9]{1,2}(?:[.,][0-9]{1,9})?)\s*(?:\"|″|′′|''|”|“)\s*)?"
)
_COMPASS = re.compile(rf"{_ANGLE}([ns])[\s,;]*{_ANGLE}([eow])")


def read_position(text: str) -> tuple[float, float] | None:
    """(lat, lon) of "52.1040,9.3562" (also with decimal commas: "52,104; 9,356"), "52.104 N, 9.356 E",
    52° 6′ 14″ N, 9° 21′ 22″ O, or an address of a map on the web that names its middle; else None."""
    words = _plain(text)
    if len(words) <= LONGEST_LINE:
        found = _of_pair(words) or _of_compass(words)
        if found:
            return found
    return _of_address(words)


def _plain(text: str) -> str:
    """Digits beyond 0–9 that only look wide are read; those of other scripts are none."""
    return without_unseen(unicodedata.normalize("NFKC", text[:LONGEST])).strip().casefold()


def _of_pair(words: str) -> tuple[float, float] | None:
    found = _PAIR.fullmatch(words)
    return _on_earth(*map(_number, found.groups())) if found else None


def _of_compass(words: str) -> tuple[float, float] | None:
    found = _COMPASS.fullmatch(words)
    if found is None:
        return None
    lat, lon = _angle(*found.groups()[:3]), _angle(*found.groups()[4:7])
    return _on_earth(-lat if found[4] == "s" else lat, -lon if found[8] == "w" else lon)


def _of_address(words: str) -> tuple[float, float] | None:
    if "://" not in words and not words.startswith("geo:"):
        return None
    found = next((match for shape in _IN_ADDRESS if (match := shape.search(words))), None)
    return _on_earth(*map(_number, found.groups())) if found else None


def _angle(degrees: str, minutes: str | None, seconds: str | None) -> float:
    return _number(degrees) + _number(minutes or "0") / 60 + _number(seconds or "0") / 3600


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _on_earth(lat: float, lon: float) -> tuple[float, float] | None:
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
