"""Names of places in any spelling come to the same keys. Pure.

A key is a name in lower case without blanks and signs; ä is written ae in one and a in the other, ß is ss, short words
are written out ("Gr. Berkel" is "grossberkel").
"""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, normalize

LONGEST = 100  # characters; what is longer is no place
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SHORT = {
    "gr": "gross",
    "kl": "klein",
    "hess": "hessisch",
    "st": "sankt",
    "a": "am",
}
_STREET = re.compile(r"str$")
_CODE = re.compile(r"(?<![0-9])(?:d\s*-\s*)?([0-9]{5})(?![0-9])")
_APART = re.compile(r"[,;()/|]|\s-\s|-|\b(?:bei|in|ot|ortsteil|gemeinde|stadt)\b")
_BESIDE = re.compile(r"(?<=\w)\s+(?:am|an der|a\. ?d\.|bei|im|ob der|unter)\s+.*$")


class Spelt(NamedTuple):
    """One way to write what was typed: its `key`, and the words from which that is made."""

    key: str
    words: tuple[str, ...]


class Typed(NamedTuple):
    """What was typed as a place: its postcode, if there is one, and the rest in up to two spellings; `parts` are what
    stands apart by comma, bracket or hyphen, each in its spellings."""

    code: str
    whole: tuple[Spelt, ...]
    parts: tuple[tuple[Spelt, ...], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(spelt.key for spelt in self.whole)


def read(text: str) -> Typed:
    """Take apart what was typed; of an endless text only the first `LONGEST` signs are looked at."""
    lower = normalize("NFC", text[:LONGEST]).casefold()
    code = _CODE.search(lower)
    rest = lower.replace(code[0], " ") if code else lower
    parts = tuple(filter(None, (spelt(part) for part in _APART.split(rest))))
    return Typed(code[1] if code else "", spelt(rest), parts if len(parts) > 1 else ())


@lru_cache(maxsize=4096)
def spelt(text: str) -> tuple[Spelt, ...]:
    """A name in its spellings, the longer one first; none where it has no letter and no digit."""
    lower = normalize("NFC", text).casefold()
    found = dict.fromkeys(_words(plain(variant)) for variant in (lower.translate(_UMLAUTS), lower))
    return tuple(Spelt("".join(words), words) for words in found if words)


def keys_of(text: str) -> tuple[str, ...]:
    """The keys of a name."""
    return tuple(one.key for one in spelt(text))


def without_surroundings(name: str) -> str:
    """ "Bad Münder am Deister" is called "Bad Münder"; a name without such an addition stays."""
    return _BESIDE.sub("", name)


def sort_key(name: str) -> str:
    """Names in the order of a German telephone book, whatever the locale of the machine: ä as a."""
    return plain(name.casefold())


def plain(text: str) -> str:
    """Without what stands above and below letters."""
    return "".join(sign for sign in normalize("NFKD", text) if not combining(sign))


def _words(text: str) -> tuple[str, ...]:
    words = re.findall(r"[a-z0-9]+", text)
    return tuple(_SHORT.get(word) or _STREET.sub("strasse", word) for word in words)
