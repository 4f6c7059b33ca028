"""A hub as booking sees it: its spaces with the rules that hold for each, its operator, prices, closures, hours.

Read once and kept in memory as long as the hub's stamp (see `hubs.stamps`) stays the same.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock

from sqlalchemy import and_, literal, or_, select, union_all

from core.clock import local, now
from core.db import db
from core.timespans import Interval, subtract
from hubs import hours, lunch, refund_tiers, tariffs
from hubs.inductions.models import Induction, SpaceInduction
from hubs.inductions.rules import InductionFacts
from hubs.models import BookingRules, Closure, Hub, Space, Tariff
from hubs.operators.models import MemberGroup, Operator, VatRule
from hubs.operators.rules import OperatorFacts, Vat, VatRuleFacts, vat_on
from hubs.people.models import HubMember
from hubs.plan.models import FloorPlan
from hubs.questions.models import Question
from hubs.questions.rules import QuestionFacts
from hubs.quotas.models import Quota
from hubs.quotas.rules import QuotaFacts
from hubs.refund_tiers import RefundTier
from hubs.rules import INDUCTION, KINDS, Rules, Standing, effective, for_kind, held_of
from hubs.tariffs import NO_GROUP, TariffFacts, TariffValues, price_cents

KEPT = 512
NO_STANDING = Standing()
LOOK_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A space that can be booked. `inside`: the desks a room consists of; booking the room takes them too.

    `needs`: the inductions without which nobody uses it. Its feature "induction" says that there are any, or, where
    hosts have set none up, that they show everybody by word of mouth. `outer_name`: what it is called where it is said
    when somebody is there, if it is confidential.
    """

    id: int
    name: str
    kind: str
    capacity: int
    features: tuple[str, ...]
    turnaround: timedelta
    room_id: int | None
    inside: tuple[int, ...]
    rules: Rules
    needs: tuple[InductionFacts, ...] = ()
    is_confidential: bool = False
    outer_name: str = ""

    @property
    def told_name(self) -> str:
        """What it is called on signs, and wherever it is told that it is taken."""
        return self.outer_name if self.is_confidential else self.name

    @property
    def is_for_all(self) -> bool:
        """Whether nobody needs an induction or has to belong to a group: what may be proposed without asking who."""
        return not self.needs and not self.rules.groups

    @property
    def takes(self) -> tuple[int, ...]:
        """The ids of all spaces that a booking of this one takes."""
        return (self.id, *self.inside)


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """What holds in a hub. `places` in the order in which hosts arranged them, `tariffs` the most specific first;
    `refund_tiers` None: the usual ones (hubs.refund_tiers). `needs`: by space, which inductions it needs, also of
    spaces that were put away; empty in most hubs, as `quotas` and `questions` are, which its members answer in this
    order."""

    rules: Rules
    places: tuple[Place, ...]
    by_id: dict[int, Place]
    operator: OperatorFacts
    tariffs: tuple[TariffFacts, ...]
    vat_rules: tuple[VatRuleFacts, ...]
    refund_tiers: tuple[RefundTier, ...] | None
    closures: tuple[hours.Closing, ...]
    standings: "Standings"
    has_plan: bool
    time_zone: str
    needs: Mapping[int, tuple[InductionFacts, ...]]
    quotas: tuple[QuotaFacts, ...] = ()
    questions: tuple[QuestionFacts, ...] = ()

    def asked_at(self, place: Place) -> list[QuestionFacts]:
        """The hub's own questions to whoever books this place: nobody is asked what a confidential one is for."""
        if not self.questions or place.is_confidential:
            return []
        return [question for question in self.questions if question.is_asked_for(place.kind)]

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

    def needs_of(self, space_id: int) -> tuple[InductionFacts, ...]:
        """The inductions that a use of this space needs, also of one that is no longer offered."""
        return self.needs.get(space_id, ())

    def of_kind(self, kind: str | None) -> list[Place]:
        """All places, or those of one kind."""
        return [place for place in self.places if kind is None or place.kind == kind]

    def any_of(self, kind: str | None) -> list[Place]:
        """Among which somebody gets one who wants any of a kind (None: of all). A confidential place is chosen by
        itself, unless the hub has no other of its kind."""
        places = self.of_kind(kind)
        others = {place.kind for place in places if not place.is_confidential}
        return [place for place in places if not place.is_confidential or place.kind not in others]

    def instead_of(self, place: Place) -> list[Place]:
        """The others of its kind, confidential if it is."""
        alike = [one for one in self.of_kind(place.kind) if one.is_confidential == place.is_confidential]
        return [one for one in alike if one is not place]

    def price(self, place: Place, start: datetime, end: datetime, group: str | None = None) -> int:
        """Gross cents for the place, for a member of this group of the operator's, by the tariffs of the day on which
        it begins; 0 where it is free of charge."""
        if not self.tariffs:
            return 0
        prices = self.prices_of(place, self.day_of(start), group)
        return price_cents(prices, int((end - start).total_seconds() // 60))

    def prices_of(self, place: Place, day: date, group: str | None = None) -> TariffValues:
        """The prices that hold for the place on the day."""
        return tariffs.holding(self.tariffs, place.id, place.kind, group, day)

    def lowest_price(self, places: Iterable[Place], start: datetime, end: datetime, group: str | None = None) -> int:
        """What the cheapest of these places costs; there must be one."""
        alike = {place.id if place.id in self._of_spaces else place.kind: place for place in places}
        return min(self.price(place, start, end, group) for place in alike.values())

    def prices_on(self, day: date, group: str | None = None) -> dict[str, TariffValues]:
        """By kind of space, what is not free of charge on the day; spaces with prices of their own are not in it."""
        found = {kind: tariffs.holding(self.tariffs, None, kind, group, day) for kind in KINDS}
        return {kind: prices for kind, prices in found.items() if prices != TariffValues()}

    @property
    def has_lockers(self) -> bool:
        """Whether anything may stay here while the hub is closed."""
        return any(place.rules.held != "whole" for place in self.places)

    @property
    def has_groups(self) -> bool:
        """Whether any price is for a group of members; only then it matters to which one a member belongs."""
        return any(tariff.group != NO_GROUP for tariff in self.tariffs)

    def vat(self, product: str, day: date) -> Vat:
        """How a product of the operator is taxed when it is rendered on that day."""
        return vat_on(self.vat_rules, product, day)

    @property
    def tells_vat(self) -> bool:
        """Whether it is known how the operator is taxed: it takes money here, or its VAT was entered."""
        return self.operator.takes_money or bool(self.vat_rules)

    def day_of(self, moment: datetime) -> date:
        """The day by the hub's clock."""
        return local(moment, self.time_zone).date()

    def breaks(self, opened: Sequence[Interval], rules: Rules | None = None) -> list[Interval]:
        """What is closed between these openings (as `open_intervals` gives them), and a booking may go over: the lunch
        breaks; for a place whose `rules` ask only when it begins and ends, all."""
        if len(opened) < 2:
            return []
        if rules is not None and rules.held == "ends":
            return lunch.gaps(opened)
        return lunch.breaks(opened, self.time_zone, self.closures)

    @property
    def _of_spaces(self) -> set[int]:
        return {tariff.space_id for tariff in self.tariffs if tariff.space_id is not None}


def setup_of(hub: Hub) -> Setup:
    """The hub's set-up, from memory when its stamp is known."""
    kept = _kept.get(hub.setup_stamp)
    return kept if kept is not None else setups_of([hub])[hub.id]


def setups_of(hubs: Iterable[Hub]) -> dict[int, Setup]:
    """The set-ups of several hubs by hub id, in at most five queries."""
    hubs = list(hubs)
    found = {hub.id: _kept.get(hub.setup_stamp) for hub in hubs}
    missing = [hub for hub in hubs if found[hub.id] is None]
    fresh = _read(missing) if missing else {}
    for hub in missing:
        _kept.put(hub.setup_stamp, fresh[hub.id])
    return {hub.id: found[hub.id] or fresh[hub.id] for hub in hubs}


def place_of(setup: Setup, space: Space) -> Place:
    """The space as a place; one that is no longer offered by the hub's own rules, since bookings of it live on."""
    known = setup.by_id.get(space.id)
    if known is not None:
        return known
    held = held_of(space.kind, is_outside=space.is_outside)
    return _place(space, [], for_kind(setup.rules, held), setup.needs_of(space.id))


def open_intervals(
    hub: Hub, setup: Setup, start: datetime, end: datetime, rules: Rules | None = None
) -> list[Interval]:
    """When the hub is open for bookings in [start, end): its hours without its closures, in UTC. For a place whose
    `rules` ask for no hours that is all of the time."""
    if not hub.is_open_to_book:
        return []
    if rules is not None and rules.held == "any":
        return [Interval(start, end)] if start < end else []
    usual = hours.open_intervals(hub.opening_hours, hub.time_zone, hub.holiday_state, start, end)
    if not setup.closures:
        return usual
    closed = [Interval(c.start, c.end) for c in setup.closures if c.start < end and start < c.end]
    return subtract(usual, closed) if closed else usual


def open_state(hub: Hub, setup: Setup, moment: datetime) -> hours.OpenState:
    """Open now and until when, or when it opens next."""
    return hours.open_state(hub.opening_hours, hub.time_zone, hub.holiday_state, moment, setup.closures)


class Standings:
    """What people are to a hub: read when it is first asked for, since most pages never ask. Groups are read only where
    the hub asks for one: then it has the `operator` whose they are.

    They are part of the set-up and live as long: whoever changes them renews its stamp.
    """

    def __init__(self, hub_id: int, operator: OperatorFacts | None) -> None:
        self._hub_id = hub_id
        self._operator = operator
        self._nobody = Standing(operator=operator.legal_name) if operator else NO_STANDING
        self._known: dict[int, Standing] | None = None

    def of(self, member_id: int) -> Standing:
        if self._known is None:
            self._known = self._read()
        return self._known.get(member_id, self._nobody)

    def _read(self) -> dict[int, Standing]:
        rows = db.session.scalars(select(HubMember).where(HubMember.hub_id == self._hub_id))
        found = {
            row.member_id: self._nobody._replace(
                is_member=row.is_member, is_restricted=row.restricted_at is not None, reason=row.reason
            )
            for row in rows
        }
        if self._operator is not None:
            in_groups = select(MemberGroup).where(MemberGroup.operator_id == self._operator.id)
            for row in db.session.scalars(in_groups):
                known = found.get(row.member_id, self._nobody)
                found[row.member_id] = known._replace(group=row.group, group_until=row.valid_until)
        return found


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
        select(Space, FloorPlan.hub_id, Induction)
        .outerjoin(FloorPlan, FloorPlan.hub_id == Space.hub_id)
        .outerjoin(SpaceInduction, SpaceInduction.space_id == Space.id)
        .outerjoin(Induction, Induction.id == SpaceInduction.induction_id)
        .where(Space.hub_id.in_(ids), or_(Space.is_active, SpaceInduction.space_id.is_not(None)))
        .order_by(Space.position, Space.id, Induction.name)
    )
    by_hub: dict[int, dict[int, Space]] = {}
    with_plan: set[int | None] = set()
    needed: dict[int, list[InductionFacts]] = {}
    for space, of_plan, induction in db.session.execute(spaces):
        by_hub.setdefault(space.hub_id, {})[space.id] = space
        with_plan.add(of_plan)
        if induction:
            needed.setdefault(space.id, []).append(induction.facts)
    house = _read_house(ids)
    money = _read_money(hubs)
    closures: dict[int, list[hours.Closing]] = {}
    recent = select(Closure).where(Closure.hub_id.in_(ids), Closure.ends_at > now() - LOOK_BACK)
    for closure in db.session.scalars(recent.order_by(Closure.starts_at)):
        closing = hours.Closing(closure.starts_at, closure.ends_at, closure.reason)
        closures.setdefault(closure.hub_id, []).append(closing)
    return {
        hub.id: _setup(
            hub,
            list(by_hub.get(hub.id, {}).values()),
            house,
            money,
            closures.get(hub.id, []),
            needed,
            has_plan=hub.id in with_plan,
        )
        for hub in hubs
    }


@dataclass(frozen=True, slots=True)
class _House:
    """What hosts have set for booking: rules by hub and space, quotas and questions by hub."""

    rules: dict[tuple[int, int | None], BookingRules]
    quotas: dict[int, list[QuotaFacts]]
    questions: dict[int, list[QuestionFacts]]


def _read_house(hub_ids: Sequence[int]) -> _House:
    """In one query: each row is one of these. Most hubs have rules only, and another question costs more than this."""
    of_rules = select(literal("rules").label("part"), BookingRules.id.label("key"), literal(0).label("position"))
    of_quotas = select(literal("quota"), Quota.id, literal(0))
    of_questions = select(literal("question"), Question.id, Question.position)
    parts = union_all(
        of_rules.where(BookingRules.hub_id.in_(hub_ids)),
        of_quotas.where(Quota.hub_id.in_(hub_ids)),
        of_questions.where(Question.hub_id.in_(hub_ids)),
    ).subquery()
    query = (
        select(BookingRules, Quota, Question)
        .select_from(parts)
        .outerjoin(BookingRules, and_(parts.c.part == "rules", BookingRules.id == parts.c.key))
        .outerjoin(Quota, and_(parts.c.part == "quota", Quota.id == parts.c.key))
        .outerjoin(Question, and_(parts.c.part == "question", Question.id == parts.c.key))
        .order_by(parts.c.position, parts.c.key)
    )
    found = _House({}, {}, {})
    for rules, quota, question in db.session.execute(query):
        if rules:
            found.rules[rules.hub_id, rules.space_id] = rules
        if quota:
            found.quotas.setdefault(quota.hub_id, []).append(quota.facts)
        if question:
            found.questions.setdefault(question.hub_id, []).append(question.facts)
    return found


@dataclass(frozen=True, slots=True)
class _Money:
    """Operators with their VAT by id, and all tariffs by ("hub" or "operator", id)."""

    operators: dict[int, tuple[OperatorFacts, tuple[VatRuleFacts, ...]]]
    tariffs: dict[tuple[str, int | None], list[TariffFacts]]

    def tariffs_of(self, hub: Hub) -> tuple[TariffFacts, ...]:
        own, of_operator = self.tariffs.get(("hub", hub.id), []), self.tariffs.get(("operator", hub.operator_id), [])
        return tariffs.in_order([*own, *of_operator])


def _read_money(hubs: Sequence[Hub]) -> _Money:
    """In one query: an operator has few VAT rules, and a row of each with each of its tariffs costs less than another
    question."""
    hub_ids, operator_ids = [hub.id for hub in hubs], {hub.operator_id for hub in hubs}
    of_hub = select(Hub.operator_id).where(Hub.id == Tariff.hub_id).scalar_subquery()
    ours = or_(Tariff.operator_id == Operator.id, and_(Tariff.hub_id.in_(hub_ids), of_hub == Operator.id))
    query = (
        select(Operator, VatRule, Tariff)
        .outerjoin(VatRule, VatRule.operator_id == Operator.id)
        .outerjoin(Tariff, ours)
        .where(Operator.id.in_(operator_ids))
    )
    operators: dict[int, Operator] = {}
    vat: dict[int, VatRule] = {}
    prices: dict[int, Tariff] = {}
    for operator, rule, tariff in db.session.execute(query):
        operators[operator.id] = operator
        vat |= {rule.id: rule} if rule else {}
        prices |= {tariff.id: tariff} if tariff else {}
    taxed: dict[int, list[VatRuleFacts]] = {key: [] for key in operators}
    for rule in vat.values():
        taxed[rule.operator_id].append(rule.facts)
    by_owner: dict[tuple[str, int | None], list[TariffFacts]] = {}
    for tariff in prices.values():
        owner = ("hub", tariff.hub_id) if tariff.hub_id is not None else ("operator", tariff.operator_id)
        by_owner.setdefault(owner, []).append(tariff.facts)
    return _Money({key: (one.facts, tuple(taxed[key])) for key, one in operators.items()}, by_owner)


def _setup(
    hub: Hub,
    spaces: list[Space],
    house: _House,
    money: _Money,
    closures: list[hours.Closing],
    needed: Mapping[int, Sequence[InductionFacts]],
    *,
    has_plan: bool,
) -> Setup:
    needs = _needs(spaces, needed) if needed else {}
    spaces = [space for space in spaces if space.is_active]
    hub_rules = house.rules.get((hub.id, None))
    usual = effective(hub_rules)
    inside: dict[int, list[int]] = {}
    for space in spaces:
        if space.room_id is not None:
            inside.setdefault(space.room_id, []).append(space.id)
    places = tuple(
        _place(
            space, inside.get(space.id, []), _rules_of(space, usual, hub_rules, house.rules), needs.get(space.id, ())
        )
        for space in spaces
    )
    operator, vat_rules = money.operators[hub.operator_id]
    quotas = tuple(house.quotas.get(hub.id, ()))
    has_groups = any(place.rules.groups for place in places) or any(quota.group != NO_GROUP for quota in quotas)
    return Setup(
        rules=usual,
        places=places,
        by_id={p.id: p for p in places},
        operator=operator,
        tariffs=money.tariffs_of(hub),
        vat_rules=vat_rules,
        refund_tiers=refund_tiers.of_json(hub.refund_tiers),
        closures=tuple(closures),
        standings=Standings(hub.id, operator if has_groups else None),
        has_plan=has_plan,
        time_zone=hub.time_zone,
        needs=needs,
        quotas=quotas,
        questions=tuple(house.questions.get(hub.id, ())),
    )


def _rules_of(
    space: Space,
    usual: Rules,
    hub_rules: BookingRules | None,
    known: Mapping[tuple[int, int | None], BookingRules],
) -> Rules:
    own, held = known.get((space.hub_id, space.id)), held_of(space.kind, is_outside=space.is_outside)
    return for_kind(effective(hub_rules, own) if own else usual, held, own)


def _needs(
    spaces: Sequence[Space], needed: Mapping[int, Sequence[InductionFacts]]
) -> dict[int, tuple[InductionFacts, ...]]:
    """What is set for a room holds for the desks inside, where one is in the room; and who has a whole room has its
    desks: the room needs what they need."""
    own = {space.id: dict.fromkeys(needed.get(space.id, ())) for space in spaces}
    found = {key: dict(ones) for key, ones in own.items()}
    offered = {space.id for space in spaces if space.is_active}
    for space in spaces:
        if space.room_id in offered and space.is_active:
            found[space.id] |= own[space.room_id]
            found[space.room_id] |= own[space.id]
    return {key: tuple(ones) for key, ones in found.items() if ones}


def _place(space: Space, inside: list[int], rules: Rules, needs: tuple[InductionFacts, ...]) -> Place:
    return Place(
        id=space.id,
        name=space.name,
        kind=space.kind,
        capacity=space.capacity,
        features=_features(space.features, needs),
        turnaround=timedelta(minutes=space.turnaround_minutes),
        room_id=space.room_id,
        inside=tuple(inside),
        rules=rules,
        needs=needs,
        is_confidential=space.is_confidential,
        outer_name=space.outer_name,
    )


def _features(features: Sequence[str], needs: Sequence[InductionFacts]) -> tuple[str, ...]:
    return (*features, INDUCTION) if needs and INDUCTION not in features else tuple(features)
