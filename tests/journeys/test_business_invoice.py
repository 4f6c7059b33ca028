"""A business pays, says who the invoice is for, and has it; its operator sees it, and takes it back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from bookings.cover import Choice
from core.clock import today
from core.db import db
from core.transactions import transaction
from members.models import MemberRole
from payments import queries
from tests.support import people
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.house import House, at
from tests.support.invoiced import invoices, paid_booking
from tests.support.money import paid_house

pytestmark = pytest.mark.one_database
OWN = "own@example.org"


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, locale="en")
    own_id = people.add(app, OWN, "Olga Träger", locale="de")
    made = paid_house(app, hours="24/7")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=own_id, role="operator", operator_slug=made.slug))
    return made


def paid_fee(home: House) -> str:
    day = str(today("Europe/Berlin") + timedelta(days=2))
    choice = Choice(way="on_site", is_business=True)
    booking = paid_booking(home, start=at(day, "9:00"), end=at(day, "11:00"), who=people.EMAIL, choice=choice)
    with home.app.app_context():
        account = queries.account_of_booking(booking.id)
        assert account is not None
        return str(account.fee.id)


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1440, True)])
def test_business_gets_its_invoice_and_the_operator_takes_it_back(
    server: Any, home: House, open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    fee = paid_fee(home)
    page = open_page(server, locale="en", width=width, javascript=javascript)
    log_in(page, people.EMAIL, people.PASSWORD)
    page.goto("/invoices")
    page.get_by_role("link", name="Say who the invoice is for").click()
    assert page.url.endswith(f"/payments/{fee}/buyer")
    page.get_by_role("button", name="Get the invoice").click()
    expect(page.get_by_text("needs the name and the address").first).to_be_visible()
    look_at(page, javascript)
    page.get_by_label("Name of the organisation").fill("Weserbergland Maschinenbau GmbH")
    page.get_by_label("Address").fill("Industriestraße 14a\n31785 Hameln")
    page.get_by_role("button", name="Get the invoice").click()
    [invoice] = invoices(home)
    expect(page.get_by_role("link", name=invoice.label)).to_be_visible()
    look_at(page, javascript)

    own = open_page(server, locale="de", width=width, javascript=javascript)
    log_in(own, OWN, people.PASSWORD)
    own.goto(f"/operators/{home.slug}/invoices")
    look_at(own, javascript)
    own.get_by_role("link", name=invoice.label).click()
    look_at(own, javascript)
    own.get_by_label("Grund").fill("Falscher Name")
    own.get_by_role("button", name="Rechnung stornieren").click()
    expect(own.get_by_role("heading", level=1)).to_contain_text("Stornorechnung")
    look_at(own, javascript)
    assert [one.gross_cents for one in invoices(home)] == [600, -600]


def look_at(page: Page, javascript: bool) -> None:
    assert_fits(page)
    if javascript:
        assert_accessible(page)
