"""A hub as its pages show it: values and short words ready for the templates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _

from core import formats
from core.clock import local, now
from core.formats import clock, day, locale_code, money, round_the_clock
from hubs import hours, words
from hubs.models import Hub
from hubs.operators.words import vat_note, vat_told
from hubs.rules import INDUCTION
from hubs.setup import Place, Setup, open_state
from hubs.tariffs import TariffValues

ONE_DAY = timedelta(days=1)
ANNOUNCED_DAYS = 60


class OpenStatus(NamedTuple):
    """Open or not, and until when or from when, in words."""

    is_open: bool
    now: Any
    then: Any


@dataclass(frozen=True, slots=True)
class HubTile:
    """A hub in the list of hubs."""

    hub: Hub
    status: OpenStatus
    idea: str
    counts: list[tuple[str, Any]]
    price: Any


@dataclass(frozen=True, slots=True)
class SpaceGroup:
    """Spaces of one kind that are alike, with what they have and where their rules differ from the hub's."""

    names: str
    capacity: int
    features: list[tuple[str | None, Any]]
    inside: str
    stands_in: str
    exceptions: list[Any]
    needs: list[str]
    is_confidential: bool


@dataclass(frozen=True, slots=True)
class KindOfSpace:
    kind: str
    title: Any
    prices: list[Any]
    groups: list[SpaceGroup]


def card(hub: Hub, setup: Setup, moment: datetime) -> HubTile:
    text = hub.text("description", locale_code())
    return HubTile(hub, status(hub, setup, moment), first_sentence(text), counts(setup), price_from(setup))


def status(hub: Hub, setup: Setup, moment: datetime) -> OpenStatus:
    """Open now and until when, or when it opens next."""
    state = open_state(hub, setup, moment)
    if state.is_open:
        until = _until(state.until, hub.time_zone, moment) if state.until else round_the_clock()
        return OpenStatus(True, _("Open now"), until)
    if state.opens_at is None:
        return OpenStatus(False, _("Currently closed"), _("not open in the next few weeks"))
    return OpenStatus(False, _("Closed now"), _opens(state.opens_at, hub.time_zone, moment))


def _until(until: datetime, zone: str, moment: datetime) -> Any:
    """The end of the day counts as today."""
    shown, tomorrow = local(until, zone), local(moment, zone).date() + ONE_DAY
    if shown.date() == tomorrow and shown.hour == shown.minute == 0:
        return _("until midnight")
    return _("until %(time)s", time=formats.until(until, moment, zone))


def _opens(opens_at: datetime, zone: str, moment: datetime) -> Any:
    days = (local(opens_at, zone).date() - local(moment, zone).date()).days
    time = clock(opens_at, zone)
    if days == 0:
        return _("opens today at %(time)s", time=time)
    if days == 1:
        return _("opens tomorrow at %(time)s", time=time)
    return _("opens on %(day)s at %(time)s", day=day(opens_at, zone), time=time)


def next_open_day(hub: Hub, setup: Setup, moment: datetime) -> date | None:
    """Today if the hub is open now or opens later today, else the day on which it opens next."""
    state = open_state(hub, setup, moment)
    if state.is_open:
        return local(moment, hub.time_zone).date()
    return local(state.opens_at, hub.time_zone).date() if state.opens_at else None


def first_sentence(text: str) -> str:
    """Up to the first full stop, colon sentences included."""
    found = re.match(r"(.+?[.!?])(\s|$)", text.strip(), re.DOTALL)
    return found[1] if found else text.strip()


def counts(setup: Setup) -> list[tuple[str, Any]]:
    """Kind and number in words, in the order in which the hosts arranged them, desks first."""
    number: dict[str, int] = {}
    for place in setup.places:
        number[place.kind] = number.get(place.kind, 0) + 1
    kinds = sorted(number, key=lambda kind: kind != "desk")
    return [(kind, words.count_of(kind, number[kind])) for kind in kinds]


def amenities(hub: Hub) -> list[tuple[str | None, Any]]:
    """What the hub has for everybody: icon and name, always in the same order."""
    return [(words.AMENITY_ICONS.get(key), text) for key, text in words.AMENITIES.items() if key in hub.amenities]


def price_from(setup: Setup) -> Any:
    """The lowest price of a desk, else of what there is; free of charge without tariffs."""
    there = {place.kind for place in setup.places}
    day = setup.day_of(now())
    prices = setup.prices_on(day)
    tariffs = [prices[kind] for kind in ("desk", *prices) if kind in prices and kind in there]
    offered = [cents for tariff in tariffs[:1] for cents in tariff if cents is not None]
    if not offered or not min(offered):
        return _("free of charge")
    return ", ".join(filter(None, [_("from %(price)s", price=money(min(offered))), vat_note(vat_told(setup, day))]))


def kinds_of_space(setup: Setup) -> list[KindOfSpace]:
    """The spaces by kind, desks first; equal ones together."""
    day = setup.day_of(now())
    prices, note = setup.prices_on(day), vat_note(vat_told(setup, day))
    return [
        KindOfSpace(kind, title, price_words(prices.get(kind), note), _groups(setup, setup.of_kind(kind)))
        for kind, title in counts(setup)
    ]


