"""Variables that look like ours and are none: a slip of the pen in a setting would else be ignored without a word.

Others' variables stand in the same environment. So only what is surely meant for us stops the site; what may be
another program's is noted by `check`.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

OURS_ALONE = ("RETENTION_",)
"""Nobody else's variables begin so, wherever they stand."""
OURS_IN_OUR_FILE = ("RETENTION_", "BACKUP_", "SMTP_", "STRIPE_")
"""In `.env` beside the app, these mean us."""
LONG_ENOUGH = 7
"""Shorter names, such as PORT, have neighbours in every environment."""
RARE = (*OURS_IN_OUR_FILE, "TRUSTED_")
"""First words that few others use."""


def sure(
    names: AbstractSet[str], given: AbstractSet[str], known: AbstractSet[str], beginnings: tuple[str, ...]
) -> list[str]:
    """A sentence for each of the names that can only be meant for us: one that begins so, or is nearly a setting that
    is not `given` itself. (Another program has no reason to come so near.)"""
    wrong = sorted(names - known)
    return [sentence(n, known) for n in wrong if n.startswith(beginnings) or not given >= _meant(n, known)]


def unsure(names: AbstractSet[str], known: AbstractSet[str]) -> list[str]:
    """A sentence for each name that begins as one of ours and may be another program's."""
    return [sentence(name, known) for name in sorted(names - known) if name.startswith(OURS_IN_OUR_FILE)]


def sentence(name: str, known: AbstractSet[str]) -> str:
    return f"{name}: there is no such setting; the nearest is {nearest(name, known)}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The setting that shares its first word and most others, and needs the fewest changes."""

    def far(other: str) -> tuple[bool, int, int]:
        words, wanted = name.split("_"), other.split("_")
        return words[0] != wanted[0], -len({*words} & {*wanted}), distance(name, other)

    return min(sorted(known), key=far)


def distance(one: str, other: str) -> int:
    """How many letters were left out, put in, changed, or swapped with the next (optimal string alignment)."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before = before, row
        row = [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[-1] = min(row[-1], older[j - 2] + 1)
    return row[-1]


def _meant(name: str, known: Iterable[str]) -> set[str]:
    """The settings of which this one is a misspelling: by one slip, or two after a first word of ours."""
    most = 2 if name.startswith(RARE) else 1
    return {right for right in known if len(right) >= LONG_ENOUGH and distance(name, right) <= most}
