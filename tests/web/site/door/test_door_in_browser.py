"""The pages at the door in a browser: accessible on a tablet and a phone, never scrolled, and honest when offline."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from bookings.door import actions
from core.clock import now
from core.db import db
from core.identifiers import new_id
from core.transactions import transaction
from hubs.models import Hub, Space
from members import passwords
from tests.support import people
from tests.support.booking import book
from tests.support.browser import assert_accessible, assert_accessible_in_the_dark, assert_fits
from tests.support.door import PIN, code_of
from tests.support.house import House, bookings, house

pytestmark = [pytest.mark.one_database, pytest.mark.today]
ALWAYS = "Mo-Su 00:00-24:00"


@pytest.fixture
def home(app: Flask, server: Any) -> House:
    """Real time: the server is a process of its own."""
    people.add(app, locale="en")
    return house(app, name="Am Bahnhof", hours=ALWAYS, prices={"desk": 200})


def put_up(app: Flask, space_id: int | None = None) -> str:
    with app.app_context(), transaction():
        hub = db.session.query(Hub).one()
        pin_hash = passwords.hash_password(PIN)
        values = {"name": "Eingang", "space_id": space_id, "shows_names": False, "pin_hash": pin_hash}
        return f"/door/{actions.put_up(hub=hub, **values)[1]}"  # type: ignore[arg-type]


def look(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)
    assert_accessible_in_the_dark(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_booking_at_the_sign(app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int) -> None:
    page = open_page(server, width=width, locale="en")
    page.goto(put_up(app, home.spaces["Platz 1"]))
    page.set_viewport_size({"width": width, "height": 800})
    look(page)
    if width == 1280:
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nobody scrolls at a door"
    page.get_by_role("link", name="Book now").click()
    expect(page.get_by_label("PIN")).to_be_visible()
    look(page)
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_role("heading", name="Taken")).to_be_visible()
    expect(page.get_by_text("Platz 1 is yours until")).to_be_visible()
    look(page)
    assert [made.origin for made in bookings(app)] == ["door"]
    assert page.context.cookies() == []


@pytest.mark.parametrize("size", [(1024, 768), (800, 600), (768, 1024), (1280, 720), (1920, 1080)])
def test_sign_shows_all_on_a_tablet_of_any_size(
    app: Flask, server: Any, open_page: Callable[..., Page], size: tuple[int, int]
) -> None:
    """A hub with a long name and more free places than are named; nobody scrolls at a door, and nothing is cut off."""
    people.add(app, locale="en")
    spaces = [f"Besprechungsraum Süd {number}" for number in range(12)]
    house(app, name="Generationenhaus am Fähranleger Salzhemmendorf", hours=ALWAYS, spaces=spaces)
    page = open_page(server, width=size[0], locale="en")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(put_up(app))
    expect(page.get_by_text("12 of 12 free")).to_be_visible()
    assert page.evaluate(
        "[document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth <= innerWidth]"
    ) == [True, True]
    below = "nodes => nodes.filter(n => n.getBoundingClientRect().bottom > innerHeight).map(n => n.textContent)"
    assert page.locator(".lr-door__now *, .lr-door__code *").evaluate_all(below) == []


def test_what_comes_next_is_seen_beside_a_button_for_lockers(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page]
) -> None:
    with app.app_context(), transaction():
        hub = db.session.query(Hub).one()
        db.session.add(Space(hub_id=hub.id, name="Fach", kind="locker", position=9))
        hub.setup_stamp = new_id().hex
    begins = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    book(home, "Platz 1", begins, begins + timedelta(hours=1))
    page = open_page(server, width=1280, locale="en")
    page.goto(put_up(app))
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("link", name="Code for a locker")).to_be_visible()
    box = page.locator(".lr-door__next li").first.bounding_box()
    assert box is not None
    assert 0 < box["x"] < 1280
    assert page.locator(".lr-door__next ol").bounding_box()["height"] > 20  # type: ignore[index]


def test_sign_says_how_old_it_is_when_the_line_is_down(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page]
) -> None:
    page = open_page(server, width=1280, locale="en")
    page.goto(put_up(app))
    note = page.get_by_text("No connection. This is from")
    expect(note).to_be_hidden()
    page.context.set_offline(True)
    expect(note).to_be_visible()
    expect(page.get_by_text("3 of 3 free")).to_be_visible()
    look(page)
    page.context.set_offline(False)
    expect(note).to_be_hidden()


def test_sign_keeps_itself_up_to_date(app: Flask, server: Any, home: House, open_page: Callable[..., Page]) -> None:
    page = open_page(server, width=1280, locale="en")
    sign = put_up(app)
    page.clock.install()
    page.goto(sign)
    expect(page.get_by_text("3 of 3 free")).to_be_visible()
    with home.here() as (member, hub, setup), transaction():
        end = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
        actions.take(member=member, hub=hub, setup=setup, place=home.place(setup, "Platz 2"), end=end)
    page.clock.fast_forward(31_000)
    expect(page.get_by_text("2 of 3 free")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_desk_is_taken_by_scanning(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(server, width=width, locale="en", javascript=True)
    page.goto(f"/q/{code_of(app)}")
    look(page)
    page.get_by_role("main").get_by_role("link", name="Log in").click()
    page.locator("[name=email]").fill(people.EMAIL)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main form button[type=submit]").click()
    order = page.get_by_role("button", name="Book with obligation to pay")
    expect(order).to_be_visible()
    look(page)
    order.click()
    expect(page.get_by_text("Yours until")).to_be_visible()
    look(page)
    assert len(bookings(app)) == 1
