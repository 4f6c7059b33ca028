"""What the start page shows: the form as it was understood, the answer, and the map's markers."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from bookings.search.answers import Candidate, HubAnswer, suitable
from bookings.search.models import FULL, NOTHING, UNKNOWN, Unmet
from bookings.search.parts import why_a_part
from bookings.search.queries import MOST_HUBS, Nearest, SearchResult, nearest, search
from bookings.search.rules import SearchQuery, exact
from core.clock import now, today
from core.formats import DEFAULT_ZONE, locale_code, span
from hubs.places.gazetteer import Gazetteer
from hubs.places.queries import Around, around
from hubs.places.rules import Found, HubPoint
from hubs.places.spelling import sort_key
from hubs.rules import Mode, ways
from hubs.words import FEATURES
from web.site.search_forms import SearchForm
from web.site.search_links import book_url, here_url, wait_query
from web.site.search_map import SearchMap, chart_of
from web.site.search_possible import complain_of_rule, possible, without_times
from web.site.search_words import BOOK, BOOK_ANY, why_only_a_part

UNKNOWN_PLACE = _l(
    "We do not know this place. Please enter a village or town nearby or its postcode, or choose a municipality."
)
CARDS = 6
MOST_LISTED = 40
"""So many names are offered by the browser itself while one types; the page's script knows all."""
TAGS = 4


@dataclass(frozen=True)
class SearchPage:
    """All that the template needs. `asked` is False on a first visit: the answer then is what is free today."""

    form: SearchForm
    wish: SearchQuery
    found: Found
    result: SearchResult
    candidates: dict[int, Candidate]
    around: Around
    nearest: Nearest
    chart: SearchMap
    today: date
    asked: bool
    skipped: int = 0
    remembered: str | None = None

    @property
    def is_remembered(self) -> bool:
        """Whether the place is the one that this device remembers."""
        return bool(self.place) and self.place == self.remembered

    @property
    def may_be_remembered(self) -> bool:
        """Whether the place has a name and is surely meant."""
        return bool(self.place) and not self.found.guessed and not self.is_remembered

    @property
    def towns(self) -> list[str]:
        """The municipalities of the district."""
        return sorted((town.name for town in self.around.towns), key=sort_key)

    @property
    def listed(self) -> list[str]:
        """Names that the browser offers while one types: municipalities, and villages with a hub."""
        towns = {town.name for town in self.around.towns}
        spots = (spot for spot in self.around.gazetteer.spots if spot.hub or spot.name in towns)
        return [spot.name for spot in islice(spots, MOST_LISTED)]

    @property
    def more_url(self) -> str | None:
        """The next hubs; None where all are shown."""
        after = self.skipped + MOST_HUBS
        return here_url(self.form, after=after) if self.nearest.has_more else None

    @property
    def nearer_url(self) -> str | None:
        """The hubs before these; None where these are the first."""
        return here_url(self.form, after=max(0, self.skipped - MOST_HUBS) or None) if self.skipped else None

    @property
    def total(self) -> int:
        """How many hubs may have such a place."""
        return len(self.candidates) + len(self.nearest.others)

    def town_url(self, name: str) -> str:
        """This search around a municipality."""
        return here_url(self.form, near=name)

    def unmet(self) -> Unmet | None:
        """What to note of a search that nothing could be offered for; None where something could, or nothing clear was
        asked. Of text that was not recognised only that there was one."""
        is_unclear = bool(self.found.options or self.found.alike) and not self.found.spot
        if not self.asked or self.skipped or is_unclear:
            return None
        if self.form.near.errors:
            return Unmet("", self.today, "", UNKNOWN)
        if self.form.has_errors or self.result.with_free or (self.nearest.has_more and not self.place):
            return None
        return Unmet(self.place or "", self.wish.day, self.wish.kind, FULL if self.result.answers else NOTHING)

    @property
    def is_whole(self) -> bool:
        """Whether the answer speaks of all hubs."""
        return not self.nearest.others

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    @property
    def is_today(self) -> bool:
        return self.wish.day == self.today

    @property
    def is_unclear(self) -> bool:
        """The form wants a look before the answer does."""
        return self.form.has_errors or bool(self.found.options)

    @property
    def is_without_times(self) -> bool:
        """The times that were asked for could not be used: the answer is for the whole day."""
        return bool(self.wish.part != self.form.part.data)

    @property
    def place(self) -> str | None:
        """The name of the place from which distances count; "" for a position, None for the whole district."""
        return self.found.spot.name if self.found.spot else None

    @property
    def cards(self) -> list[HubAnswer]:
        """The first few in full; on a first visit none."""
        return self.result.answers[:CARDS] if self.asked else []

    @property
    def lines(self) -> list[HubAnswer]:
        """The others, one line each."""
        return self.result.answers[len(self.cards) :]

    def wanted_without(self) -> HubPoint | None:
        """The hub that was named although it has no such place."""
        slug = self.found.spot.hub if self.found.spot else None
        named = next((hub for hub in self.around.hubs if slug and hub.slug == slug), None)
        if named is None or self.skipped or any(answer.hub.id == named.id for answer in self.result.answers):
            return None
        return named

    def book_url(self, answer: Any) -> str:
        return book_url(answer, self.wish)

    def wait_query(self, answer: HubAnswer) -> dict[str, Any] | None:
        """With what one waits for a place of a hub that is full."""
        return wait_query(answer, self.wish)

    def book_words(self) -> Any:
        return BOOK_ANY[self.wish.kind] if not self.wish.features else BOOK

    def time_span(self) -> str:
        """From–to in the words of the language."""
        return span(*exact(self.wish, DEFAULT_ZONE))

    def here_url(self, **changes: Any) -> str:
        return here_url(self.form, **changes)

    def ways(self, km: float) -> list[tuple[Mode, int]]:
        return ways(km)

    def part_words(self, answer: HubAnswer) -> Any:
        """Why what is offered for a whole day is only a part of it; None when it is the day."""
        if self.wish.part != "day" or answer.stretch is None or answer.hours is None:
            return None
        setup, zone = self.candidates[answer.hub.id].setup, answer.hub.time_zone
        limits = suitable(setup, self.wish.kind, self.wish.features)[0].rules
        opened = answer.hours.intervals
        part = why_a_part(answer.stretch, self.wish, opened, zone, limits, now(), setup.breaks(opened))
        return why_only_a_part(part, limits.max_minutes, zone)

    def features(self, answer: HubAnswer) -> list[Any]:
        """What some of the suitable places offer, wanted things first."""
        places = suitable(self.candidates[answer.hub.id].setup, self.wish.kind, self.wish.features)
        there = {feature for place in places for feature in place.features}
        ordered = [*self.wish.features, *(name for name in FEATURES if name not in self.wish.features)]
        return [FEATURES[name] for name in ordered if name in there][:TAGS]


