"""Five days in one go with one that is taken, then a holiday and another time for the rest: also on a phone without
JavaScript. Pages are counted."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from bookings.series.rules import monday_of
from core.clock import today
from core.transactions import transaction
from tests.support import people
from tests.support.booking import book
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.house import House, at, bookings, house
from tests.support.money import operator_of, takes_money

pytestmark = pytest.mark.one_database
PICTURES = os.environ.get("PICTURES")
"""A folder for a picture of each page; none without."""
MOST_PAGES = 5
WEEK = timedelta(days=7)


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, locale="en")
    people.add(app, "bert@example.org", "Bert Beispiel")
    home = house(app, hours="24/7", prices={"desk": 300})
    with app.app_context(), transaction():
        takes_money(operator_of(home), ("on_site",))
    return home


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1440, True)])
def test_week_in_one_go_with_a_day_that_is_taken(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    monday = monday_of(today("Europe/Berlin")) + WEEK
    thursday = str(monday + timedelta(days=3))
    book(home, "Platz 1", at(thursday, "9:00"), at(thursday, "12:00"), who="bert@example.org")
    page = open_page(server, locale="en", width=width, javascript=javascript)
    log_in(page, people.EMAIL, people.PASSWORD)
    pages: list[str] = []
    page.on("domcontentloaded", lambda shown: pages.append(shown.url))

    page.goto(f"/bookings/new?space={home.spaces['Platz 1']}&date={monday}&from=09:00&to=11:00")
    page.get_by_text("On several days, or every week").click()
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        page.get_by_label(day).check()
    look(page, f"form-{width}", javascript)
    page.get_by_role("button", name="Show all dates").click()

    choice = page.locator("aside.lr-slot")
    expect(choice).to_contain_text("4 of 5 dates: Platz 1")
    expect(choice).to_contain_text("€24.00")
    look(page, f"dates-{width}", javascript)
    page.get_by_label("Platz 2, Coppenbruegge").or_(page.get_by_label("Platz 2,")).first.check()
    page.get_by_role("button", name="Update dates and price").click()
    expect(choice).to_contain_text("1 of 5 dates: Platz 2")
    expect(choice).to_contain_text("€30.00")
    page.get_by_role("button", name="Book with obligation to pay").click()

    expect(page.get_by_text("5 dates are still to come.")).to_be_visible()
    assert len(pages) <= MOST_PAGES, pages
    look(page, f"series-{width}", javascript)
    take_a_holiday(page, str(monday + timedelta(days=1)), str(monday + timedelta(days=2)), width, javascript)
    move_the_rest(page, width, javascript)
    states = sorted((one.status, one.starts_at.isoformat()[:10]) for one in bookings(app) if one.series_id)
    assert [status for status, _day in states] == ["cancelled", "cancelled", "confirmed", "confirmed", "confirmed"]


def take_a_holiday(page: Page, first: str, last: str, width: int, javascript: bool) -> None:
    page.locator("input[name=from]").fill(first)
    page.locator("input[name=to]").fill(last)
    page.get_by_role("button", name="Show what would be cancelled").click()
    look(page, f"holiday-{width}", javascript)
    page.get_by_role("button", name="Cancel 2 dates").click()
    expect(page.get_by_text("2 dates have been cancelled.")).to_be_visible()


def move_the_rest(page: Page, width: int, javascript: bool) -> None:
    page.get_by_role("link", name="Move all, or those from a day on").click()
    page.locator("select[name=from]").select_option("12:00")
    page.locator("select[name=to]").select_option("14:00")
    look(page, f"move-{width}", javascript)
    page.get_by_role("button", name="Move these dates").click()
    expect(page.get_by_text("3 dates have been moved.")).to_be_visible()


def look(page: Page, name: str, javascript: bool) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert_fits(page)
    if javascript:
        assert_accessible(page)
