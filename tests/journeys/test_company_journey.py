"""An operator makes a company and invites its manager, who invites Anna; she books, and the manager sees one day."""

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
from members.models import MemberRole
from tests.support import people
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.companies import BOSS, last_secret
from tests.support.house import House
from tests.support.money import paid_house

pytestmark = pytest.mark.one_database
PICTURES = os.environ.get("PICTURES")
"""A folder for a picture of each page; none without."""
OWN = "own@example.org"
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "add": "Add a company",
        "name": "Name of the company",
        "address": "Address as on invoices",
        "email": "Email address for invoices",
        "save": "Save",
        "manager": "Email address",
        "send": "Send the invitation",
        "accept": "Accept the invitation",
        "invite": "Invite people",
        "emails": "Email addresses",
        "centre": "Cost centre",
        "send_all": "Send the invitations",
        "pays": "Your employer pays",
        "mine": "My employer pays (Hofladen GmbH)",
        "book": "Book now",
        "used": "of 20 days used",
        "invoices": "Invoices",
        "leave": "Leave",
    },
    "de": {
        "add": "Unternehmen anlegen",
        "name": "Name des Unternehmens",
        "address": "Anschrift wie auf Rechnungen",
        "email": "E-Mail-Adresse für Rechnungen",
        "save": "Speichern",
        "manager": "E-Mail-Adresse",
        "send": "Einladung senden",
        "accept": "Einladung annehmen",
        "invite": "Personen einladen",
        "emails": "E-Mail-Adressen",
        "centre": "Kostenstelle",
        "send_all": "Einladungen senden",
        "pays": "Ihr Arbeitgeber zahlt",
        "mine": "Mein Arbeitgeber zahlt (Hofladen GmbH)",
        "book": "Jetzt buchen",
        "used": "von 20 Tagen genutzt",
        "invoices": "Rechnungen",
        "leave": "Austreten",
    },
}


@pytest.fixture
def home(app: Flask, locale: str) -> House:
    """Its people read in the language that the test names: an account's language goes before the browser's."""
    people.add(app, locale=locale)
    people.add(app, BOSS, "Berta Boss", locale=locale)
    own_id = people.add(app, OWN, "Olga Träger", locale=locale)
    made = paid_house(app, ways=("on_site", "transfer"), hours="24/7")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=own_id, role="operator", operator_slug=made.slug))
    return made


@pytest.mark.parametrize(("locale", "width", "javascript"), [("de", 360, False), ("en", 1440, True)])
def test_employer_pays_for_a_day_and_never_learns_where(
    server: Any, home: House, open_page: Callable[..., Page], locale: str, width: int, javascript: bool
) -> None:
    words = WORDS[locale]

    def browser(email: str) -> Page:
        page = open_page(server, locale=locale, width=width, javascript=javascript)
        log_in(page, email, people.PASSWORD)
        return page

    def look(page: Page, name: str) -> None:
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"company-{name}-{locale}-{width}.png", full_page=True)
        assert_fits(page)
        if javascript:  # axe is a script
            assert_accessible(page)

    make_company(browser(OWN), words, look)
    boss, anna = browser(BOSS), browser(people.EMAIL)
    join(boss, home, words, look, "manager")
    invite(boss, words, look)
    join(anna, home, words, look, "person")
    expect(anna.get_by_role("heading", name=words["pays"])).to_be_visible()
    look(anna, "passes")
    book(anna, home, words, look)
    see_one_day(boss, home, words, look)
    anna.goto("/passes")
    anna.get_by_role("link", name=words["leave"]).click()
    look(anna, "leave")
    anna.get_by_role("button", name=words["leave"]).click()
    expect(anna.get_by_role("heading", name=words["pays"])).not_to_be_visible()


def make_company(page: Page, words: dict[str, str], look: Any) -> None:
    page.goto("/operators/coppenbruegge/companies")
    look(page, "none")
    page.get_by_role("link", name=words["add"]).click()
    page.get_by_label(words["name"]).fill("Hofladen GmbH")
    page.get_by_label(words["address"]).fill("Weg 1\n31785 Hameln")
    page.get_by_label(words["email"]).fill("lohn@example.org")
    look(page, "form")
    page.get_by_role("button", name=words["save"], exact=True).click()
    look(page, "operator")
    page.get_by_label(words["manager"], exact=True).fill(BOSS)
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_text(BOSS).first).to_be_visible()


def join(page: Page, home: House, words: dict[str, str], look: Any, name: str) -> None:
    page.goto(f"/invitations/company/{last_secret(home.app)}")
    look(page, f"invited-{name}")
    page.get_by_role("button", name=words["accept"]).click()


def invite(page: Page, words: dict[str, str], look: Any) -> None:
    look(page, "empty")
    page.get_by_role("link", name=words["invite"]).click()
    page.get_by_label(words["emails"], exact=True).fill(people.EMAIL)
    page.get_by_label(words["centre"]).fill("4711")
    look(page, "invite")
    page.get_by_role("button", name=words["send_all"]).click()
    page.get_by_role("link", name=people.EMAIL).click()
    look(page, "invitation")


def book(page: Page, home: House, words: dict[str, str], look: Any) -> None:
    day = today("Europe/Berlin") + timedelta(days=1)
    query = f"space={home.spaces['Platz 1']}&date={day}&from=09:00&to=11:00"
    page.goto(f"/bookings/new?{query}&for_employer=1")
    expect(page.get_by_label(words["mine"])).to_be_checked()
    look(page, "book")
    page.get_by_role("button", name=words["book"]).click()
    page.wait_for_url("**/bookings/*-*")


def see_one_day(page: Page, home: House, words: dict[str, str], look: Any) -> None:
    day = today("Europe/Berlin") + timedelta(days=1)
    page.goto("/companies")
    options = page.locator("select[name=month] option").all()
    if f"{day:%Y-%m}" != f"{today('Europe/Berlin'):%Y-%m}":
        assert len(options) > 1
        page.goto(f"{page.url}?month={day:%Y-%m}")
    expect(page.locator(".lr-big")).to_have_text(f"1 {words['used']}")
    expect(page.get_by_role("row", name="Anna Muster 4711 1")).to_be_visible()
    look(page, "month")
    said = page.locator("body").inner_text()
    for secret in ("Platz", "Coppenbrügge", "9–11", "09:00", f"{day:%d.%m.%Y}"):
        assert secret not in said
    page.get_by_role("link", name="Anna Muster").click()
    look(page, "person")
    page.get_by_role("link", name=words["invoices"]).first.click()
    look(page, "invoices")
