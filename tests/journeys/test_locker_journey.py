"""A locker over night: booked on a phone without JavaScript, handed over by two codes, typed in behind its label."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import update

from bookings.models import Booking
from core.clock import now, today
from core.db import db
from core.transactions import transaction
from hubs.doors import actions as door_actions
from hubs.models import Space
from tests.support import people
from tests.support.browser import assert_fits, log_in
from tests.support.house import bookings
from tests.support.lockers import lockers

pytestmark = pytest.mark.one_database
NUMBER = "Zahlenschloss 7319"


def test_locker_is_booked_overnight_and_handed_over(app: Flask, server: Any, open_page: Callable[..., Any]) -> None:
    people.add(app, locale="en")
    home = lockers(app, hours="Mo-Su 08:00-18:00")
    with home.here() as (_member, hub, _setup), transaction():
        space = db.session.get_one(Space, home.spaces["Fach 1"])
        door_actions.tell(hub=hub, space=space, text=NUMBER)
        label = f"/q/{space.qr_code}"
    page = open_page(server, locale="en", width=360, javascript=False)
    log_in(page, people.EMAIL, people.PASSWORD)

    day = today("Europe/Berlin") + timedelta(days=3)
    page.goto(f"/bookings/new?space={home.spaces['Fach 1']}&date={day}&from=17:00&to=18:00")
    page.get_by_label("Last day").fill((day + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Update times and price").click()
    page.get_by_label("Until", exact=True).select_option("09:00")
    assert_fits(page)
    page.get_by_role("button", name="Book now").click()
    [made] = bookings(app)
    assert made.ends_at - made.starts_at in {timedelta(hours=hours) for hours in (15, 16, 17)}

    page.get_by_label("For whom?").fill("Frau K.")
    assert_fits(page)
    page.get_by_role("button", name="Create new codes").click()
    expect(page.locator("main")).to_contain_text("show them only this once")
    assert_fits(page)
    deposit, collection = re.findall(r"\d{3} \d{3}", page.locator("main").inner_text())

    starts_now(app, made)
    page.context.clear_cookies()
    page.goto(label)
    type_in(page, "000 000")
    expect(page.locator("main")).to_contain_text(re.compile("not valid|nicht"))
    for code in (deposit, collection):
        type_in(page, code)
        expect(page.locator("h1")).to_have_text("Fach 1")
        expect(page.locator("main")).to_contain_text(NUMBER)
        assert_fits(page)
        page.locator("button[name=done]").click()
        expect(page.locator("main")).not_to_contain_text(NUMBER)
    [left] = bookings(app)
    assert (left.status, left.checked_out_at is not None) == ("completed", True)


def type_in(page: Any, code: str) -> None:
    page.locator("#code").fill(code)
    page.locator("form:has(#code) button").click()


def starts_now(app: Flask, booking: Booking) -> None:
    """Three days on."""
    with app.app_context(), transaction():
        change = update(Booking).where(Booking.id == booking.id)
        db.session.execute(change.values(starts_at=now() - timedelta(minutes=1)))
