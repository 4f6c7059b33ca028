"""A fresh host comes from the log-in to a hub that can be booked, with six desks, a room, hours, prices and labels."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from core.transactions import transaction
from tests.support import people, samples

EMAIL, SLUG = "walter@example.org", "muehle-am-ith"
MOST_PAGES = 25


@pytest.mark.one_database
@pytest.mark.parametrize("width", [360, 1440])
def test_fresh_host_has_a_bookable_hub_within_the_page_views(
    app: Any, server: Any, open_page: Callable[..., Any], width: int
) -> None:
    people.add(app, EMAIL, may_open_hub=True, locale="en")
    with app.app_context(), transaction():
        samples.municipality()
    page = open_page(server, width=width, locale="en")
    seen: list[str] = []
    page.on("response", lambda answer: note(seen, answer))
    begin(page)
    describe(page)
    furnish(page)
    say_hours(page)
    set_rules_and_prices(page)
    print_labels(page)
    page.get_by_role("button", name="Open the hub").click()
    page.get_by_text("Your hub is open").wait_for()
    assert len(seen) <= MOST_PAGES, seen
    check_as_visitor(open_page(server, width=width, locale="en"))


def note(seen: list[str], answer: Response) -> None:
    """A page view: a document that is shown, not a redirect to one."""
    if answer.request.resource_type == "document" and answer.status == 200:
        seen.append(answer.url)


def begin(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.locator("form[action='/logout']").first.wait_for(state="attached")
    page.goto("/host")
    page.get_by_role("link", name="Set up a new hub").click()
    page.get_by_label("Name of the hub").fill("Mühle am Ith")
    page.get_by_label("Village").fill("Bisperode")
    page.get_by_label("Municipality").select_option(samples.KEY)
    page.get_by_role("button", name="Continue").click()


def describe(page: Page) -> None:
    page.get_by_text("Step 1 of 7").wait_for()
    page.get_by_label("Description").first.fill("Sechs Tische in der Mühle.")
    page.get_by_role("button", name="Save and continue").click()


def furnish(page: Page) -> None:
    page.get_by_text("Step 2 of 7").wait_for()
    page.get_by_label("How many", exact=True).fill("6")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Added: Desk 1 – Desk 6.").wait_for()
    page.get_by_label("Kind", exact=True).select_option("room")
    page.get_by_label("Name").first.fill("Hall")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Added: Hall.").wait_for()
    page.get_by_role("link", name="Continue to the next step").click()


def say_hours(page: Page) -> None:
    page.get_by_text("Step 3 of 7").wait_for()
    monday = page.get_by_role("group", name="Monday")
    monday.get_by_label("from", exact=True).first.fill("07:30")
    page.get_by_role("button", name="Next: check the hours").first.click()
    page.get_by_text("Is this right?").wait_for()
    assert page.get_by_text("07:30–18:00").count()
    page.get_by_role("button", name="Save the opening hours").click()


def set_rules_and_prices(page: Page) -> None:
    page.get_by_text("Step 4 of 7").wait_for()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("Step 5 of 7").wait_for()
    page.locator("[name=desk-day_cents]").fill("12,00")
    page.get_by_role("button", name="Save and continue").click()


def print_labels(page: Page) -> None:
    page.get_by_text("Step 6 of 7").wait_for()
    assert page.get_by_text("Please choose at least one").count() == 0
    wanted = page.locator("form[action$='labels.pdf']")
    assert wanted.get_by_role("checkbox", checked=True).count() == 7
    chosen = "&".join(f"space={box.get_attribute('value')}" for box in wanted.get_by_role("checkbox").all())
    pdf = page.request.get(f"{page.url.split('?')[0]}.pdf?size=3x8&first=1&{chosen}")
    assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.body().startswith(b"%PDF-")
    page.get_by_role("link", name="Next step").click()


def check_as_visitor(page: Page) -> None:
    page.goto(f"/hubs/{SLUG}")
    page.get_by_role("link", name="Book a place").click()
    page.get_by_role("link", name="Desk 1, free").first.wait_for()
