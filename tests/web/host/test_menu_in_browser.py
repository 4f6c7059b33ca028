"""The menu of the hosts' and the admins' pages: a bar on a phone, a column on a wide screen; works without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page

from demo.accounts import DEMO_PASSWORD
from tests.support import sitemap
from tests.support.browser import assert_accessible, assert_accessible_in_the_dark, assert_fits

pytestmark = pytest.mark.one_database
ADMIN = "admin@example.org"
PHONE_HEIGHT = 640
BAR = ".lr-host__small > summary"
TODAY, RULES = f"/host/{sitemap.HUB}/today", f"/host/{sitemap.HUB}/rules"


def test_every_page_begins_in_the_first_screen_of_a_phone(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any]
) -> None:
    page = on_a_phone(open_page(demo_server, width=360, javascript=False))
    samples = sitemap.prepare(demo_app)
    for email, beginning in ((sitemap.HOST, "/host/"), (ADMIN, "/admin")):
        log_in(page, email)
        for address in own_pages(demo_app, samples, beginning):
            page.goto(address)
            heading = page.locator(".lr-host__page h1").first
            if heading.count():
                assert box_of(heading)["y"] < PHONE_HEIGHT / 2, address


@pytest.mark.parametrize("locale", ["de", "en"])
def test_the_first_screen_of_the_day_shows_the_day(
    demo_server: Any, open_page: Callable[..., Any], locale: str
) -> None:
    """The numbers, and the first list of people, also under the note of the demonstration."""
    page = on_a_phone(open_page(demo_server, width=360))
    log_in(page, sitemap.HOST, locale)
    page.goto(TODAY)
    for shown in (".lr-today-numbers", "#today-live h2"):
        box = box_of(page.locator(shown).first)
        assert box["y"] + box["height"] < PHONE_HEIGHT, shown


def test_the_bar_says_where_one_is_and_opens_without_scripts(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = on_a_phone(open_page(demo_server, width=360, javascript=False))
    log_in(page, sitemap.HOST)
    page.goto(RULES)
    bar = page.locator(BAR)
    assert "Booking rules" in bar.inner_text()
    assert 44 <= box_of(bar)["height"] <= 80
    week = page.locator(".lr-host__nav").get_by_role("link", name="Week plan")
    assert not week.is_visible()
    bar.focus()
    page.keyboard.press("Enter")
    current = page.locator(".lr-host__small [aria-current]")
    assert (current.inner_text().strip(), current.get_attribute("aria-current")) == ("Booking rules", "page")
    assert all(box_of(link)["height"] >= 44 for link in page.locator(".lr-host__small a").all())
    assert_fits(page)
    week.click()
    page.wait_for_url("**/week")


@pytest.mark.parametrize(("email", "path"), [(sitemap.HOST, TODAY), (ADMIN, "/admin")])
def test_the_open_menu_is_accessible(demo_server: Any, open_page: Callable[..., Any], email: str, path: str) -> None:
    page = on_a_phone(open_page(demo_server, width=360))
    log_in(page, email)
    page.goto(path)
    page.locator(BAR).click()
    assert_fits(page)
    assert_accessible(page)
    assert_accessible_in_the_dark(page)


def test_a_wide_screen_has_the_column_and_no_bar(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, width=1440)
    log_in(page, sitemap.HOST)
    page.goto(TODAY)
    assert not page.locator(BAR).is_visible()
    menu = page.locator(".lr-host__nav")
    assert menu.get_by_role("link", name="Week plan").is_visible()
    assert not menu.get_by_role("link", name="Booking rules").is_visible()
    page.goto(RULES)
    assert menu.get_by_role("link", name="Booking rules").get_attribute("aria-current") == "page"


def test_a_page_behind_a_page_shows_where_it_belongs(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, width=1440)
    log_in(page, sitemap.HOST)
    page.goto(f"{TODAY}/sheet")
    current = page.locator(".lr-host__wide [aria-current]")
    assert [(link.inner_text().strip(), link.get_attribute("aria-current")) for link in current.all()] == [
        ("Today", "true")
    ]
    page.goto(f"/host/{sitemap.HUB}/week")
    assert page.locator(".lr-host__wide [aria-current]").inner_text().strip() == "Week plan"


def own_pages(app: Flask, samples: sitemap.Samples, beginning: str) -> list[str]:
    found = [address for addresses in sitemap.addresses(app, samples).values() for address in addresses]
    return [address for address in found if address.startswith(beginning) and not address.endswith(".pdf")]


def box_of(element: Locator) -> Any:
    box = element.bounding_box()
    assert box
    return box


def on_a_phone(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": PHONE_HEIGHT})
    return page


def log_in(page: Page, email: str, lang: str = "en") -> None:
    page.context.clear_cookies()
    page.goto(f"/login?lang={lang}")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.locator("form[action='/logout']").first.wait_for(state="attached")
