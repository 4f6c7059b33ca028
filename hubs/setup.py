"""A hub as booking sees it: its spaces with the rules that hold for each, its prices, its closures, its hours.

Read once and kept in memory as long as the hub's stamp (see `hubs.stamps`) stays the same.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import select

from core.clock import now
from core.db import db
from core.timespans import Interval, subtract
from hubs import hours
from hubs.models import BookingRules, Closure, Hub, Space, Tariff
from hubs.people.models import HubMember
from hubs.plan.models import FloorPlan
from hubs.rules import Rules, Standing, TariffValues, effective, price_cents

KEPT = 512
NO_STANDING = Standing()
LOOK_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A space that can be booked. `inside`: the desks a room consists of; booking the room takes them too."""

    id: int
    name: str
    kind: str
    capacity: int
    features: tuple[str, ...]
    turnaround: timedelta
    room_id: int | None
    inside: tuple[int, ...]
    rules: Rules

    @property
    def takes(self) -> tuple[int, ...]:
        """The ids of all spaces that a booking of this one takes."""
        return (self.id, *self.inside)


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """What holds in a hub. `places` in the order in which hosts arranged them."""

    rules: Rules
    places: tuple[Place, ...]
    by_id: dict[int, Place]
    tariffs: dict[str, TariffValues]
    closures: tuple[hours.Closing, ...]
    standings: "Standings"
    has_plan: bool

    def standing_of(self, member_id: int) -> Standing:
        """What the member is to the hub. A query when it is first asked for anybody."""
        return self.standings.of(member_id)

    def place(self, key: int | None) -> Place | None:
        """The place with this id, if the hub offers it; None goes in where the input named no id."""
        return self.by_id.get(key) if key is not None else None

    def rules_of(self, space_id: int) -> Rules:
        """By which bookings of this space go: its own, or the hub's where it is no longer offered."""
        place = self.by_id.get(space_id)
        return place.rules if place else self.rules

    def of_kind(self, kind: str | None) -> list[Place]:
        """All places, or those of one kind."""
        return [place for place in self.places if kind is None or place.kind == kind]

    def price(self, kind: str, start: datetime, end: datetime) -> int:
        """Gross cents for a place of this kind; 0 where the hub is free of charge."""
        minutes = int((end - start).total_seconds() // 60)
        return price_cents(self.tariffs.get(kind, TariffValues()), minutes)


def setup_of(hub: Hub) -> Setup:
    """The hub's set-up, from memory when its stamp is known."""
    return setups_of([hub])[hub.id]


def setups_of(hubs: Iterable[Hub]) -> dict[int, Setup]:
    """The set-ups of several hubs by hub id, in at most four queries."""
    hubs = list(hubs)
    found = {hub.id: _kept.get(hub.setup_stamp) for hub in hubs}
    missing = [hub for hub in hubs if found[hub.id] is None]
    fresh = _read(missing) if missing else {}
    for hub in missing:
        _kept.put(hub.setup_stamp, fresh[hub.id])
    return {hub.id: found[hub.id] or fresh[hub.id] for hub in hubs}


def place_of(setup: Setup, space: Space) -> Place:
    """The space as a place; one that is no longer offered by the hub's own rules, since bookings of it live on."""
    return setup.by_id.get(space.id) or _place(space, [], setup.rules)


def open_intervals(hub: Hub, setup: Setup, start: datetime, end: datetime) -> list[Interval]:
    """When the hub is open for bookings in [start, end): its hours without its closures, in UTC."""
    if not hub.is_open_to_book:
        return []
    usual = hours.open_intervals(hub.opening_hours, hub.time_zone, hub.holiday_state, start, end)
    closed = [Interval(c.start, c.end) for c in setup.closures if c.start < end and start < c.end]
    return subtract(usual, closed) if closed else usual


def open_state(hub: Hub, setup: Setup, moment: datetime) -> hours.OpenState:
    """Open now and until when, or when it opens next."""
    return hours.open_state(hub.opening_hours, hub.time_zone, hub.holiday_state, moment, setup.closures)


class Standings:
    """What people are to a hub: read when it is first asked for, since most pages never ask.

    They are part of the set-up and live as long: whoever changes them renews its stamp.
    """

    def __init__(self, hub_id: int) -> None:
        self._hub_id = hub_id
        self._known: dict[int, Standing] | None = None

    def of(self, member_id: int) -> Standing:
        if self._known is None:
            rows = db.session.scalars(select(HubMember).where(HubMember.hub_id == self._hub_id))
            self._known = {r.member_id: Standing(r.is_member, r.restricted_at is not None, r.reason) for r in rows}
        return self._known.get(member_id, NO_STANDING)


class _Kept:
    """The most recently used set-ups by stamp; a stamp is never used for two states, so nothing goes stale."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._setups: OrderedDict[str, Setup] = OrderedDict()

    def get(self, stamp: str) -> Setup | None:
        with self._lock:
            if stamp in self._setups:
                self._setups.move_to_end(stamp)
            return self._setups.get(stamp)

    def put(self, stamp: str, setup: Setup) -> None:
        with self._lock:
            self._setups[stamp] = setup
            while len(self._setups) > KEPT:
                self._setups.popitem(last=False)


_kept = _Kept()


def _read(hubs: list[Hub]) -> dict[int, Setup]:
    ids = [hub.id for hub in hubs]
    spaces = (
        select(Space, FloorPlan.hub_id)
        .outerjoin(FloorPlan, FloorPlan.hub_id == Space.hub_id)
        .where(Space.hub_id.in_(ids), Space.is_active)
        .order_by(Space.position, Space.id)
    )
    by_hub: dict[int, list[Space]] = {}
    with_plan: set[int | None] = set()
    for space, of_plan in db.session.execute(spaces):
        by_hub.setdefault(space.hub_id, []).append(space)
        with_plan.add(of_plan)
    rules = {
        (row.hub_id, row.space_id): row
        for row in db.session.scalars(select(BookingRules).where(BookingRules.hub_id.in_(ids)))
    }
    tariffs: dict[int, dict[str, TariffValues]] = {}
    for tariff in db.session.scalars(select(Tariff).where(Tariff.hub_id.in_(ids))):
        tariffs.setdefault(tariff.hub_id, {})[tariff.kind] = tariff.values
    closures: dict[int, list[hours.Closing]] = {}
    recent = select(Closure).where(Closure.hub_id.in_(ids), Closure.ends_at > now() - LOOK_BACK)
    for closure in db.session.scalars(recent.order_by(Closure.starts_at)):
        closing = hours.Closing(closure.starts_at, closure.ends_at, closure.reason)
        closures.setdefault(closure.hub_id, []).append(closing)
    return {
        hub_id: _setup(
            hub_id,
            by_hub.get(hub_id, []),
            rules,
            tariffs.get(hub_id, {}),
            closures.get(hub_id, []),
            has_plan=hub_id in with_plan,
        )
        for hub_id in ids
    }


def _setup(
    hub_id: int,
    spaces: list[Space],
    rules: dict[tuple[int, int | None], BookingRules],
    tariffs: dict[str, TariffValues],
    closures: list[hours.Closing],
    *,
    has_plan: bool,
) -> Setup:
    hub_rules = rules.get((hub_id, None))
    usual = effective(hub_rules)
    special = {space_id: effective(hub_rules, own) for (of, space_id), own in rules.items() if of == hub_id}
    inside: dict[int, list[int]] = {}
    for space in spaces:
        if space.room_id is not None:
            inside.setdefault(space.room_id, []).append(space.id)
    places = tuple(_place(space, inside.get(space.id, []), special.get(space.id, usual)) for space in spaces)
    return Setup(usual, places, {p.id: p for p in places}, tariffs, tuple(closures), Standings(hub_id), has_plan)


def _place(space: Space, inside: list[int], rules: Rules) -> Place:
    return Place(
        id=space.id,
        name=space.name,
        kind=space.kind,
        capacity=space.capacity,
        features=tuple(space.features),
        turnaround=timedelta(minutes=space.turnaround_minutes),
        room_id=space.room_id,
        inside=tuple(inside),
        rules=rules,
    )
