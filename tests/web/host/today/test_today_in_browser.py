"""The day in a browser: it asks for itself anew, keeps the last list when the line is down, and is quiet for axe."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from bookings.models import Booking
from bookings.today import actions
from core.clock import now
from core.db import db
from core.transactions import transaction
from members.models import Member
from tests.support import people
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.hosts import HOST, make_host
from tests.support.house import House, house

pytestmark = [pytest.mark.one_database, pytest.mark.today]
QUIET = """const error = console.error;
console.error = (...said) => String(said[0]).startsWith("htmx:") || error(...said);"""
"""htmx writes to the console that a request failed: here that is what is tried."""
HALF_A_MINUTE = 31_000


@pytest.fixture
def home(app: Flask) -> House:
    """Open around the clock, since the browser's day is today."""
    made = house(app, name="Am Bahnhof", hours="24/7")
    make_host(app, made.slug)
    return made


def walk_in(home: House, name: str, guest_name: str) -> None:
    with home.here(HOST) as (host, hub, setup), transaction():
        place = home.place(setup, name)
        what = {"host": host, "hub": hub, "setup": setup, "places": [place], "guest_name": guest_name}
        actions.walk_in(end=now() + timedelta(hours=1), **what)


def test_list_renews_itself_and_says_how_old_it_is(
    app: Flask, home: House, server: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page(server, locale="en")
    page.add_init_script(QUIET)
    log_in(page, HOST, people.PASSWORD, "de")
    page.clock.install()
    page.goto("/host/coppenbruegge/today?lang=en")
    walk_in(home, "Platz 1", "Gisela")
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.get_by_role("link", name="Gisela")).to_be_visible()

    walk_in(home, "Platz 2", "Paul")
    page.context.set_offline(True)
    page.clock.fast_forward(HALF_A_MINUTE)
    line = page.locator("[data-lost]")
    expect(line).to_contain_text("There is no connection at the moment.")
    page.clock.fast_forward(3 * 60_000)
    expect(line).to_contain_text("No connection for 3 minutes.")
    expect(page.get_by_role("link", name="Gisela")).to_be_visible()
    assert_accessible(page)

    page.context.set_offline(False)
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.get_by_role("link", name="Paul")).to_be_visible()
    expect(line).to_have_text("")


def test_ended_session_leaves_the_list_in_place(
    app: Flask, home: House, server: Any, open_page: Callable[..., Any]
) -> None:
    page = open_page(server)
    page.add_init_script(QUIET)
    log_in(page, HOST, people.PASSWORD, "de")
    page.clock.install()
    page.goto("/host/coppenbruegge/today?lang=en")
    page.context.clear_cookies()
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.locator("[data-lost]")).to_contain_text("There is no connection at the moment.")
    assert page.locator("#today-live").count() == 1


def test_button_that_is_pressed_stays_while_the_list_renews_itself(
    app: Flask, home: House, server: Any, open_page: Callable[..., Any]
) -> None:
    walk_in(home, "Platz 1", "Gisela")
    page = open_page(server, locale="en")
    log_in(page, HOST, people.PASSWORD, "de")
    page.clock.install()
    page.goto("/host/coppenbruegge/today?lang=en")
    button = page.get_by_role("button", name="Check out Gisela")
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    with page.expect_response("**/today*") as answer:
        page.clock.fast_forward(HALF_A_MINUTE)
    answer.value.finished()
    page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    page.mouse.up()

    expect(page.get_by_role("heading", name="Left or over")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_host_checks_a_walk_in_in_and_out(
    app: Flask, home: House, server: Any, open_page: Callable[..., Any], javascript: bool
) -> None:
    page = open_page(server, width=360, locale="en", javascript=javascript)
    log_in(page, HOST, people.PASSWORD, "de")
    page.goto("/host/coppenbruegge/today?lang=en")
    page.get_by_label("Name").fill("Gisela")
    page.get_by_role("button", name="Check in now").click()
    page.get_by_role("button", name="Check out Gisela").click()
    expect(page.get_by_role("heading", name="Left or over")).to_be_visible()
    with app.app_context():
        assert db.session.scalars(select(Booking.status)).all() == ["completed"]
        assert db.session.scalars(select(Member.email)).all() == [HOST]


@pytest.mark.parametrize("width", [360, 1440])
def test_pages_of_the_day_fit_and_are_accessible(
    app: Flask, home: House, server: Any, open_page: Callable[..., Any], width: int
) -> None:
    page = open_page(server, width=width)
    log_in(page, HOST, people.PASSWORD, "de")
    walk_in(home, "Platz 1", "Gisela mit einem sehr langen Namen " + "x" * 40)
    with app.app_context():
        key = db.session.scalars(select(Booking.id)).one()
    paths = ("today", "today/sheet", "week", "bookings/new", "today/message", f"bookings/{key}", f"bookings/{key}/slip")
    for path in (*paths, f"today/faults/{home.spaces['Platz 2']}"):
        page.goto(f"/host/coppenbruegge/{path}")
        assert_fits(page)
        assert_accessible(page)
