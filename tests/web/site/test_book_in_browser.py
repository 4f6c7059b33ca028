"""The pages of booking and moving in a browser: what stands beside the form follows it, and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core.clock import today
from core.transactions import transaction
from tests.support import people
from tests.support.booking import book
from tests.support.browser import assert_accessible, assert_fits, log_in
from tests.support.house import House, at, bookings, house
from tests.support.money import operator_of, takes_money
from tests.support.terms import publish

pytestmark = pytest.mark.one_database
NAME = "Platz 1"


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, locale="en")
    return house(app, hours="24/7", prices={"desk": 350})


@pytest.fixture
def open_form(server: Any, home: House, open_page: Callable[..., Any]) -> Callable[..., Page]:
    """`open_form(member=False, javascript=…, width=…)`: the page that would book 9–11 at the hub's Platz 1."""

    def open_it(*, member: bool = False, **how: Any) -> Page:
        page: Page = open_page(server, locale="en", **how)
        if member:
            log_in(page, people.EMAIL, people.PASSWORD)
        page.goto(f"/bookings/new?space={home.spaces[NAME]}&date={the_day()}&from=09:00&to=11:00")
        return page

    return open_it


def the_day(ahead: int = 3) -> str:
    return str(today("Europe/Berlin") + timedelta(days=ahead))


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("member", [False, True])
def test_choice_and_price_follow_the_form(open_form: Callable[..., Page], member: bool, width: int) -> None:
    page = open_form(member=member, width=width)
    choice = page.locator("aside.lr-slot")
    expect(choice).to_contain_text("€7.00")
    assert not page.locator("button[name=check]").is_visible()
    page.locator("[name=title]").fill("Team & Co")
    page.locator("[name=to]").focus()
    page.locator("[name=to]").select_option("12:00")

    expect(choice).to_contain_text("09:00–12:00")
    expect(choice).to_contain_text("€10.50")
    expect(page.locator("[data-said]")).to_contain_text("09:00–12:00, Platz 1. Price: €10.50")
    assert page.evaluate("document.activeElement.name") == "to"
    assert page.locator("[name=title]").input_value() == "Team & Co"
    assert parse_qs(urlsplit(page.url).query)["to"] == ["12:00"]
    assert_fits(page)
    assert_accessible(page)


def test_what_the_page_followed_to_can_be_booked_at_once(app: Flask, open_form: Callable[..., Page]) -> None:
    page = open_form(member=True)
    page.locator("[name=to]").select_option("13:00")
    page.locator("aside").get_by_text("€14.00").wait_for()
    page.get_by_role("button", name="Book with obligation to pay").click()
    page.get_by_role("heading", name="Your place is booked").wait_for()

    assert [booking.price_cents for booking in bookings(app)] == [1400]


def test_wrong_time_takes_the_button_away_until_it_is_right(open_form: Callable[..., Page]) -> None:
    page = open_form(member=True)
    order = page.get_by_role("button", name="Book with obligation to pay")
    page.locator("[name=to]").select_option("08:00")
    expect(page.locator("#to-error")).to_contain_text("The end must be after the start")
    expect(order).to_have_count(0)
    assert_accessible(page)
    page.locator("[name=to]").select_option("10:00")

    expect(order).to_be_visible()
    expect(page.locator("#to-error")).to_have_count(0)
    expect(page.locator("#form-errors")).to_have_count(0)


def test_failure_loses_nothing_and_leaves_the_button(open_form: Callable[..., Page]) -> None:
    page = open_form(member=True)
    page.locator("[name=title]").fill("Team")
    page.route("**/bookings/new?*", lambda route: route.abort())
    page.locator("[name=to]").select_option("12:00")
    expect(page.locator("[data-said]")).to_contain_text("could not be updated")
    page.unroute("**/bookings/new?*")
    page.get_by_role("button", name="Update times and price").click()

    expect(page.locator("aside.lr-slot")).to_contain_text("€10.50")
    assert page.locator("[name=title]").input_value() == "Team"


def test_day_that_is_left_empty_leaves_the_button(open_form: Callable[..., Page]) -> None:
    page = open_form()
    page.locator("[name=date]").fill("")
    page.locator("[name=date]").dispatch_event("change")

    expect(page.get_by_role("button", name="Update times and price")).to_be_visible()


