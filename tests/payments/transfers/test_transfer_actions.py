"""A bank's file settles what fits to the cent after a person's click; all else a person decides."""

from typing import Any

import pytest
import time_machine
from flask import Flask

from bookings.cover import Choice
from core.db import db
from core.transactions import transaction
from payments.errors import NothingDue
from payments.models import Fee
from payments.open_items import queries as item_queries
from payments.transfers import camt, transfer_actions, transfer_queries
from payments.transfers.errors import TooLittleTransferred
from payments.transfers.models import ReceivedTransfer
from payments.transfers.transfer_actions import TakenIn
from tests.support import people
from tests.support.bank_files import Transfer
from tests.support.house import NOW, House
from tests.support.money import IBAN, book_for_money, fees, member, operator_of, paid_house, payments, refunds
from tests.support.open_items import owed, statement

TRANSFER = Choice(way="transfer")


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna Muster")
        made = paid_house(app)
        book_for_money(made, choice=TRANSFER)
        yield made


def take_in(home: House, *transfers: Transfer) -> TakenIn:
    found = camt.read(statement(*transfers), IBAN)
    with home.app.app_context(), transaction():
        return transfer_actions.take_in(operator_id=operator_of(home).id, statement=found)


def waiting(home: House) -> list[tuple[str, int]]:
    with home.app.app_context():
        found = transfer_queries.waiting(operator_of(home).id)
        return [(one.kind, one.transfer.amount_cents) for one in found]


def rows(home: House) -> list[ReceivedTransfer]:
    with home.app.app_context():
        return list(db.session.scalars(db.select(ReceivedTransfer).order_by(ReceivedTransfer.id)))


def reference(home: House) -> str:
    return fees(home)[0].reference or ""


def test_exact_transfer_settles_the_item_after_a_click_and_once(home: House) -> None:
    right, other = Transfer("6.00", reference=reference(home)), Transfer("9.00", ("Strom",), name="Bernd Fremd")
    assert take_in(home, right, other) == TakenIn(1, 0, 1, 0)
    assert take_in(home, right, other) == TakenIn(0, 1, 1, 0)  # the same file once more
    assert (waiting(home), len(owed(home))) == ([("exact", 600)], 1)
    ids = {row.id for row in rows(home)}
    with home.app.app_context(), transaction():
        key = operator_of(home).id
        assert transfer_actions.note_exact(operator_id=key + 1, ids=ids, by=member()) == 0
        assert transfer_actions.note_exact(operator_id=key, ids=set(), by=member()) == 0
        assert transfer_actions.note_exact(operator_id=key, ids=ids, by=member()) == 1
        assert transfer_actions.note_exact(operator_id=key, ids=ids, by=member()) == 0
    (paid,) = payments(home)
    assert (paid.way, paid.amount_cents, paid.paid_at and paid.paid_at.date().isoformat()) == (
        "transfer",
        600,
        "2026-11-23",
    )
    assert (owed(home), waiting(home)) == ([], [])
    (row,) = rows(home)
    assert (row.outcome, row.debtor, row.text, row.reference, row.debtor_account) == ("noted", "", "", "", "")


def test_second_transfer_for_the_same_is_paid_twice(home: House) -> None:
    twice = [Transfer("6.00", reference=reference(home), bank_key=key) for key in ("1", "2")]
    take_in(home, *twice)
    assert waiting(home) == [("exact", 600), ("paid_twice", 600)]


def test_too_much_is_noted_and_the_rest_waits_to_be_given_back(home: House) -> None:
    take_in(home, Transfer("10.00", reference=reference(home)))
    assert waiting(home) == [("amount_differs", 1000)]
    assert note_first(home) == 400
    assert [(one.amount_cents, one.refunded_cents) for one in payments(home)] == [(1000, 400)]
    assert [(one.amount_cents, one.why, one.status) for one in refunds(home)] == [(400, "twice", "wanted")]
    assert owed(home) == []


def note_first(home: House) -> int:
    with home.app.app_context(), transaction():
        key = operator_of(home).id
        (found,) = transfer_queries.waiting(key)
        (item,) = item_queries.owed_to(key)
        return transfer_actions.note_for(transfer=found.transfer, owed=item, by=member())


def test_too_little_is_not_noted(home: House) -> None:
    take_in(home, Transfer("5.99", reference=reference(home)))
    with pytest.raises(TooLittleTransferred) as refused:
        note_first(home)
    assert refused.value.facts["due_cents"] == 600
    assert (payments(home), waiting(home)) == ([], [("amount_differs", 599)])


def test_other_currency_is_not_noted(home: House) -> None:
    take_in(home, Transfer("6.00", reference=reference(home), currency="CHF"))
    with pytest.raises(TooLittleTransferred):
        note_first(home)


def test_name_alone_is_a_guess_and_can_be_set_aside(home: House) -> None:
    take_in(home, Transfer("6.00", ("Danke",), name="MUSTER, ANNA"))
    assert waiting(home) == [("looks_like", 600)]
    with home.app.app_context(), transaction():
        found = transfer_queries.transfer_of(operator_of(home).id, rows_here()[0].id)
        assert found is not None
        transfer_actions.set_aside(transfer=found, by=member())
    assert (waiting(home), len(owed(home)), rows(home)[0].outcome) == ([], 1, "set_aside")


def rows_here() -> list[ReceivedTransfer]:
    return list(db.session.scalars(db.select(ReceivedTransfer)))


def test_item_that_was_settled_meanwhile_is_refused(home: House) -> None:
    take_in(home, Transfer("6.00", reference=reference(home)))
    with home.app.app_context(), transaction():
        key = operator_of(home).id
        (found,) = transfer_queries.waiting(key)
        (item,) = item_queries.owed_to(key)
        db.session.get_one(Fee, item.fee.id).covered_by = "pass"
        db.session.flush()
        with pytest.raises(NothingDue):
            transfer_actions.note_for(transfer=found.transfer, owed=item, by=member())
