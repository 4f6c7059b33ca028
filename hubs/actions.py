"""Setting hubs up. Each checks its values, flushes and never commits; what cannot be is InvalidSetup."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select

from core.db import db
from core.mailboxes import clean_email
from core.text import alike, is_blank, one_line
from hubs import queries, refund_tiers, setup_rules, signals, tariff_actions
from hubs.models import BookingRules, Closure, Hub, Municipality, Space
from hubs.operators import actions as operator_actions
from hubs.operators.models import Operator
from hubs.refund_tiers import RefundTier
from hubs.rules import held_of
from hubs.setup_errors import InvalidSetup
from hubs.setup_rules import HubValues, RuleValues, SpaceValues
from hubs.tariffs import TariffValues


def set_municipality(
    *,
    key: str,
    name: str,
    lat: float,
    lon: float,
    population: int | None = None,
    population_year: int | None = None,
) -> Municipality:
    """The municipality with this official key, made or brought up to date."""
    if not (key.isascii() and key.isdigit() and len(key) == 8):
        raise InvalidSetup("municipality.key", "unknown", value=key)
    setup_rules.check_in_country("municipality.lat", lat, lon)
    if is_blank(name):
        raise InvalidSetup("municipality.name", "required")
    municipality = db.session.get(Municipality, key) or Municipality(key=key)
    municipality.name, municipality.lat, municipality.lon = name, lat, lon
    municipality.population, municipality.population_year = population, population_year
    db.session.add(municipality)
    db.session.flush()
    return municipality


def create_hub(*, values: HubValues, operator: Operator | None = None) -> Hub:
    """A hub without spaces yet, free of charge, with the default rules. Its slug must be new.

    It belongs to the operator, or else to its municipality's, which is made if need be.
    """
    setup_rules.check_hub(values)
    if queries.any_hub(values.slug) is not None:
        raise InvalidSetup("slug", "taken")
    _check_place(values)
    hub = Hub(**_columns(values) | {"opening_hours": setup_rules.check_opening_hours(values.opening_hours)})
    municipality = db.session.get_one(Municipality, values.municipality_key)
    hub.operator_id = (operator or operator_actions.of_municipality(municipality)).id
    db.session.add(hub)
    db.session.flush()
    return hub


def update_hub(*, hub: Hub, values: HubValues) -> Hub:
    """Everything that a hub is, anew. The slug stays: it is in links and roles."""
    before = hub.opening_hours
    setup_rules.check_hub(values, hours_before=before)
    if values.slug != hub.slug:
        raise InvalidSetup("slug", "taken")
    _check_place(values, hub)
    _assign(hub, _columns(values))
    if values.opening_hours != before:
        hub.opening_hours = setup_rules.check_opening_hours(values.opening_hours)
    flush_part_of(hub)
    return hub


def give_to(*, hub: Hub, operator: Operator) -> None:
    """From now on the hub belongs to this operator, with its VAT, prices and ways to pay."""
    if hub.operator_id != operator.id:
        hub.operator_id = operator.id
        flush_part_of(hub)


def set_refund_tiers(*, hub: Hub, tiers: Sequence[RefundTier] | None) -> None:
    """What comes back of a fee to whoever cancels; None: all until the deadline for cancelling. InvalidSetup."""
    refund_tiers.check_tiers(tiers or ())
    wanted = None if tiers is None else [list(tier) for tier in tiers]
    if hub.refund_tiers != wanted:
        hub.refund_tiers = wanted
        flush_part_of(hub)


def create_space(*, hub: Hub, values: SpaceValues) -> Space:
    """A space of the hub; its name must be new there. A desk inside a room is taken whenever the room is."""
    return create_spaces(hub=hub, values=[values])[0]


def create_spaces(*, hub: Hub, values: Sequence[SpaceValues]) -> list[Space]:
    """Several spaces at once, all or none; see `create_space`."""
    values = [_as_shown(each) for each in values]
    for each in values:
        setup_rules.check_space(each)
    _check_new_names(hub, [each.name for each in values])
    _check_outer_names(hub, values)
    for room_id in {each.room_id for each in values}:
        _check_room(hub, room_id)
    rows = [asdict(each) | {"hub_id": hub.id, "features": list(each.features)} for each in values]
    db.session.execute(insert(Space), rows)  # many in one statement, which a flush does not do on SQLite
    flush_part_of(hub)
    made = {space.name: space for space in queries.spaces_of(hub.id)}
    spaces = [made[each.name] for each in values]
    for space in spaces:
        _tell_of_room(space)
    return spaces


def update_space(*, hub: Hub, space: Space, values: SpaceValues) -> Space:
    """What a space is, anew; one that was put away is there again. It stays in its room."""
    values = _as_shown(values)
    if values.name == one_line(space.name):  # from before names had one form; another space may have that form
        values = replace(values, name=space.name)
    if not (values.outer_name or values.is_confidential):  # bookings of before are still told by it
        values = replace(values, outer_name=space.outer_name)
    _check_space(hub, space, values)
    was_away = not space.is_active
    _assign(space, asdict(values) | {"features": list(values.features), "is_active": True})
    flush_part_of(hub)
    if was_away:
        _tell_of_room(space)
    return space


def put_away(*, hub: Hub, space: Space) -> None:
    """The space can no longer be booked. Its bookings stay, and `update_space` brings it back."""
    space.is_active = False
    flush_part_of(hub)


def bring_back(*, hub: Hub, space: Space) -> None:
    """A space that was put away is there again, as it was."""
    if not space.is_active:
        space.is_active = True
        flush_part_of(hub)
        _tell_of_room(space)


def set_rules(*, hub: Hub, values: RuleValues, space: Space | None = None) -> None:
    """The hub's booking rules, or a space's exceptions from them; None inherits from the level above."""
    held = held_of(space.kind, is_outside=space.is_outside) if space else "whole"
    setup_rules.check_rules(values, _rules_row(hub, None) if space else None, held)
    row = _rules_row(hub, space) or BookingRules(hub_id=hub.id, space_id=space.id if space else None)
    _assign(row, asdict(values))
    db.session.add(row)
    flush_part_of(hub)


def mark_no_shows(*, hub: Hub, wanted: bool) -> None:
    """Whether whoever was not checked in is taken for not having come, from now on."""
    hub.marks_no_shows = wanted
    db.session.flush()


def clear_rules(*, hub: Hub, space: Space) -> None:
    """The space has no exceptions from the hub's rules."""
    row = _rules_row(hub, space)
    if row:
        db.session.delete(row)
        flush_part_of(hub)


