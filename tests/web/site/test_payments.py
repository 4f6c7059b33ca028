"""The pages of paying: what is due and how one pays it, the way to Stripe and back, and what may not be seen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.db import db
from core.transactions import transact, transaction
from payments import queries
from payments.models import Payment
from payments.stripe import checkout, jobs
from tests.support import people
from tests.support.booking import ELEVEN, TWELVE, cancel
from tests.support.house import NOW
from tests.support.html import faults, text
from tests.support.money import fees, operator_of, paid_house, payments, refunds
from tests.support.payer import ON_SITE, TRANSFER, Payer, fee_id, payer
from tests.support.site import statements_of
from tests.support.stripe import FakeStripe

pytestmark = pytest.mark.one_database
SESSIONS = "/v1/checkout/sessions"


@pytest.fixture
def site(stripe_app: Flask, anna: int, bert: int) -> Flask:
    return stripe_app


@pytest.fixture
def anna_pays(site: Flask, fake_stripe: FakeStripe) -> Payer:
    return payer(site, fake_stripe, paid_house(site))


def page(who: Payer, booking: Any) -> str:
    answer = who.client.get(who.path(booking))
    assert answer.status_code == 200
    assert faults(answer.text) == []
    return str(text(answer))


def test_page_of_a_held_booking_says_until_when_and_leads_to_stripe(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    answer = anna_pays.client.get(anna_pays.path(booking))
    assert "Please pay now" in answer.text
    assert "We are holding the place for you until 07:38." in answer.text
    assert "€6.00" in answer.text
    assert "incl. 19% VAT" in answer.text
    assert f"form-action 'self' {anna_pays.fake.url}" in answer.headers["Content-Security-Policy"]
    assert "Pay online now" in answer.text


def test_paying_online_confirms_the_booking_when_one_comes_back(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    anna_pays.pays(booking)
    path = anna_pays.path(booking)
    back = anna_pays.client.get(f"{path}/return")
    assert "We are checking your payment" in back.text
    assert "data-send-now" in back.text
    assert anna_pays.status(booking) == "held"  # a GET writes nothing

    assert anna_pays.client.post(f"{path}/settlement").location == path
    assert anna_pays.status(booking) == "confirmed"
    assert "Paid, thank you!" in page(anna_pays, booking)
    assert anna_pays.client.get(f"{path}/return").location == path
    assert anna_pays.client.post(f"{path}/checkout").status_code == 409


def test_addresses_for_stripe_lead_back_to_the_fee(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    anna_pays.goes_to_stripe(booking)
    [session] = anna_pays.fake.known("checkout.session")
    path = anna_pays.path(booking)
    assert session["success_url"] == f"http://localhost{path}/return"
    assert session["cancel_url"] == f"http://localhost{path}"


def test_back_without_paying_the_place_is_still_held_and_one_can_go_again(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    first = anna_pays.goes_to_stripe(booking)
    shown = page(anna_pays, booking)
    assert "Please pay now" in shown
    assert "Check again" in shown
    anna_pays.client.post(f"{anna_pays.path(booking)}/settlement")
    assert "has not received a payment yet" in page(anna_pays, booking)
    assert anna_pays.goes_to_stripe(booking) == first
    assert len(payments(anna_pays.home)) == 1


def test_stripe_out_of_reach_is_said_and_the_hold_stays(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    anna_pays.fake.pull("fault", what="answer", status=500, times=20)
    answer = anna_pays.client.post(f"{anna_pays.path(booking)}/checkout")
    assert answer.status_code == 409
    assert "does not answer just now" in answer.text
    assert "Pay online now" in answer.text
    assert anna_pays.status(booking) == "held"
    anna_pays.fake.pull("no-faults")
    assert anna_pays.goes_to_stripe(booking)
    assert len(payments(anna_pays.home)) == 1


def test_key_that_is_in_use_is_tried_again_and_makes_one_session(anna_pays: Payer) -> None:
    """5"""
    booking = anna_pays.books()
    body = '{"error": {"type": "idempotency_error", "code": "idempotency_key_in_use"}}'
    in_use = {"what": "answer", "status": 409, "body": body, "content_type": "application/json"}
    anna_pays.fake.pull("fault", path=SESSIONS, **in_use)
    session = anna_pays.goes_to_stripe(booking)
    assert [one["id"] for one in anna_pays.fake.known("checkout.session")] == [session]
    assert [one.session_id for one in payments(anna_pays.home)] == [session]


def test_key_with_other_parameters_is_an_alarm_and_never_another_key(
    anna_pays: Payer, caplog: pytest.LogCaptureFixture
) -> None:
    """7: as if somebody had changed what is frozen. The answer is an error of the site's own, told to who runs it."""
    booking = anna_pays.books()
    anna_pays.fake.pull("fault", path=SESSIONS, what="cut", when="after", times=3)
    assert anna_pays.client.post(f"{anna_pays.path(booking)}/checkout").status_code == 409
    [before] = payments(anna_pays.home)
    with anna_pays.home.app.app_context(), transaction():
        changed = {**(before.session_params or {}), "client_reference_id": "another"}
        db.session.execute(update(Payment).values(session_params=changed))
    for _ in range(2):
        assert anna_pays.client.post(f"{anna_pays.path(booking)}/checkout").status_code == 500
    assert [record.levelname for record in caplog.records if "idempotency key" in record.message] == ["CRITICAL"] * 2
    assert [(one.id, one.session_id) for one in payments(anna_pays.home)] == [(before.id, None)]
    assert len(anna_pays.fake.known("checkout.session")) == 1
    assert anna_pays.status(booking) == "held"


