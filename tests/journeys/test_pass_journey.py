"""Buy a ten-visit pass, pay it at the hub, book with it, cancel, and see the visit given back."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import today
from tests.support import hosts, people
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.house import House
from tests.support.money import paid_house
from tests.support.passes import product

pytestmark = pytest.mark.one_database
PICTURES = os.environ.get("PICTURES")
"""A folder for a picture of each page; none without."""


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, locale="en")
    home = paid_house(app, ways=("on_site", "transfer"), hours="24/7")
    hosts.make_host(app, locale="en")
    product(home)
    product(home, name_de="Monatskarte", name_en="Month pass", kind="month", size=None, price_cents=9000, valid_days=30)
    return home


@pytest.mark.parametrize("width", [360, 1440])
def test_pass_is_bought_used_and_given_back(
    server: Any, home: House, open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(server, locale="en", width=width)
    log_in(page, people.EMAIL, people.PASSWORD)
    page.goto("/bookings")
    page.get_by_role("link", name="My passes").click()
    look(page, f"passes-{width}")
    page.get_by_role("link", name="Ten-visit pass").click()
    look(page, f"offer-{width}")
    page.get_by_role("button", name="Order with obligation to pay").click()
    expect(page.get_by_text("Please tick that you agree to the early start").first).to_be_visible()
    page.get_by_label("I want the service to begin before").check()
    page.get_by_role("button", name="Order with obligation to pay").click()
    expect(page.get_by_text("Not paid yet")).to_be_visible()
    look(page, f"ordered-{width}")
    page.get_by_role("button", name="Cancel the order").click()

    the_day = today("Europe/Berlin") + timedelta(days=3)
    book(page, home, str(the_day + timedelta(days=1)), "09:00")  # so that the hub knows her
    sell(open_page(server, locale="en", width=width), width)

    book(page, home, str(the_day), "09:00")
    booking = page.url
    page.goto("/passes")
    expect(page.get_by_text("9 visits left")).to_be_visible()
    look(page, f"used-{width}")
    page.goto(f"{booking}/cancellation")
    page.locator("main form button[type=submit]").last.click()
    page.goto("/passes")
    expect(page.get_by_text("10 visits left")).to_be_visible()
    page.get_by_role("link", name="Ten-visit pass").first.click()
    expect(page.get_by_text("given back", exact=True)).to_be_visible()
    look(page, f"pass-{width}")


def book(page: Page, home: House, day: str, start: str) -> None:
    page.goto(f"/bookings/new?space={home.spaces['Platz 1']}&date={day}&from={start}&to=11:00")
    page.locator("aside button[type=submit]").first.click()
    expect(page.get_by_text("All done.")).to_be_visible()


def sell(host: Page, width: int) -> None:
    """Hosts take the money, and say so."""
    log_in(host, hosts.HOST, people.PASSWORD)
    host.goto("/host/coppenbruegge/passes")
    host.get_by_label("Email address of the person").fill(people.EMAIL)
    host.get_by_label("Pass", exact=True).select_option(label="Ten-visit pass, €100.00")
    host.get_by_label("I have the money").check()
    look(host, f"sell-{width}")
    host.get_by_role("button", name="Sell").click()
    expect(host.get_by_text("It can be used from now on.")).to_be_visible()


def look(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert_fits(page)
    assert_accessible(page)
