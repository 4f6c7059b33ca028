"""An operator keeps companies: make one, change it, its days, who looks after it; and sees days used, not whose."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import db
from core.transactions import transaction
from members.models import MemberRole
from payments.companies.models import Company, CompanyMember
from tests.support import people
from tests.support.companies import ANNA, BOSS, FOR_EMPLOYER, company, row_of, templates
from tests.support.house import NOW, House, at
from tests.support.html import error_at, faults, hidden, text
from tests.support.money import book_for_money, paid_house
from tests.support.passes import elsewhere

OWN = "own@example.org"
HERE = "/operators/coppenbruegge"
FORM = {"name": "Hofladen GmbH", "address": "Weg 1\n31785 Hameln", "email": "lohn@example.org", "size": "20"}


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        for email, name in ((ANNA, "Anna Arbeit"), (BOSS, "Berta Boss")):
            people.add(app, email, name)
        home = paid_house(app)
        act_for(app, OWN, "coppenbruegge")
        yield home


@pytest.fixture
def own(app: Flask, client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, OWN)
    client.set_cookie("lang", "en")
    return client


def act_for(app: Flask, email: str, slug: str) -> None:
    key = people.add(app, email, "Olga Träger")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=key, role="operator", operator_slug=slug))


def companies(home: House) -> list[Company]:
    with home.app.app_context():
        return list(db.session.scalars(select(Company)))


def test_company_is_made_once_changed_and_ended(home: House, own: FlaskClient) -> None:
    assert "No company yet" in own.get(f"{HERE}/companies").text
    page = own.get(f"{HERE}/companies/new")
    assert faults(page.text) == []
    form = FORM | {"form_key": hidden(page, "form_key")}
    led_to = {own.post(f"{HERE}/companies/new", data=form).location for _twice in range(2)}
    [made] = companies(home)
    there = f"{HERE}/companies/{made.id}"
    assert led_to == {there}
    assert faults(own.get(there).text) == []
    assert faults(own.get(f"{there}/details").text) == []
    changed = FORM | {"name": "Hofladen AG", "vat_id": "de 811907980"}
    assert own.post(f"{there}/details", data=changed).status_code == 303
    assert [(one.name, one.vat_id) for one in companies(home)] == [("Hofladen AG", "DE811907980")]
    assert own.post(f"{there}/activity", data={"is_active": "no"}).status_code == 303
    listed = own.get(f"{HERE}/companies")
    assert faults(listed.text) == []
    assert "no longer active" in listed.text
    assert own.post(f"{there}/activity", data={"is_active": "yes"}).status_code == 303
    assert "no longer active" not in own.get(f"{HERE}/companies").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("address", ""),
        ("email", "lohn"),
        ("vat_id", "DE1"),
        ("size", "0"),
        ("size", "many"),
        ("size", ""),
    ],
)
def test_wrong_value_is_refused_at_its_field_and_what_was_typed_stays(
    home: House, own: FlaskClient, field: str, value: str
) -> None:
    answer = own.post(f"{HERE}/companies/new", data=FORM | {field: value})
    assert (answer.status_code, companies(home)) == (422, [])
    assert error_at(answer, field)
    assert faults(answer.text) == []
    assert "Hameln" in answer.text or field == "address"


def test_name_that_is_taken_is_said_at_the_name(home: House, own: FlaskClient) -> None:
    company(home)
    answer = own.post(f"{HERE}/companies/new", data=FORM)
    assert answer.status_code == 422
    assert "There is a company of this name already." in error_at(answer, "name")


def test_days_are_set_from_a_month_on_and_never_below_what_is_used(home: House, own: FlaskClient) -> None:
    there = f"{HERE}/companies/{company(home, 3)}"
    for day in ("2026-11-25", "2026-11-26"):
        book_for_money(home, "Platz 1", at(day, "9:00"), at(day, "11:00"), choice=FOR_EMPLOYER)
    refused = own.post(f"{there}/contingent", data={"size": "1", "month": "2026-11"})
    assert refused.status_code == 422
    assert "2 days of November 2026 are used already" in error_at(refused, "size")
    assert own.post(f"{there}/contingent", data={"size": "9", "month": "2026-10"}).status_code == 422
    assert own.post(f"{there}/contingent", data={"size": "1", "month": "2026-12"}).status_code == 303
    page = text(own.get(there))
    assert "2 of 3 days used" in page
    assert "1 days from December 2026 on" in page


def test_manager_is_invited_and_removed_and_no_persons_days_are_shown(home: House, own: FlaskClient) -> None:
    key = company(home, managers=())
    there = f"{HERE}/companies/{key}"
    book_for_money(home, choice=FOR_EMPLOYER)
    page = own.get(there)
    assert own.post(f"{there}/managers", data={"email": "boss"}).status_code == 422
    form = {"email": BOSS, "form_key": hidden(page, "form_key")}
    assert {own.post(f"{there}/managers", data=form).status_code for _twice in range(2)} == {303}
    assert templates(home.app, BOSS) == ["company-invitation"]
    page = own.get(there)
    assert (BOSS in page.text, "Anna" in page.text, "1 of 20 days used" in text(page)) == (True, False, True)
    assert "Anna" not in own.get(f"{HERE}/companies").text
    with home.app.app_context():
        invited = db.session.scalars(select(CompanyMember).where(CompanyMember.email == BOSS)).one().id
    anna = row_of(home, ANNA).id
    assert own.post(f"{there}/managers/{anna}/removal").status_code == 409
    assert own.post(f"{there}/managers/{invited}/removal").status_code == 303
    assert BOSS not in own.get(there).text
    assert own.post(f"{there}/managers/{invited}/removal").status_code == 409


def test_what_is_another_operators_is_not_there(app: Flask, home: House) -> None:
    key = company(home)
    elsewhere(app)
    act_for(app, "other@example.org", "dorfverein-fischbeck")
    other = app.test_client()
    people.log_in(other, "other@example.org")
    there = "/operators/dorfverein-fischbeck/companies"
    assert other.get(there).status_code == 200
    for method, path in (
        ("GET", ""),
        ("GET", "/details"),
        ("POST", "/details"),
        ("POST", "/contingent"),
        ("POST", "/managers"),
        ("POST", "/activity"),
        ("POST", "/managers/1/removal"),
    ):
        data = FORM | {"month": "2026-11"}
        assert other.open(f"{there}/{key}{path}", method=method, data=data).status_code == 404, path
        assert other.open(f"{HERE}/companies/{key}{path}", method=method, data=data).status_code == 404, path
    assert [one.is_active for one in companies(home)] == [True]
