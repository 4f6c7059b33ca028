"""From a paid booking to the money back: declared without a log-in, accepted by the operator, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from core.transactions import transaction
from payments import payment_actions, queries
from tests.support import people
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.house import House, bookings
from tests.support.mail import text_of
from tests.support.money import paid_house, refunds
from tests.support.night import at_night
from tests.support.open_items import TREASURER, make_treasurer
from tests.support.terms import publish

WORDS = {
    "de": {
        "agree": "Ich stimme zu",
        "order": "Zahlungspflichtig buchen",
        "name": "Ihr Name",
        "email": "Ihre E-Mail-Adresse",
        "code": "Buchungscode",
        "first": "Vertrag widerrufen",
        "second": "Widerruf bestätigen",
        "accept": "Widerruf annehmen",
        "accepted": "6,00 € gehen zurück",
        "mail": "Sie bekommen 6,00\N{NO-BREAK SPACE}€",
    },
    "en": {
        "agree": "I agree to",
        "order": "Book with obligation to pay",
        "name": "Your name",
        "email": "Your email address",
        "code": "Booking code",
        "first": "Withdraw from contract",
        "second": "Confirm withdrawal",
        "accept": "Accept the withdrawal",
        "accepted": "€6.00 go back",
        "mail": "You get back €6.00",
    },
}


@pytest.fixture
def home(app: Any) -> House:
    people.add(app, "anna@example.org", "Anna Muster")
    home = paid_house(app, ways=("transfer",))
    publish(home)
    return home


def look_at(page: Page, javascript: bool) -> None:
    """Nothing is wider than the screen, and axe finds nothing."""
    if javascript:
        assert_fits(page)
        assert_accessible(page)


def book(page: Page, home: House, words: dict[str, str], javascript: bool) -> None:
    """Tomorrow from nine to eleven, under the operator's terms."""
    page.goto(f"/bookings/new?space={home.spaces['Platz 1']}&date=2026-11-25&from=09:00&to=11:00")
    page.get_by_label(words["agree"]).check()
    look_at(page, javascript)
    page.get_by_role("button", name=words["order"]).click()


def paid(home: House) -> str:
    """The booking's id, now that its money has come."""
    [booking] = bookings(home.app)
    with home.app.app_context(), transaction():
        account = queries.account_of_booking(booking.id)
        assert account is not None
        payment_actions.note(account=account, way="transfer", cents=account.due_cents, by=None)
    return str(booking.id)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("locale", "width", "javascript"),
    [("de", 360, False), ("en", 1440, True), at_night("de", 1440, False), at_night("en", 360, True)],
)
def test_withdrawal_without_a_log_in_brings_the_money_back(
    home: House, server: Any, smtp: Any, open_page: Callable[..., Any], locale: str, width: int, javascript: bool
) -> None:
    words = WORDS[locale]
    make_treasurer(home)
    member = open_page(server, width=width, javascript=javascript)
    log_in(member, people.EMAIL, people.PASSWORD, locale)
    book(member, home, words, javascript)
    code = paid(home)
    visitor = open_page(server, width=width, locale=locale, javascript=javascript)
    visitor.goto(f"/withdrawal?lang={locale}&code={code}")
    visitor.get_by_label(words["name"]).fill("Anna Muster")
    visitor.get_by_label(words["email"]).fill(people.EMAIL)
    look_at(visitor, javascript)
    visitor.get_by_role("main").get_by_role("button", name=words["first"]).click()
    look_at(visitor, javascript)
    visitor.get_by_role("button", name=words["second"]).click()
    visitor.wait_for_url("**/withdrawal/received")
    own = open_page(server, width=width, javascript=javascript)
    log_in(own, TREASURER, people.PASSWORD, locale)
    own.goto("/operators/coppenbruegge/withdrawals")
    look_at(own, javascript)
    own.get_by_role("link", name="Anna Muster").click()
    look_at(own, javascript)
    own.get_by_role("button", name=words["accept"]).click()
    own.get_by_text(words["accepted"]).first.wait_for()
    assert [(one.amount_cents, one.why) for one in refunds(home)] == [(600, "withdrawn")]
    assert [one.status for one in bookings(home.app)] == ["cancelled"]
    server.flask("jobs", "once", "outbox")
    assert words["mail"] in text_of(smtp.wait(lambda mail: words["mail"] in text_of(mail)))
