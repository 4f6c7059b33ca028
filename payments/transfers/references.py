"""The reference that a transfer bears: a creditor reference (ISO 11649), whose check digits tell a slip.

"RF62 CB20 2600 01": RF, two check digits, then up to 21 letters and digits of ours. Banks hand it on in a field of its
own, or inside a sentence, broken into lines, in small letters; people leave blanks, or take a letter for a digit.
"""

import re
import secrets
from typing import NamedTuple

from stdnum import iso11649
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from payments.transfers.errors import ReferenceMistyped

LONGEST_BODY = 21
CLEAR_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Nobody takes one of these for another: I and O, 0 and 1 are left out."""
RANDOM_SIGNS = 10
"""32^10 of them: among a million, two are alike with a chance of 1 : 2,000, and then the database refuses."""
SHORTEST_KNOWN = 6
LOOK_ALIKE = str.maketrans("OQILZSB", "0011258")

_PREFIX = re.compile("[A-Z0-9]{1,8}")
_START = re.compile("(?=RF[0-9]{2})")


class FoundReference(NamedTuple):
    """A valid reference in a text. `is_whole`: blanks, signs or the end stand behind it, as if it were meant."""

    reference: str
    is_whole: bool


def numbered(prefix: str, year: int, number: int) -> str:
    """The reference of an operator's (prefix: 1–8 of A–Z, 0–9) n-th transfer in a year: RF62CB20260001.

    ValueError when it cannot be made: a wrong prefix, a year that has not four digits, a number below 1 or too long.
    """
    if not 1000 <= year <= 9999 or number < 1:
        raise ValueError("no year or number")
    return _made(prefix, f"{year}{number:04}")


def random(prefix: str) -> str:
    """A reference that tells nobody how many there are; its signs are not taken for one another. ValueError for a
    wrong prefix."""
    return _made(prefix, "".join(secrets.choice(CLEAR_SIGNS) for _ in range(RANDOM_SIGNS)))


def shown(reference: str) -> str:
    """In groups of four, as it is printed and read out."""
    return str(iso11649.format(reference))


def read(typed: str) -> str:
    """The reference that somebody typed or copied: blanks and signs are left out, small letters are large ones, and RF
    may be missing. ReferenceMistyped when the check digits do not fit."""
    plain = squashed(typed)
    for candidate in (plain, f"RF{plain}"):
        if _is_valid(candidate):
            return candidate
    raise ReferenceMistyped


def found_in(text: str) -> list[FoundReference]:
    """All valid references in what somebody wrote or a bank printed, those that are whole first.

    Where one ends is not to be seen when lines are broken, so each length is tried; one in a hundred fits by chance.
    Who knows the references that were given picks among them.
    """
    plain, ends = _with_ends(text)
    found: dict[str, bool] = {}
    for start in (match.start() for match in _START.finditer(plain)):
        for end in range(start + 5, min(len(plain), start + 4 + LONGEST_BODY) + 1):
            if _is_valid(plain[start:end]):
                found[plain[start:end]] = found.get(plain[start:end], False) or end in ends
    return sorted((FoundReference(*one) for one in found.items()), key=lambda one: not one.is_whole)


def is_hinted_at(reference: str, in_shape: str) -> bool:
    """Whether a text, of which `shape` was made, holds the reference's own part, though RF or the check digits are
    missing or wrong, or letters stand for digits (O for 0). A hint and no proof."""
    body = shape(reference[4:])
    return len(body) >= SHORTEST_KNOWN and body in in_shape


def shape(text: str) -> str:
    """The text squashed, in which signs that are taken for one another are the same."""
    return squashed(text).translate(LOOK_ALIKE)


def squashed(text: str) -> str:
    """Only the letters A–Z and digits, large."""
    return re.sub("[^A-Z0-9]", "", text.upper())


def _made(prefix: str, rest: str) -> str:
    body = prefix + rest
    if not _PREFIX.fullmatch(prefix) or len(body) > LONGEST_BODY:
        raise ValueError(f"no reference can be made of {prefix!r} and {rest!r}")
    return f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"


def _is_valid(candidate: str) -> bool:
    try:
        return bool(iso11649.validate(candidate) == candidate) and candidate[2:4].isdigit()
    except ValidationError:
        return False


def _with_ends(text: str) -> tuple[str, set[int]]:
    """The text squashed, and after how many of its signs something else, or nothing, followed."""
    parts = [part for part in re.split("[^A-Z0-9]+", text.upper()) if part]
    ends, length = set[int](), 0
    for part in parts:
        length += len(part)
        ends.add(length)
    return "".join(parts), ends