def set_tariff(*, hub: Hub, kind: str, values: TariffValues) -> None:
    """The hub's prices of a kind of space for everybody, without a day from which they hold; nothing but None takes
    them away. Others are set by `hubs.tariff_actions`."""
    setup_rules.check_tariff(kind, values)
    tariff_actions.write(tariff_actions.Scope(hub_id=hub.id, kind=kind), values)
    flush_part_of(hub)


def close(*, hub: Hub, start: datetime, end: datetime, reason: str = "") -> Closure:
    """The hub is closed in [start, end), whatever its hours say. Bookings that are there already stay."""
    if end <= start:
        raise InvalidSetup("ends_at", "end-before-start")
    if len(reason) > 200:
        raise InvalidSetup("reason", "too-long", most=200)
    closure = Closure(hub_id=hub.id, starts_at=start, ends_at=end, reason=reason.strip())
    db.session.add(closure)
    flush_part_of(hub)
    return closure


def reopen(*, hub: Hub, closure: Closure) -> None:
    """Take a closure back."""
    db.session.delete(closure)
    flush_part_of(hub)


def set_opening_hours(*, hub: Hub, text: str) -> None:
    """Open by this text from now on. Bookings that are there already stay. InvalidOpeningHours, InvalidSetup."""
    hub.opening_hours, hub.setup_stamp = setup_rules.check_opening_hours(text), uuid4().hex
    db.session.flush()


