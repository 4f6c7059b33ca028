"""A member and the employer who pays: the invitation's link, booking, the page that says who pays, and leaving."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from core.transactions import transaction
from payments.companies import company_actions
from payments.companies.models import Company
from tests.support import people
from tests.support.companies import ANNA, BOSS, FOR_EMPLOYER, company, invite, lines, row_of, templates
from tests.support.house import NOW, House, bookings
from tests.support.html import faults, form_data, text
from tests.support.money import book_for_money, paid_house

BERT = "bert@example.org"


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        for email, name in ((ANNA, "Anna Arbeit"), (BERT, "Bert Büro"), (BOSS, "Berta Boss")):
            people.add(app, email, name)
        yield paid_house(app, ways=("on_site", "transfer"))


@pytest.fixture
def anna(app: Flask, home: House) -> FlaskClient:
    return client_of(app, ANNA)


def client_of(app: Flask, email: str | None) -> FlaskClient:
    client = app.test_client()
    if email:
        people.log_in(client, email)
    client.set_cookie("lang", "en")
    return client


def new(client: FlaskClient, home: House, **more: str) -> Any:
    slot = {"space": home.spaces["Platz 1"], "date": "2026-11-25", "from": "09:00", "to": "11:00"}
    return client.get("/bookings/new", query_string=slot | more)


def test_link_says_what_the_employer_sees_and_joins_once(app: Flask, anna: FlaskClient, home: House) -> None:
    path = f"/invitations/company/{invite(home, company(home, people=()), ANNA)}"
    visitor = client_of(app, None).get(path)
    assert faults(visitor.text) == []
    assert "never sees" in visitor.text
    assert "/login?next=/invitations/company/" in visitor.text.replace("%2F", "/")
    assert client_of(app, None).post(path).location.startswith("/login")
    page = anna.get(path)
    assert faults(page.text) == []
    assert "Accept the invitation" in page.text
    for _twice in range(2):
        assert anna.post(path).location == "/passes#employers"
    assert anna.get(path).location == "/passes#employers"
    assert "Your employer pays" in anna.get("/passes").text
    assert client_of(app, BERT).get(path).status_code == 410


def test_link_for_somebody_else_says_so_kindly_and_works_for_them_afterwards(app: Flask, home: House) -> None:
    path = f"/invitations/company/{invite(home, company(home, people=()), ANNA)}"
    bert = client_of(app, BERT)
    page = bert.get(path)
    assert page.status_code == 200
    assert "This invitation is for somebody else" in page.text
    assert bert.post(path).status_code == 403
    assert bert.post(f"{path}/refusal").status_code == 403
    assert client_of(app, ANNA).post(path).status_code == 303


def test_old_unknown_and_declined_links_say_so_kindly(app: Flask, anna: FlaskClient, home: House) -> None:
    key = company(home, people=())
    path = f"/invitations/company/{invite(home, key, ANNA)}"
    page = anna.get("/invitations/company/made-up")
    assert page.status_code == 410
    assert "Please ask your employer for a new one" in page.text
    declined = client_of(app, None).post(f"{path}/refusal")
    assert (declined.status_code, faults(declined.text)) == (200, [])
    assert "You have declined the invitation from Hofladen GmbH" in declined.text
    assert anna.get(path).status_code == anna.post(path).status_code == 410
    path = f"/invitations/company/{invite(home, key, ANNA)}"
    with time_machine.travel(NOW + timedelta(days=15), tick=True):
        old = client_of(app, ANNA).get(path)
    assert old.status_code == 410
    assert "more than two weeks old" in old.text


def test_manager_is_led_to_the_company(app: Flask, home: House) -> None:
    key = company(home, managers=())
    path = f"/invitations/company/{invite(home, key, BOSS, role='manager')}"
    boss = client_of(app, BOSS)
    assert "look after the company" in boss.get(path).text
    assert boss.post(path).location == f"/companies/{key}"
    assert boss.get(f"/companies/{key}").status_code == 200


def test_booking_says_that_the_employer_pays_and_uses_a_day(anna: FlaskClient, home: House) -> None:
    key = company(home, 1)
    assert "My employer pays (Hofladen GmbH)" in text(new(anna, home))
    page = new(anna, home, for_employer="1")
    assert "Your employer pays (Hofladen GmbH). 1 of 1 days left that month" in text(page)
    assert "You pay €0.00" in text(page)
    german = new(anna, home, for_employer="1", lang="de")
    assert "Mein Arbeitgeber zahlt (Hofladen GmbH)" in text(german)
    assert "Sie zahlen 0,00 €" in text(german).replace("\N{NO-BREAK SPACE}", " ")
    anna.get("/?lang=en")
    assert anna.post("/bookings", data=form_data(page.text, "price") | {"for_employer": "1"}).status_code == 303
    assert (len(bookings(home.app)), lines(home, key)) == (1, [("Anna Arbeit", "4711", 1)])


def test_used_up_month_is_offered_to_be_paid_by_oneself(anna: FlaskClient, home: House) -> None:
    """Fault 40."""
    company(home, 1)
    shown = form_data(new(anna, home, for_employer="1").text, "price")
    book_for_money(home, "Platz 2", choice=FOR_EMPLOYER)
    refused = anna.post("/bookings", data=shown | {"for_employer": "1"})
    assert refused.status_code == 409
    assert "You can pay for this booking yourself" in text(refused)
    again = anna.post("/bookings", data=form_data(refused.text, "price") | {"starts_early": "1"})
    assert (again.status_code, len(bookings(home.app))) == (303, 2)


def test_who_leaves_while_a_form_is_open_is_told_that_no_employer_pays(anna: FlaskClient, home: House) -> None:
    company(home)
    shown = form_data(new(anna, home, for_employer="1").text, "price")
    assert anna.post(f"/passes/employers/{row_of(home, ANNA).id}/leaving").status_code == 303
    refused = anna.post("/bookings", data=shown | {"for_employer": "1"})
    assert (refused.status_code, bookings(home.app)) == (409, [])
    assert "Your employer does not pay for this, or no longer does." in text(refused)
    assert "used up" not in text(refused)


def test_bookings_lead_to_what_the_employer_pays_where_no_pass_is_sold(anna: FlaskClient, home: House) -> None:
    assert 'href="/passes"' not in anna.get("/bookings").text
    key = company(home)
    page = anna.get("/bookings")
    assert (faults(page.text), page.text.count('href="/passes"')) == ([], 1)
    with home.app.app_context(), transaction():
        company_actions.set_active(company=db.session.get_one(Company, key), is_active=False)
    assert 'href="/passes"' not in anna.get("/bookings").text


@pytest.mark.parametrize("end", ["left", "closed"])
def test_who_has_left_or_whose_company_has_ended_is_offered_nothing(anna: FlaskClient, home: House, end: str) -> None:
    key = company(home)
    assert "My employer pays" in text(new(anna, home))
    if end == "left":
        assert anna.post(f"/passes/employers/{row_of(home, ANNA).id}/leaving").status_code == 303
    else:
        with home.app.app_context(), transaction():
            company_actions.set_active(company=db.session.get_one(Company, key), is_active=False)
    assert "employer pays" not in text(new(anna, home))
    assert ("pays for nothing new" in anna.get("/passes").text) == (end == "closed")


def test_page_shows_days_left_and_the_way_to_leave(app: Flask, anna: FlaskClient, home: House) -> None:
    company(home, 3)
    book_for_money(home, choice=FOR_EMPLOYER)
    page = anna.get("/passes")
    assert faults(page.text) == []
    assert "2 days are left this month." in page.text
    assert "Ihr Arbeitgeber zahlt" in anna.get("/passes?lang=de").text
    anna.get("/passes?lang=en")
    assert "Your employer pays (Hofladen GmbH)." in anna.get("/profile").text
    path = f"/passes/employers/{row_of(home, ANNA).id}/leaving"
    assert faults(anna.get(path).text) == []
    assert client_of(app, BERT).get(path).status_code == 404
    assert client_of(app, BERT).post(path).status_code in {404, 409}
    assert anna.post(path).location == "/passes"
    assert templates(home.app, BOSS)[-1] == "company-left"
    assert anna.post(path).status_code in {404, 409}
    assert "Your employer pays" not in anna.get("/passes").text
