"""Hosts sell passes at the hub, to people whom the hub knows."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people
from tests.support.booking import book
from tests.support.hosts import HOST, make_host
from tests.support.house import NOW, House
from tests.support.html import faults
from tests.support.money import fees, paid_house, payments
from tests.support.passes import product, the_pass

PATH = "/host/coppenbruegge/passes"
ANNA = "anna@example.org"


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, ANNA, "Anna")
        people.add(app, "bert@example.org", "Bert")
        yield paid_house(app, ways=("on_site",))


@pytest.fixture
def host(app: Flask, client: FlaskClient, home: House) -> FlaskClient:
    make_host(app)
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    return client


def test_sold_pass_is_active_at_once_when_the_money_is_there(home: House, host: FlaskClient) -> None:
    book(home)
    key = product(home)
    assert faults(host.get(PATH).text) == []
    sale = {"email": ANNA, "product": str(key), "is_paid": "y", "form_key": "k"}
    assert [host.post(PATH, data=sale).status_code for _ in range(2)] == [303, 303]
    fee = fees(home)[-1]
    assert fee.pass_id is not None
    assert the_pass(home, fee.pass_id).status == "active"
    assert [(one.way, one.amount_cents, one.noted_by is not None) for one in payments(home)] == [
        ("on_site", 10000, True)
    ]


def test_sold_pass_waits_for_the_money_without_the_tick(home: House, host: FlaskClient) -> None:
    book(home)
    host.post(PATH, data={"email": ANNA, "product": str(product(home)), "form_key": "k"})
    fee = fees(home)[-1]
    assert fee.pass_id is not None
    assert the_pass(home, fee.pass_id).status == "held"
    assert payments(home) == []


@pytest.mark.parametrize("email", ["bert@example.org", "nobody@example.org"])
def test_hosts_do_not_learn_who_has_an_account(home: House, host: FlaskClient, email: str) -> None:
    """Bert has one, and was never here: the same answer as for nobody."""
    answer = host.post(PATH, data={"email": email, "product": str(product(home)), "form_key": "k"})
    assert answer.status_code == 422
    assert "Nobody your hub knows has this address." in answer.text
    assert fees(home) == []


def test_pass_of_another_hub_is_not_sold_here(home: House, host: FlaskClient) -> None:
    book(home)
    answer = host.post(PATH, data={"email": ANNA, "product": "77", "form_key": "k"})
    assert answer.status_code == 409
    assert [fee.pass_id for fee in fees(home)] == [None]


def test_page_says_so_when_there_is_nothing_to_sell(host: FlaskClient) -> None:
    assert "No pass to sell" in host.get(PATH).text


def test_pass_that_nobody_chose_is_not_sold(home: House, host: FlaskClient) -> None:
    book(home)
    product(home)
    before = len(fees(home))
    sent = host.post(PATH, data={"email": ANNA, "product": "", "is_paid": "y", "form_key": "k"})
    assert sent.status_code == 422
    assert f'value="{ANNA}"' in sent.text
    assert 'id="product-error"' in sent.text
    assert len(fees(home)) == before
