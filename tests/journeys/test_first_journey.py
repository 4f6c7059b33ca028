"""Book first, account later: with a name and an address, and the link in the mail on another device. On a phone without
JavaScript, and on a wide screen with it. Pages and fields are counted."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import now, today
from core.transactions import transaction
from tests.support import people
from tests.support.browser import assert_accessible, assert_fits
from tests.support.house import House, bookings, house
from tests.support.money import operator_of, takes_money
from tests.support.night import at_night
from tests.support.terms import publish

pytestmark = pytest.mark.one_database
PICTURES = os.environ.get("PICTURES")
"""A folder for a picture of each page; none without."""
MOST_PAGES = 4
NEW, KNOWN = "nora@example.org", people.EMAIL
CASES = [
    (360, "de", "light", False),
    (1440, "en", "light", True),
    *(
        at_night(*case)
        for case in [(360, "en", "dark", True), (1440, "de", "dark", True), (1440, "de", "light", False)]
    ),
]
WORDS = {
    "de": ("Zahlungspflichtig buchen", "Bitte sehen Sie in Ihre E-Mails", "Zur Buchung", "Anmelden"),
    "en": ("Book with obligation to pay", "please look into your mail", "Go to the booking", "Log in"),
}


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, locale="en")
    home = house(app, hours="24/7", prices={"desk": 300}, spaces=("Platz 1", "Platz 2"))
    with app.app_context(), transaction():
        takes_money(operator_of(home), ("on_site", "transfer"))
    with time_machine.travel(now() - timedelta(hours=1)):  # the server's clock may be behind ours by a moment
        publish(home)
    return home


@pytest.mark.parametrize(("width", "locale", "scheme", "javascript"), CASES)
def test_visitor_books_and_confirms_on_another_device(
    app: Flask,
    server: Any,
    home: House,
    open_page: Callable[..., Page],
    width: int,
    locale: str,
    scheme: str,
    javascript: bool,
) -> None:
    options: dict[str, Any] = {"locale": locale, "scheme": scheme, "javascript": javascript}
    name = f"{width}-{locale}-{scheme}"
    order, sent, to_booking, log_in = WORDS[locale]
    pages: list[str] = []
    page = open_page(server, width=width, **options)
    page.on("domcontentloaded", lambda shown: pages.append(shown.url))
    _books(page, home, NEW, order, lambda: look(page, f"form-{name}", javascript))
    expect(page.get_by_role("heading", name=sent)).to_be_visible()
    look(page, f"sent-{name}", javascript)

    phone = open_page(server, width=360, **options)
    phone.on("domcontentloaded", lambda shown: pages.append(shown.url))
    phone.goto(mailed_link(app))
    look(phone, f"link-{name}", javascript)
    phone.get_by_role("main").get_by_role("button", name=order).click()
    expect(phone.get_by_role("link", name=to_booking)).to_be_visible()
    look(phone, f"confirmed-{name}", javascript)
    assert len(pages) <= MOST_PAGES, pages
    assert [(one.status, one.price_cents) for one in bookings(app)] == [("confirmed", 600)]
    phone.get_by_role("link", name=to_booking).click()
    phone.wait_for_url(f"**/bookings/{bookings(app)[0].id}")

    _books(page, home, KNOWN, order, lambda: None)
    expect(page.get_by_role("heading", name=sent)).to_be_visible()
    page.goto(mailed_link(app))
    page.get_by_role("main").get_by_role("button", name=order).click()
    expect(page.get_by_role("main").get_by_role("link", name=log_in)).to_be_visible()
    look(page, f"known-{name}", javascript)
    assert [one.status for one in bookings(app)] == ["confirmed"] * 2


def _books(page: Page, home: House, email: str, order: str, look_at_it: Callable[[], None]) -> None:
    """Three things to fill in: who, where to, and that the terms were read."""
    day = str(today("Europe/Berlin") + timedelta(days=1))
    page.goto(f"/bookings/new?hub={home.slug}&kind=desk&date={day}&from=09:00&to=11:00")
    page.locator("#name").fill("Nora Neu")
    page.locator("#email").fill(email)
    page.locator("#accepts-terms").check()
    look_at_it()
    page.get_by_role("main").get_by_role("button", name=order).click()


def test_enter_in_a_field_books(app: Flask, server: Any, home: House, open_page: Callable[..., Page]) -> None:
    """And does not press the first button that comes, which asks for several days."""
    page = open_page(server, width=1440, locale="en")
    day = str(today("Europe/Berlin") + timedelta(days=1))
    page.goto(f"/bookings/new?hub={home.slug}&kind=desk&date={day}&from=09:00&to=11:00")
    page.locator("#name").fill("Nora Neu")
    page.locator("#accepts-terms").check()
    page.locator("#email").fill(NEW)
    page.locator("#email").press("Enter")
    page.wait_for_url("**/bookings/first/sent")
    assert [one.status for one in bookings(app)] == ["held"]


def test_typed_name_stays_when_the_time_changes(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page]
) -> None:
    """And neither name nor address comes into the address of the page."""
    page = open_page(server, width=1440, locale="en")
    day = str(today("Europe/Berlin") + timedelta(days=1))
    page.goto(f"/bookings/new?hub={home.slug}&kind=desk&date={day}&from=09:00&to=11:00")
    page.locator("#name").fill("Nora Neu")
    page.locator("#email").fill(NEW)
    page.locator("[name=to]").select_option("12:00")
    page.wait_for_url("**to=12*")
    assert "nora" not in page.url.lower()
    page.locator("#accepts-terms").check()
    page.get_by_role("main").get_by_role("button", name="Book with obligation to pay").click()
    page.wait_for_url("**/bookings/first/sent")
    assert [one.price_cents for one in bookings(app)] == [900]


def mailed_link(app: Flask) -> str:
    mail = next(one for one in reversed(people.mails(app)) if "/bookings/first/" in _text(one))
    found = re.search(r"/bookings/first/\S+", _text(mail))
    assert found is not None
    return found[0]


def _text(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def look(page: Page, name: str, javascript: bool) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert_fits(page)
    if javascript:
        assert_accessible(page)
