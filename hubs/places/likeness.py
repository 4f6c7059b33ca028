"""How like a typed text is to each of many names. Pure.

A name that begins so comes first; then names that share groups of three letters with the text are
ranked by how few letters were left out, put in, changed or swapped (optimal string alignment). The groups pick a
hundred candidates of thousands, so that few are compared letter by letter.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest

from rapidfuzz.distance import OSA

from hubs.places.spelling import Spelt

BEGINS, INSIDE = 88.0, 76.0
"""Points of a name that begins so, or has the text somewhere in it; the more, the longer the text."""
MORE = 10.0
CANDIDATES = 100
SHORTEST = 4
"""Shorter texts and names are like too many."""
MOST_BEGINNINGS = 200


class Likeness:
    """Keys of names with the numbers of their entries."""

    def __init__(self, by_key: Mapping[str, Sequence[int]]) -> None:
        self._by_key = by_key
        self._keys = sorted(by_key)
        self._groups: dict[str, list[int]] = {}
        for position, key in enumerate(self._keys):
            for group in _groups(key):
                self._groups.setdefault(group, []).append(position)

    def of(self, spellings: Sequence[Spelt]) -> list[tuple[float, int]]:
        """(points of 100, number) of each name that is like the text in one of its spellings; may hold one twice."""
        found: list[tuple[float, int]] = []
        for spelt in spellings:
            found += self._beginning(spelt.key)
            if len(spelt.key) >= SHORTEST:
                found += self._alike(spelt.key)
        return found

    def among(self, spellings: Sequence[Spelt], keys: Iterable[tuple[str, int]]) -> list[tuple[float, int]]:
        """The same for a few names that are named."""
        typed = [spelt.key for spelt in spellings]
        return [(max((self.between(text, key) for text in typed), default=0.0), number) for key, number in keys]

    def between(self, text: str, key: str) -> float:
        """How like two keys are, of 100."""
        return 100 * OSA.normalized_similarity(text, key)

    def _beginning(self, text: str) -> list[tuple[float, int]]:
        if len(text) < 2:
            return []
        start = bisect_left(self._keys, text)
        found = []
        for key in self._keys[start : start + MOST_BEGINNINGS]:
            if not key.startswith(text):
                break
            found += [(BEGINS + MORE * len(text) / len(key), number) for number in self._by_key[key]]
        return found

    def _alike(self, text: str) -> list[tuple[float, int]]:
        shared = Counter[int]()
        groups = _groups(text)
        for group in groups:
            shared.update(self._groups.get(group, ()))
        wanted = len(groups)
        best = nlargest(CANDIDATES, shared.items(), key=lambda one: one[1] / (wanted + len(self._keys[one[0]])))
        found = []
        for position, _ in best:
            key = self._keys[position]
            points = self.between(text, key) if len(key) >= SHORTEST else 0.0
            if text in key:
                points = max(points, INSIDE + MORE * len(text) / len(key))
            found += [(points, number) for number in self._by_key[key]]
        return found


def _groups(key: str) -> set[str]:
    padded = f" {key} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}
