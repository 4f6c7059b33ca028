"""An operator's pages about money: open items, bank transfers, refunds, what does not agree, takings."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.cover import Choice
from core.db import db
from core.transactions import transaction
from hubs.operators.models import Operator
from members.models import Member
from payments import difference_actions
from payments.models import Difference
from tests.support import people
from tests.support.bank_files import Transfer
from tests.support.booking import cancel
from tests.support.hosts import make_host
from tests.support.house import NOW, House
from tests.support.html import faults, text
from tests.support.money import book_for_money, fees, operator_of, paid_house, payments, refunds
from tests.support.open_items import TREASURER, at_the_hub, events, make_treasurer, owed, statement
from tests.support.passes import buy, product
from tests.support.paying import till
from tests.support.queries import counted
from tests.support.stripe import FakeStripe

HERE = "/operators/coppenbruegge"
EVIL = '=HYPERLINK("https://evil.example")'
PAGES = ("open-items", "transfers", "refunds", "differences", "takings")


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna <b>Muster</b>")
        yield paid_house(app)


@pytest.fixture
def karla(client: FlaskClient, home: House) -> FlaskClient:
    make_treasurer(home)
    people.log_in(client, TREASURER)
    client.set_cookie("lang", "en")
    return client


def test_pages_are_empty_and_sound_without_money(karla: FlaskClient) -> None:
    for page in PAGES:
        answer = karla.get(f"{HERE}/{page}")
        assert (answer.status_code, faults(answer.text)) == (200, []), page


def test_open_item_is_noted_reminded_and_written_off(home: House, karla: FlaskClient) -> None:
    book_for_money(home, choice=Choice(way="transfer"))
    book_for_money(home, "Platz 2", choice=Choice(way="transfer"))
    page = karla.get(f"{HERE}/open-items")
    assert "Anna &lt;b&gt;Muster" in page.text
    assert "€12.00 due by today" in text(page)
    first, second = (f"{HERE}/open-items/{one.fee.id}" for one in owed(home))
    assert faults(karla.get(first).text) == []
    assert karla.post(f"{first}/reminder").location == first
    assert [(one.kind, one.number) for one in events(home)] == [("reminded", 1)]
    assert "reminded once" in text(karla.get(f"{HERE}/open-items"))
    assert karla.post(f"{first}/payment", data={"way": "transfer"}).location == f"{HERE}/open-items"
    assert karla.post(f"{first}/payment", data={"way": "transfer"}).status_code == 404  # settled
    assert karla.post(f"{second}/payment", data={"way": "online"}).status_code == 422
    assert [one.way for one in payments(home)] == ["transfer"]
    assert karla.post(f"{second}/write-off", data={"reason": " "}).status_code == 422
    assert karla.post(f"{second}/write-off", data={"reason": "Verzogen"}).status_code == 303
    assert "€6.00: Verzogen" in text(karla.get(f"{HERE}/open-items"))
    assert owed(home) == []


def test_bank_file_is_read_and_its_exact_transfers_are_noted_after_one_click(home: House, karla: FlaskClient) -> None:
    book_for_money(home, choice=Choice(way="transfer"))
    content = statement(Transfer("6.00", reference=fees(home)[0].reference or "", name="<i>Anna</i>"))
    sent = karla.post(f"{HERE}/transfers", data={"file": (io.BytesIO(content), "list.xml")})
    assert sent.location == f"{HERE}/transfers", text(sent)
    page = karla.get(f"{HERE}/transfers")
    assert "1 transfer fits to the cent" in text(page)
    assert "<i>Anna" not in page.text
    assert faults(page.text) == []
    number = page.text.split('name="transfer" value="')[1].split('"')[0]
    karla.post(f"{HERE}/transfers/notes", data={"transfer": [number, "x", ""]})
    assert owed(home) == []
    assert "No transfer is waiting" in text(karla.get(f"{HERE}/transfers"))


def test_file_that_cannot_be_read_is_refused_with_advice(karla: FlaskClient) -> None:
    for content, word in (
        (b"", "empty"),
        (b"hello", "CAMT.053"),
        (statement(iban="DE89370400440532013000"), "another"),
    ):
        answer = karla.post(f"{HERE}/transfers", data={"file": (io.BytesIO(content), "list.xml")})
        assert (answer.status_code, word in text(answer)) == (422, True), text(answer)


def test_refund_by_hand_is_noted_as_done(home: House, karla: FlaskClient) -> None:
    booking = book_for_money(home)
    at_the_hub(home, booking)
    cancel(home, booking)
    page = karla.get(f"{HERE}/refunds")
    assert "The member cancelled." in text(page)
    assert faults(page.text) == []
    (refund,) = refunds(home)
    path = f"{HERE}/refunds/{refund.id}/done"
    assert karla.post(path).status_code == 303
    assert karla.post(path).status_code == 409
    assert [one.status for one in refunds(home)] == ["done"]
    assert "Nothing to give back" in text(karla.get(f"{HERE}/refunds"))


def test_difference_is_explained_and_closed(home: House, karla: FlaskClient) -> None:
    with home.app.app_context(), transaction():
        own = operator_of(home).id
        difference_actions.list_one("booked-not-paid", "abc", "600", "0", operator_id=own)
        key = db.session.scalars(select(Difference.id)).one()
        difference_actions.list_one("something-new", "<script>", "", "", operator_id=own)
    page = karla.get(f"{HERE}/differences")
    assert "Booked, but not paid online" in text(page)
    assert "Expected: 600. Found: 0." in text(page)
    assert "<script>" not in page.text.split("<main")[1].split("</main")[0].replace("<script src", "")
    assert karla.post(f"{HERE}/differences/{key}/closing").status_code == 303
    assert "Booked, but not paid online" not in text(karla.get(f"{HERE}/differences"))


def test_refund_in_stripes_dashboard_is_found_listed_and_the_booking_stays(
    stripe_app: Flask, fake_stripe: FakeStripe
) -> None:
    with till(stripe_app, fake_stripe) as shop:
        make_treasurer(shop.home)
        browser = shop.app.test_client()
        people.log_in(browser, TREASURER)
        browser.set_cookie("lang", "en")
        booking = shop.book()
        shop.pay(shop.fee_of(booking))
        shop.charge()
        shop.tell()
        assert "A refund from Stripe’s dashboard" not in text(browser.get(f"{HERE}/differences"))
        shop.fake.pull("refund-in-the-dashboard", session=shop.session(), amount=200)
        shop.tell()
        page = browser.get(f"{HERE}/differences")
        assert "A refund from Stripe’s dashboard" in text(page)
        assert "The booking still stands" in text(page)
        assert faults(page.text) == []
        assert "€2.00" in text(browser.get(f"{HERE}/takings"))
        assert shop.booking(booking).status == "confirmed"


def test_takings_come_as_page_and_files_without_formulas(home: House, karla: FlaskClient) -> None:
    at_the_hub(home, book_for_money(home))
    page = karla.get(f"{HERE}/takings")
    assert "€6.00 in all" in text(page)
    assert faults(page.text) == []
    answer = karla.get(f"{HERE}/takings.csv?month=2026-11")
    head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert (head[0], row[0], row[3:]) == ("Day", "24.11.2026", ["6,00", "0,00", "5,04", "0,96", "6,00"])
    assert "attachment" in answer.headers["Content-Disposition"]
    assert karla.get(f"{HERE}/takings.xlsx?month=2026-11").data.startswith(b"PK")
    for odd in ("2026-13", EVIL, "%00", "2099-1"):
        assert karla.get(f"{HERE}/takings.csv", query_string={"month": odd}).status_code == 200


def test_visits_with_multi_purpose_vouchers_stand_in_the_takings_with_their_vat(
    home: House, karla: FlaskClient
) -> None:
    with home.app.app_context(), transaction():
        operator_of(home).sells_passes_district_wide = True
    buy(home, product(home, scope="district"))
    book_for_money(home)
    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        people.log_in(karla, TREASURER)
        page = karla.get(f"{HERE}/takings")
        assert "VAT rate Visits Value VAT in it 19% 1 €10.00 €1.60" in text(page)
        assert "/invoices/datev" not in page.text
        assert faults(page.text) == []
        files = karla.get(f"{HERE}/takings.csv?month=2026-11").data.decode("utf-8-sig")
        assert karla.get(f"{HERE}/takings.xlsx?month=2026-11").data.startswith(b"PK")
        with home.app.app_context(), transaction():
            operator_of(home).datev_consultant, operator_of(home).datev_client = "1001", "456"
        assert "/invoices/datev?month=2026-11" in karla.get(f"{HERE}/takings").text
        assert b"MZG20261125" in karla.get(f"{HERE}/invoices/datev?month=2026-11").data
    _head, sale, visit = csv.reader(io.StringIO(files), delimiter=";")
    assert (sale[0], sale[3:]) == ("24.11.2026", ["100,00", "0,00", "100,00", "0,00", "100,00"])
    assert (visit[0], visit[2], visit[3:]) == ("25.11.2026", "19%", ["", "", "8,40", "1,60", "10,00"])


def test_what_is_another_operators_does_not_exist(app: Flask, home: House, karla: FlaskClient) -> None:
    booking = book_for_money(home)
    at_the_hub(home, book_for_money(home, "Platz 2"))
    cancel(home, booking)
    with app.app_context(), transaction():
        difference_actions.list_one("session", "x", "", "", operator_id=operator_of(home).id)
        db.session.add(Operator(slug="anders", legal_name="Andere", prefix="AND"))
    stranger = app.test_client()
    make_host(app)
    people.log_in(stranger, "host@example.org")
    fee, refund = fees(home)[-1].id, "01978000-0000-7000-8000-000000000001"
    posts = (
        *(f"open-items/{fee}/{what}" for what in ("payment", "reminder", "write-off")),
        *(f"refunds/{refund}/{what}" for what in ("done", "again")),
        *("differences/1/closing", "transfers/1/note", "transfers/1/setting-aside"),
    )
    before = [people.rows(app)[name] for name in ("payment", "refund", "payment_difference", "open_item_event")]
    with app.app_context(), transaction():
        person = db.session.query(Member).filter_by(email=TREASURER).one()
        person.roles[0].operator_slug = "anders"
    for path in posts:
        assert karla.post(f"/operators/anders/{path}", data={"way": "transfer", "reason": "x"}).status_code == 404, path
        assert karla.post(f"{HERE}/{path}").status_code == 404
        assert stranger.post(f"{HERE}/{path}").status_code == 404
    for page in (*PAGES, "takings.csv", "takings.xlsx", f"open-items/{fee}"):
        assert karla.get(f"{HERE}/{page}").status_code == 404
        assert stranger.get(f"{HERE}/{page}").status_code == 404
    after = [people.rows(app)[name] for name in ("payment", "refund", "payment_difference", "open_item_event")]
    assert after == before


def test_open_items_cost_as_many_queries_for_one_as_for_many(app: Flask, home: House, karla: FlaskClient) -> None:
    book_for_money(home)
    numbers = []
    for name in ("Platz 2", "Platz 3"):
        with counted(app) as statements:
            karla.get(f"{HERE}/open-items?all=1")
        numbers.append(len(statements))
        book_for_money(home, name)
    assert numbers[0] == numbers[1]
