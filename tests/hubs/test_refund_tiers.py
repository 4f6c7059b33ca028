"""What comes back to whoever cancels."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.refund_tiers import RefundTier, check_tiers, of_json, percent, refund_cents
from hubs.setup_errors import InvalidSetup

START = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
TIERS = (RefundTier(48, 100), RefundTier(24, 50), RefundTier(0, 10))


@pytest.mark.parametrize(
    ("hours_before", "expected"), [(72, 100), (48, 100), (47.99, 50), (24, 50), (23.99, 10), (0, 10), (-0.01, 0)]
)
def test_percent_is_that_of_the_tier(hours_before: float, expected: int) -> None:
    assert percent(TIERS, 60, START, START - timedelta(hours=hours_before)) == expected


@pytest.mark.parametrize(("minutes_before", "expected"), [(61, 100), (60, 100), (59, 0), (-5, 0)])
def test_without_tiers_all_comes_back_until_the_deadline(minutes_before: int, expected: int) -> None:
    assert percent(None, 60, START, START - timedelta(minutes=minutes_before)) == expected


def test_tiers_that_give_nothing_are_not_those_of_the_deadline() -> None:
    assert percent((), 60, START, START - timedelta(days=9)) == 0


@pytest.mark.parametrize(
    "tiers",
    [
        [RefundTier(24, 50), RefundTier(48, 100)],
        [RefundTier(24, 50), RefundTier(24, 40)],
        [RefundTier(48, 50), RefundTier(24, 60)],
        [RefundTier(-1, 50)],
        [RefundTier(24, 101)],
        [RefundTier(24, -1)],
        [RefundTier(9000, 50)],
        [RefundTier(hours, 50) for hours in range(7, 0, -1)],
    ],
)
def test_tiers_that_make_no_sense_are_refused(tiers: list[RefundTier]) -> None:
    with pytest.raises(InvalidSetup) as refused:
        check_tiers(tiers)
    assert refused.value.field == "refund_tiers"
    assert str(refused.value.message())


def test_tiers_come_back_from_the_database_as_they_were() -> None:
    check_tiers(TIERS)
    assert of_json([list(tier) for tier in TIERS]) == TIERS
    assert of_json(None) is None


@given(st.integers(0, 10_000_000), st.integers(0, 100))
def test_refund_is_never_more_than_was_paid(gross: int, share: int) -> None:
    back = refund_cents(gross, share)
    assert 0 <= back <= gross
    assert abs(back * 100 - gross * share) <= 50


tiers = st.lists(st.builds(RefundTier, st.integers(0, 500), st.integers(0, 100)), max_size=6)


@given(tiers, st.integers(0, 40_000), st.integers(0, 5_000))
def test_who_cancels_earlier_never_gets_less(given: list[RefundTier], minutes: int, more: int) -> None:
    try:
        check_tiers(given)
    except InvalidSetup:
        return
    later, earlier = (percent(given, 60, START, START - timedelta(minutes=m)) for m in (minutes, minutes + more))
    assert earlier >= later
