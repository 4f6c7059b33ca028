"""A host restricts somebody and invites a second host, in a browser; axe looks at each state."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from bookings import actions
from bookings.slots import Slot
from core.clock import now
from core.db import db
from core.timespans import Interval
from tests.support import house, people
from tests.support.browser import assert_accessible
from tests.support.hosts import appoint
from tests.support.house import house as a_house
from tests.support.two_hubs import HERE

pytestmark = pytest.mark.one_database


@pytest.fixture
def page(app: Flask, server: Any, open_page: Any) -> Page:
    """Hanna, host of coppenbruegge, where Anna has a booking on the next day that is open."""
    here = a_house(app, hours="24/7")
    appoint(app, people.add(app, "hanna@example.org", "Hanna Wirt", locale="en"), HERE)
    people.add(app, locale="en")
    with here.here() as (anna, hub, setup):
        book_tomorrow(anna, hub, setup, here)
    found: Page = open_page(server, width=360, locale="en")
    log_in(found, "hanna@example.org")
    return found


def book_tomorrow(anna: Any, hub: Any, setup: Any, here: house.House) -> None:
    start = now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    place = here.place(setup, "Platz 1")
    actions.book(member=anna, slot=Slot(hub, setup, place, Interval(start, start + timedelta(hours=2))))
    db.session.commit()


def test_restrict_somebody_and_cancel_their_booking(app: Flask, page: Page) -> None:
    page.goto(f"/host/{HERE}/people")
    page.get_by_role("link", name="Anna Muster").click()
    page.get_by_role("button", name="Restrict").click()
    assert "Please enter a reason" in page.locator("#reason-error").inner_text()
    assert_accessible(page)
    page.get_by_label("Reason").fill("The kitchen was left dirty.")
    page.get_by_label("Platz 1").check()
    page.get_by_role("button", name="Restrict").click()
    page.get_by_role("button", name="Lift the restriction").wait_for()
    assert_accessible(page)
    assert [b.status for b in house.bookings(app)] == ["cancelled"]
    page.get_by_role("button", name="Lift the restriction").click()
    page.get_by_role("button", name="Restrict").wait_for()


def test_invited_person_becomes_a_host_and_the_first_leaves(
    app: Flask, page: Page, server: Any, open_page: Any
) -> None:
    page.goto(f"/host/{HERE}/people/hosts")
    page.get_by_label("Email address").fill("anna@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_role("button", name="Withdraw").wait_for()
    assert_accessible(page)
    other = open_page(server, width=360, locale="en")
    other.goto(people.mailed_path(app))
    assert_accessible(other)
    other.get_by_role("main").get_by_role("link", name="Log in").click()
    fill_in(other, "anna@example.org")
    assert_accessible(other)
    with other.expect_response(lambda answer: answer.request.method == "POST"):
        other.get_by_role("button", name="Accept the invitation").click()
    page.goto(f"/host/{HERE}/people/hosts")
    page.locator("summary", has_text="Step down").click()
    assert_accessible(page)
    page.get_by_role("button", name="Yes, step down").click()
    page.get_by_text("Thank you for your work").wait_for()


def test_invitation_for_somebody_else_offers_to_log_out(app: Flask, page: Page) -> None:
    page.goto(f"/host/{HERE}/people/hosts")
    page.get_by_label("Email address").fill("nele@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    page.goto(f"/host/{HERE}/figures")
    assert_accessible(page)
    log_out(page)
    log_in(page, "anna@example.org")
    page.goto(people.mailed_path(app))
    assert "for somebody else" in page.get_by_role("heading", level=1).inner_text()
    assert_accessible(page)


def log_in(page: Page, email: str) -> None:
    page.goto("/login")
    fill_in(page, email)


def fill_in(page: Page, email: str) -> None:
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.locator("form[action='/logout']").first.wait_for(state="attached")


def log_out(page: Page) -> None:
    page.context.clear_cookies()
