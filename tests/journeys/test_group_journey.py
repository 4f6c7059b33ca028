"""Four desks side by side on the floor plan, for people with and without a name; then one fewer; also on a phone
without JavaScript. And one desk for a colleague."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import today
from core.db import db
from core.transactions import transaction
from hubs.plan import actions as plan_actions
from hubs.plan.rules import Item
from members.models import MemberRole
from tests.support import people
from tests.support.browser import assert_accessible, assert_accessible_in_the_dark, assert_fits, log_in
from tests.support.house import House, bookings, house
from tests.support.money import operator_of, takes_money

pytestmark = pytest.mark.one_database
PICTURES = os.environ.get("PICTURES")
"""A folder for a picture of each page; none without."""
WAYS = [
    (1440, True),
    (360, False),
    pytest.param(360, True, marks=pytest.mark.night),
    pytest.param(320, False, marks=pytest.mark.night),
]


@pytest.fixture
def home(app: Flask) -> House:
    """Two rows of four desks; the first one of the second row stands apart."""
    people.add(app, locale="en")
    home = house(app, spaces=tuple(f"Platz {n}" for n in range(1, 9)), hours="24/7", prices={"desk": 300})
    with app.app_context(), transaction():
        takes_money(operator_of(home), ("on_site",))
    with home.here() as (_anna, hub, setup), transaction():
        places = [home.place(setup, f"Platz {n}") for n in range(1, 9)]
        items = [Item(one.id, one.name, one.kind, 2 * (n % 4), 1 + 3 * (n // 4), 1, 1) for n, one in enumerate(places)]
        plan_actions.draw(hub=hub, columns=8, rows=6, items=items)
    return home


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_four_desks_side_by_side_on_the_plan_and_then_one_fewer(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    page = open_page(server, locale="en", width=width, javascript=javascript)
    log_in(page, people.EMAIL, people.PASSWORD)
    page.goto(f"/hubs/{home.slug}/days/{today('Europe/Berlin') + timedelta(days=1)}?from=09:00&to=11:00")
    page.get_by_role("link", name="Book several places at once").click()
    page.get_by_label("How many places side by side?").fill("4")
    page.get_by_role("button", name="Propose places").click()
    choice = page.locator("aside.lr-slot")
    expect(choice).to_contain_text("4 places")
    look(page, f"group-proposed-{width}", javascript)
    page.locator("svg a[aria-label^='Platz 4, chosen']").click()
    expect(choice).to_contain_text("3 places")
    if not javascript:  # what is typed stays where a form is sent, and a link is none
        page.get_by_role("checkbox", name="Platz 5").check()
        page.get_by_role("button", name="Update places and price").click()
    else:
        page.locator("#guest-" + str(home.spaces["Platz 1"])).fill("Erika Gast")
        page.locator("svg a[aria-label^='Platz 5, free']").click()
    expect(choice).to_contain_text("4 places")
    page.locator("#guest-" + str(home.spaces["Platz 1"])).fill("Erika Gast")
    page.locator("#email-" + str(home.spaces["Platz 1"])).fill("erika@example.org")
    look(page, f"group-chosen-{width}", javascript)
    page.get_by_role("button", name="Book with obligation to pay").click()

    expect(page.get_by_text("4 places, booked together.")).to_be_visible()
    expect(page.get_by_text("Erika Gast").first).to_be_visible()
    look(page, f"group-show-{width}", javascript)
    page.get_by_role("checkbox", name="Platz 5").check()
    page.get_by_role("button", name="Cancel places").click()
    look(page, f"group-cancellation-{width}", javascript)
    page.get_by_role("button", name="Cancel 1 place").click()
    expect(page.get_by_text("3 places, booked together.")).to_be_visible()
    states = sorted((one.space_id, one.status, one.guest_name) for one in bookings(app))
    assert states == [
        (home.spaces["Platz 1"], "confirmed", "Erika Gast"),
        (home.spaces["Platz 2"], "confirmed", ""),
        (home.spaces["Platz 3"], "confirmed", ""),
        (home.spaces["Platz 5"], "cancelled", ""),
    ]
    assert sorted({mail["To"] for mail in people.mails(app)}) == ["anna@example.org", "erika@example.org"]


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_one_desk_for_a_colleague_and_the_hosts_see_who_booked(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    page = open_page(server, locale="de", width=width, javascript=javascript)
    log_in(page, people.EMAIL, people.PASSWORD)
    page.goto(f"/bookings/new?space={home.spaces['Platz 2']}&lang=de")
    page.get_by_role("button", name="Für mehrere Personen oder für jemand anderen").click()
    page.get_by_label("Name").fill("Karl Kollege")
    look(page, f"guest-new-{width}", javascript)
    page.get_by_role("button", name="Zahlungspflichtig buchen").click()
    expect(page.get_by_text("Von Ihnen gebucht für Karl Kollege")).to_be_visible()
    look(page, f"guest-booking-{width}", javascript)
    page.get_by_role("link", name="Für jemand anderen").click()
    page.get_by_label("Name").fill("Frieda Freundin")
    look(page, f"guest-change-{width}", javascript)
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Von Ihnen gebucht für Frieda Freundin")).to_be_visible()
    assert [one.guest_name for one in bookings(app)] == ["Frieda Freundin"]


@pytest.mark.parametrize(("width", "javascript"), WAYS)
def test_host_sees_what_is_free_beside_the_form_for_a_caller(
    app: Flask, server: Any, home: House, open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    key = people.add(app, "hanna@example.org", "Hanna Gastgeberin", locale="de")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=key, role="host", hub_slug=home.slug))
    page = open_page(server, locale="de", width=width, javascript=javascript)
    log_in(page, "hanna@example.org", people.PASSWORD)
    page.goto(f"/host/{home.slug}/bookings/new")
    page.get_by_label("Name").fill("Frau Ruf")
    page.get_by_label("Telefonnummer").fill("05156 1234")
    page.get_by_role("button", name="Was ist dann frei?").click()
    expect(page.get_by_label("Telefonnummer")).to_have_value("05156 1234")
    expect(page.get_by_role("table").first).to_contain_text("Platz 8")
    look(page, f"caller-{width}", javascript)
    page.get_by_role("button", name="Buchen", exact=True).click()
    page.get_by_role("link", name="Zur Buchung").click()
    expect(page.get_by_text("05156 1234")).to_be_visible()
    expect(page.get_by_text("Hanna Gastgeberin").first).to_be_visible()
    look(page, f"caller-booking-{width}", javascript)


def look(page: Page, name: str, javascript: bool) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert_fits(page)
    if javascript:
        assert_accessible(page)
        assert_accessible_in_the_dark(page)