def test_title_goes_along_to_what_is_offered(home: House, open_form: Callable[..., Page]) -> None:
    book(home, NAME, at(the_day(), "9:00"), at(the_day(), "11:00"))
    page = open_form()
    page.locator("[name=title]").fill("Team")
    page.locator(".lr-proposals a").first.click()
    page.wait_for_url(f"**/bookings/new?space={home.spaces['Platz 2']}*")

    assert page.locator("[name=title]").input_value() == "Team"


def test_move_follows_the_form(server: Any, home: House, open_page: Callable[..., Any]) -> None:
    booking = book(home, NAME, at(the_day(), "9:00"), at(the_day(), "11:00"))
    page = open_page(server, locale="en", width=360)
    log_in(page, people.EMAIL, people.PASSWORD)
    page.goto(f"/bookings/{booking.id}/edit")
    choice = page.locator("aside.lr-slot")
    expect(choice.get_by_role("button")).to_have_text("Move booking")
    page.locator("[name=space]").select_option(label="Platz 3")
    expect(choice).to_contain_text("Platz 3")
    page.locator("[name=to]").select_option("12:00")

    expect(choice).to_contain_text("€10.50")
    expect(choice.get_by_role("button")).to_have_text("Book with obligation to pay")
    assert_accessible(page)
    choice.get_by_role("button").click()
    page.get_by_text("Your booking has been moved").wait_for()


def test_what_was_ticked_stays_while_the_words_do(home: House, open_form: Callable[..., Page]) -> None:
    with home.app.app_context(), transaction():
        takes_money(operator_of(home))
    publish(home)
    page = open_form(member=True, width=360)
    choice, terms, early = page.locator("aside.lr-slot"), page.locator("#accepts-terms"), page.locator("#starts-early")
    terms.check()
    early.check()
    page.locator("[name=to]").select_option("12:00")
    expect(choice).to_contain_text("09:00–12:00")
    expect(terms).to_be_checked()
    expect(early).to_be_checked()

    # As if the page had come before the operator published what holds now.
    page.locator("label[for=accepts-terms] a").evaluate("link => link.setAttribute('href', '/another-version')")
    page.locator("[name=to]").select_option("11:00")
    expect(choice).to_contain_text("09:00–11:00")
    expect(terms).not_to_be_checked()
    expect(early).to_be_checked()


def test_what_was_chosen_outlasts_a_time_that_cannot_be_had(home: House, open_form: Callable[..., Page]) -> None:
    with home.app.app_context(), transaction():
        takes_money(operator_of(home))
    publish(home)
    page = open_form(member=True)
    boxes = [page.locator(f"#{name}") for name in ("accepts-terms", "starts-early", "buyer-business")]
    for box in boxes:
        box.check()
    page.locator("[name=to]").select_option("08:00")
    expect(boxes[0]).to_have_count(0)
    page.locator("[name=to]").select_option("12:00")
    for box in boxes:
        expect(box).to_be_checked()


@pytest.mark.parametrize("javascript", [True, False])
def test_visitor_signs_up_for_what_the_form_says_now(open_form: Callable[..., Page], javascript: bool) -> None:
    page = open_form(javascript=javascript)
    page.locator("[name=date]").fill(the_day(4))
    page.locator("[name=from]").select_option("10:00")
    page.locator("[name=to]").select_option("12:00")
    page.locator("[name=title]").fill("Team & Co")
    page.locator("main").get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/login")
    page.locator("[name=email]").fill(people.EMAIL)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/bookings/new")

    typed = {name: page.locator(f"[name={name}]").input_value() for name in ("date", "from", "to", "title")}
    assert typed == {"date": the_day(4), "from": "10:00", "to": "12:00", "title": "Team & Co"}


def test_button_under_the_finger_stays_until_it_is_let_go(
    server: Any, home: House, open_page: Callable[..., Any]
) -> None:
    """What the page is told meanwhile must not take the click away."""
    booking = book(home, NAME, at(the_day(), "9:00"), at(the_day(), "11:00"))
    page = open_page(server, locale="en")
    log_in(page, people.EMAIL, people.PASSWORD)
    page.goto(f"/bookings/{booking.id}/edit")
    answers: list[Any] = []
    page.route(f"**/bookings/{booking.id}/edit?*", lambda route: answers.append(route))  # the library marks it
    with page.expect_request("**/edit?*"):
        page.locator("[name=from]").select_option("10:00")
    box = page.get_by_role("button", name="Move booking").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    with page.expect_response("**/edit?*") as answer:
        answers[0].continue_()
    answer.value.finished()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    page.mouse.up()

    page.wait_for_url(f"**/bookings/{booking.id}")
    assert [one.starts_at for one in bookings(home.app)] == [at(the_day(), "10:00")]
