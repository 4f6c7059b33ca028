"""What files, hubs and municipalities say of places becomes one entry for each, with a name that leads to it. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hubs.places.rules import HubPoint, LocalityFacts, Spot, TownPoint, same_place_within
from hubs.places.spelling import keys_of, sort_key
from hubs.rules import haversine_km


@dataclass(slots=True)
class SpotDraft:
    """A place as it comes together. `also` are other names of it, `streets` those of its hubs."""

    name: str
    kind: str
    lat: float
    lon: float
    municipality: str = ""
    hub: str | None = None
    inhabitants: int | None = None
    codes: set[str] = field(default_factory=set)
    also: list[str] = field(default_factory=list)
    streets: list[str] = field(default_factory=list)
    in_district: bool = False
    label: str = ""

    @property
    def spot(self) -> Spot:
        return Spot(self.label, self.lat, self.lon, self.hub, self.municipality)


def drafts(
    hubs: Iterable[HubPoint], towns: Sequence[TownPoint], localities: Iterable[LocalityFacts]
) -> list[SpotDraft]:
    """Each place once, in the order of names. A village with a hub is where its hub is."""
    made = _Drafts(towns)
    for hub in hubs:
        if hub.is_open_to_book:
            made.add_hub(hub)
    for town in towns:
        made.add(LocalityFacts(town.name, "seat", "", town.name, town.lat, town.lon))
    for facts in localities:
        made.add(facts)
    return _labelled(made)


class _Drafts:
    """All drafts by the key of their name."""

    def __init__(self, towns: Sequence[TownPoint]) -> None:
        self.by_key: dict[str, list[SpotDraft]] = {}
        self.towns = {town.key: town.name for town in towns}
        self.seats = {sort_key(town.name): town for town in towns}
        self.district = set(self.seats)

    def add_hub(self, hub: HubPoint) -> None:
        """A hub in a village of its own name, or one more in that village, which is found by its own name; so is one
        that says it stands in a municipality from which it is far."""
        seat = self.seats.get(sort_key(hub.village))
        misplaced = seat is not None and haversine_km(hub.lat, hub.lon, seat.lat, seat.lon) > 3
        town = self.towns.get(hub.municipality_key, "")
        facts = LocalityFacts(hub.village, "village", "", town, hub.lat, hub.lon)
        is_second = any(self._same(key, facts) for key in keys_of(hub.village)[-1:])
        name = hub.name if misplaced or is_second else hub.village
        made = SpotDraft(name, "village", hub.lat, hub.lon, town, hub.slug)
        made.in_district = True
        made.also = [hub.name, hub.slug]
        made.streets = [hub.address.partition(",")[0]] if hub.address else []
        self.by_key.setdefault(keys_of(name)[-1] if keys_of(name) else "", []).append(made)

    def add(self, facts: LocalityFacts) -> None:
        """A new place, or more about one that is known."""
        keys = keys_of(facts.name)
        if not keys:
            return
        known = self._same(keys[-1], facts)
        if known is None:
            known = SpotDraft(facts.name, facts.kind, facts.lat, facts.lon, facts.municipality)
            self.by_key.setdefault(keys[-1], []).append(known)
        if facts.kind == "seat":
            known.kind = "seat"
        if known.kind == "postcode" != facts.kind:  # the post estimates where a place is
            known.kind, known.lat, known.lon = facts.kind, facts.lat, facts.lon
        known.municipality = known.municipality or facts.municipality
        known.inhabitants = known.inhabitants or facts.inhabitants
        known.in_district = known.in_district or sort_key(facts.municipality) in self.district
        if facts.postcode:
            known.codes.add(facts.postcode)

    def _same(self, key: str, facts: LocalityFacts) -> SpotDraft | None:
        for draft in self.by_key.get(key, ()):
            same_town = bool(facts.municipality) and draft.municipality == facts.municipality
            km = haversine_km(facts.lat, facts.lon, draft.lat, draft.lon)
            if km <= same_place_within(facts.kind, draft.kind, same_town=same_town):
                return draft
        return None


def _labelled(made: _Drafts) -> list[SpotDraft]:
    """Each with a name that nobody else has: with its municipality or postcode where there are several."""
    found = [draft for alike in made.by_key.values() for draft in alike]
    for alike in made.by_key.values():
        for draft in alike:
            draft.label = draft.name if len(alike) == 1 else _distinct_label(draft)
    often = Counter(draft.label for draft in found)
    for draft in found:
        if often[draft.label] > 1:
            draft.label = f"{draft.name} ({_what_differs(draft)})"
    return sorted(found, key=lambda draft: sort_key(draft.label))


def _what_differs(draft: SpotDraft) -> str:
    """The hub's own name, or the position where there is nothing better."""
    return draft.also[0] if draft.hub else f"{draft.lat:.3f}, {draft.lon:.3f}"


def _distinct_label(draft: SpotDraft) -> str:
    if draft.municipality and draft.municipality != draft.name:
        return f"{draft.name} ({draft.municipality})"
    return f"{min(draft.codes)} {draft.name}" if draft.codes else draft.name
