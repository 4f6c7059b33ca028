"""What members read of a release, of no-shows and of how long a request waits."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings.actions import expire_holds
from bookings.reminders.links import CHECK_IN, token
from core.transactions import transaction
from tests.support import people
from tests.support.booking import NINE, book, many
from tests.support.house import NOW, House, house
from tests.support.reminded_hub import clock

__all__ = ["clock"]

MINUTE = timedelta(minutes=1)
RULES = {"release_minutes": 20, "most_no_shows": 2, "answer_hours": 4}


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    return house(app, rules=RULES)


@pytest.fixture
def anna_s(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, "anna@example.org")
    client.set_cookie("lang", "en")
    return client


def test_page_says_until_when_to_check_in_and_what_became_of_it(
    app: Flask, home: House, anna_s: FlaskClient, clock: Any
) -> None:
    booking = book(home)
    address = f"/bookings/{booking.id}"
    assert "Please check in by 09:20" in anna_s.get(address).text.replace("9:20 AM", "09:20")
    clock.move_to(NINE + 30 * MINUTE)
    before = anna_s.get(address).text
    with app.app_context(), transaction():
        assert expire_holds() == 1
    after = anna_s.get(address).text
    for page in (before, after):
        assert "so the place is free for others" in page
        assert "If it is still free, you can check in now." in page
    with app.app_context():
        link = f"/mails/bookings/check-in/{token(CHECK_IN, booking.id)}?lang=en"
    assert "You are checked in." in anna_s.post(link, follow_redirects=True).text


def test_form_says_before_what_follows_from_bookings_that_were_missed(home: House, anna_s: FlaskClient) -> None:
    wish = f"/bookings/new?space={home.spaces['Platz 1']}&date=2026-11-25&from=09:00&to=11:00"
    page = anna_s.get(wish).text
    assert "Please check in by" in page
    assert "Request booking" not in page
    many(home, 2, start=NOW - timedelta(days=1), status="no_show")
    page = anna_s.get(wish).text
    assert "You missed 2 bookings here in the last 90 days" in page
    assert "Request booking" in page
    assert "the request ends." in page
