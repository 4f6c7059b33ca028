"""Drawing a floor plan: by keyboard alone, with the mouse, with a finger, without JavaScript; and booking on it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from bookings.models import Booking
from core.clock import local
from core.db import db
from core.transactions import transaction
from hubs.models import Hub
from hubs.plan import queries
from members.models import MemberRole
from tests.support import people
from tests.support.browser import assert_accessible, assert_accessible_in_the_dark, assert_fits
from tests.support.house import ZONE, House, house

pytestmark = pytest.mark.one_database
HOST = "hanna@example.org"


@pytest.fixture
def home(app: Flask) -> House:
    """A room "Besprechung" and three desks, none on a plan yet; open every day."""
    home = house(app, room_of=("Platz 3",), hours="Mo-Su 00:00-24:00", rules={"max_minutes": 600})
    member_id = people.add(app, HOST, "Hanna Muster", locale="en")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=member_id, role="host", hub_slug=home.slug))
    return home


def editor(page: Page, home: House) -> Page:
    page.goto("/login")
    page.fill("[name=email]", HOST)
    page.fill("[name=password]", people.PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"/host/{home.slug}/plan")
    return page


@pytest.mark.parametrize("width", [360, 1440])
def test_keyboard_alone_places_desks_and_saves(
    app: Flask, server: Any, home: House, open_page: Callable[..., Any], width: int
) -> None:
    page = editor(open_page(server, width=width, locale="en"), home)
    assert_accessible(page)
    put(page, "Platz 1")
    assert said(page) == "Platz 1: column 1, row 1"
    press(page, *["ArrowRight"] * 3, "ArrowDown")
    assert said(page) == "Platz 1: column 4, row 2"
    press(page, "Shift+ArrowRight")
    assert said(page) == "Platz 1: 2 wide, 1 high"
    press(page, "Shift+ArrowDown")
    assert said(page) == "Platz 1: this is the edge", "a desk is no larger than two fields"
    put(page, "Platz 2")
    press(page, "ArrowUp")
    assert said(page) == "Platz 2: this is the edge"
    press(page, *["ArrowRight"] * 3, "ArrowDown")
    assert said(page) == "Platz 2: Platz 1 is already here"
    press(page, "ArrowDown")
    put(page, "Besprechung")
    press(page, "Shift+ArrowRight")
    assert_accessible(page)
    assert_accessible_in_the_dark(page)
    assert_fits(page)
    reach(page, "main form[data-plan-form] button[type=submit]")
    page.keyboard.press("Enter")
    page.get_by_text("The plan has been saved.").wait_for()
    assert stored(app) == {"Besprechung": (0, 0, 4, 3), "Platz 1": (3, 1, 2, 1), "Platz 2": (3, 2, 1, 1)}


def test_delete_takes_a_place_off_and_the_focus_goes_to_its_button(
    server: Any, home: House, open_page: Callable[..., Any]
) -> None:
    page = editor(open_page(server, locale="en"), home)
    put(page, "Platz 1")
    press(page, "Delete")
    assert said(page) == "Platz 1 is no longer on the plan"
    assert page.evaluate("document.activeElement.textContent").strip().endswith("Platz 1")
    assert page.locator(".lr-floor-item").count() == 0


@pytest.mark.parametrize("width", [360, 1440])
def test_mouse_drags_a_desk(app: Flask, server: Any, home: House, open_page: Callable[..., Any], width: int) -> None:
    page = editor(open_page(server, width=width), home)
    page.click(f"[data-put='{home.spaces['Platz 1']}']")
    drag(page, "Platz 1", 4, 3)
    drag(page, "Platz 1", 90, 90)
    drag(page, "Platz 1", -2, -1)
    save(page)
    assert stored(app) == {"Platz 1": (5, 4, 1, 1)}


def test_finger_drags_a_desk_and_the_page_stays(
    app: Flask, server: Any, home: House, open_page: Callable[..., Any]
) -> None:
    page = editor(open_page(server, width=360), home)
    page.locator(f"[data-put='{home.spaces['Platz 1']}']").tap()
    box = item(page, "Platz 1").bounding_box()
    assert box
    x, y, field = box["x"] + 15, box["y"] + 15, page.locator(".lr-floor-sheet").bounding_box()["width"] / 8  # type: ignore[index]
    touch = page.context.new_cdp_session(page)
    before = page.evaluate("scrollY")
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 11):
        point = {"x": x + field * 2 * part / 10, "y": y + field * 3 * part / 10}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate("scrollY") == before
    save(page)
    assert stored(app) == {"Platz 1": (2, 3, 1, 1)}


def test_table_alone_is_enough(app: Flask, server: Any, home: House, open_page: Callable[..., Any]) -> None:
    page = editor(open_page(server, javascript=False), home)
    for part, value in (("x", "3"), ("y", "2"), ("width", "2")):
        page.fill(f"#{part}-{home.spaces['Platz 2']}", value)
    save(page)
    assert stored(app) == {"Platz 2": (2, 1, 2, 1)}
    assert page.locator(".lr-floor-item").count() == 1
    assert not page.locator("[data-put]").first.is_visible()


@pytest.mark.parametrize("width", [360, 1440])
def test_member_books_on_the_plan(
    app: Flask, server: Any, home: House, open_page: Callable[..., Any], width: int
) -> None:
    page = editor(open_page(server, width=width, locale="en"), home)
    put(page, "Besprechung")
    put(page, "Platz 1")
    press(page, *["ArrowRight"] * 6)
    save(page)
    page.goto(f"/hubs/{home.slug}")
    assert_accessible(page)
    assert_accessible_in_the_dark(page)
    assert_fits(page)
    page.locator("svg a", has_text="1").click()
    page.locator('form[action="/bookings"] .lr-slot button[type=submit]').click()
    page.wait_for_url("**/bookings/*-*")
    with app.app_context():
        booking = db.session.query(Booking).one()
    assert booking.space_id == home.spaces["Platz 1"]
    start, end = (local(at, ZONE) for at in (booking.starts_at, booking.ends_at))
    page.goto(f"/hubs/{home.slug}/days/{start:%Y-%m-%d}?from={start:%H:%M}&to={end:%H:%M}")
    assert page.locator("svg .lr-floor-mine").get_attribute("aria-label") == "Platz 1, mine"


def put(page: Page, name: str) -> None:
    """By its button, which the keyboard reaches."""
    reach(page, f".lr-floor-tray button:has-text('{name}')")
    page.keyboard.press("Enter")
    page.locator(".lr-floor-item:focus").wait_for(state="attached")


def reach(page: Page, selector: str) -> None:
    target = page.locator(selector).element_handle()
    for _ in range(80):
        if page.evaluate("element => document.activeElement === element", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def said(page: Page) -> str:
    return page.locator("[data-live]").inner_text()


def item(page: Page, name: str) -> Any:
    return page.locator(f".lr-floor-item[aria-label^='{name}']")


def drag(page: Page, name: str, columns: float, rows: float) -> None:
    item(page, name).scroll_into_view_if_needed()
    box = item(page, name).bounding_box()
    field = page.locator(".lr-floor-sheet").bounding_box()["width"] / 8  # type: ignore[index]
    assert box
    x, y = box["x"] + 15, box["y"] + 15
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + columns * field, y + rows * field, steps=5)
    page.mouse.up()


def save(page: Page) -> None:
    page.locator("form[data-plan-form] button[type=submit]").click()
    page.locator(".kern-alert--success").wait_for()


def stored(app: Flask) -> dict[str, tuple[int, int, int, int]]:
    with app.app_context():
        drawn = queries.drawn(db.session.query(Hub).one().id)
        assert drawn
        return {i.name: (i.x, i.y, i.width, i.height) for i in drawn.items.values()}