def flush_part_of(hub: Hub) -> None:
    """Write what belongs to the hub's set-up; the database then renews its stamp, so the one in memory is forgotten."""
    db.session.flush()
    db.session.expire(hub, ["setup_stamp"])


def _check_place(values: HubValues, hub: Hub | None = None) -> None:
    """A hub that has always been far away may stay there, whatever else is changed."""
    municipality = db.session.get(Municipality, values.municipality_key)
    if municipality is None:
        raise InvalidSetup("municipality.key", "unknown", value=values.municipality_key)
    place = (values.lat, values.lon, values.municipality_key)
    if hub is None or place != (hub.lat, hub.lon, hub.municipality_key):
        setup_rules.check_near(values.lat, values.lon, municipality.lat, municipality.lon, municipality.name)


def _check_space(hub: Hub, space: Space, values: SpaceValues) -> None:
    setup_rules.check_space(values)
    if values.name != space.name:
        _check_new_names(hub, [values.name], besides=space)
    _check_outer_names(hub, [values], besides=space)
    if space.room_id != values.room_id:
        raise InvalidSetup("room", "moved")
    _check_room(hub, values.room_id)
    inside = select(Space.id).where(Space.room_id == space.id).limit(1)
    if values.kind == "desk" != space.kind and db.session.scalars(inside).first() is not None:
        raise InvalidSetup("kind", "has-desks")


def _as_shown(values: SpaceValues) -> SpaceValues:
    return replace(values, name=one_line(values.name), outer_name=one_line(values.outer_name))


def _check_new_names(hub: Hub, names: list[str], besides: Space | None = None) -> None:
    """Two spaces that people cannot tell apart by name are refused; those that are there already stay as they are."""
    known = _names_of(hub, besides)
    wanted = {alike(name) for name in names}
    if len(wanted) < len(names) or wanted & known:
        raise InvalidSetup("name", "taken")


def _check_outer_names(hub: Hub, wanted: Sequence[SpaceValues], besides: Space | None = None) -> None:
    """By what a confidential space is called outside nobody may think of another one; its own name may be as
    neutral."""
    known = _names_of(hub, besides)
    for values in wanted:
        if values.is_confidential and alike(values.outer_name) in known:
            raise InvalidSetup("outer_name", "taken")
        known |= {alike(name) for name in (values.name, values.outer_name) if name}


def _names_of(hub: Hub, besides: Space | None) -> set[str]:
    """What the other spaces are called, inside and outside, as `alike` has it."""
    others = [space for space in queries.spaces_of(hub.id) if space is not besides]
    return {alike(name) for space in others for name in (space.name, space.outer_name) if name}


def _check_room(hub: Hub, room_id: int | None) -> None:
    """Before a desk is put there: what stands in a room is no room."""
    if room_id is not None:
        room = db.session.get(Space, room_id)
        if room is None or room.hub_id != hub.id or room.kind == "desk" or room.room_id is not None:
            raise InvalidSetup("room", "not-a-room")


def _tell_of_room(space: Space) -> None:
    if space.room_id is not None:
        signals.put_in_room.send(space)


def _rules_row(hub: Hub, space: Space | None) -> BookingRules | None:
    of_space = BookingRules.space_id == space.id if space else BookingRules.space_id.is_(None)
    return db.session.scalars(select(BookingRules).where(BookingRules.hub_id == hub.id, of_space)).one_or_none()


def _columns(values: HubValues) -> dict[str, object]:
    email = clean_email(values.email) if values.email else None
    shown = {name: one_line(getattr(values, name)) for name in ("name", "village", "address")}
    return asdict(values) | shown | {"amenities": list(values.amenities), "email": email}


def _assign(row: object, values: Mapping[str, object]) -> None:
    """Lists are of ticked words: in another order it is the same, and stays as it is."""
    for name, value in values.items():
        before = getattr(row, name)
        if not (isinstance(value, list) and isinstance(before, list) and sorted(value) == sorted(before)):
            setattr(row, name, value)
