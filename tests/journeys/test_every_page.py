"""Every page of the site, from the URL map: accessible, quiet, as wide as the screen, valid HTML, no dead reference."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from members.demo_actions import DEMO_PASSWORD
from tests.support import sitemap
from tests.support.browser import (
    HEIGHTS,
    assert_accessible,
    assert_accessible_in_the_dark,
    assert_fits,
    assert_fits_small_screens_and_large_text,
)
from tests.support.html import faults
from tests.support.pages import ERRORS, PEOPLE, content, error_page, pages

pytestmark = pytest.mark.one_database
STAFF = {"host": "/host", "reviewer": "/district", "admin": "/admin"}
"""Where the pages of those begin who do more than book."""
WIDTHS = (360, 1440)


def test_pages_are_accessible_and_fit_the_screen(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any]
) -> None:
    """In both widths, in light and dark. A member sees again what is different for members. The browser itself fails
    on errors of scripts, violations of the policy and requests to other hosts."""
    page = open_page(demo_server)
    seen = pages(demo_app, "visitor")
    for address in seen:
        page.goto(address)
        look(page)
    log_in(page)
    for address, text in pages(demo_app, "member").items():
        if content(text) != content(seen.get(address, "")):
            page.goto(address)
            look(page)


def test_pages_of_the_house_are_accessible_and_fit_the_screen(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any]
) -> None:
    """Of hosts, the district and admins."""
    for person, start in STAFF.items():
        page = open_page(demo_server)
        log_in(page, PEOPLE[person])
        for address in pages(demo_app, person):
            if address.startswith(start):
                page.goto(address)
                look(page)


def test_error_pages_are_accessible_and_fit_the_screen(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any]
) -> None:
    page = open_page(demo_server)
    bodies = {name: error_page(demo_app, name) for name in ERRORS}
    page.route("**/error/*", lambda route: route.fulfill(body=bodies[route.request.url.rsplit("/", 1)[1]]))
    for name in ERRORS:
        page.goto(f"/error/{name}")
        look(page)


def test_page_that_is_too_wide_for_large_text_is_found(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, width=360)
    page.goto("/imprint")
    assert_fits_small_screens_and_large_text(page)
    page.evaluate("document.querySelector('h1').style.whiteSpace = 'nowrap'")
    page.evaluate("document.querySelector('h1').textContent = 'Barrierefreiheitserklärungen'")
    with pytest.raises(AssertionError, match=r"is \d+ px wide"):
        assert_fits_small_screens_and_large_text(page)


@pytest.mark.today
@pytest.mark.parametrize("person", PEOPLE)
def test_html_is_valid(demo_app: Flask, person: str) -> None:
    found = {address: faults(text) for address, text in pages(demo_app, person).items()}
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("name", ERRORS)
def test_html_of_error_pages_is_valid(demo_app: Flask, name: str) -> None:
    assert faults(error_page(demo_app, name)) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p><b>x</p>", "unexpected-end-tag"),
        ("<p>x</div>", "</div> without its start"),
        ("<div><section>x</div>", "section is not closed"),
        ("<p>&nonsense; &amp;", "&nonsense;"),
        ("<p title=a title=b>x", "duplicate-attribute"),
        ("<p id=a>x<p id=a>y", "id a stands twice"),
        ("<p aria-describedby=no>x", "aria-describedby leads to no"),
    ],
)
def test_faults_are_found(html: str, fault: str) -> None:
    assert any(fault in found for found in faults(f"<!doctype html><title>x</title>{html}"))


def look(page: Page) -> None:
    """The page that has been loaded: what changes with width and scheme is style alone. Beside the narrow screen also
    narrower ones, and large text."""
    assert_fits_small_screens_and_large_text(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        assert_fits(page)
        assert_accessible(page)
        assert_accessible_in_the_dark(page)


def log_in(page: Page, email: str | None = sitemap.MEMBER) -> None:
    page.goto("/login")
    page.locator("[name=email]").fill(email or "")
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.locator("form[action='/logout']").first.wait_for(state="attached")
