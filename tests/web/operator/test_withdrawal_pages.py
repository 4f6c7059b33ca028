"""An operator's people, and admins, answer withdrawals: what they see of them, and what becomes of these."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.cover import Choice
from bookings.models import Booking
from core.db import db
from core.transactions import transaction
from members.admin_actions import add_member
from payments import payment_actions, queries
from payments.models import Fee
from tests.support import people
from tests.support.booking import ELEVEN, TWELVE
from tests.support.house import NOW, House
from tests.support.html import faults, text
from tests.support.money import book_for_money, paid_house, refunds
from tests.support.passes import elsewhere
from tests.support.queries import counted
from tests.support.withdrawals import ANNA, declare, the_booking, the_withdrawal

OWN, ADMIN = "own@example.org", "admin@example.org"
HERE, ALL = "/operators/coppenbruegge/withdrawals", "/admin/withdrawals"


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, ANNA, "Anna")
        home = paid_house(app)
        with app.app_context(), transaction():
            add_member(email=OWN, password_hash=people.HASH, roles=[("operator", "coppenbruegge")])
            add_member(email=ADMIN, password_hash=people.HASH, roles=[("admin", None)])
        yield home


def logged_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    people.log_in(client, email)
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def own(app: Flask, home: House) -> FlaskClient:
    return logged_in(app, OWN)


def paid(home: House, **more: Any) -> Booking:
    booking = book_for_money(home, choice=Choice(way="transfer", starts_early=True), **more)
    with home.app.app_context(), transaction():
        found = queries.account_of_booking(booking.id)
        assert found is not None
        payment_actions.note(account=found, way="transfer", cents=found.due_cents, by=None)
    return booking


def test_overview_says_how_many_wait_for_an_answer(home: House, own: FlaskClient) -> None:
    booking = paid(home)
    declare(home, "AB 12", email="nobody@example.org")
    assert "for an answer" not in text(own.get("/operators/coppenbruegge"))
    key = declare(home, booking.id)
    overview = own.get("/operators/coppenbruegge")
    assert "One withdrawal waits for an answer" in text(overview)
    assert f'href="{HERE}"' in overview.text
    assert faults(overview.text) == []
    declare(home, booking.id)
    assert "2 withdrawals wait for an answer" in text(own.get("/operators/coppenbruegge"))
    own.post(f"{HERE}/{key}/refusal", data={"reason": "Declared twice"})
    assert "One withdrawal waits for an answer" in text(own.get("/operators/coppenbruegge"))


def test_page_of_what_nobody_has_paid_asks_for_no_amount(home: House, own: FlaskClient) -> None:
    booking = book_for_money(home, choice=Choice(way="transfer"))
    key = declare(home, booking.id)
    page = own.get(f"{HERE}/{key}")
    assert "Nothing was paid that could go back" in text(page)
    assert '<input type="hidden" name="amount" value="0">' in page.text
    assert faults(page.text) == []
    assert own.post(f"{HERE}/{key}/acceptance", data={"amount": "0"}).status_code == 303
    assert the_booking(home, booking).status == "cancelled"
    assert refunds(home) == []


@pytest.mark.parametrize(("language", "begins"), [("en", '<span lang="de">'), ("de", "")])
def test_consent_is_shown_as_it_was_read_and_says_in_which_language(
    home: House, own: FlaskClient, language: str, begins: str
) -> None:
    key = declare(home, paid(home).id)
    own.set_cookie("lang", language)
    page = own.get(f"{HERE}/{key}")
    assert f'<blockquote class="lr-small">{begins}Ich möchte, dass' in page.text
    assert faults(page.text) == []


def test_withdrawal_is_accepted_with_the_proposed_amount(home: House, own: FlaskClient) -> None:
    booking = paid(home)
    key = declare(home, booking.id)
    overview = own.get(HERE)
    assert "Anna Muster" in text(overview)
    assert faults(overview.text) == []
    page = own.get(f"{HERE}/{key}")
    assert "All that was paid goes back" in text(page)
    assert "Tue 8 Dec 2026" in text(page)
    assert 'value="6,00"' in page.text
    assert faults(page.text) == []
    answer = own.post(f"{HERE}/{key}/acceptance", data={"amount": "6,00"})
    assert (answer.status_code, answer.location) == (303, HERE)
    assert the_booking(home, booking).status == "cancelled"
    assert [(one.amount_cents, one.why) for one in refunds(home)] == [(600, "withdrawn")]
    assert "accepted" in text(own.get(HERE))


def test_second_answer_says_that_it_was_answered(home: House, own: FlaskClient) -> None:
    key = declare(home, paid(home).id)
    own.post(f"{HERE}/{key}/acceptance", data={"amount": "6"})
    again = own.post(f"{HERE}/{key}/refusal", data={"reason": "Nein"})
    assert again.status_code == 409
    assert "Somebody else has dealt with" in text(again)
    assert own.get(f"{HERE}/{key}").status_code == 409
    assert len(refunds(home)) == 1


@pytest.mark.parametrize(
    ("typed", "says"), [("5,99", "from €6.00"), ("6,01", "to €6.00"), ("viel", "in euros"), ("", "")]
)
def test_wrong_amount_is_said_at_its_field(home: House, own: FlaskClient, typed: str, says: str) -> None:
    key = declare(home, paid(home).id)
    refused = own.post(f"{HERE}/{key}/acceptance", data={"amount": typed})
    assert refused.status_code == 422
    assert says in text(refused)
    assert 'id="amount-error"' in refused.text
    assert faults(refused.text) == []
    assert the_withdrawal(home, key).outcome == "open"


def test_refusal_needs_a_reason_and_keeps_the_booking(home: House, own: FlaskClient) -> None:
    booking = paid(home)
    key = declare(home, booking.id)
    empty = own.post(f"{HERE}/{key}/refusal", data={"reason": " "})
    assert empty.status_code == 422
    assert faults(empty.text) == []
    assert own.post(f"{HERE}/{key}/refusal", data={"reason": "Zu spät"}).status_code == 303
    assert the_withdrawal(home, key).outcome == "refused"
    assert the_booking(home, booking).status == "confirmed"


def test_of_several_bookings_the_meant_one_is_chosen(home: House, own: FlaskClient) -> None:
    first, second = paid(home), paid(home, name="Platz 2", start=ELEVEN, end=TWELVE)
    key = declare(home, "vergessen")
    page = own.get(f"{HERE}/{key}")
    assert "The code is not known" in text(page)
    with home.app.app_context():
        root = db.session.scalars(select(Fee.root_id).where(Fee.booking_id == first.id)).one()
    other = own.get(f"{HERE}/{key}?contract={root}")
    assert f'value="{root}"' in other.text
    assert own.post(f"{HERE}/{key}/acceptance", data={"amount": "6", "contract": str(root)}).status_code == 303
    assert (the_booking(home, first).status, the_booking(home, second).status) == ("cancelled", "confirmed")


def test_strangers_code_is_warned_of(home: House, own: FlaskClient) -> None:
    key = declare(home, paid(home).id, "jemand@example.org")
    assert "The address is not the buyer’s" in text(own.get(f"{HERE}/{key}"))


def test_what_concerns_another_operator_does_not_exist_here(home: House, own: FlaskClient) -> None:
    there = elsewhere(home.app)
    key = declare(home, paid(there).id)
    assert "Anna Muster" not in text(own.get(HERE))
    assert own.get(f"{HERE}/{key}").status_code == 404
    for what, data in (("acceptance", {"amount": "6"}), ("refusal", {"reason": "x"}), ("nothing-found", {})):
        assert own.post(f"{HERE}/{key}/{what}", data=data).status_code == 404
    assert own.get(f"{HERE}/{key}?contract=x").status_code == 404
    assert the_withdrawal(home, key).outcome == "open"


def test_contract_of_another_cannot_be_named(home: House, own: FlaskClient) -> None:
    theirs = paid(elsewhere(home.app))
    key = declare(home, paid(home).id)
    with home.app.app_context():
        root = db.session.scalars(select(Fee.root_id).where(Fee.booking_id == theirs.id)).one()
    assert own.post(f"{HERE}/{key}/acceptance", data={"amount": "6", "contract": str(root)}).status_code == 404
    assert refunds(home) == []


def test_guess_that_is_wrong_is_said_to_the_person(home: House, own: FlaskClient) -> None:
    paid(home)
    by_address, by_code = declare(home, "?"), declare(home, paid(home, name="Platz 2").id)
    assert "It belongs to nothing here" in text(own.get(f"{HERE}/{by_address}"))
    assert "It belongs to nothing here" not in text(own.get(f"{HERE}/{by_code}"))
    assert own.post(f"{HERE}/{by_code}/nothing-found").status_code == 404
    assert own.post(f"{HERE}/{by_address}/nothing-found").status_code == 303
    assert the_withdrawal(home, by_address).outcome == "unknown"


def test_admins_see_all_and_answer_what_nothing_was_found_for(app: Flask, home: House) -> None:
    known, unknown = declare(home, paid(home).id), declare(home, "XYZ", "niemand@example.org")
    admin = logged_in(app, ADMIN)
    page = admin.get(ALL)
    assert f"{HERE}/{known}" in page.text
    assert "nothing was found" in text(page)
    assert faults(page.text) == []
    assert admin.post(f"{ALL}/{known}/nothing-found").status_code == 404
    assert admin.post(f"{ALL}/{unknown}/nothing-found").status_code == 303
    assert admin.post(f"{ALL}/{unknown}/nothing-found").status_code == 409
    assert the_withdrawal(home, unknown).outcome == "unknown"
    assert admin.get(f"{HERE}/{known}").status_code == 200


def test_list_asks_as_often_for_many_as_for_one(home: House, own: FlaskClient) -> None:
    booking = paid(home)
    declare(home, booking.id)
    declare(home, "?")
    own.get(HERE)

    def statements() -> int:
        with counted(home.app) as asked:
            assert own.get(HERE).status_code == 200
        return len(asked)

    few = statements()
    for number in range(8):
        declare(home, booking.id if number % 2 else "?")
    assert statements() == few


def test_hostile_words_are_shown_as_they_are(home: House, own: FlaskClient) -> None:
    key = declare(home, f"<b>{paid(home).id}</b>")
    page = own.get(f"{HERE}/{key}")
    assert "<b>" not in page.text.partition("<main")[2].replace("<b>6", "")
    assert faults(page.text) == []
