from dataclasses import fields, replace
from itertools import product
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.rules import (
    DEFAULTS,
    NO_LIMIT,
    TRAVEL,
    Rules,
    TariffValues,
    effective,
    haversine_km,
    price_cents,
    travel_minutes,
    ways,
)

NOTHING = dict.fromkeys(field.name for field in fields(Rules))


class Row:
    """A stored row of overrides: None wherever nothing is set."""

    def __init__(self, **values: int) -> None:
        self.__dict__.update(NOTHING | values)


def test_defaults_hold_without_overrides() -> None:
    assert effective() == effective(Row(), Row()) == DEFAULTS == Rules(30, 60, 600, 0, 60, 20, 60)


def test_each_rule_comes_from_the_space_else_the_hub_else_the_defaults() -> None:
    rules = effective(Row(grid_minutes=15, min_minutes=120), Row(min_minutes=30, notice_minutes=0))
    assert rules == replace(DEFAULTS, grid_minutes=15, min_minutes=30)


def test_a_zero_overrides_and_is_not_taken_for_nothing() -> None:
    assert effective(Row(cancel_deadline_minutes=90), Row(cancel_deadline_minutes=0)).cancel_deadline_minutes == 0


def test_no_limit_lifts_the_limit_of_active_bookings() -> None:
    assert effective(Row(max_active=NO_LIMIT)).max_active is None
    assert effective(Row(max_active=NO_LIMIT), Row(max_active=3)).max_active == 3


DEMO = TariffValues(half_day=700, day=1200)
FULL = TariffValues(hour=200, half_day=700, day=1200)


@pytest.mark.parametrize(
    ("tariff", "minutes", "cents"),
    [
        (DEMO, 60, 700),
        (DEMO, 300, 700),
        (DEMO, 301, 1200),
        (DEMO, 600, 1200),
        (DEMO, 24 * 60, 1200),
        (DEMO, 24 * 60 + 1, 1900),
        (FULL, 1, 200),
        (FULL, 61, 400),
        (FULL, 240, 700),
        (FULL, 360, 900),
        (FULL, 480, 1200),
        (TariffValues(hour=1000), 90, 2000),
        (TariffValues(day=1200), 3 * 24 * 60, 3600),
        (TariffValues(half_day=700), 301, 1400),
        (TariffValues(hour=0), 600, 0),
        (TariffValues(), 600, 0),
        (FULL, 0, 0),
    ],
)
def test_price_is_that_of_the_cheapest_cover(tariff: TariffValues, minutes: int, cents: int) -> None:
    assert price_cents(tariff, minutes) == cents


prices = st.none() | st.integers(0, 3000)
tariffs = st.builds(TariffValues, prices, prices, prices)


@given(tariffs, st.integers(1, 3000))
def test_price_equals_the_best_of_all_combinations(tariff: TariffValues, minutes: int) -> None:
    offered = [(p, n) for p, n in zip(tariff, (60, 300, 1440), strict=True) if p is not None]
    counts = product(*(range(ceil(minutes / n) + 1) for _, n in offered))
    covering = (c for c in counts if sum(k * n for k, (_, n) in zip(c, offered, strict=True)) >= minutes)
    best = min((sum(k * p for k, (p, _) in zip(c, offered, strict=True)) for c in covering), default=0)
    assert price_cents(tariff, minutes) == best


@given(tariffs, st.integers(0, 3000), st.integers(0, 600))
def test_longer_never_costs_less(tariff: TariffValues, minutes: int, more: int) -> None:
    assert price_cents(tariff, minutes) <= price_cents(tariff, minutes + more)


def test_fifteen_minutes_reach_as_far_as_the_design_says() -> None:
    for mode, km in zip(TRAVEL, (0.92, 2.9, 3.9, 7.2), strict=True):
        assert travel_minutes(km, mode) == 15
    assert travel_minutes(0, "foot") == 1
    assert travel_minutes(0, "car") == 2


@pytest.mark.parametrize(("km", "modes"), [(3.7, ["foot", "bicycle", "car"]), (3.8, ["bicycle", "car"])])
def test_way_on_foot_is_left_out_where_it_takes_more_than_an_hour(km: float, modes: list[str]) -> None:
    assert [mode for mode, _ in ways(km)] == modes


def test_haversine_agrees_with_known_distances() -> None:
    assert haversine_km(52, 9, 53, 9) == pytest.approx(111.195, abs=0.001)  # a degree of a great circle
    assert haversine_km(0, 179.5, 0, -179.5) == pytest.approx(111.195, abs=0.001)
    assert haversine_km(52.1185, 9.5487, 52.1185, 9.5487) == 0
    hameln, hannover = (52.1040, 9.3562), (52.3759, 9.7320)
    assert haversine_km(*hameln, *hannover) == pytest.approx(39.6, abs=0.3)
    assert haversine_km(90, 0, -90, 0) == pytest.approx(20015.1, abs=0.1)