def test_view_that_has_a_transaction_open_cannot_ask_stripe(
    anna_pays: Payer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """9: what the view must not do; nothing reaches Stripe, and what was begun is there to be tried again."""
    booking = anna_pays.books()
    monkeypatch.setattr(checkout, "transact", left_open)
    assert anna_pays.client.post(f"{anna_pays.path(booking)}/checkout").status_code == 500
    assert "while a transaction is open" in caplog.text
    monkeypatch.undo()
    assert anna_pays.fake.known("checkout.session") == []
    assert anna_pays.goes_to_stripe(booking)


def left_open(work: Callable[[], Any]) -> Any:
    """As who forgets to end it."""
    done = transact(work)
    db.session.execute(select(1))
    return done


def test_hold_that_is_over_cannot_be_paid(anna_pays: Payer, tuesday: Any) -> None:
    booking = anna_pays.books()
    tuesday.move_to(NOW + timedelta(minutes=40))
    shown = page(anna_pays, booking)
    assert "The time to pay is over" in shown
    assert "Pay online now" not in shown
    answer = anna_pays.client.post(f"{anna_pays.path(booking)}/checkout")
    assert answer.status_code == 409
    assert "Nothing was charged" in answer.text


def test_transfer_shows_account_reference_and_code(anna_pays: Payer) -> None:
    booking = anna_pays.books(TRANSFER)
    answer = anna_pays.client.get(anna_pays.path(booking))
    [fee] = fees(anna_pays.home)
    assert "DE02 1203 0000 0000 2020 51" in answer.text
    assert f'value="{fee.reference[:4]} {fee.reference[4:8]}' in answer.text  # type: ignore[index]
    assert '<svg role="img"' in answer.text
    assert 'value="6.00"' in answer.text
    assert anna_pays.status(booking) == "confirmed"


def test_payable_on_site_can_be_paid_online_instead(anna_pays: Payer) -> None:
    booking = anna_pays.books(ON_SITE)
    shown = page(anna_pays, booking)
    assert "You pay at the hub when you come." in shown
    assert "You can also pay online now." in shown
    anna_pays.pays(booking)
    anna_pays.client.post(f"{anna_pays.path(booking)}/settlement")
    assert "Paid, thank you!" in page(anna_pays, booking)
    assert anna_pays.status(booking) == "confirmed"


def test_nothing_speaks_of_online_payment_where_it_is_not_offered(anna_pays: Payer) -> None:
    with anna_pays.home.app.app_context(), transaction():
        operator_of(anna_pays.home).ways = ["on_site", "transfer"]
    booking = anna_pays.books(ON_SITE)
    answer = anna_pays.client.get(anna_pays.path(booking))
    assert "online" not in text(answer)
    assert "Stripe" not in answer.text
    assert "form-action 'self';" in answer.headers["Content-Security-Policy"]
    assert anna_pays.client.post(f"{anna_pays.path(booking)}/checkout").status_code == 422


def test_without_stripe_no_page_speaks_of_it(app: Flask, client: FlaskClient, anna: int) -> None:
    home = paid_house(app)
    people.log_in(client)
    who = Payer(client, None, home)  # type: ignore[arg-type]
    booking = who.books(ON_SITE)
    assert "Stripe" not in client.get(who.path(booking)).text
    assert client.post(f"{who.path(booking)}/checkout").status_code == 422
    assert client.post("/payments/webhook", data=b"{}").status_code == 404


def test_request_is_not_paid_before_the_hosts_accept(site: Flask, fake_stripe: FakeStripe) -> None:
    who = payer(site, fake_stripe, paid_house(site, rules={"admission": "approval"}))
    booking = who.books()
    shown = page(who, booking)
    assert "You only pay if they accept." in shown
    assert "Pay online now" not in shown
    assert who.client.post(f"{who.path(booking)}/checkout").status_code == 409
    assert payments(who.home) == []


def test_delayed_payment_is_on_its_way_and_confirms(anna_pays: Payer) -> None:
    with anna_pays.home.app.app_context(), transaction():
        operator_of(anna_pays.home).delayed_methods = True
    booking = anna_pays.books()
    anna_pays.pays(booking, delayed=True)
    anna_pays.client.post(f"{anna_pays.path(booking)}/settlement")
    assert "Your payment is on its way" in page(anna_pays, booking)
    assert anna_pays.status(booking) == "confirmed"


def test_cancelling_says_what_is_given_back_and_gives_it_back(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    anna_pays.pays(booking)
    anna_pays.client.post(f"{anna_pays.path(booking)}/settlement")
    asked = anna_pays.client.get(f"/bookings/{booking.id}/cancellation")
    assert "You get back €6.00." in text(asked)
    anna_pays.client.post(f"/bookings/{booking.id}/cancellation")
    assert "Your money is on its way back" in page(anna_pays, booking)
    with anna_pays.home.app.app_context():
        jobs.settle()
    [refund] = refunds(anna_pays.home)
    assert refund.status == "done"
    assert "You have got your money back" in page(anna_pays, booking)
    assert "€6.00: with your bank" in page(anna_pays, booking)


def test_booking_and_list_say_how_the_money_stands(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    path = anna_pays.path(booking)
    shown, listed = (anna_pays.client.get(where).text for where in (f"/bookings/{booking.id}", "/bookings"))
    assert "waiting for payment" in shown
    assert f'href="{path}"' in shown
    assert f'href="{path}"' in listed
    anna_pays.pays(booking)
    anna_pays.client.post(f"{path}/settlement")
    shown, listed = (anna_pays.client.get(where).text for where in (f"/bookings/{booking.id}", "/bookings"))
    assert "waiting for payment" not in shown
    assert f'href="{path}"' in shown
    assert f'href="{path}"' not in listed


@pytest.mark.parametrize("action", ["", "/return", "/checkout", "/settlement"])
def test_another_members_fee_does_not_exist(anna_pays: Payer, action: str) -> None:
    booking = anna_pays.books(who="bert@example.org")
    key = fee_id(anna_pays.home.app, booking.id)
    send = anna_pays.client.post if action in ("/checkout", "/settlement") else anna_pays.client.get
    assert send(f"/payments/{key}{action}").status_code == 404
    assert send(f"/payments/nothing{action}").status_code == 404
    assert payments(anna_pays.home) == []


def test_what_a_client_sends_along_is_never_used(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    data = {"amount": "1", "price": "1", "currency": "usd", "status": "paid", "member": "2"}
    anna_pays.client.post(f"{anna_pays.path(booking)}/checkout", data=data)
    [session] = anna_pays.fake.known("checkout.session")
    assert (session["amount_total"], session["currency"]) == (600, "eur")


def test_looking_too_often_is_refused(anna_pays: Payer) -> None:
    booking = anna_pays.books()
    anna_pays.goes_to_stripe(booking)
    path = f"{anna_pays.path(booking)}/settlement"
    answers = [anna_pays.client.post(path).status_code for _ in range(31)]
    assert (answers[28], answers[-1]) == (303, 429)


def test_what_is_kept_of_a_cancelled_booking_can_be_paid_online(anna_pays: Payer) -> None:
    """It is owed, so its money is not sent back as if it had come too late."""
    booking = anna_pays.books(ON_SITE)
    with anna_pays.home.app.app_context(), transaction():
        found = queries.account_of_booking(booking.id)
        assert found is not None
        found.fee.tiers = [[1000, 100], [0, 50]]
    cancel(anna_pays.home, booking)
    assert "€3.00" in page(anna_pays, booking)
    anna_pays.pays(booking)
    anna_pays.client.post(f"{anna_pays.path(booking)}/settlement")
    assert refunds(anna_pays.home) == []
    assert "Paid, thank you!" in page(anna_pays, booking)


@pytest.mark.each_database
def test_way_to_stripe_asks_the_database_little(anna_pays: Payer, site: Flask) -> None:
    first, second = anna_pays.books(), anna_pays.books(start=ELEVEN, end=TWELVE)
    paths = [anna_pays.path(first), anna_pays.path(second)]
    anna_pays.client.get(paths[0])
    anna_pays.client.post(f"{paths[0]}/checkout")  # what is read once stays
    with statements_of(site) as seen:
        assert anna_pays.client.get(paths[1]).status_code == 200
    assert len(seen) <= 5
    with statements_of(site) as seen:
        assert anna_pays.client.post(f"{paths[1]}/checkout").status_code == 303
    assert len(seen) <= 8


def test_form_of_a_move_says_what_is_not_given_back(anna_pays: Payer) -> None:
    """It has begun, so that by the hub's tiers nothing goes back for the hour that is given up."""
    booking = anna_pays.books()
    anna_pays.pays(booking)
    anna_pays.client.post(f"{anna_pays.path(booking)}/settlement")
    in_time = anna_pays.client.get(f"/bookings/{booking.id}/edit", query_string={"to": "10:00"})
    assert "You get €3.00 back." in text(in_time)
    with time_machine.travel(booking.starts_at + timedelta(minutes=10)):
        late = anna_pays.client.get(f"/bookings/{booking.id}/edit", query_string={"to": "10:00"})
    assert "You do not get back €3.00 of what you have paid" in text(late)
