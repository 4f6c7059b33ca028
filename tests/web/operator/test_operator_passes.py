"""An operator's people decide which passes are sold, take one back, and see what is settled."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import db
from core.transactions import transaction
from members.models import MemberRole
from payments.passes.jobs import settle
from payments.passes.models import PassProduct
from tests.support import people
from tests.support.house import NOW, House
from tests.support.html import faults
from tests.support.money import book_for_money, operator_of, paid_house, refunds
from tests.support.passes import buy, elsewhere, product, the_pass

OWN = "own@example.org"
HERE = "/operators/coppenbruegge"
FORM = {
    "name_de": "Zehnerkarte",
    "kind": "visits",
    "size": "10",
    "price_cents": "100",
    "valid_days": "365",
    "scope": "operator",
    "kinds": ["desk", "room"],
}


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = paid_house(app)
        _with_role(app, OWN, "coppenbruegge")
        yield home


@pytest.fixture
def own(app: Flask, client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, OWN)
    client.set_cookie("lang", "en")
    return client


def _with_role(app: Flask, email: str, slug: str) -> None:
    key = people.add(app, email, "Olga Träger")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=key, role="operator", operator_slug=slug))


def products(home: House) -> list[PassProduct]:
    with home.app.app_context():
        return list(db.session.scalars(select(PassProduct)))


def test_pass_is_added_changed_and_no_longer_sold(home: House, own: FlaskClient) -> None:
    assert "No pass yet" in own.get(f"{HERE}/passes").text
    assert faults(own.get(f"{HERE}/passes/new").text) == []
    assert own.post(f"{HERE}/passes/new", data=FORM).status_code == 303
    [made] = products(home)
    assert (made.price_cents, made.size, made.kinds, made.scope) == (10000, 10, ["desk", "room"], "operator")
    page = f"{HERE}/passes/{made.id}"
    assert faults(own.get(page).text) == []
    assert own.post(page, data=FORM | {"price_cents": "89,90", "kind": "month", "size": ""}).status_code == 303
    assert own.post(f"{page}/sale", data={"is_sold": "no"}).status_code == 303
    [changed] = products(home)
    assert (changed.price_cents, changed.size, changed.is_sold) == (8990, None, False)
    listed = own.get(f"{HERE}/passes")
    assert faults(listed.text) == []
    assert "not sold any more" in listed.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price_cents", "much"),
        ("price_cents", ""),
        ("price_cents", "0"),
        ("size", "0"),
        ("size", "ten"),
        ("valid_days", "9999"),
        ("scope", "district"),
        ("scope", "moon"),
        ("kinds", ["sauna"]),
        ("group", "friends"),
        ("name_de", " "),
    ],
)
def test_wrong_value_is_refused_and_nothing_is_sold(home: House, own: FlaskClient, field: str, value: Any) -> None:
    answer = own.post(f"{HERE}/passes/new", data=FORM | {field: value})
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert products(home) == []


def test_district_pass_is_offered_only_after_an_admin_switched_it_on(home: House, own: FlaskClient) -> None:
    assert "All hubs of the district" not in own.get(f"{HERE}/passes/new").text
    with home.app.app_context(), transaction():
        operator_of(home).sells_passes_district_wide = True
    assert "All hubs of the district" in own.get(f"{HERE}/passes/new").text
    assert own.post(f"{HERE}/passes/new", data=FORM | {"scope": "district"}).status_code == 303


def test_pass_is_taken_back_once(home: House, own: FlaskClient) -> None:
    key = buy(home, product(home))
    page = own.get(f"{HERE}/passes/sold")
    assert faults(page.text) == []
    assert "Anna" in page.text
    assert own.post(f"{HERE}/passes/sold/{key}/return").status_code == 303
    assert own.post(f"{HERE}/passes/sold/{key}/return").status_code == 409
    assert [one.amount_cents for one in refunds(home)] == [10000]
    assert the_pass(home, key).status == "cancelled"


def test_what_is_another_operators_is_not_there(app: Flask, home: House) -> None:
    key, sold = product(home), buy(home, product(home))
    elsewhere(app)
    _with_role(app, "other@example.org", "dorfverein-fischbeck")
    other = app.test_client()
    people.log_in(other, "other@example.org")
    there = "/operators/dorfverein-fischbeck"
    assert other.get(f"{there}/passes").status_code == 200
    assert other.get(f"{there}/passes/{key}").status_code == 404
    assert other.post(f"{there}/passes/{key}/sale").status_code == 404
    assert other.post(f"{there}/passes/sold/{sold}/return").status_code == 404
    assert other.get(f"{HERE}/passes").status_code == 404


def test_settlement_is_shown_to_both_and_noted_by_who_gets_the_money(app: Flask, home: House, own: FlaskClient) -> None:
    with app.app_context(), transaction():
        operator_of(home).sells_passes_district_wide = True
    buy(home, product(home, scope="district"))
    book_for_money(elsewhere(app))
    _with_role(app, "other@example.org", "dorfverein-fischbeck")
    with time_machine.travel(NOW + timedelta(days=10), tick=True):
        with app.app_context():
            assert settle() == 1
        other = app.test_client()
        people.log_in(other, "other@example.org")
        there = "/operators/dorfverein-fischbeck/settlements"
        people.log_in(own, OWN)
        assert "€10.00" in own.get(f"{HERE}/settlements").text
        assert faults(other.get(there).text) == []
        listed = other.get(f"{there}/1/visits.csv")
        assert listed.mimetype == "text/csv"
        assert "25.11.2026;Fischbeck;10,00" in listed.text
        assert own.post(f"{HERE}/settlements/1/payment").status_code == 404
        assert other.post(f"{there}/1/payment").status_code == 303
        assert own.get(f"{HERE}/settlements/2/visits.csv").status_code == 404