def ask(arguments: MultiDict[str, str], remembered: str | None = None) -> SearchPage:
    """Read the address of the page and find the answer; what cannot be read has a message in the form. The place that
    is `remembered` counts where the address asks for nothing."""
    moment, day = now(), today(DEFAULT_ZONE)
    form = SearchForm(arguments)
    wish = form.read(day)
    places = around()
    if remembered and not (arguments.keys() - {"lang"}) and places.gazetteer.named(remembered):
        form.near.data = remembered
    found = _where(form, places.gazetteer)
    near = (found.spot.lat, found.spot.lon) if found.spot else None
    skipped = _skipped(arguments)
    reach = nearest(places.hubs, near, wish, skipped)
    candidates = reach.candidates
    wish = possible(form, wish, candidates, moment)
    result = search(candidates, wish, None if skipped else near, moment, locale_code())
    if result.is_refused_everywhere and result.reason_of_all:
        complain_of_rule(form, result.reason_of_all)
        wish = without_times(form, wish, candidates, moment)
        result = search(candidates, wish, None if skipped else near, moment, locale_code())
    return SearchPage(
        form,
        wish,
        found,
        result,
        {c.hub.id: c for c in candidates},
        places,
        reach,
        chart_of(result.answers, places.towns, found.spot, reach.others),
        day,
        asked=any(arguments.get(field.name) for field in form) or skipped > 0,
        skipped=skipped,
        remembered=remembered,
    )


def _skipped(arguments: MultiDict[str, str]) -> int:
    """How many of the nearest hubs were on the pages before; whole pages, else none."""
    text = arguments.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    return after if after % MOST_HUBS == 0 else 0


def _where(form: SearchForm, known: Gazetteer) -> Found:
    text = (form.near.data or "").strip()
    if not text or form.near.errors:
        return Found()
    found = known.look_up(text)
    if found.spot and found.spot.name and not found.guessed:
        form.near.data = found.spot.name
    elif not found.spot and not found.options:
        form.complain("near", UNKNOWN_PLACE)
    return found
