"""Who comes checks in behind the code on the desk, and who needs the hosts' yes asks, waits and hears of it: on a phone
without JavaScript, and on a wide screen with it. Pages are counted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import now, today
from tests.support import people
from tests.support.booking import book
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.door import code_of
from tests.support.hosts import HOST, do, make_host
from tests.support.house import House, bookings, house

pytestmark = pytest.mark.one_database
SCREENS = [(360, False), (1440, True)]
MOST_PAGES_TO_CHECK_IN = 3


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, locale="en")
    home = house(app, hours="24/7", rules={"check_in_lead_minutes": 60, "admission": "approval"})
    make_host(app, locale="en")
    return home


@pytest.mark.parametrize(("width", "javascript"), SCREENS)
def test_member_checks_in_and_out_behind_the_code_of_the_desk(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    begins = now().replace(minute=0, second=0, microsecond=0) + timedelta(minutes=30)
    do(home, "approve", book(home, "Platz 1", begins, begins + timedelta(hours=2)))
    page = open_page(server, locale="en", width=width, javascript=javascript)
    pages: list[str] = []
    page.on("domcontentloaded", lambda shown: pages.append(shown.url))
    page.goto(f"/q/{code_of(app)}")
    look(page, javascript)
    page.get_by_role("main").get_by_role("link", name="Log in").click()
    page.locator("[name=email]").fill(people.EMAIL)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main form button[type=submit]").click()
    check_in = page.get_by_role("button", name="I am here: check in")
    expect(check_in).to_be_visible()
    look(page, javascript)
    assert len(pages) <= MOST_PAGES_TO_CHECK_IN, pages
    check_in.click()
    expect(page.get_by_text("You are checked in. Have a good time!")).to_be_visible()
    look(page, javascript)
    assert [one.status for one in bookings(app)] == ["checked_in"]
    page.get_by_role("button", name="I am leaving: check out").click()
    expect(page.get_by_text("You are checked out")).to_be_visible()
    assert [one.status for one in bookings(app)] == ["completed"]


@pytest.mark.parametrize(("width", "javascript"), SCREENS)
def test_request_is_made_approved_and_told(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    day = today("Europe/Berlin") + timedelta(days=1)
    member = open_page(server, locale="en", width=width, javascript=javascript)
    log_in(member, people.EMAIL, people.PASSWORD)
    member.goto(f"/bookings/new?space={home.spaces['Platz 1']}&date={day}&from=09:00&to=11:00")
    look(member, javascript)
    member.get_by_role("button", name="Request").click()
    expect(member.get_by_text("Your request is on its way to the hosts.")).to_be_visible()
    look(member, javascript)
    booking_page = member.url

    host = open_page(server, locale="en", width=width, javascript=javascript)
    log_in(host, HOST, people.PASSWORD)
    host.goto(f"/host/{home.slug}/today")
    waiting = host.get_by_role("region", name="1 request is waiting for your answer")
    expect(waiting).to_contain_text("Anna Muster")
    look(host, javascript)
    waiting.get_by_role("button", name="Yes").click()
    expect(waiting).to_have_count(0)
    [own] = bookings(app)
    assert own.status == "confirmed"

    member.goto(booking_page)
    expect(member.get_by_role("heading", name="Your place is booked")).to_be_visible()
    look(member, javascript)
    told = [str(one["Subject"]) for one in people.mails(app) if str(one["To"]).endswith(people.EMAIL)]
    assert any("request" in subject.lower() for subject in told), told


def look(page: Page, javascript: bool) -> None:
    assert_fits(page)
    if javascript:
        assert_accessible(page)
