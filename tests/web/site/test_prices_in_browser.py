"""Choosing who pays and how, with and without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import today
from tests.support import people
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.house import bookings
from tests.support.lent import employ
from tests.support.money import account, paid_house

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(("javascript", "width", "locale"), [(True, 360, "de"), (False, 1440, "en")])
def test_employer_pays_or_one_chooses_the_way(
    app: Flask, server: Any, open_page: Callable[..., Page], javascript: bool, width: int, locale: str
) -> None:
    people.add(app, locale=locale)
    home = paid_house(app, ways=("on_site", "transfer"), hours="24/7")
    employ(home)
    day = today("Europe/Berlin") + timedelta(days=3)
    page = open_page(server, locale=locale, width=width, javascript=javascript)
    log_in(page, people.EMAIL, people.PASSWORD)
    page.goto(f"/bookings/new?space={home.spaces['Platz 1']}&date={day}&from=09:00&to=11:00")
    assert_fits(page)
    if javascript:
        assert_accessible(page)
    page.locator("#for-employer").check()
    if not javascript:
        page.locator("button[name=check]").click()
    expect(page.locator("aside.lr-slot")).to_contain_text("Bau GmbH).", timeout=20_000)
    expect(page.locator("#way-transfer")).to_have_count(0)
    page.locator("#for-employer").uncheck()
    if not javascript:
        page.locator("button[name=check]").click()
    page.locator("#way-transfer").check()
    page.get_by_role(
        "button", name="Zahlungspflichtig buchen" if locale == "de" else "Book with obligation to pay"
    ).click()
    page.wait_for_url("**/bookings/*-*")
    found = account(home, bookings(home.app)[0])
    assert found is not None
    assert found.fee.covered_by == "transfer"
