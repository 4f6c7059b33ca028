"""All places in memory, and what a typed text means among them: exactly, by its beginning, or by likeness. Pure.

Only what is written exactly (in any spelling, or with its municipality or postcode) is taken as meant. All else is
answered, if at all, with the question whether it was meant: "Büro" is spelled like a village, too.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from hubs.coordinates import read_position
from hubs.places.drafts import SpotDraft, drafts
from hubs.places.likeness import Likeness
from hubs.places.rules import (
    LEAD,
    LIKELY,
    NEAR_KM,
    SURE,
    Found,
    HubPoint,
    LocalityFacts,
    Spot,
    TownPoint,
    nearness,
    size_points,
)
from hubs.places.spelling import Spelt, Typed, keys_of, read, without_surroundings
from hubs.rules import haversine_km

_NUMBER = re.compile(r"\s+[0-9]+\s?[a-z]?(?:\s?-\s?[0-9]+)?$", re.IGNORECASE)
MOST = 6
"""So many are offered."""
NOTHING = Found()
Scored = tuple[float, int]


class Gazetteer:
    """Made once from all places (a third of a second for 12,000), then asked often. Entries are known by number."""

    def __init__(
        self, hubs: Iterable[HubPoint], towns: Sequence[TownPoint], localities: Iterable[LocalityFacts]
    ) -> None:
        self.drafts = drafts(hubs, towns, localities)
        self.spots = [draft.spot for draft in self.drafts]
        self._middle = _middle([(town.lat, town.lon) for town in towns] or [(d.lat, d.lon) for d in self.drafts])
        self._points = [self._points_of(draft) for draft in self.drafts]
        self._towns = [keys_of(draft.municipality) for draft in self.drafts]
        self._by_label = {spot.name.casefold(): spot for spot in self.spots}
        self._by_key: dict[str, list[int]] = {}
        self._by_street: dict[str, list[int]] = {}
        self._by_code: dict[str, list[int]] = {}
        for number, draft in enumerate(self.drafts):
            self._enter(number, draft)
        self._codes = sorted(self._by_code)
        self._likeness = Likeness(self._by_key)
        for code in self._codes:
            for spot in filter(None, (self._area(code),)):
                self._by_label.setdefault(spot.name.casefold(), spot)

    def look_up(self, text: str) -> Found:
        """What the text means: a position, a name, a postcode, a street of a hub, or what is spelled like it."""
        if position := read_position(text):
            return Found(Spot("", *position))
        if known := self._by_label.get(text.strip().casefold()):
            return Found(known)
        typed = read(text)
        if not typed.whole:
            return self._of_code(typed.code)
        if exact := self._exact(typed):
            return self._decide(exact, typed)
        if confirmed := self._confirmed(typed):
            return self._decide(confirmed, typed)
        if streets := _all(self._by_street, typed.keys):
            return self._decide(streets, typed)
        return self._similar(typed)

    def suggest(self, text: str) -> list[Spot]:
        """Up to six places whose name or postcode begins so, else such as are spelled alike; likely ones first."""
        typed = read(text)
        digits = "".join(typed.keys[:1])
        if typed.code and not typed.whole:
            found = self._of_code(typed.code)
            return list(filter(None, (found.spot, *found.options)))[:MOST]
        if digits.isdigit():
            return self._of_digits(digits)
        if not typed.whole:
            return []
        exact = [(100 + self._points[n], n) for n in chain(self._exact(typed), self._confirmed(typed))]
        return [self.spots[n] for _, n in self._ranked([*exact, *self._scored(typed)])][:MOST]

    def named(self, label: str) -> Spot | None:
        """The place that a spot's own name leads back to."""
        return self._by_label.get(label.strip().casefold())

    # ── how entries are found ──

    def _enter(self, number: int, draft: SpotDraft) -> None:
        names = [draft.name, without_surroundings(draft.name), *draft.also]
        for key in dict.fromkeys(chain.from_iterable(keys_of(name) for name in names)):
            self._by_key.setdefault(key, []).append(number)
        for street in draft.streets:
            for key in dict.fromkeys((*keys_of(street), *keys_of(_without_number(street)))):
                self._by_street.setdefault(key, []).append(number)
        for code in draft.codes:
            self._by_code.setdefault(code, []).append(number)

    def _points_of(self, draft: SpotDraft) -> float:
        return nearness(haversine_km(draft.lat, draft.lon, *self._middle)) + size_points(draft.inhabitants, draft.kind)

    def _exact(self, typed: Typed) -> list[int]:
        """Entries of just this name; with a postcode those that have it, if any has."""
        hits = _all(self._by_key, typed.keys)
        return [n for n in hits if typed.code in self.drafts[n].codes] or hits

    def _confirmed(self, typed: Typed) -> list[int]:
        """Entries of which one part is the name and the others are their municipality: "Tündern, Hameln"."""
        return [n for name, rest in _splits(typed) for n in _all(self._by_key, _keys(name)) if self._is_in(n, rest)]

    def _is_in(self, number: int, rest: Sequence[Spelt]) -> bool:
        towns = self._towns[number]
        return any(town.startswith(one.key) for town in towns for one in rest if len(one.key) >= 3)

    def _decide(self, hits: list[int], typed: Typed) -> Found:
        """One is meant. Of several, the only one in the district is, with the question; else they are offered."""
        ranked = [n for _, n in self._ranked([(self._points[n], n) for n in hits])]
        first = self.spots[ranked[0]]
        others = tuple(self.spots[n] for n in ranked[1:MOST])
        if not others:
            return Found(first, guessed=self._contradicts(ranked[0], typed.code))
        inside = [n for n in ranked if self.drafts[n].in_district]
        return Found(first, alike=others, guessed=True) if inside == ranked[:1] else Found(options=(first, *others))

    def _contradicts(self, number: int, code: str) -> bool:
        codes = self.drafts[number].codes
        return bool(code and codes and code not in codes)

    # ── postcodes ──

    def _of_code(self, code: str) -> Found:
        """The town that has it, or the middle of the villages that share it; towns that share one are offered."""
        if area := self._area(code):
            return Found(area)
        entries = self._by_code.get(code, [])
        ranked = self._ranked([(self._points[n], n) for n in entries])
        return Found(options=tuple(self.spots[n] for _, n in ranked[:MOST])) if ranked else NOTHING

    def _area(self, code: str) -> Spot | None:
        entries = [self.drafts[n] for n in self._by_code.get(code, ())]
        towns = {draft.municipality for draft in entries}
        if len(entries) == 1:
            return entries[0].spot
        if len(towns) != 1 or not entries:
            return None
        if seat := next((draft for draft in entries if draft.kind == "seat"), None):
            return seat.spot
        lat, lon = _middle([(draft.lat, draft.lon) for draft in entries])
        return Spot(f"{code} {entries[0].municipality}".strip(), round(lat, 4), round(lon, 4))

    def _of_digits(self, digits: str) -> list[Spot]:
        start = bisect_left(self._codes, digits)
        codes = [code for code in self._codes[start : start + MOST] if code.startswith(digits)]
        areas = (self._area(code) or self.spots[self._by_code[code][0]] for code in codes)
        return list(dict.fromkeys(areas))[:MOST] if len(digits) > 1 else []

    # ── likeness ──

    def _similar(self, typed: Typed) -> Found:
        ranked = self._ranked(self._scored(typed))
        if not ranked:
            return NOTHING
        best, number = ranked[0]
        best -= self._points[number]
        spots = tuple(self.spots[n] for _, n in ranked[:MOST])
        leads = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= LEAD
        if best >= SURE and leads and self._is_near(number):
            return Found(spots[0], alike=spots[1:4], guessed=True)
        if best > SURE:
            return Found(options=spots)
        return Found(alike=spots[:4])

    def _scored(self, typed: Typed) -> list[Scored]:
        """Entries by how like they are, with the points for being likely; what is less than likely is left out."""
        found = [*self._likeness.of(typed.whole)]
        for name, rest in _splits(typed):
            found += [(s + 2 if self._is_in_alike(n, rest) else s - 25, n) for s, n in self._likeness.of(name)]
        if typed.code in self._by_code:
            there = set(self._by_code[typed.code])
            found = [(score + 10 if n in there else score - 6, n) for score, n in found]
            found += [(score + 10, n) for score, n in self._likeness.among(typed.whole, self._keys_at(there))]
        return [(min(score, 99.0) + self._points[n], n) for score, n in found if score >= LIKELY]

    def _keys_at(self, numbers: Iterable[int]) -> list[tuple[str, int]]:
        return [(key, n) for n in numbers for key in keys_of(self.drafts[n].name)]

    def _is_in_alike(self, number: int, rest: Sequence[Spelt]) -> bool:
        towns = self._towns[number]
        return any(self._likeness.between(one.key, town[: len(one.key) + 1]) >= 75 for one in rest for town in towns)

    def _is_near(self, number: int) -> bool:
        draft = self.drafts[number]
        return haversine_km(draft.lat, draft.lon, *self._middle) <= NEAR_KM

    def _ranked(self, scored: Iterable[Scored]) -> list[Scored]:
        """Each entry once with its best score, the best first; by name where they are even."""
        best: dict[int, float] = {}
        for score, number in scored:
            best[number] = max(score, best.get(number, score))
        return sorted(((score, number) for number, score in best.items()), key=lambda one: (-one[0], one[1]))


def _splits(typed: Typed) -> Iterator[tuple[Sequence[Spelt], Sequence[Spelt]]]:
    """What may be a place's name, and what stands beside it."""
    for number, part in enumerate(typed.parts):
        others = [one for other in (*typed.parts[:number], *typed.parts[number + 1 :]) for one in other]
        yield part, others
    if typed.parts:
        return
    words = [one.words for one in typed.whole]
    for middle in range(1, min((len(one) for one in words), default=0)):
        left = [Spelt("".join(one[:middle]), one[:middle]) for one in words]
        right = [Spelt("".join(one[middle:]), one[middle:]) for one in words]
        yield left, right
        yield right, left


def _all(index: dict[str, list[int]], keys: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(number for key in keys for number in index.get(key, ())))


def _keys(spellings: Sequence[Spelt]) -> list[str]:
    return [one.key for one in spellings]


def _without_number(street: str) -> str:
    return _NUMBER.sub("", street)


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    if not points:
        return 0.0, 0.0
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)
