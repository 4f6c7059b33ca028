"""For how long a place is held for an address, and where an account is needed: pure functions."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bookings.rules import STATUSES
from bookings.unconfirmed.errors import REASONS, ConfirmationOver
from bookings.unconfirmed.rules import asks_for_account, check_held, hold_until, is_confirmed, is_held
from core.errors import is_allowed
from hubs.questions.rules import QuestionFacts
from hubs.rules import Rules
from tests.support.booking import ELEVEN, NINE

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("before_end", "minutes"), [(600, 30), (31, 30), (30, 30), (29, 29), (1, 1)])
def test_place_is_held_for_half_an_hour_and_never_beyond_its_end(before_end: int, minutes: int) -> None:
    moment = ELEVEN - before_end * MINUTE
    assert hold_until(ELEVEN, moment) == moment + minutes * MINUTE


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("held_for", ["", "taking", "address"])
def test_only_what_is_held_for_an_address_waits_for_one(status: str, held_for: str) -> None:
    waits = is_held(status, held_for, NINE + MINUTE, NINE)
    assert waits is ((status, held_for) == ("held", "address"))
    assert is_allowed(check_held, status, held_for, NINE + MINUTE, NINE) is waits
    assert not (waits and is_confirmed(status, held_for))


def test_it_waits_until_its_moment_and_not_longer() -> None:
    assert is_held("held", "address", NINE + MINUTE, NINE)
    with pytest.raises(ConfirmationOver):
        check_held("held", "address", NINE, NINE)


def place(questions: tuple[QuestionFacts, ...] = (), **values: Any) -> tuple[Any, Any]:
    """A set-up and a place of it, as far as the rule looks at them."""
    known = {"rules": Rules(), "is_confidential": False, "needs": ()} | values
    return SimpleNamespace(asked_at=lambda _place: list(questions)), SimpleNamespace(**known)


QUESTION = QuestionFacts(id=1, text="Wie viele?", kind="number", required=True)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (place(), None),
        (place(rules=Rules(admission="approval")), None),
        (place((QUESTION._replace(required=False),)), None),
        (place(rules=Rules(needs_account=True)), "hub"),
        (place(is_confidential=True), "confidential"),
        (place(needs=(object(),)), "induction"),
        (place(rules=Rules(admission="members")), "members"),
        (place(rules=Rules(groups=("clubs",))), "members"),
        (place((QUESTION,)), "questions"),
    ],
)
def test_account_is_needed_where_one_has_to_be_known(made: tuple[Any, Any], reason: str | None) -> None:
    assert asks_for_account(*made) == reason
    assert reason is None or reason in REASONS