def price_words(tariff: TariffValues | None, vat: str = "") -> list[Any]:
    """["day 12,00 €", "half day (up to 5 hours) 7,00 €", "incl. 19% VAT"]; free of charge without any."""
    hour, half_day, whole_day, month = tariff or TariffValues()
    said = []
    if month:
        said.append(_("%(price)s per month", price=money(month)))
    if whole_day:
        said.append(_("%(price)s per day", price=money(whole_day)))
    if half_day:
        said.append(_("%(price)s for half a day (up to 5 hours)", price=money(half_day)))
    if hour:
        said.append(_("%(price)s per hour", price=money(hour)))
    return [*said, vat] if said else [_("free of charge")]


def guest_prices(setup: Setup, day: date) -> list[str]:
    """["Desk: €2.00 per hour, incl. 19% VAT"]: what hosts tell guests; nothing where all is free."""
    note, there = vat_note(vat_told(setup, day)), {place.kind for place in setup.places}
    prices = {kind: found for kind, found in setup.prices_on(day).items() if kind in there}
    told = {kind: ", ".join(filter(None, map(str, price_words(found, note)))) for kind, found in prices.items()}
    return [f"{words.KINDS[kind]}: {text}" for kind, text in told.items()]


def _groups(setup: Setup, places: Iterable[Place]) -> list[SpaceGroup]:
    def what_makes_alike(place: Place) -> tuple[Any, ...]:
        return (*_what_makes_alike(place), tuple(_own_price(setup, place)))

    return [_group(setup, list(alike)) for _key, alike in groupby(places, key=what_makes_alike)]


def _own_price(setup: Setup, place: Place) -> list[str]:
    """What this very space costs, where that is not what its kind does."""
    day = setup.day_of(now())
    own = setup.prices_of(place, day)
    if own == setup.prices_on(day).get(place.kind, TariffValues()):
        return []
    return [_("Here: %(prices)s", prices=", ".join(map(str, price_words(own))))]


def _what_makes_alike(place: Place) -> tuple[Any, ...]:
    return place.features, place.capacity, place.rules, place.room_id, place.inside, place.needs, place.is_confidential


def _group(setup: Setup, places: list[Place]) -> SpaceGroup:
    first = places[0]
    room = setup.by_id.get(first.room_id) if first.room_id is not None else None
    named = {INDUCTION} if first.needs else set()  # which one is said instead
    return SpaceGroup(
        names=short_names([place.name for place in places]),
        capacity=first.capacity,
        features=[(words.ICONS.get(f), words.FEATURES.get(f, f)) for f in first.features if f not in named],
        inside=short_names([setup.by_id[id_].name for id_ in first.inside]),
        stands_in=room.name if room else "",
        needs=[induction.name for induction in first.needs],
        is_confidential=first.is_confidential,
        exceptions=[*words.exceptions(first.rules, setup.rules), *_own_price(setup, first)],
    )


def short_names(names: Sequence[str]) -> str:
    """Desk 1–4, Window seat: numbered names in a row become one."""
    runs: list[tuple[str, int, int]] = []
    parts: list[str] = []
    for name in [*names, ""]:
        found = re.fullmatch(r"(.*\D)(\d{1,6})", name)
        if found and runs and runs[-1][0] == found[1] and runs[-1][2] + 1 == int(found[2]):
            runs[-1] = (found[1], runs[-1][1], int(found[2]))
            continue
        parts += [f"{stem}{first}–{last}" if first != last else f"{stem}{first}" for stem, first, last in runs]
        runs = [(found[1], int(found[2]), int(found[2]))] if found else []
        if name and not found:
            parts.append(name)
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One row of the week: its name, whether it is today, when the hub is open and what is special."""

    day: date
    name: str
    is_today: bool
    intervals: tuple[Any, ...]
    notes: list[str]


def week(hub: Hub, setup: Setup, moment: datetime) -> list[WeekDay]:
    """Seven days from today, with public holidays and closures by name."""
    first = local(moment, hub.time_zone).date()
    text, zone, state = hub.opening_hours, hub.time_zone, hub.holiday_state
    shown = hours.week(text, zone, state, first, 7, setup.closures, locale_code())
    return [_week_day(row, first) for row in shown]


def _week_day(row: hours.DayHours, first: date) -> WeekDay:
    notes = [note for note in (row.holiday, row.closed_for) if note]
    name = day(row.day).removesuffix(str(row.day.year)).rstrip()
    return WeekDay(row.day, name, row.day == first, row.intervals, notes)


def announced(hub: Hub, setup: Setup, moment: datetime) -> list[hours.Closing]:
    """Closures that are coming, or last, beyond what today shows."""
    last = moment + ANNOUNCED_DAYS * ONE_DAY
    return [closing for closing in setup.closures if closing.end > moment and closing.start < last]
