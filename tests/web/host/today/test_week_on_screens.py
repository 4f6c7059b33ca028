"""The week and the day sheet: lists on a phone, tables on wide screens and on paper."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from core.timespans import Interval
from tests.support import sitemap
from tests.support.browser import assert_accessible, assert_fits
from tests.support.words import broken_words
from web.host.today_board import OnADay, Week, WeekRow

EMPTY = "2026-11-22"
DAYS = pytest.mark.parametrize("day", ["2026-11-24", EMPTY], ids=["a-full-day", "an-empty-day"])
"""A Tuesday of the demo district, and a Sunday."""
NOTHING = "An diesem Tag gab es keine Buchung."


@DAYS
@pytest.mark.one_database
@pytest.mark.parametrize("path", ["week", "today/sheet"])
def test_a_phone_has_a_list_and_nothing_to_scroll_sideways(
    demo_server: Any, open_page: Callable[..., Any], path: str, day: str
) -> None:
    page = open_page(demo_server, width=360)
    go(page, path, day)
    table, days = page.locator(".lr-today-scroll"), page.locator(".lr-today-days")
    assert not table.is_visible()
    assert days.is_visible()
    assert_fits(page)
    assert_accessible(page)
    if path == "week":
        assert days.locator(f"h2 a[href$='date={day}']").is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    assert not days.is_visible()


@pytest.mark.one_database
def test_a_wide_screen_has_the_table(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, width=1440)
    go(page, "week", "2026-11-24")
    assert page.locator(".lr-today-week").is_visible()
    assert not page.locator(".lr-today-days").is_visible()


@DAYS
@pytest.mark.one_database
@pytest.mark.parametrize("path", ["week", "today/sheet"])
def test_on_paper_the_hub_is_named_and_what_can_only_be_clicked_is_not_there(
    demo_server: Any, open_page: Callable[..., Any], path: str, day: str
) -> None:
    page = open_page(demo_server, width=1440)
    go(page, path, day)
    page.emulate_media(media="print")
    assert page.locator(".lr-today-scroll table").is_visible()
    assert not page.locator(".lr-today-days").is_visible()
    if path == "today/sheet" and day == EMPTY:
        assert page.get_by_role("cell", name=NOTHING).is_visible()
    assert page.locator(".lr-host__hub").is_visible()
    assert not page.locator(".lr-host__wide a").first.is_visible()
    assert not page.locator("footer").is_visible()
    assert page.get_by_role("link", name="Nächste Woche").count() == 0


@pytest.mark.today
@pytest.mark.one_database
@pytest.mark.parametrize("path", ["week", "today/sheet"])
def test_today_is_a_table_on_paper(demo_server: Any, open_page: Callable[..., Any], path: str) -> None:
    page = open_page(demo_server, width=1440)
    go(page, path)
    page.emulate_media(media="print")
    assert page.locator(".lr-today-scroll table").is_visible()
    assert not page.locator("footer").is_visible()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "day", "width", "size", "root"),
    [
        ("today", "2026-11-23", 360, "", ".lr-today-numbers"),
        ("today", "2026-11-24", 320, "", ".lr-today-numbers"),
        ("today", "2026-11-24", 320, "200%", ".lr-today-doing"),
        ("today/sheet", "2026-11-24", 1024, "", ".lr-today-sheet tbody"),
        ("week", "2026-11-24", 1440, "", ".lr-today-week thead"),
        ("week", "2026-11-24", 320, "", ".lr-host__small > summary"),
    ],
)
def test_words_stand_on_one_line(
    demo_server: Any, open_page: Callable[..., Any], path: str, day: str, width: int, size: str, root: str
) -> None:
    page = open_page(demo_server, width=width)
    go(page, path, day)
    page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
    assert broken_words(page, root) == []
    assert_fits(page)


@pytest.mark.one_database
def test_days_of_the_week_stand_on_one_line(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, width=1440)
    go(page, "week", "2026-11-24")
    heights = page.locator(".lr-today-week thead a").evaluate_all(
        "all => all.map(each => each.getClientRects()[0].height)"
    )
    assert len(heights) == 7
    assert len(set(heights)) == 1


def test_a_day_lists_its_bookings_as_they_begin() -> None:
    days = [date(2026, 11, 24)]
    early, late = Row(9), Row(14)
    cells: list[Any] = [[OnADay(one, Interval(days[0], days[0]))] for one in (late, early)]  # type: ignore[arg-type]
    found = Week(days, [WeekRow("A", [cells[0]]), WeekRow("B", [cells[1]])])
    assert found.by_day == [(days[0], [early, late])]
    assert Week(days, []).by_day == [(days[0], [])]


class Row:
    def __init__(self, starts_at: int) -> None:
        self.booking = self
        self.starts_at = starts_at


def go(page: Page, path: str, day: str = "") -> None:
    page.goto("/login")
    page.locator("[name=email]").fill(sitemap.HOST)
    page.locator("[name=password]").fill("demo")
    page.locator("main form button[type=submit]").click()
    page.locator("form[action='/logout']").first.wait_for(state="attached")
    page.goto(f"/host/{sitemap.HUB}/{path}?date={day}")
