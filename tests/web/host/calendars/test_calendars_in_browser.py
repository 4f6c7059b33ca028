"""The page in a browser: nothing yet, a wrong file, a calendar with a booking in a busy time, one that fails."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from bookings import actions as booking_actions
from bookings.slots import Slot
from calendars.outside import actions
from core.clock import now
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from tests.support import people
from tests.support.browser import assert_accessible, assert_accessible_in_the_dark, assert_fits, log_in
from tests.support.hosts import HOST, make_host
from tests.support.house import House, house
from tests.support.ics import busy

pytestmark = pytest.mark.one_database
URL = "/host/coppenbruegge/calendars"
TWO_HOURS = timedelta(hours=2)


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app)
    made = house(app, hours="24/7")
    make_host(app)
    with made.here() as (member, hub, setup), transaction():
        place = made.place(setup, "Platz 1")
        span = Interval(tomorrow(), tomorrow() + TWO_HOURS)
        booking_actions.book(member=member, slot=Slot(hub, setup, place, span))
    return made


@pytest.mark.parametrize("javascript", [True, False])
def test_host_adds_a_calendar_and_removes_it(
    app: Flask, home: House, server: Any, open_page: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    page = open_page(server, width=360, locale="en", javascript=javascript)
    log_in(page, HOST, people.PASSWORD, "en")
    page.goto(URL)
    page.get_by_role("heading", name="No calendar yet").wait_for()
    looks_well(page, javascript)

    upload(page, tmp_path, b"<html>")
    page.get_by_text("This is not a calendar but something else").first.wait_for()
    assert page.get_by_label("Name").input_value() == "Parish"
    looks_well(page, javascript)

    upload(page, tmp_path, busy((tomorrow(), tomorrow() + 2 * TWO_HOURS)))
    page.get_by_text("Last read just now, 1 busy time.").wait_for()
    page.get_by_role("heading", name="These bookings clash with busy times").wait_for()
    with app.app_context(), transaction():
        actions.failed(
            calendar_id=db.session.execute(db.text("select id from outside_calendar")).scalar_one(), reason="tls"
        )
    page.reload()
    page.get_by_text("the server’s certificate is not valid").wait_for()
    looks_well(page, javascript)

    page.locator("summary", has_text="Remove").click()
    page.get_by_role("button", name="Remove for good: Parish").click()
    page.get_by_role("heading", name="No calendar yet").wait_for()


def tomorrow() -> datetime:
    return now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)


def upload(page: Page, folder: Path, content: bytes) -> None:
    file = folder / "calendar.ics"
    file.write_bytes(content)
    page.get_by_label("Name").fill("Parish")
    page.get_by_label("Calendar file").set_input_files(file)
    page.get_by_role("button", name="Read and add").click()


def looks_well(page: Page, javascript: bool) -> None:
    assert_fits(page)
    if javascript:
        assert_accessible(page)
        assert_accessible_in_the_dark(page)
