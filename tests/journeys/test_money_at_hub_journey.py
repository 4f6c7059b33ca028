"""Money on site is noted by a host, and a bank transfer by the bank's file, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page

from bookings.cover import Choice
from tests.support import people
from tests.support.bank_files import Transfer
from tests.support.booking import DAY
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.hosts import HOST, make_host
from tests.support.house import House, clock
from tests.support.money import book_for_money, fees, paid_house, payments
from tests.support.night import at_night
from tests.support.open_items import TREASURER, make_treasurer, owed, statement

pytestmark = pytest.mark.chosen_day
HERE = "/operators/coppenbruegge"
SHOWN = pytest.mark.parametrize(("width", "javascript"), [(360, False), at_night(360, True), (1440, True)])


@pytest.fixture
def home(app: Any) -> House:
    people.add(app, "anna@example.org", "Anna Muster")
    return paid_house(app)


def look_at(page: Page, javascript: bool) -> None:
    """Nothing is wider than the screen, and axe finds nothing."""
    if javascript:
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.one_database
@SHOWN
def test_host_notes_money_with_one_tap(
    app: Any, home: House, server: Any, open_page: Callable[..., Any], width: int, javascript: bool
) -> None:
    make_host(app)
    book_for_money(home, start=clock("9:00"), end=clock("11:00"))
    page = open_page(server, width=width, javascript=javascript)
    log_in(page, HOST, people.PASSWORD, "de")
    page.goto("/host/coppenbruegge/today")
    look_at(page, javascript)
    page.get_by_role("button", name="Geld erhalten").click()
    page.get_by_text("6,00 € vor Ort erhalten").first.wait_for()
    look_at(page, javascript)
    assert [(one.way, one.amount_cents) for one in payments(home)] == [("on_site", 600)]


@pytest.mark.one_database
@SHOWN
def test_transfer_is_matched_by_the_banks_file(
    app: Any, home: House, server: Any, open_page: Callable[..., Any], width: int, javascript: bool
) -> None:
    make_treasurer(home)
    for name in ("Platz 1", "Platz 2"):
        book_for_money(home, name, choice=Choice(way="transfer"))
    content = statement(
        Transfer("6.00", reference=fees(home)[0].reference or ""),
        Transfer("6.50", ("Danke",), fees(home)[1].reference or "", name="Berta Beispiel"),
    )
    page = open_page(server, width=width, javascript=javascript)
    log_in(page, TREASURER, people.PASSWORD, "de")
    for name in ("open-items", "refunds", "differences", "takings", "transfers"):
        page.goto(f"{HERE}/{name}")
        look_at(page, javascript)
    page.locator("[name=file]").set_input_files(FilePayload(name=f"{DAY}.xml", mimeType="text/xml", buffer=content))
    page.get_by_role("button", name="Datei lesen").click()
    page.get_by_role("heading", name="1 Überweisung passt auf den Cent").wait_for()
    look_at(page, javascript)
    page.get_by_role("button", name="Alle diese als bezahlt vermerken").click()
    page.get_by_text("1 Überweisung wurde als bezahlt vermerkt.").wait_for()
    page.get_by_role("button", name="Als bezahlt vermerken").click()
    page.get_by_text("0,50 € zu viel").wait_for()
    assert owed(home) == []
    for name in ("refunds", "takings"):
        page.goto(f"{HERE}/{name}")
        look_at(page, javascript)
