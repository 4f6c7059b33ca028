"""Prices: of a hub or an operator, for a kind or a space, a group, from a day on. Each flushes and never commits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from core.db import db
from hubs import setup_rules
from hubs.models import Hub, Space, Tariff
from hubs.rules import KINDS
from hubs.setup_errors import InvalidSetup
from hubs.tariffs import ALWAYS, GROUPS, NO_GROUP, PRICE_FIELDS, TariffValues


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What prices are for: one hub or (all hubs of) one operator, one kind or one space, a group, from a day on."""

    hub_id: int | None = None
    operator_id: int | None = None
    kind: str | None = None
    space_id: int | None = None
    group: str = NO_GROUP
    valid_from: date = ALWAYS


def set_prices(*, scope: Scope, values: TariffValues, valid_until: date | None = None) -> Tariff:
    """Prices for the scope, new or anew. InvalidSetup for what cannot be, also when nothing has a price."""
    _check(scope, valid_until)
    setup_rules.check_prices(values)
    if values == TariffValues():
        raise InvalidSetup("day_cents", "no-price")
    tariff = write(scope, values, valid_until)
    assert tariff is not None
    _forget_set_ups(scope)
    return tariff


def remove(*, tariff: Tariff) -> None:
    """From now on others hold, or it is free of charge."""
    scope = Scope(hub_id=tariff.hub_id, operator_id=tariff.operator_id)
    db.session.delete(tariff)
    db.session.flush()
    _forget_set_ups(scope)


def write(scope: Scope, values: TariffValues, valid_until: date | None = None) -> Tariff | None:
    """The row of the scope, made, changed, or, with nothing but None, taken away. The caller checks and flushes."""
    tariff = db.session.scalars(select(Tariff).where(*_is(scope))).one_or_none()
    if values == TariffValues():
        if tariff:
            db.session.delete(tariff)
        return None
    if tariff is None:
        names = ("hub_id", "operator_id", "kind", "space_id", "group", "valid_from")
        tariff = Tariff(**{name: getattr(scope, name) for name in names})
        db.session.add(tariff)
    for name, cents in zip(PRICE_FIELDS, values, strict=True):
        setattr(tariff, name, cents)
    tariff.valid_until = valid_until
    return tariff


def _is(scope: Scope) -> list[ColumnElement[bool]]:
    return [
        Tariff.hub_id.is_(None) if scope.hub_id is None else Tariff.hub_id == scope.hub_id,
        Tariff.operator_id.is_(None) if scope.operator_id is None else Tariff.operator_id == scope.operator_id,
        Tariff.kind.is_(None) if scope.kind is None else Tariff.kind == scope.kind,
        Tariff.space_id.is_(None) if scope.space_id is None else Tariff.space_id == scope.space_id,
        Tariff.group == scope.group,
        Tariff.valid_from == scope.valid_from,
    ]


def _check(scope: Scope, valid_until: date | None) -> None:
    if scope.group not in (NO_GROUP, *GROUPS):
        raise InvalidSetup("group", "choice", choices=", ".join(GROUPS))
    if (scope.kind is None) == (scope.space_id is None) or (scope.kind is not None and scope.kind not in KINDS):
        raise InvalidSetup("kind", "choice", choices=", ".join(KINDS))
    if valid_until is not None and valid_until < scope.valid_from:
        raise InvalidSetup("valid_until", "order-of-days")
    if scope.space_id is not None:
        space = db.session.get(Space, scope.space_id)
        if space is None or space.hub_id != scope.hub_id:
            raise InvalidSetup("kind", "unknown", value=str(scope.space_id))


def _forget_set_ups(scope: Scope) -> None:
    """The database renews the stamps; what this session has read of them is not to be used any more."""
    db.session.flush()
    for hub in [row for row in db.session.identity_map.values() if isinstance(row, Hub)]:
        if scope.hub_id == hub.id or scope.operator_id == hub.operator_id:
            db.session.expire(hub, ["setup_stamp"])
