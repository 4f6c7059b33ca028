"""What is taken is waited for in one tap, held when it becomes free, and taken by the link in the mail: on a phone
without JavaScript, and on a wide screen with it. Pages are counted."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from bookings import actions
from bookings.models import Booking
from core.clock import today
from core.db import db
from core.transactions import transaction
from tests.support import people
from tests.support.booking import book
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.hosts import HOST, make_host
from tests.support.house import House, at, bookings, house
from tests.support.money import operator_of, takes_money
from tests.support.waiting import address, join

pytestmark = pytest.mark.one_database
PICTURES = os.environ.get("PICTURES")
"""A folder for a picture of each page; none without."""
MOST_PAGES = 3


@pytest.fixture
def home(app: Flask) -> House:
    for name in ("Anna", "Bert", "Zoe"):
        people.add(app, address(name), f"{name} Beispiel", locale="en")
    home = house(app, hours="24/7", prices={"desk": 300}, spaces=("Platz 1", "Platz 2"))
    with app.app_context(), transaction():
        takes_money(operator_of(home), ("on_site",))
    return home


def give_back(home: House, booking: Booking) -> None:
    with home.here(address("Zoe")) as (member, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        actions.cancel(booking=fresh, member=member, hub=hub, place=setup.by_id[fresh.space_id])


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1440, True)])
def test_last_place_is_waited_for_and_taken(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    day = str(today("Europe/Berlin") + timedelta(days=1))
    nine, eleven = at(day, "9:00"), at(day, "11:00")
    held = book(home, "Platz 1", nine, eleven, who=address("Zoe"))
    book(home, "Platz 2", nine, eleven, who=address("Zoe"))
    page = open_page(server, locale="en", width=width, javascript=javascript)
    log_in(page, people.EMAIL, people.PASSWORD)
    page.wait_for_load_state()  # the page after the log-in is none of those that are counted
    pages: list[str] = []
    page.on("domcontentloaded", lambda shown: pages.append(shown.url))

    page.goto(f"/bookings/new?hub={home.slug}&kind=desk&date={day}&from=09:00&to=11:00")
    look(page, f"taken-{width}", javascript)
    page.get_by_role("button", name="Tell me when it is free").click()
    expect(page.get_by_text("You are on the waiting list, and the first.")).to_be_visible()
    expect(page.get_by_text("number 1 of 1")).to_be_visible()
    join(home, "Bert", None, nine, eleven)
    page.reload()
    expect(page.get_by_text("number 1 of 2")).to_be_visible()
    look(page, f"list-{width}", javascript)
    assert len(pages) <= MOST_PAGES, pages

    give_back(home, held)
    mail = next(one for one in reversed(people.mails(app)) if "free for you" in str(one["Subject"]))
    link = re.search(r"/bookings/[0-9a-f-]+/acceptance", mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert link is not None
    page.goto("/waiting")
    look(page, f"held-{width}", javascript)
    page.goto(link[0])
    expect(page.get_by_text("Held for you until")).to_be_visible()
    look(page, f"take-{width}", javascript)
    page.get_by_role("button", name="Book with obligation to pay").click()
    expect(page.get_by_role("heading", name="Your place is booked")).to_be_visible()
    look(page, f"booked-{width}", javascript)
    [own] = [one for one in bookings(app) if one.status == "confirmed" and one.space_id == home.spaces["Platz 1"]]
    assert own.price_cents == 600


def test_hosts_see_how_many_wait_for_what_and_no_name(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page]
) -> None:
    make_host(app, locale="en")
    day = str(today("Europe/Berlin") + timedelta(days=1))
    nine, eleven = at(day, "9:00"), at(day, "11:00")
    held = book(home, "Platz 1", nine, eleven, who=address("Zoe"))
    for name in ("Anna", "Bert"):
        join(home, name, "Platz 1", nine, eleven)
    page = open_page(server, locale="en", width=360)
    log_in(page, HOST, people.PASSWORD)
    page.goto(f"/host/{home.slug}/today?date={day}")
    shown = page.get_by_role("region", name="On the waiting list")
    expect(shown).to_contain_text("Platz 1")
    expect(shown).to_contain_text("2 people")
    expect(page.get_by_text("Anna")).to_have_count(0)
    look(page, "host-360", True)
    give_back(home, held)
    page.reload()
    expect(shown).to_contain_text("1 person")
    expect(page.get_by_role("listitem").filter(has_text="Anna")).to_contain_text("not taken yet")


def look(page: Page, name: str, javascript: bool) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert_fits(page)
    if javascript:
        assert_accessible(page)
