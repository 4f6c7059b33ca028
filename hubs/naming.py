"""Names that the site makes up for hosts: a hub's slug, the numbers of new desks. Pure."""

import itertools
import re
from collections.abc import Collection
from unicodedata import combining, normalize

from core.text import alike

LONGEST_STEM = 54
"""Characters; a number with its hyphen still fits behind it."""
RESERVED = frozenset({"new"})  # /host/new is a page of its own
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def slug_stem(name: str) -> str:
    """ "Alte Schule Groß Berkel" → alte-schule-gross-berkel; "hub" for a name without Latin letters and digits."""
    lower = normalize("NFC", name.casefold()).translate(_LETTERS)
    plain = "".join(sign for sign in normalize("NFKD", lower) if not combining(sign))
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_STEM].strip("-") or "hub"


def free_slug(stem: str, taken: Collection[str]) -> str:
    """The stem, with the first number from 2 on that makes it new when it is taken."""
    slug, number = stem, 1
    while slug in taken or slug in RESERVED:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def numbered(stem: str, count: int, taken: Collection[str]) -> list[str]:
    """`count` names that go on where the numbering has stopped: Desk 7, Desk 8 after Desk 1 to Desk 6."""
    known = (re.fullmatch(r"([0-9]{1,6})", name[len(stem) + 1 :]) for name in taken if name.startswith(f"{stem} "))
    last = max((int(found[1]) for found in known if found), default=0)
    in_use = set(map(alike, taken))
    free = (name for number in itertools.count(last + 1) if alike(name := f"{stem} {number}") not in in_use)
    return list(itertools.islice(free, count))


def free_prefix(name: str, taken: Collection[str]) -> str:
    """ "Bad Münder" → BADM: four capital letters or digits by which an operator's invoices begin; with a number behind
    them when they are taken."""
    stem = slug_stem(name).replace("-", "").upper()[:4]
    prefix, number = stem, 1
    while prefix in taken:
        number += 1
        prefix = f"{stem}{number}"
    return prefix
