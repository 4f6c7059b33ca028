"""Every page of the site, from the URL map: accessible, quiet, as wide as the screen, valid HTML, no dead reference."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template
from playwright.sync_api import Page

from members.demo_actions import DEMO_PASSWORD
from tests.support import sitemap
from tests.support.browser import HEIGHTS, assert_accessible, assert_accessible_in_the_dark, assert_fits
from tests.support.html import faults
from tests.support.processes import ROOT

pytestmark = pytest.mark.one_database
ERRORS = sorted(path.stem for path in (ROOT / "templates/errors").glob("[!_]*.html"))
FOR_MAIL_PROGRAMS = "demo.html"
"""The HTML of a mail is no page of the site: see tests/mails."""
WIDTHS = (360, 1440)
PEOPLE = {"visitor": None, "member": sitemap.MEMBER, "host": sitemap.HOST}


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


def test_pages_of_hosts_are_accessible_and_fit_the_screen(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any]
) -> None:
    page = open_page(demo_server)
    log_in(page, sitemap.HOST)
    for address in pages(demo_app, "host"):
        if address.startswith("/host"):
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
    """The page that has been loaded: what changes with the width and the scheme is style alone."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        assert_fits(page)
        assert_accessible(page)
        assert_accessible_in_the_dark(page)


def log_in(page: Page, email: str = sitemap.MEMBER) -> None:
    page.goto("/login")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.locator("form[action='/logout']").first.wait_for(state="attached")


def pages(app: Flask, person: str) -> dict[str, str]:
    """What the site answers to each GET with HTML, by address."""
    samples = sitemap.prepare(app)
    client = app.test_client()
    if email := PEOPLE[person]:
        sitemap.log_in(client, email)
    found = {}
    for endpoint, addresses in sitemap.addresses(app, samples).items():
        for address in addresses if endpoint != FOR_MAIL_PROGRAMS else ():
            answer = client.get(address)
            if answer.mimetype == "text/html" and answer.status_code not in range(300, 400):
                found[address] = answer.text
    assert len(found) > 20
    return found


def content(text: str) -> str:
    """The main part, without what is new each time."""
    return re.sub(r'name="(csrf_token|form_key)"[^>]*>', "", text.partition("<main")[2].partition("</main>")[0])


def error_page(app: Flask, name: str) -> str:
    with app.test_request_context("/"):
        app.preprocess_request()
        return render_template(f"errors/{name}.html", text="Das geht gerade nicht.", retry_after=90)
