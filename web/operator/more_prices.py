"""Prices of an operator's hubs and of a hub for groups, spaces and times: what the two pages about them share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.clock import today
from core.formats import DEFAULT_ZONE
from hubs import tariff_actions
from hubs.models import Tariff
from hubs.tariff_actions import Scope
from hubs.tariffs import ALWAYS
from hubs.words import GROUPS, KINDS
from web.operator.forms import MorePricesForm
from web.site.hub_words import price_words


@dataclass(frozen=True, slots=True)
class PriceRow:
    """Prices as the list shows them; `is_over` when they no longer hold."""

    id: int
    what: Any
    group: Any
    prices: list[Any]
    valid_from: date | None
    valid_until: date | None
    is_over: bool


def rows(tariffs: Iterable[Tariff], spaces: Mapping[int, str] = {}) -> list[PriceRow]:
    """`spaces`: names by id."""
    return [_row(tariff, spaces) for tariff in tariffs]


def save(form: MorePricesForm, *, hub_id: int | None = None, operator_id: int | None = None) -> None:
    """InvalidSetup."""
    scope = Scope(
        hub_id=hub_id,
        operator_id=operator_id,
        kind=form.kind,
        space_id=form.space_id,
        group=form.group.data,
        valid_from=form.valid_from.data or ALWAYS,
    )
    tariff_actions.set_prices(scope=scope, values=form.values, valid_until=form.valid_until.data)


def _row(tariff: Tariff, spaces: Mapping[int, str]) -> PriceRow:
    return PriceRow(
        id=tariff.id,
        what=KINDS[tariff.kind] if tariff.kind else spaces.get(tariff.space_id or 0, ""),
        group=GROUPS.get(tariff.group),
        prices=price_words(tariff.values),
        valid_from=None if tariff.valid_from == ALWAYS else tariff.valid_from,
        valid_until=tariff.valid_until,
        is_over=tariff.valid_until is not None and tariff.valid_until < today(DEFAULT_ZONE),
    )
