"""One tap on the day's list notes that the money was received; the page has the day's sum."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.transactions import transaction
from tests.support.booking import book
from tests.support.hosts import call, walk_in
from tests.support.house import House, clock
from tests.support.html import faults, section, text
from tests.support.money import operator_of, payments, refunds, takes_money
from tests.support.queries import counted

NINE, TWELVE = clock("9:00"), clock("12:00")
HOST = "/host/coppenbruegge"
TODAY = f"{HOST}/today"


@pytest.fixture(autouse=True)
def _money(home: House) -> None:
    with home.app.app_context(), transaction():
        takes_money(operator_of(home), ("on_site",))


def tap(hanna: FlaskClient, booking: Any, paid: str = "1") -> Any:
    return hanna.post(f"{HOST}/bookings/{booking.id}/paid", data={"paid": paid, "from": "list"})


def test_one_tap_on_the_list_notes_the_money_of_members_callers_and_walk_ins(
    hanna: FlaskClient, home: House, tuesday: Any
) -> None:
    member, caller = book(home, start=NINE, end=TWELVE), call(home, NINE, TWELVE, "Platz 2")
    tuesday.move_to(NINE - timedelta(minutes=10))
    guest = walk_in(home, TWELVE, "Platz 3", guest_name="Gisela")
    page = hanna.get(TODAY)
    assert text(page).count("Money received") == 3
    assert "€6.00 to pay" in section(page, "coming")
    assert "€0.00 received at the hub" in text(page)
    for booking in (member, caller, guest):
        assert tap(hanna, booking).location == TODAY
    page = hanna.get(TODAY)
    assert text(page).count("Not paid after all") == 3
    assert f"€{sum(one.amount_cents for one in payments(home)) / 100:.2f} received at the hub" in text(page)
    assert faults(page.text) == []
    assert len(payments(home)) == 3


def test_second_tap_is_refused_and_a_mistake_is_taken_back(hanna: FlaskClient, home: House) -> None:
    booking = book(home, start=NINE, end=TWELVE)
    tap(hanna, booking)
    tap(hanna, booking)
    assert "Nothing is to be paid here any more." in text(hanna.get(TODAY))
    assert len(payments(home)) == 1
    tap(hanna, booking, "0")
    assert [(one.status, one.why) for one in refunds(home)] == [("done", "mistake")]
    page = hanna.get(TODAY)
    assert "€0.00 received at the hub" in text(page)
    assert "Money received" in text(page)
    assert "€6.00 to pay" in text(hanna.get(f"{HOST}/bookings/{booking.id}"))


def test_day_without_a_till_offers_nothing(hanna: FlaskClient, home: House) -> None:
    with home.app.app_context(), transaction():
        takes_money(operator_of(home), ("transfer",))
    booking = book(home, start=NINE, end=TWELVE)
    page = text(hanna.get(TODAY))
    assert "€6.00 by bank transfer, open" in page
    assert "Money received" not in page
    assert "received at the hub" not in page
    tap(hanna, booking)
    assert payments(home) == []


def test_list_costs_as_many_queries_for_one_as_for_many(app: Flask, hanna: FlaskClient, home: House) -> None:
    numbers = []
    for name in ("Platz 1", "Platz 2", "Platz 3"):
        book(home, name, NINE, TWELVE, who="bert@example.org" if name == "Platz 2" else "anna@example.org")
        with counted(app) as statements:
            hanna.get(TODAY)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] == numbers[2]
