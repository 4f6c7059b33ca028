"""A whole day in a hub that closes over lunch: found by the search, booked in one go, on a phone without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.clock import today
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.tariffs import TariffValues
from tests.support import people
from tests.support.browser import assert_fits, log_in
from tests.support.house import bookings, house

pytestmark = pytest.mark.one_database
CLOSED = "The hub is closed from 12:30 to 14:00. You cannot get in during this time."


def test_day_over_lunch_is_found_and_booked_as_one(app: Flask, server: Any, open_page: Callable[..., Any]) -> None:
    people.add(app, locale="en")
    home = house(app, hours="Mo-Su 08:00-12:30,14:00-18:00")
    with home.here() as (_member, hub, _setup), transaction():
        hub_actions.set_tariff(hub=hub, kind="desk", values=TariffValues(half_day=700, day=1200))
    page = open_page(server, locale="en", width=360, javascript=False)
    log_in(page, people.EMAIL, people.PASSWORD)

    page.goto(f"/?date={today('Europe/Berlin') + timedelta(days=3)}")
    page.locator("main a[href*='/bookings/new'][href*='from=08:00']").first.click()
    expect(page.locator("aside.lr-slot")).to_contain_text("08:00–18:00")
    expect(page.locator("aside.lr-slot")).to_contain_text(CLOSED)
    expect(page.locator("aside.lr-slot")).to_contain_text("€12.00")
    assert_fits(page)
    page.get_by_role("button", name="Book").click()

    expect(page.locator("main")).to_contain_text(CLOSED)
    assert_fits(page)
    [made] = bookings(app)
    assert (made.ends_at - made.starts_at, made.price_cents) == (timedelta(hours=10), 1200)
