"""A mail about a booking on the demo's mail pages: its HTML part in a frame, and the calendar entry with it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from core import outbox
from core.security import CSP
from tests.support import people, sitemap
from tests.support.booking import book
from tests.support.house import house


def a_booking(app: Flask) -> str:
    """The address of the mail about it; Anna's."""
    people.add(app, locale="en", name="Anna <a href='http://evil.example/'>")
    book(house(app), title="<a href='http://evil.example/'>x</a>")
    return f"/demo/outbox/{newest(app)}"


def newest(app: Flask) -> int:
    with app.app_context():
        return outbox.latest()[0].id


def test_mail_is_shown_as_a_mail_program_shows_it(app: Flask, client: FlaskClient, tuesday: Any) -> None:
    address = a_booking(app)
    assert f'href="{address}"' in client.get("/demo/outbox").text
    page = client.get(f"{address}?lang=en")
    assert f'<iframe class="lr-mailframe" src="{address}/html" sandbox="allow-top-navigation-by-user-activation"' in (
        page.text
    )
    assert page.headers["Content-Security-Policy"] == f"{CSP}; frame-src 'self'"


def test_html_of_a_mail_may_only_have_styles(app: Flask, client: FlaskClient, tuesday: Any) -> None:
    address = a_booking(app)
    shown = client.get(f"{address}/html")
    policy = dict(rule.split(" ", 1) for rule in shown.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "sandbox": "allow-top-navigation-by-user-activation",
        "frame-ancestors": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
    }
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    links = re.findall(r"<a [^>]*>", shown.text)
    assert len(links) >= 3
    assert {re.sub(r'.*target="_top".*href="(/)?.*', r"\1", link) for link in links} == {"/"}


def test_calendar_entry_can_be_downloaded(app: Flask, client: FlaskClient, tuesday: Any) -> None:
    address = a_booking(app)
    assert f'href="{address}/attachments/1"' in client.get(address).text
    file = client.get(f"{address}/attachments/1")
    assert file.headers["Content-Disposition"] == "attachment; filename=invite.ics"
    assert str(Calendar.from_ical(file.data)["METHOD"]) == "REQUEST"
    for nothing in (
        f"{address}/attachments/0",
        f"{address}/attachments/2",
        "/demo/outbox/999999",
        "/demo/outbox/0/html",
    ):
        assert client.get(nothing).status_code == 404


def test_who_is_logged_in_stays_so_while_mails_are_shown(app: Flask, client: FlaskClient, tuesday: Any) -> None:
    address = a_booking(app)
    people.log_in(client)
    for path in ("/demo/outbox", address):
        assert 'action="/logout"' in client.get(path).text


@pytest.mark.one_database
def test_browser_shows_the_mail_and_its_links_lead_out_of_the_frame(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any]
) -> None:
    """That the page is accessible and fits: see tests/journeys/test_every_page.py."""
    page = open_page(demo_server, locale="en")
    page.goto(f"/demo/outbox/{sitemap.prepare(demo_app).mail}")
    mail = page.frame_locator("iframe")
    mail.get_by_role("heading", name="Ihr Platz ist gebucht").wait_for()
    mail.get_by_role("link", name="Buchung ansehen").click()
    page.get_by_role("heading", name="Log in").wait_for()
