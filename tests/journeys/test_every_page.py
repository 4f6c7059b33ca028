"""Every page of the site, from the URL map: accessible, quiet, as wide as the screen, valid HTML, no dead reference."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.support.browser import (
    HEIGHTS,
    assert_accessible,
    assert_fits,
    assert_fits_small_screens_and_large_text,
    assert_screen_and_colours_are_accessible,
    log_in,
)
from tests.support.databases import wanted_kinds
from tests.support.html import faults
from tests.support.night import IS_NIGHT
from tests.support.pages import ERRORS, PEOPLE, content, error_page, pages
from tests.support.sitemap import MEMBER

STAFF = {"host": ("/host",), "reviewer": ("/district",), "admin": ("/admin", "/operators", "/companies")}
"""Where the pages of those begin who do more than book."""
PARTS = {"visitor": 3, "member": 3, "host": 4, "reviewer": 1, "admin": 3}
"""In how many tests the pages of each are looked at, so that the workers share them."""
WIDTHS = (360, 1440)
pages_of = cache(pages)


@pytest.mark.one_database
@pytest.mark.parametrize(("person", "part"), [(person, part) for person in PARTS for part in range(PARTS[person])])
def test_pages_are_accessible_and_fit_the_screen(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any], person: str, part: int
) -> None:
    """In both widths, in light and dark (`look`). The browser itself fails on errors of scripts, violations of the
    policy and requests to other hosts."""
    page = open_page(demo_server)
    if email := PEOPLE[person]:
        log_in(page, email)
    for number, address in enumerate(to_look_at(demo_app, person)[part :: PARTS[person]]):
        page.goto(address)
        look(page, number)


@pytest.mark.one_database
def test_error_pages_are_accessible_and_fit_the_screen(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any]
) -> None:
    page = open_page(demo_server)
    bodies = {name: error_page(demo_app, name) for name in ERRORS}
    page.route("**/error/*", lambda route: route.fulfill(body=bodies[route.request.url.rsplit("/", 1)[1]]))
    for number, name in enumerate(ERRORS):
        page.goto(f"/error/{name}")
        look(page, number)


@pytest.mark.one_database
def test_page_that_is_too_wide_for_large_text_is_found(demo_server: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(demo_server, width=360)
    page.goto("/imprint")
    assert_fits_small_screens_and_large_text(page)
    page.evaluate("document.querySelector('h1').style.whiteSpace = 'nowrap'")
    page.evaluate("document.querySelector('h1').textContent = 'Barrierefreiheitserklärungen'")
    with pytest.raises(AssertionError, match=r"is \d+ px wide"):
        assert_fits_small_screens_and_large_text(page)


@pytest.mark.one_database
def test_bookings_have_room_for_words_in_large_text(demo_server: Any, open_page: Callable[..., Any]) -> None:
    """That nothing is too wide is not enough: a column of two letters cannot be read."""
    page = open_page(demo_server, width=320)
    log_in(page, MEMBER)
    page.goto("/bookings")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    widths = page.locator(".lr-booking__text").evaluate_all("all => all.map(one => one.clientWidth)")
    assert widths
    assert min(widths) >= 160


@pytest.mark.today
@pytest.mark.parametrize("person", PEOPLE)
def test_html_is_valid(demo_app: Flask, database_kind: str, person: str) -> None:
    """On each database all are asked for: what a page asks is understood by both. The HTML is read once."""
    found = {content(text): (address, text) for address, text in pages(demo_app, person).items()}
    assert found
    if database_kind == wanted_kinds()[0]:
        wrong = {address: faults(text) for address, text in found.values()}
        assert {address: said for address, said in wrong.items() if said} == {}


@pytest.mark.one_database
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


def to_look_at(app: Flask, person: str) -> list[str]:
    """The addresses that are for this person, each page once: of members what is not as visitors see it, of staff what
    is theirs. That something is not for them they are told by the same page everywhere."""
    seen = {content(text) for text in pages_of(app, "visitor").values()} if person != "visitor" else set()
    theirs = STAFF.get(person, ("/",))
    found = []
    for address, text in pages_of(app, person).items():
        if address.startswith(theirs) and content(text) not in seen:
            seen.add(content(text))
            found.append(address)
    return found


def look(page: Page, number: int) -> None:
    """The page that has been loaded, the `number`th of its test: what changes with width and scheme is style alone.
    Beside the narrow screen also narrower ones, and large text.

    By day axe looks at one page on a phone and at the next on a large screen; on the other of the two in the dark, at
    what depends on colours or on the screen. At night at each on both, and at the colours in the dark of both.
    """
    assert_fits_small_screens_and_large_text(page)
    widths = WIDTHS if number % 2 else WIDTHS[::-1]
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        assert_fits(page)
        if IS_NIGHT or width == widths[0]:
            assert_accessible(page)
    page.emulate_media(color_scheme="dark")  # once, since it costs a new layout
    for width in reversed(widths if IS_NIGHT else widths[-1:]):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        assert_screen_and_colours_are_accessible(page)
    page.emulate_media(color_scheme="light")
