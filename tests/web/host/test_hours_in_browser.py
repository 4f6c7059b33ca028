"""What opening hours look like on a small screen and with large text, in German, whose words are long."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.support import people
from tests.support.browser import assert_accessible, assert_fits_small_screens_and_large_text
from tests.support.hosts import HOST, make_host
from tests.support.house import house

pytestmark = pytest.mark.one_database
URL = "/host/coppenbruegge/hours"
WARNED = f"{URL}/preview?opening_hours={quote('Feiertage zu; Mo-Fr 8-12; Sa open')}"
SHARE = """() => [...document.querySelectorAll('.kern-alert')].map(
    alert => alert.querySelector('.kern-title').offsetWidth / alert.offsetWidth)"""
LINES = (
    "element => Math.round(element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight))"
)


@pytest.fixture
def page(app: Flask, server: Any, open_page: Callable[..., Page]) -> Page:
    people.add(app)
    house(app)
    make_host(app)
    page = open_page(server, width=360, locale="de")
    page.goto("/login")
    page.locator("[name=email]").fill(HOST)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.locator("form[action='/logout']").first.wait_for(state="attached")
    return page


def test_warnings_leave_room_for_words_when_the_text_is_large(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(WARNED)
    page.get_by_text("Diese Tage nennen Sie geschlossen").wait_for()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    shares = page.evaluate(SHARE)
    assert len(shares) == 2
    assert all(share > 0.6 for share in shares), shares
    assert_fits_small_screens_and_large_text(page)
    assert_accessible(page)


def test_bar_of_a_small_screen_does_not_break_the_word_of_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(URL)
    here = page.locator(".lr-host__here")
    assert here.inner_text() == "Öffnungszeiten"
    assert here.evaluate(LINES) == 1
    assert_fits_small_screens_and_large_text(page)
