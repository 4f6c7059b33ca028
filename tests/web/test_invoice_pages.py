"""Members find their invoices and say who they are for; operators list, cancel and export theirs."""

import io
from collections.abc import Iterator
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from bookings.cover import Choice
from bookings.models import Booking
from core.db import db
from core.transactions import transaction
from hubs.operators import actions
from hubs.operators.rules import OperatorValues
from members.models import MemberRole
from payments import queries
from payments.invoices import jobs
from payments.invoices.models import InvoiceFile
from tests.support import people
from tests.support.house import NOW, House
from tests.support.invoiced import ADDRESS, invoices, paid_booking
from tests.support.money import operator_of, paid_house

OWN, ANNA, BERT = "own@example.org", "anna@example.org", "bert@example.org"
HERE = "/operators/coppenbruegge/invoices"
BUYER = {"is_business": "y", "company": "Weserbergland GmbH", "address": ADDRESS, "vat_id": "DE811907980"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def home(app: Flask) -> House:
    for email in (OWN, ANNA, BERT):
        people.add(app, email, email.partition("@")[0].title())
    made = paid_house(app)
    own_id = people.member(app, OWN).id
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=own_id, role="operator", operator_slug="coppenbruegge"))
    return made


def logged_in(home: House, email: str) -> FlaskClient:
    client = home.app.test_client()
    people.log_in(client, email)
    return client


def fee_of(home: House, booking: Booking) -> str:
    with home.app.app_context():
        account = queries.account_of_booking(booking.id)
        assert account is not None
        return str(account.fee.id)


def test_invoice_of_a_business_is_asked_for_shown_and_is_an_e_invoice(home: House) -> None:
    booking = paid_booking(home, choice=Choice(way="on_site", is_business=True))
    anna = logged_in(home, ANNA)
    path = f"/payments/{fee_of(home, booking)}/buyer"
    assert path in anna.get("/invoices").text
    refused = anna.post(path, data={"is_business": "y", "company": "GmbH"}, query_string={"lang": "en"})
    assert refused.status_code == 422
    assert "needs the name and the address" in refused.text
    done = anna.post(path, data=BUYER)
    assert (done.status_code, done.location) == (303, "/invoices")
    [invoice] = invoices(home)
    page = anna.get("/invoices", query_string={"lang": "en"}).text
    assert invoice.label in page
    assert path not in page
    assert "The invoice has been issued" in anna.get(path, query_string={"lang": "en"}).text
    made = anna.get(f"/invoices/{invoice.id}.pdf")
    assert (made.status_code, made.content_type) == (200, "application/pdf")
    assert b"factur-x.xml" in made.data
    with home.app.app_context():
        assert jobs.make_files() == 1
        assert jobs.make_files() == 0
        assert db.session.get_one(InvoiceFile, invoice.id).content == made.data
    assert anna.get(f"/invoices/{invoice.id}.pdf").data == made.data


def test_invoice_of_somebody_else_does_not_exist(home: House) -> None:
    booking = paid_booking(home)
    [invoice] = invoices(home)
    bert = logged_in(home, BERT)
    assert bert.get(f"/invoices/{invoice.id}.pdf").status_code == 404
    assert bert.get(f"/payments/{fee_of(home, booking)}/buyer").status_code == 404
    assert bert.post(f"/payments/{fee_of(home, booking)}/buyer", data=BUYER).status_code == 404
    assert bert.get(HERE).status_code == 404
    assert bert.get(f"{HERE}/{invoice.id}").status_code == 404
    assert invoice.label not in bert.get("/invoices").text
    assert home.app.test_client().get("/invoices").status_code == 302


def test_invoice_of_another_operator_does_not_exist(home: House) -> None:
    paid_booking(home)
    [invoice] = invoices(home)
    own_id = people.member(home.app, OWN).id
    with home.app.app_context(), transaction():
        other = actions.create_operator(values=OperatorValues(legal_name="Fremd"))
        db.session.add(MemberRole(member_id=own_id, role="operator", operator_slug=other.slug))
    own = logged_in(home, OWN)
    for path in ("", ".pdf"):
        assert own.get(f"/operators/fremd/invoices/{invoice.id}{path}").status_code == 404
    assert own.post(f"/operators/fremd/invoices/{invoice.id}/cancellation", data={"reason": "x"}).status_code == 404
    assert own.get(f"{HERE}/{invoice.id}").status_code == 200


def test_operator_cancels_with_a_reason_and_twice_is_once(home: House) -> None:
    paid_booking(home)
    [invoice] = invoices(home)
    own = logged_in(home, OWN)
    path = f"{HERE}/{invoice.id}"
    assert own.post(f"{path}/cancellation", data={"reason": " "}).status_code == 422
    first = own.post(f"{path}/cancellation", data={"reason": "Falscher Name"})
    second = own.post(f"{path}/cancellation", data={"reason": "Noch einmal"})
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    _, back = invoices(home)
    assert back.document["note"] == "Grund: Falscher Name"
    assert back.label in own.get(path).text
    assert own.post(f"{HERE}/{back.id}/cancellation", data={"reason": "x"}).status_code == 409


def test_month_is_listed_and_exported(home: House) -> None:
    paid_booking(home)
    [invoice] = invoices(home)
    own = logged_in(home, OWN)
    assert invoice.label in own.get(HERE).text
    assert own.get(HERE, query_string={"month": "nonsense"}).status_code == 200
    lines = own.get(f"{HERE}.csv?month=2026-11&lang=de").data.decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"{invoice.label};")
    assert "6,00" in lines[1]
    with ZipFile(io.BytesIO(own.get(f"{HERE}.xlsx").data)) as book:
        assert invoice.label in book.read("xl/sharedStrings.xml").decode()
    assert own.get(f"{HERE}/datev").location.endswith("/operators/coppenbruegge/details")
    with home.app.app_context(), transaction():
        operator = operator_of(home)
        operator.datev_consultant, operator.datev_client = "1001", "456"
    answer = own.get(f"{HERE}/datev")
    assert "EXTF_Buchungsstapel_20261101_20261130.csv" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b'"EXTF";700;21;')


def test_pages_without_any_invoice_say_so(home: House) -> None:
    assert "No invoices yet" in logged_in(home, ANNA).get("/invoices", query_string={"lang": "en"}).text
    assert "No invoices yet" in logged_in(home, OWN).get(HERE, query_string={"lang": "en"}).text
    assert logged_in(home, OWN).get(f"{HERE}.csv").status_code == 200


def test_lines_of_an_invoice_say_that_they_are_in_its_own_language(home: House) -> None:
    paid_booking(home)
    path = f"{HERE}/{invoices(home)[0].id}"
    own = logged_in(home, OWN)
    assert '<span lang="de">Platz 1, ' in own.get(path, query_string={"lang": "en"}).text
    assert 'lang="de">Platz 1, ' not in own.get(path, query_string={"lang": "de"}).text
