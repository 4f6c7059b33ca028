"""Which tariff holds, and the cheapest way to cover a length."""

from datetime import date, timedelta
from itertools import product
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.tariffs import ALWAYS, GROUPS, TariffFacts, TariffValues, holding, in_order, price_cents

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
with_months = st.builds(TariffValues, prices, prices, prices, prices)


@given(tariffs, st.integers(1, 3000))
def test_price_equals_the_best_of_all_combinations(tariff: TariffValues, minutes: int) -> None:
    offered = [(p, n) for p, n in zip(tariff, (60, 300, 1440, 31 * 1440), strict=True) if p is not None]
    counts = product(*(range(ceil(minutes / n) + 1) for _, n in offered))
    covering = (c for c in counts if sum(k * n for k, (_, n) in zip(c, offered, strict=True)) >= minutes)
    best = min((sum(k * p for k, (p, _) in zip(c, offered, strict=True)) for c in covering), default=0)
    assert price_cents(tariff, minutes) == best


@given(tariffs, st.integers(0, 3000), st.integers(0, 600))
def test_longer_never_costs_less(tariff: TariffValues, minutes: int, more: int) -> None:
    assert price_cents(tariff, minutes) <= price_cents(tariff, minutes + more)


@given(with_months, st.integers(0, 100_000), st.integers(0, 5_000))
def test_longer_never_costs_less_with_months_either(tariff: TariffValues, minutes: int, more: int) -> None:
    assert price_cents(tariff, minutes) <= price_cents(tariff, minutes + more)


@given(with_months, st.integers(0, 20_000), st.integers(0, 20_000))
def test_one_booking_never_costs_more_than_its_two_parts(tariff: TariffValues, one: int, other: int) -> None:
    assert price_cents(tariff, one + other) <= price_cents(tariff, one) + price_cents(tariff, other)


@given(with_months, st.integers(0, 100_000))
def test_price_is_never_negative(tariff: TariffValues, minutes: int) -> None:
    assert price_cents(tariff, minutes) >= 0


@given(with_months, st.integers(0, 100_000))
def test_price_is_never_more_than_that_of_one_length_alone(tariff: TariffValues, minutes: int) -> None:
    """So many hours, half days, days or months as it takes."""
    lengths = (60, 5 * 60, 24 * 60, 31 * 24 * 60)
    alone = [
        ceil(minutes / covered) * cents for cents, covered in zip(tariff, lengths, strict=True) if cents is not None
    ]
    assert all(price_cents(tariff, minutes) <= cents for cents in alone)


@given(with_months, st.sampled_from(TariffValues._fields), st.integers(0, 3000), st.integers(0, 100_000))
def test_dearer_tariff_never_makes_it_cheaper(tariff: TariffValues, field: str, more: int, minutes: int) -> None:
    before = getattr(tariff, field)
    if before is not None:
        assert price_cents(tariff, minutes) <= price_cents(tariff._replace(**{field: before + more}), minutes)


def test_month_covers_thirty_one_days_and_no_more() -> None:
    locker = TariffValues(day=200, month=900)
    assert price_cents(locker, 31 * 1440) == 900
    assert price_cents(locker, 31 * 1440 + 1) == 1100


DAY = date(2026, 11, 24)
EVERYBODY = TariffFacts(TariffValues(day=1200), of_hub=True, kind="desk")
OF_OPERATOR = TariffFacts(TariffValues(day=1500), of_hub=False, kind="desk")
OF_SPACE = TariffFacts(TariffValues(day=2000), of_hub=True, space_id=7)
RESIDENTS = TariffFacts(TariffValues(day=800), of_hub=True, kind="desk", group="residents")
RESIDENTS_OF_OPERATOR = TariffFacts(TariffValues(day=700), of_hub=False, kind="desk", group="residents")
NEW_YEAR = TariffFacts(TariffValues(day=1300), of_hub=True, kind="desk", valid_from=date(2027, 1, 1))
ADVENT = TariffFacts(
    TariffValues(day=600), of_hub=True, kind="desk", valid_from=date(2026, 11, 29), valid_until=date(2026, 12, 24)
)


@pytest.mark.parametrize(
    ("tariffs", "space", "group", "day", "cents"),
    [
        ([], 1, None, DAY, None),
        ([EVERYBODY], 1, None, DAY, 1200),
        ([OF_OPERATOR, EVERYBODY], 1, None, DAY, 1200),
        ([OF_OPERATOR], 1, None, DAY, 1500),
        ([EVERYBODY, OF_SPACE, RESIDENTS], 7, None, DAY, 2000),
        ([EVERYBODY, OF_SPACE, RESIDENTS], 7, "residents", DAY, 2000),
        ([EVERYBODY, OF_SPACE, RESIDENTS], 1, "residents", DAY, 800),
        ([EVERYBODY, OF_SPACE, RESIDENTS], 1, "clubs", DAY, 1200),
        ([EVERYBODY, RESIDENTS_OF_OPERATOR], 1, "residents", DAY, 1200),
        ([OF_OPERATOR, RESIDENTS_OF_OPERATOR], 1, "residents", DAY, 700),
        ([NEW_YEAR, EVERYBODY], 1, None, date(2026, 12, 31), 1200),
        ([EVERYBODY, NEW_YEAR], 1, None, date(2027, 1, 1), 1300),
        ([ADVENT, EVERYBODY], 1, None, date(2026, 11, 28), 1200),
        ([EVERYBODY, ADVENT], 1, None, date(2026, 11, 29), 600),
        ([EVERYBODY, ADVENT], 1, None, date(2026, 12, 24), 600),
        ([EVERYBODY, ADVENT], 1, None, date(2026, 12, 25), 1200),
    ],
)
def test_most_specific_tariff_holds(
    tariffs: list[TariffFacts], space: int, group: str | None, day: date, cents: int | None
) -> None:
    assert holding(in_order(tariffs), space, "desk", group, day) == TariffValues(day=cents)


def test_tariff_of_another_kind_holds_for_nothing() -> None:
    assert holding([EVERYBODY], 1, "room", None, DAY) == TariffValues()


def test_prices_of_one_space_are_not_those_of_its_kind() -> None:
    assert holding([OF_SPACE], None, "desk", None, DAY) == TariffValues()


days = st.integers(0, 60).map(lambda number: DAY + timedelta(days=number))
facts = st.builds(
    TariffFacts,
    st.builds(TariffValues, st.integers(0, 9)),
    of_hub=st.booleans(),
    kind=st.just("desk"),
    group=st.sampled_from(["", *GROUPS]),
    valid_from=days | st.just(ALWAYS),
    valid_until=st.none() | days,
)


@given(st.lists(facts, max_size=6), st.none() | st.sampled_from(GROUPS), days)
def test_tariff_that_holds_is_one_that_may(tariffs: list[TariffFacts], group: str | None, day: date) -> None:
    found = holding(in_order(tariffs), 1, "desk", group, day)
    able = [t for t in tariffs if t.group in ("", group or "") and t.valid_from <= day <= (t.valid_until or day)]
    assert found in [t.values for t in able] if able else found == TariffValues()
