"""How long a place is held for somebody, and who is before whom: pure functions."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.waiting.errors import ProposalOver
from bookings.waiting.rules import Position, Wish, check_takeable, position_of, proposal_until
from core.timespans import Interval
from hubs.rules import Rules
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("ahead", "minutes"), [(1440, 30), (60, 30), (40, 20), (12, 6), (8, 5), (5, 5), (3, 3)])
def test_place_is_held_for_less_near_its_start(ahead: int, minutes: int) -> None:
    moment = NINE - ahead * MINUTE
    assert proposal_until(Rules(), NINE, moment) == moment + minutes * MINUTE


@given(ahead=st.integers(1, 10_000), minutes=st.integers(5, 1440))
def test_place_is_never_held_beyond_its_start_nor_longer_than_the_rule(ahead: int, minutes: int) -> None:
    moment = NINE - ahead * MINUTE
    until = proposal_until(Rules(proposal_minutes=minutes), NINE, moment)
    assert moment < until <= min(NINE, moment + max(minutes, 5) * MINUTE)


def wish(
    number: int, *, space: int | None = None, start: object = NINE, end: object = ELEVEN, kind: str = "desk"
) -> Wish:
    return Wish(UUID(int=number), 1, kind, space, Interval(start, end), NINE + number * MINUTE)  # type: ignore[arg-type]


def test_position_counts_who_may_be_given_the_same_place_before() -> None:
    own = wish(5, space=1)
    line = [
        own,
        wish(1),  # any desk
        wish(2, space=2),  # another desk
        wish(3, start=ELEVEN, end=TWELVE),  # another time
        wish(4, space=1, start=TEN, end=TWELVE),
        wish(6, space=1),  # later
        wish(0, kind="room"),
    ]
    assert position_of(own, line) == Position(3, 4)
    assert position_of(wish(1), line) == Position(1, 5)


@pytest.mark.parametrize(
    ("status", "left", "is_proposal"),
    [("held", 0, True), ("held", 1, False), ("expired", 1, True), ("confirmed", 1, True)],
)
def test_only_what_is_held_for_somebody_is_taken(status: str, left: int, is_proposal: bool) -> None:
    with pytest.raises(ProposalOver):
        check_takeable(status, NINE + left * MINUTE, is_proposal=is_proposal, now=NINE)
    check_takeable("held", NINE + MINUTE, is_proposal=True, now=NINE)
