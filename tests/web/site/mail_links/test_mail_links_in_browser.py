"""From the mail to the click, as a person with a phone does it: without log-in and without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from bookings.models import Booking
from bookings.reminders.links import CANCEL, CHECK_IN, token
from core.clock import now
from core.db import db
from core.transactions import transaction
from members.links import unsubscribe_path
from tests.support import people
from tests.support.booking import many
from tests.support.browser import assert_accessible, assert_accessible_in_the_dark, assert_fits
from tests.support.house import bookings, house

pytestmark = pytest.mark.one_database


@pytest.fixture
def booking(app: Flask) -> Booking:
    """It has begun five minutes ago."""
    people.add(app)
    start = now().replace(second=0, microsecond=0) - timedelta(minutes=5)
    many(house(app), 1, start, start - timedelta(days=3))
    return bookings(app)[0]


def look(page: Any) -> None:
    assert_fits(page)
    assert_accessible(page)
    assert_accessible_in_the_dark(page)


def test_links_of_a_reminder(app: Flask, booking: Booking, server: Any, open_page: Callable[..., Any]) -> None:
    with app.app_context():
        check_in, cancel = (f"/mails/bookings/{each}/{token(each, booking.id)}" for each in (CHECK_IN, CANCEL))
        leave = unsubscribe_path(people.member(app).id, "reminder")
    page = open_page(server, width=360, locale="de")
    page.goto(cancel)
    look(page)
    assert page.locator("main form").count() == 0, "it has begun"
    page.goto(check_in)
    look(page)
    page.locator("main form button").click()
    page.locator("[role=status]").wait_for()
    look(page)
    assert bookings(app)[0].status == "checked_in"
    page.goto(leave)
    look(page)
    page.locator("main form button").click()
    page.locator("a[href='/profile/mails']").wait_for()
    look(page)
    assert not people.member(app).remind_day_before


def test_cancelling_by_the_link(app: Flask, booking: Booking, server: Any, open_page: Callable[..., Any]) -> None:
    with app.app_context(), transaction():
        later = now() + timedelta(days=2)
        db.session.execute(update(Booking).values(starts_at=later, ends_at=later + timedelta(hours=2)))
        cancel = f"/mails/bookings/{CANCEL}/{token(CANCEL, booking.id)}"
    page = open_page(server, width=1440, locale="en")
    page.goto(cancel)
    look(page)
    assert page.locator("main form button").count() == 1, page.locator("main").inner_text()
    page.locator("main form button").click()
    page.locator("[role=status]").wait_for()
    look(page)
    assert bookings(app)[0].status == "cancelled"
