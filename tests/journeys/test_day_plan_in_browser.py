"""Choosing a stretch of the day plan: with the mouse, with a finger, with the keyboard, and without JavaScript."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page

from core.clock import today
from core.db import db
from hubs.public_holidays import is_holiday
from tests.support import places
from tests.support.browser import assert_accessible, assert_fits

pytestmark = [pytest.mark.one_database, pytest.mark.today]
CELLS = 32
"""Half hours from 6 to 22 o'clock."""


@pytest.fixture
def desk(app: Flask) -> int:
    """A desk that is free from 6 to 22 o'clock; one books at least an hour, in steps of half an hour."""
    with app.app_context():
        hub = places.a_hub(desks=0, rules={"grid_minutes": 30, "min_minutes": 60, "max_minutes": 960})
        desk = places.a_space(hub, 'Desk <b>"1"</b>').id
        places.a_space(hub, "Desk 2")
        db.session.commit()
        return desk


def test_mouse_draws_a_stretch(server: Any, desk: int, open_page: Callable[..., Any]) -> None:
    page = shown(open_page(server))
    run = free_run(page)
    point = points(run)
    page.mouse.move(*point(6))
    page.mouse.down()
    page.mouse.move(*point(8))
    page.mouse.move(*point(13))
    page.mouse.up()
    assert page.url.endswith(f"days/{tomorrow()}"), "the end of drawing is no click on the link"
    assert_marker_lies_in(page, free_run(page))
    assert_accessible(page)
    must_book(page, desk, "09:00", "13:00")


def assert_marker_lies_in(page: Any, run: Any) -> None:
    """What was chosen covers this run alone."""
    inner, outer = page.locator(".lr-dayplan-sel").bounding_box(), run.bounding_box()
    assert outer["x"] <= inner["x"] + 1
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    assert abs(inner["y"] - outer["y"]) < 4
    assert inner["height"] < outer["height"] + 4


def test_mouse_draws_backwards_and_at_least_the_shortest(server: Any, desk: int, open_page: Callable[..., Any]) -> None:
    page = shown(open_page(server))
    point = points(free_run(page))
    page.mouse.move(*point(13))
    page.mouse.down()
    page.mouse.move(*point(6))
    page.mouse.up()
    assert chosen(page) == ("09:00", "13:00")
    page.mouse.click(*points(free_run(page))(2))  # the page may have scrolled to show what was chosen
    assert chosen(page) == ("07:00", "08:00")


def test_finger_taps_start_and_end(server: Any, desk: int, open_page: Callable[..., Any]) -> None:
    page = shown(open_page(server, width=360))
    tap(page, 6)
    assert chosen(page) == ("09:00", "10:00")
    tap(page, 13)
    assert chosen(page) == ("09:00", "13:00")
    assert_fits(page)
    assert_accessible(page)
    for step in ("1 1", "0 1", "0 -1", "-1 -1"):  # later, longer, shorter, earlier
        page.locator(f'[data-step="{step}"]').tap()
    must_book(page, desk, "09:00", "13:00")


@pytest.mark.parametrize(("width", "told"), [(360, ["Tap the start"]), (1440, ["Drag with the mouse"])])
def test_help_speaks_of_what_the_device_has(
    server: Any, desk: int, open_page: Callable[..., Any], width: int, told: list[str]
) -> None:
    page = shown(open_page(server, width=width, locale="en"))
    helps = [item.inner_text() for item in page.locator(".lr-dayplan-help--script").all() if item.is_visible()]
    assert [text[: len(told[0])] for text in helps] == told


def test_date_field_and_its_button_stand_on_one_line(server: Any, desk: int, open_page: Callable[..., Any]) -> None:
    page = shown(open_page(server, width=1440))
    field, button = (page.locator(f"form.lr-row {part}").bounding_box() for part in ("input", "button"))
    assert field
    assert button
    assert abs(field["y"] + field["height"] - button["y"] - button["height"]) <= 1


def test_long_name_stands_beside_its_icon_on_a_phone(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, width=360)
    page.goto("/hubs/coppenbruegge")
    assert page.evaluate(NAMES_BESIDE_ICONS) == []
    lefts = page.evaluate("[...document.querySelectorAll('.lr-space .lr-tags li > span')].map(s => s.offsetLeft)")
    assert len(lefts) > 1
    assert len(set(lefts)) == 1, "features with and without an icon of their own stand in line"


NAMES_BESIDE_ICONS = """[...document.querySelectorAll(".lr-dayplan tbody th")].filter(cell => {
  const icon = cell.querySelector("svg").getBoundingClientRect(), text = document.createRange();
  text.selectNodeContents(cell.querySelector("svg").nextSibling);
  return [...text.getClientRects()].some(line => line.left < icon.right)
    || text.getBoundingClientRect().top > icon.bottom;
}).map(cell => cell.innerText)"""


def test_keyboard_alone_chooses_and_books(server: Any, desk: int, open_page: Callable[..., Any]) -> None:
    page = shown(open_page(server))
    reach(page, free_run(page))
    page.keyboard.press("ArrowRight")
    assert chosen(page) == ("06:00", "07:00")
    for key in ["ArrowRight"] * 6 + ["Shift+ArrowRight"] * 6:
        page.keyboard.press(key)
    assert chosen(page) == ("09:00", "13:00")
    said = page.locator("[data-live]").text_content() or ""
    assert "9" in said
    assert "13" in said
    page.keyboard.press("Enter")
    must_be_at_form(page, desk, "09:00", "13:00")


