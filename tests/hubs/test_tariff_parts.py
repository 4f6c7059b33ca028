"""Of which prices a price is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.tariffs import TariffPart, TariffValues, parts, price_cents

CENTS = st.none() | st.integers(0, 5000)
TARIFFS = st.builds(TariffValues, CENTS, CENTS, CENTS, CENTS)
MINUTES = st.integers(1, 3 * 24 * 60)


@given(TARIFFS, MINUTES)
def test_parts_add_up_to_the_price_and_cover_the_time(tariff: TariffValues, minutes: int) -> None:
    found = parts(tariff, minutes)
    assert sum(part.number * part.cents for part in found) == price_cents(tariff, minutes)
    lengths = {"hour": 60, "half_day": 300, "day": 1440, "month": 44640}
    covered = sum(part.number * lengths[part.unit] for part in found)
    assert covered >= minutes or tariff == TariffValues()


@given(TARIFFS, MINUTES, MINUTES)
def test_price_is_never_negative_nor_falls_with_time_nor_exceeds_that_of_two_parts(
    tariff: TariffValues, first: int, second: int
) -> None:
    whole = price_cents(tariff, first + second)
    assert 0 <= price_cents(tariff, first) <= whole <= price_cents(tariff, first) + price_cents(tariff, second)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (90, [TariffPart(2, "hour", 200)]),
        (300, [TariffPart(1, "half_day", 700)]),
        (420, [TariffPart(1, "half_day", 700), TariffPart(2, "hour", 200)]),
        (540, [TariffPart(1, "day", 1200)]),
    ],
)
def test_parts_are_the_longest_first(minutes: int, expected: list[TariffPart]) -> None:
    assert list(parts(TariffValues(hour=200, half_day=700, day=1200), minutes)) == expected
