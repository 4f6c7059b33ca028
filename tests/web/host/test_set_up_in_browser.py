"""The guided path as a new host walks it on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from core.transactions import transaction
from hubs.setup import setup_of
from tests.support import people, samples
from tests.support.browser import assert_accessible, assert_accessible_in_the_dark, assert_fits, log_in
from tests.web.host import drafts

EMAIL = "walter@example.org"


@pytest.mark.one_database
def test_new_host_walks_the_path_on_a_phone(app: Any, server: Any, open_page: Callable[..., Any]) -> None:
    """Axe looks at each page, with and without errors. Hours and labels have tests of their own."""
    people.add(app, EMAIL, may_open_hub=True, locale="en")
    with app.app_context(), transaction():
        samples.municipality()
    page = open_page(server, width=360, locale="en")
    log_in(page, EMAIL, people.PASSWORD)
    page.goto("/host")
    look(page)
    page.get_by_role("link", name="Set up a new hub").click()
    begin(page)
    describe(page)
    add_spaces(page)
    page.goto("/host/muehle-am-ith/setup/next?after=hours")
    set_rules(page)
    page.goto("/host/muehle-am-ith/prices")
    set_prices(page)
    page.goto("/host/muehle-am-ith/setup")
    look(page)
    page.get_by_role("button", name="Open the hub").click()
    page.get_by_text("Your hub is open").wait_for()
    look(page)
    with drafts.looking(app, "muehle-am-ith") as hub:
        setup = setup_of(hub)
        assert [place.name for place in setup.places] == ["Hall", *(f"Desk {number}" for number in range(1, 7))]
        assert (hub.is_public, setup.rules.horizon_days, setup.tariffs[0].values.day) == (True, 30, 1250)
        assert (hub.lat, hub.lon) != (52.1185, 9.5487)


def test_position_is_typed_or_tapped(app: Any, server: Any, open_page: Callable[..., Any]) -> None:
    slug = drafts.host(app, EMAIL)
    people.add(app, EMAIL, locale="en")
    page = open_page(server, width=360, locale="en")
    log_in(page, EMAIL, people.PASSWORD)
    page.goto(f"/host/{slug}/hub")
    field, pin = page.get_by_label("Position"), page.locator("[data-pin] > g")
    field.fill("52,2; 9,4")
    moved = pin.get_attribute("transform")
    assert moved
    page.locator("[data-position] svg").click(position={"x": 100, "y": 60})
    assert pin.get_attribute("transform") != moved
    lat, lon = (float(number) for number in field.input_value().split(","))
    assert 51.95 < lat < 52.27
    assert 9.15 < lon < 9.7


def look(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def begin(page: Page) -> None:
    look(page)
    page.get_by_role("button", name="Continue").click()
    page.locator("#form-errors").wait_for()
    look(page)
    assert_accessible_in_the_dark(page)
    page.get_by_label("Name of the hub").fill("Mühle am Ith")
    page.get_by_label("Village").fill("Bisperode")
    page.get_by_label("Municipality").select_option(samples.KEY)
    page.get_by_role("button", name="Continue").click()


def describe(page: Page) -> None:
    page.get_by_text("Step 1 of 7").wait_for()
    page.get_by_label("Description", exact=False).first.fill("Sechs Tische in der Mühle.")
    page.get_by_label("Garden").check()
    page.locator("[data-position] svg").click(position={"x": 120, "y": 80})
    look(page)
    page.get_by_role("button", name="Save and continue").click()


def add_spaces(page: Page) -> None:
    page.get_by_text("Step 2 of 7").wait_for()
    look(page)
    page.get_by_label("Kind", exact=True).select_option("room")
    page.get_by_label("Name").first.fill("Hall")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Added: Hall.").wait_for()
    page.get_by_label("How many", exact=True).fill("6")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Added: Desk 1 – Desk 6.").wait_for()
    look(page)
    onward = page.get_by_role("link", name="Continue to the next step").get_attribute("href")
    assert onward == "/host/muehle-am-ith/setup/next?after=spaces"


def set_rules(page: Page) -> None:
    page.get_by_text("Step 4 of 7").wait_for()
    look(page)
    page.get_by_label("How many days ahead", exact=True).fill("0")
    page.get_by_role("button", name="Save and continue").click()
    page.locator("#form-errors").wait_for()
    look(page)
    assert_accessible_in_the_dark(page)
    page.get_by_label("How many days ahead", exact=True).fill("30")
    page.locator("[name=next]").evaluate("field => { field.value = ''; }")
    page.locator("main form button[type=submit]").first.click()
    page.get_by_text("The rules have been saved.").wait_for()


def set_prices(page: Page) -> None:
    look(page)
    page.locator("[name=desk-day_cents]").fill("viel")
    page.get_by_role("button", name="Save").click()
    page.locator("#form-errors").wait_for()
    look(page)
    assert_accessible_in_the_dark(page)
    page.locator("[name=desk-day_cents]").fill("12,50")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("8 hours: €12.50.").wait_for()
    look(page)
