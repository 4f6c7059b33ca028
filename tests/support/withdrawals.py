"""Withdrawals that were declared, and what they may be about."""

from typing import Any

from bookings.models import Booking
from core.db import db
from core.transactions import transaction
from payments.withdrawals import actions, contracts, queries
from payments.withdrawals.contracts import ContractFound
from payments.withdrawals.models import Withdrawal
from payments.withdrawals.queries import WithdrawalListed
from tests.support.house import House

ANNA = "anna@example.org"


def declare(home: House, code: object, email: str = ANNA, locale: str = "en") -> Any:
    """The id of a withdrawal that somebody has just declared."""
    with home.app.app_context(), transaction():
        return actions.declare(str(code), "Anna Muster", email, locale, []).id


def listed(home: House, key: Any) -> WithdrawalListed:
    with home.app.app_context():
        found = queries.open_one(key)
        assert found is not None
        return found


def contract(one: WithdrawalListed) -> ContractFound:
    """What it is about, where that is one thing. Inside an app context."""
    [match] = one.matches
    found = contracts.contract_of(match.root_id, one.withdrawal)
    assert found is not None
    return found


def the_withdrawal(home: House, key: Any) -> Withdrawal:
    with home.app.app_context():
        return db.session.get_one(Withdrawal, key)


def the_booking(home: House, booking: Booking) -> Booking:
    with home.app.app_context():
        return db.session.get_one(Booking, booking.id)