def test_escape_takes_the_choice_back_and_enter_suggests_the_whole_run(
    server: Any, desk: int, open_page: Callable[..., Any]
) -> None:
    page = shown(open_page(server))
    reach(page, free_run(page))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert not page.locator(".lr-dayplan-bar").is_visible()
    page.keyboard.press("Enter")
    must_be_at_form(page, desk, "06:00", "22:00")


@pytest.mark.parametrize("width", [360, 1440])
def test_without_script_each_free_run_is_a_link(
    server: Any, desk: int, open_page: Callable[..., Any], width: int
) -> None:
    page = shown(open_page(server, width=width, javascript=False))
    assert free_run(page).count() == 1
    assert not page.locator(".lr-dayplan-bar").is_visible()
    free_run(page).click()
    must_be_at_form(page, desk, "06:00", "22:00")


def test_hub_page_offers_the_same(server: Any, desk: int, open_page: Callable[..., Any]) -> None:
    page = open_page(server)
    page.goto("/hubs/coppenbruegge")
    reach(page, page.locator(".lr-free > a").first)
    page.keyboard.press("ArrowLeft")
    start, end = chosen(page)
    assert (start, end) == ("21:00", "22:00")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_states_are_told_apart_by_words(demo_server: Any, open_page: Callable[..., Any], scheme: str) -> None:
    """Each cell says its state in its text or its label, and each has a line or pattern besides its colour."""
    page = open_page(demo_server, scheme=scheme)
    page.goto("/hubs/coppenbruegge/days/" + next_workday())
    words = {item.inner_text().strip() for item in page.locator(".lr-dayplan-key li").all()}
    assert len(words) == 4
    key = dict(
        zip(("free", "taken", "mine", "closed"), page.locator(".lr-dayplan-key li").all_inner_texts(), strict=True)
    )
    for state in ("free", "taken"):
        cells = page.locator(f"tbody td.lr-{state}").all()
        assert cells, f"the demo has no cell that is {state}"
        for cell in cells[:10]:
            child = cell.locator("a, i")
            said = child.get_attribute("aria-label") or child.text_content() or ""
            assert key[state].strip() in said
    looks = {state: page.locator(f"tbody td.lr-{state}").first.evaluate(LOOK) for state in ("free", "taken")}
    assert looks["free"] != looks["taken"], "free and taken differ in colour only"


LOOK = """cell => { const one = getComputedStyle(cell.firstElementChild), two = getComputedStyle(cell);
  return [one, two].map(s => [s.backgroundImage, s.borderTopStyle, s.borderTopWidth].join()).join() }"""


def tomorrow() -> date:
    return today("Europe/Berlin") + timedelta(days=1)


def next_workday() -> str:
    day = tomorrow()
    while day.weekday() > 3 or is_holiday(day, "NI"):
        day += timedelta(days=1)
    return day.isoformat()


def shown(page: Page) -> Page:
    page.goto(f"/hubs/coppenbruegge/days/{tomorrow()}")
    return page


def free_run(page: Page) -> Locator:
    return page.locator("tbody tr").first.locator(".lr-free > a")


def points(run: Locator) -> Callable[[int], tuple[float, float]]:
    """The middle of a cell of the run, on the screen."""
    box = run.bounding_box()
    assert box is not None
    return lambda cell: (box["x"] + (cell + 0.5) * box["width"] / CELLS, box["y"] + box["height"] / 2)


def tap(page: Page, cell: int) -> None:
    """Scroll the plan sideways to the cell, as a finger would, and tap it."""
    scroll = "(run, part) => { const box = run.closest('.lr-dayplan-scroll');"
    scroll += " box.scrollLeft = run.offsetLeft + run.offsetWidth * part - box.clientWidth / 2 }"
    free_run(page).evaluate(scroll, cell / CELLS)
    page.touchscreen.tap(*points(free_run(page))(cell))


def reach(page: Page, run: Locator) -> None:
    """By the Tab key alone."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if run.evaluate("run => document.activeElement === run"):
            return
    raise AssertionError("the Tab key does not lead there")


def chosen(page: Page) -> tuple[str, str]:
    link = page.locator(".lr-dayplan-bar a")
    link.wait_for()
    query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    return query["from"][0], query["to"][0]


def must_book(page: Page, space: int, start: str, end: str) -> None:
    assert chosen(page) == (start, end)
    page.locator(".lr-dayplan-bar a").click()
    must_be_at_form(page, space, start, end)


def must_be_at_form(page: Page, space: int, start: str, end: str) -> None:
    page.wait_for_url("**/bookings/new?*")
    query = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    assert query == {"space": str(space), "date": tomorrow().isoformat(), "from": start, "to": end}
    assert page.locator("[name=space]").input_value() == str(space)
    assert page.locator("select[name=from]").input_value() == start
    assert page.locator("select[name=to]").input_value() == end
