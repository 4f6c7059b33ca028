"""Members see their passes, and buy one: from the page to the visit that is given back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core.transactions import transaction
from tests.support import people
from tests.support.booking import cancel
from tests.support.house import NOW, House
from tests.support.html import error_at, faults, form_data, text
from tests.support.money import book_for_money, fees, operator_of, paid_house
from tests.support.passes import buy, product, the_pass, uses
from tests.support.terms import publish

FORM = {"way": "on_site", "begins_on": "2026-11-24", "starts_early": "y", "price": "10000", "form_key": "k1"}


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        people.add(app, "bert@example.org", "Bert")
        yield paid_house(app, ways=("on_site", "transfer"))


@pytest.fixture
def anna(app: Flask, client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, "anna@example.org")
    client.set_cookie("lang", "en")
    return client


def bought(home: House) -> UUID:
    [fee] = fees(home)
    assert fee.pass_id is not None
    return fee.pass_id


def test_page_offers_what_is_sold_and_its_button_says_what_the_law_wants(home: House, anna: FlaskClient) -> None:
    key = product(home)
    page = anna.get("/passes")
    assert "Ten-visit pass" in page.text
    assert faults(page.text) == []
    offer = anna.get(f"/passes/products/{key}")
    assert faults(offer.text) == []
    assert "Order with obligation to pay</span></button>" in offer.text
    assert "incl. 19% VAT" in offer.text
    assert 'name="starts_early"' in offer.text
    assert "checked" not in offer.text.partition('name="starts_early"')[2][:80]
    german = anna.get(f"/passes/products/{key}?lang=de")
    assert "Zahlungspflichtig bestellen</span></button>" in german.text


def test_nothing_leads_to_passes_where_nobody_sells_any(home: House, anna: FlaskClient) -> None:
    assert 'href="/passes"' not in anna.get("/bookings").text
    product(home)
    assert 'href="/passes"' in anna.get("/bookings").text


def test_buying_makes_one_order_however_often_it_is_sent(home: House, anna: FlaskClient) -> None:
    key = product(home)
    answers = [anna.post(f"/passes/products/{key}", data=FORM) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert {answer.location for answer in answers} == {f"/passes/{bought(home)}"}
    page = anna.get(f"/passes/{bought(home)}")
    assert faults(page.text) == []
    assert f"/payments/{fees(home)[0].id}" in page.text
    assert "Not paid yet" in page.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_early": None}, "starts_early"),
        ({"begins_on": "2026-11-23"}, "begins_on"),
        ({"begins_on": "soon"}, "begins_on"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_nothing_is_owed(
    home: House, anna: FlaskClient, change: dict[str, str | None], field: str
) -> None:
    data = {name: value for name, value in (FORM | change).items() if value is not None}
    answer = anna.post(f"/passes/products/{product(home)}", data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert fees(home) == []


@pytest.mark.parametrize(
    ("begins_on", "wrong"),
    [
        ("2026-11-24", {"starts_early", "accepts-terms"}),
        ("2026-11-23", {"begins_on", "starts_early", "accepts-terms"}),
        ("2027-11-23", {"begins_on", "accepts-terms"}),
        ("soon", {"begins_on", "starts_early", "accepts-terms"}),
    ],
)
def test_all_that_is_missing_is_told_at_once(home: House, anna: FlaskClient, begins_on: str, wrong: set[str]) -> None:
    publish(home)
    path = f"/passes/products/{product(home)}"
    filled = form_data(anna.get(path).text, "begins_on") | {"begins_on": begins_on}
    refused = anna.post(path, data=filled)
    assert refused.status_code == 422
    fields = ("begins_on", "starts_early", "accepts-terms", "way")
    assert {name for name in fields if error_at(refused, name)} == wrong
    assert ("agree to the early start" in text(refused)) == ("starts_early" in wrong)
    assert faults(refused.text) == []
    assert fees(home) == []
    again = form_data(refused.text, "begins_on") | {"begins_on": "2026-11-24", "starts_early": "y"}
    assert anna.post(path, data=again | {"accepts_terms": "1"}).status_code == 303


def test_no_consent_is_needed_when_it_begins_after_the_time_for_withdrawal(home: House, anna: FlaskClient) -> None:
    later = {"begins_on": "2026-12-08", "way": "transfer", "price": "10000", "form_key": "k2"}
    assert anna.post(f"/passes/products/{product(home)}", data=later).status_code == 303
    assert fees(home)[0].consent_at is None


@pytest.mark.parametrize("price", ["9000", "", "x", "-1", "1e3"])
def test_another_price_than_the_page_had_shown_is_refused(home: House, anna: FlaskClient, price: str) -> None:
    answer = anna.post(f"/passes/products/{product(home)}", data=FORM | {"price": price})
    assert answer.status_code == 409
    assert "€100.00" in answer.text
    assert fees(home) == []


def test_way_that_is_not_offered_is_not_taken(home: House, anna: FlaskClient) -> None:
    answer = anna.post(f"/passes/products/{product(home)}", data=FORM | {"way": "online"})
    assert answer.status_code == 422
    assert fees(home) == []


def test_pass_shows_its_visits_and_what_is_left(home: House, anna: FlaskClient) -> None:
    key = buy(home, product(home))
    booking = book_for_money(home)
    page = anna.get(f"/passes/{key}")
    assert faults(page.text) == []
    assert f"/bookings/{booking.id}" in page.text
    assert "9 visits left" in anna.get("/passes").text
    cancel(home, booking)
    assert "given back" in anna.get(f"/passes/{key}").text
    assert "10 visits left" in anna.get("/passes").text
    assert uses(home, key) == []


def test_payment_of_a_pass_names_it_and_leads_to_it(home: House, anna: FlaskClient) -> None:
    key = buy(home, product(home), is_paid=False)
    [fee] = fees(home)
    page, buyer = anna.get(f"/payments/{fee.id}"), anna.get(f"/payments/{fee.id}/buyer")
    assert (faults(page.text), faults(buyer.text)) == ([], [])
    assert "For Ten-visit pass" in text(page)
    assert page.text.count(f'href="/passes/{key}"') == 2, "above, and as a button"
    assert "It is about €100.00 for: Ten-visit pass." in text(buyer)


def test_order_that_is_not_paid_can_be_cancelled_by_its_buyer_alone(app: Flask, home: House, anna: FlaskClient) -> None:
    key = buy(home, product(home), is_paid=False)
    bert = app.test_client()
    people.log_in(bert, "bert@example.org")
    assert bert.get(f"/passes/{key}").status_code == 404
    assert bert.post(f"/passes/{key}/cancellation").status_code == 404
    assert anna.post(f"/passes/{key}/cancellation").status_code == 303
    assert the_pass(home, key).status == "cancelled"
    assert anna.post(f"/passes/{key}/cancellation").status_code == 409


@pytest.mark.parametrize("path", ["/passes/1", "/passes/x", "/passes/products/99"])
def test_unknown_pass_is_not_there(anna: FlaskClient, path: str) -> None:
    assert anna.get(path).status_code == 404


def test_visit_with_a_multi_purpose_voucher_leads_to_its_invoice_and_others_do_not(
    app: Flask, home: House, anna: FlaskClient
) -> None:
    with app.app_context(), transaction():
        operator_of(home).sells_passes_district_wide = True
    key = buy(home, product(home, scope="district", kind="visits", size=1, valid_days=9))
    book_for_money(home)
    path = f"/payments/{fees(home)[1].id}/buyer"
    assert path in anna.get(f"/passes/{key}").text
    early = anna.get(path)
    assert "from Thu 26 Nov 2026" in text(early)
    assert (faults(early.text), "<textarea" in early.text) == ([], False)
    assert anna.post(path, data={"name": "Anna"}).status_code == 409
    single = buy(home, product(home))
    book_for_money(home, "Platz 2")
    other = f"/payments/{fees(home)[-1].id}/buyer"
    page = anna.get(f"/passes/{single}")
    assert ("Visits" in page.text, other in page.text, anna.get(other).status_code) == (True, False, 404)
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        people.log_in(anna, "anna@example.org")
        page = anna.get(path)
        assert "It is about €100.00" in text(page)
        assert faults(page.text) == []
        assert anna.post(path, data={"name": "Anna"}).location == "/invoices"
        assert "-2026-0002" in text(anna.get("/invoices"))
        assert path not in anna.get(f"/payments/{fees(home)[1].id}").text  # the invoice itself is there
