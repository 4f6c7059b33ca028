"""How much work the page on which one books makes: calls in our own packages, not seconds."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people
from tests.support.booking import book
from tests.support.house import House, house

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).parents[3]
OURS = tuple(str(ROOT / name) + "/" for name in ("core", "members", "hubs", "bookings", "calendars", "district", "web"))
MOST = 900
MOST_TO_BOOK = 150
MOST_TO_BOOK_FOR_MONEY = 180  # a fee is made as well
"""Without the core's, which any form costs."""


@contextmanager
def counting() -> Iterator[list[str]]:
    """Each call of a function of ours, as "file:name"."""
    found: list[str] = []

    def note(frame: FrameType, event: str, _what: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS):
            found.append(f"{frame.f_code.co_filename}:{frame.f_code.co_name}")

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app, hours="Mo-Fr 07:00-20:00; Sa 09:00-13:00; PH off", turnaround=15, prices={"desk": 200})


@pytest.mark.parametrize("query", ["", "&date=2026-11-25", "&date=2026-11-25&from=09:00&to=11:00"])
def test_page_of_booking_makes_few_calls(client: FlaskClient, home: House, query: str) -> None:
    book(home)
    people.log_in(client)
    address = f"/bookings/new?space={home.spaces['Platz 1']}{query}"
    client.get(address)
    with counting() as calls:
        page = client.get(address)
    assert page.status_code == 200
    assert len(calls) <= MOST


@pytest.mark.parametrize(("prices", "most"), [({}, MOST_TO_BOOK), ({"desk": 200}, MOST_TO_BOOK_FOR_MONEY)])
def test_booking_by_the_page_makes_few_calls(
    app: Flask, client: FlaskClient, anna: int, bert: int, prices: dict[str, int], most: int
) -> None:
    home = house(app, hours="Mo-Fr 07:00-20:00; Sa 09:00-13:00; PH off", turnaround=15, prices=prices)
    people.log_in(client)
    wish = {"space": home.spaces["Platz 1"], "date": "2026-11-25", "price": str(prices.get("desk", 0))}
    for start, end in (("09:00", "10:00"), ("12:00", "13:00")):  # the first time fills what is kept in memory
        with counting() as calls:
            answer = client.post("/bookings", data=wish | {"from": start, "to": end, "form_key": start})
        assert answer.status_code == 303
    of_core = f"{ROOT / 'core'}/"
    assert len([call for call in calls if not call.startswith(of_core)]) <= most
