"""What the law says of a withdrawal: whether the right stands, and how much goes back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.withdrawals.errors import AmountOutside
from payments.withdrawals.rules import Contract, Verdict, check_back, used_share, verdict

MADE = datetime(2026, 11, 24, 10, tzinfo=UTC)
SOON, LAST, LATE = (
    MADE + timedelta(days=1),
    datetime(2026, 12, 8, 22, 59, tzinfo=UTC),
    datetime(2026, 12, 8, 23, tzinfo=UTC),
)


def contract(**values: Any) -> Contract:
    usual = {"is_business": False, "paid_cents": 1200, "used_cents": 0, "is_used_up": False, "consented": True}
    return Contract(contract_at=MADE, zone="Europe/Berlin", **(usual | values))


@pytest.mark.parametrize(
    ("values", "received", "kind", "why", "back"),
    [
        ({}, SOON, "full", "", 1200),
        ({"consented": False}, LAST, "full", "", 1200),
        ({"used_cents": 500}, SOON, "partial", "", 700),
        ({"used_cents": 500, "consented": False}, SOON, "full", "", 1200),
        ({"used_cents": 1200, "is_used_up": True}, SOON, "ended", "used", 0),
        ({"used_cents": 1200, "is_used_up": True, "consented": False}, SOON, "full", "", 1200),
        ({}, LATE, "ended", "too_late", 0),
        ({"is_business": True}, SOON, "ended", "business", 0),
        ({"paid_cents": 0, "used_cents": 500}, SOON, "partial", "", 0),
    ],
)
def test_verdict_by_time_use_and_consent(
    values: dict[str, Any], received: datetime, kind: str, why: str, back: int
) -> None:
    found = verdict(contract(**values), received)
    assert found == Verdict(kind, why, back, values.get("paid_cents", 1200), date(2026, 12, 8))


@pytest.mark.parametrize(("cents", "is_right"), [(699, False), (700, True), (1200, True), (1201, False)])
def test_operator_gives_what_the_law_gives_or_more(cents: int, is_right: bool) -> None:
    found = verdict(contract(used_cents=500), SOON)
    if is_right:
        check_back(found, cents)
    else:
        with pytest.raises(AmountOutside):
            check_back(found, cents)


@given(cents=st.integers(0, 10**7), minutes=st.integers(1, 10**5), gone=st.integers(-(10**5), 2 * 10**5))
def test_used_share_is_between_nothing_and_all(cents: int, minutes: int, gone: int) -> None:
    end = MADE + timedelta(minutes=minutes)
    found = used_share(cents, MADE, end, MADE + timedelta(minutes=gone))
    assert 0 <= found <= cents
    assert found == (0 if gone <= 0 else cents if gone >= minutes else cents * gone // minutes)
