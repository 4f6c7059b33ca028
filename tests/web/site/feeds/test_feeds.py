"""The pages on which members and hosts get addresses of calendars, once each, and switch them off."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect
from sqlalchemy import update

from calendars.models import Feed
from core.db import db
from core.transactions import transaction
from hubs.models import Hub
from tests.support import people
from tests.support.booking import book
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.feeds import fetched, only
from tests.support.house import House, house
from tests.support.html import links, text

OWN, HOSTS = "/profile/calendar", "/host/coppenbruegge/feeds"


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def hosting(client: FlaskClient, host: int) -> FlaskClient:
    people.log_in(client, "hanna@example.org")
    client.set_cookie("lang", "en")
    return client


def addresses(page: Any) -> list[str]:
    return re.findall(r'value="(http[^"]+\.ics)"', page.text)


def given(page: Any) -> str:
    (address,) = addresses(page)
    return "/" + address.split("/", 3)[3]


def feeds(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Feed).count()


def test_profile_leads_to_the_feed(member: FlaskClient) -> None:
    assert links(member.get("/profile"), OWN)


def test_address_is_shown_once_and_works(member: FlaskClient, program: FlaskClient, home: House) -> None:
    book(home, title="Schreiben")
    page = member.post(OWN)
    path = given(page)

    assert f'href="webcal://localhost{path}"' in page.text
    assert str(only(fetched(program, path))["SUMMARY"]) == "Schreiben"
    assert path.split("/")[2] not in member.get(OWN).text
    assert page.headers["Cache-Control"] == "no-store"


def test_new_address_ends_the_old_one(app: Flask, member: FlaskClient, program: FlaskClient) -> None:
    old, new = given(member.post(OWN)), given(member.post(OWN))

    assert program.get(old).status_code == 404
    assert program.get(new).status_code == 200
    assert feeds(app) == 1


def test_switched_off_feed_is_gone(app: Flask, member: FlaskClient, program: FlaskClient) -> None:
    path = given(member.post(OWN))
    answer = member.post(f"{OWN}/off", follow_redirects=True)

    assert "switched off" in text(answer)
    assert program.get(path).status_code == 404
    assert feeds(app) == 0


def test_members_do_not_touch_each_others_feeds(
    app: Flask, client: FlaskClient, program: FlaskClient, home: House
) -> None:
    people.log_in(client)
    path = given(client.post(OWN))
    client.post("/logout")
    people.log_in(client, "bert@example.org")
    client.post(f"{OWN}/off")
    client.post(OWN)

    assert program.get(path).status_code == 200


def test_host_gets_a_feed_of_the_hub_and_of_a_space(
    app: Flask, hosting: FlaskClient, program: FlaskClient, home: House
) -> None:
    book(home)
    of_hub = given(hosting.post(HOSTS))
    of_space = given(hosting.post(HOSTS, data={"space": home.spaces["Platz 1"]}))

    assert str(only(fetched(program, of_hub))["SUMMARY"]) == "Anna Muster · Platz 1"
    assert str(only(fetched(program, of_space))["SUMMARY"]) == "Anna Muster"
    assert feeds(app) == 2
    hosting.post(f"{HOSTS}/off", data={"space": home.spaces["Platz 1"]})
    assert program.get(of_space).status_code == 404
    assert program.get(of_hub).status_code == 200


def test_list_says_what_is_switched_on(hosting: FlaskClient, home: House) -> None:
    hosting.post(HOSTS, data={"space": home.spaces["Platz 2"]})
    shown = text(hosting.get(HOSTS))

    assert shown.count("switched on") == 1
    assert shown.index("Platz 2") < shown.index("switched on") < shown.index("Platz 3")


@pytest.mark.parametrize("space", ["0", "-1", "x", "99999999999", "²", "1 or 1=1"])
def test_space_that_is_none_gets_no_feed(app: Flask, hosting: FlaskClient, space: str) -> None:
    assert hosting.post(HOSTS, data={"space": space}).status_code == 404
    assert feeds(app) == 0


def test_space_of_another_hub_gets_no_feed(app: Flask, hosting: FlaskClient) -> None:
    other = house(app, "hameln")

    assert hosting.post(HOSTS, data={"space": other.spaces["Platz 1"]}).status_code == 404


def test_hub_page_leads_to_its_calendar(client: FlaskClient, home: House) -> None:
    page = client.get("/hubs/coppenbruegge")

    assert "webcal://localhost/hubs/coppenbruegge/calendar.ics" in page.text


@pytest.mark.one_database
@pytest.mark.parametrize("width", [360, 1440])
def test_address_can_be_copied(demo_server: Any, open_page: Callable[..., Any], width: int) -> None:
    page = open_page(demo_server, width=width, locale="en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(page, "host@example.org")
    for path in (OWN, HOSTS):
        page.goto(path)
        page.click(f"main form[action='{path}'] button >> nth=0")
        page.click("[data-copy] button")
        expect(page.locator("[data-done]").first).not_to_be_empty()
        assert page.evaluate("navigator.clipboard.readText()") == page.input_value("[data-copy] input")
        page.click("main details:not(nav details) > summary >> nth=1")
        looks_well(page)
        page.goto(path)
        looks_well(page)
        page.click(f"main form[action='{path}/off'] button >> nth=0")


def looks_well(page: Any) -> None:
    assert_accessible(page)
    assert_fits(page)


def test_steps_speak_of_the_button_only_where_it_stands(member: FlaskClient) -> None:
    before, after = member.get(OWN).text, member.post(OWN).text
    assert "above and confirm" not in before
    assert "Create the address on this device" in before
    assert "above and confirm" in after
    assert "last 90 days" in before


def test_public_address_can_be_copied_once_the_hub_is_public(app: Flask, hosting: FlaskClient) -> None:
    assert addresses(hosting.get(HOSTS)) == ["http://localhost/hubs/coppenbruegge/calendar.ics"]
    with app.app_context(), transaction():
        db.session.execute(update(Hub).values(is_public=False))
    page = hosting.get(HOSTS)
    assert addresses(page) == []
    assert "as soon as the hub is public" in page.text


def test_list_of_bookings_leads_to_the_feed(member: FlaskClient, home: House) -> None:
    book(home)
    assert links(member.get("/bookings"), OWN)
