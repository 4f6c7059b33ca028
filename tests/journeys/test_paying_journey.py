"""Paying online as a person does it: to the page of the payment service, which is another site, and back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from payments.stripe import jobs
from tests.support import people
from tests.support.browser import assert_accessible, assert_accessible_in_the_dark, assert_fits
from tests.support.money import book_for_money, paid_house, refunds
from tests.support.payer import ONLINE, TRANSFER, WEBHOOK
from tests.support.stripe import SECRET, FakeStripe

pytestmark = [pytest.mark.one_database, pytest.mark.chosen_day]
BAD_CARD = "4000 0000 0000 0002"
WAYS_TO_SEE_IT = [(360, "de", True), (1440, "en", False)]
WORDS = {
    "de": {
        "pay": "Jetzt online bezahlen",
        "held": "vorgemerkt",
        "paid": "Bezahlt, vielen Dank!",
        "check": "Jetzt nachsehen",
        "back": "Sie bekommen 6,00\xa0€ zurück.",
        "cancel": "Buchung stornieren",
        "refunded": "Sie haben Ihr Geld zurück",
        "details": "Zur Zahlung",
    },
    "en": {
        "pay": "Pay online now",
        "held": "We are holding the place for you until",
        "paid": "Paid, thank you!",
        "check": "Check now",
        "back": "You get back €6.00.",
        "cancel": "Cancel booking",
        "refunded": "You have got your money back",
        "details": "Payment details",
    },
}


class Payment:
    """A booking of Anna's, and her browser."""

    def __init__(self, app: Any, page: Page, fake: FakeStripe, locale: str, *, javascript: bool) -> None:
        self.app, self.page, self.fake, self.javascript = app, page, fake, javascript
        self.words = WORDS[locale]

    def look(self) -> None:
        assert_fits(self.page)
        if self.javascript:
            assert_accessible(self.page)
            assert_accessible_in_the_dark(self.page)

    def says(self, word: str) -> None:
        expect(self.page.locator("main")).to_contain_text(self.words[word])

    def begins(self, booking: Any) -> None:
        """From the list of bookings to Stripe's page."""
        self.page.goto("/bookings")
        self.page.locator("main a[href^='/payments/']").first.click()
        self.says("held")
        self.look()
        self.page.get_by_role("button", name=self.words["pay"]).click()
        self.page.wait_for_url(f"{self.fake.url}/**")

    def comes_back(self) -> None:
        """Without scripts one presses the button that looks what has become of it."""
        if not self.javascript and self.page.url.endswith("/return"):
            self.look()
            self.page.get_by_role("button", name=self.words["check"]).click()
        self.page.wait_for_url("**/payments/*")


@pytest.fixture
def begin(
    make_app: Callable[..., Any],
    start_server: Callable[..., Any],
    open_page: Callable[..., Any],
    database_url: str,
    fake_stripe: FakeStripe,
) -> Callable[..., tuple[Payment, Any]]:
    def start(width: int, locale: str, javascript: bool, *, told: bool) -> tuple[Payment, Any]:
        """`told`: whether Stripe's messages reach us, or one is back before them."""
        stripe = fake_stripe.settings
        server = start_server(url=database_url, **{name.upper(): value for name, value in stripe.items()})
        if told:
            fake_stripe.pull("register", url=f"{server.url}{WEBHOOK}", secret=SECRET)
            fake_stripe.pull("deliveries", mode="send")
        app = make_app(base_url=server.url, **stripe)
        people.add(app, locale=locale)
        home = paid_house(app, name="Am Bahnhof")
        page = open_page(server, width=width, locale=locale, javascript=javascript, leads_to=fake_stripe.url)
        page.goto("/login")
        page.locator("[name=email]").fill(people.EMAIL)
        page.locator("[name=password]").fill(people.PASSWORD)
        page.locator("main form button[type=submit]").click()
        page.locator("form[action='/logout']").first.wait_for(state="attached")
        return Payment(app, page, fake_stripe, locale, javascript=javascript), home

    return start


@pytest.mark.parametrize(("width", "locale", "javascript"), WAYS_TO_SEE_IT)
def test_member_pays_online_and_gets_the_money_back(
    begin: Callable[..., Any], width: int, locale: str, javascript: bool
) -> None:
    payment, home = begin(width, locale, javascript, told=False)
    page = payment.page
    booking = book_for_money(home, choice=ONLINE)
    payment.begins(booking)
    page.locator("button[value=card]").click()
    payment.comes_back()
    payment.says("paid")
    payment.look()

    page.goto(f"/bookings/{booking.id}/cancellation")
    payment.says("back")
    payment.look()
    page.get_by_role("button", name=payment.words["cancel"]).click()
    page.wait_for_url(f"**/bookings/{booking.id}")
    with payment.app.app_context():
        jobs.settle()
    assert [refund.status for refund in refunds(home)] == ["done"]
    page.get_by_role("link", name=payment.words["details"]).click()
    payment.says("refunded")
    payment.look()


def test_member_whose_card_is_declined_goes_back_and_pays_later(begin: Callable[..., Any]) -> None:
    payment, home = begin(360, "de", True, told=True)
    page = payment.page
    booking = book_for_money(home, choice=ONLINE)
    payment.begins(booking)
    page.locator("[name=card]").fill(BAD_CARD)
    page.locator("button[value=card]").click()
    page.locator("#error").wait_for()
    page.locator("a[href*='/payments/']").click()
    payment.says("held")
    page.get_by_role("button", name=payment.words["pay"]).click()
    page.wait_for_url(f"{payment.fake.url}/**")
    page.locator("button[value=card]").click()
    page.wait_for_url("**/payments/*")
    payment.says("paid")


def test_details_of_a_transfer_can_be_copied(begin: Callable[..., Any]) -> None:
    payment, home = begin(360, "de", True, told=False)
    book_for_money(home, choice=TRANSFER)
    page = payment.page
    page.goto("/bookings")
    page.locator("main a[href^='/payments/']").first.click()
    payment.look()
    page.context.grant_permissions(["clipboard-write", "clipboard-read"])
    page.get_by_role("button", name=re.compile("IBAN")).click()
    page.get_by_text("Kopiert").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "DE02 1203 0000 0000 2020 51"
