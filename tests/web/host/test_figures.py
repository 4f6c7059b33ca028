"""A hub's own figures: what nobody wrote down is no nought, and what is not there yet is said."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings import closing_actions
from bookings.models import Booking
from core.clock import to_utc
from core.db import db
from core.transactions import transaction
from core.typed import read_time
from district import jobs
from district.own import WeekSums, recorded
from hubs import actions as hub_actions
from hubs.models import Hub, Space
from hubs.queries import any_hub
from members import admin_actions
from tests.support import people, places

FIRST = date(2026, 11, 2)
"""A Monday."""
ZONE = "Europe/Berlin"
HOST = "hanna@example.org"
PAGE = "/host/one/figures"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 2, 5, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def hub_id(app: Flask, clock: Any) -> int:
    with app.app_context(), transaction():
        hub = places.a_hub("one", 2, opening_hours="Mo-Fr 08:00-13:00")
        places.a_member("anna@example.org")
        roles: list[tuple[str, str | None]] = [("host", "one")]
        admin_actions.add_member(email=HOST, name="Hanna", password_hash=people.HASH, roles=roles, locale="en")
        return hub.id


def book(app: Flask, hub_id: int, day: int, status: str = "confirmed") -> None:
    """From 9 to 11 on the n-th day."""
    with app.app_context(), transaction():
        space = db.session.scalars(select(Space.id).where(Space.hub_id == hub_id).order_by(Space.id)).first()
        start, end = (to_utc(FIRST + timedelta(days=day), read_time(text), ZONE) for text in ("9", "11"))  # type: ignore[arg-type]
        whose = {"origin": "walk_in", "guest_name": "Anna", "status": status}
        db.session.add(Booking(hub_id=hub_id, space_id=space, starts_at=start, ends_at=end, **whose))


def mark(app: Flask, wanted: bool) -> None:
    with app.app_context(), transaction():
        hub = any_hub("one")
        assert isinstance(hub, Hub)
        hub_actions.mark_no_shows(hub=hub, wanted=wanted)


def nights(app: Flask, clock: Any, number: int) -> None:
    """Each night bookings are closed, and then counted."""
    for _ in range(number):
        clock.shift(timedelta(days=1))
        with app.app_context(), transaction():
            closing_actions.close_some()
        with app.app_context():
            jobs.count_what_is_due()


def page(app: Flask, choice: str = "") -> str:
    client: FlaskClient = app.test_client()
    people.log_in(client, HOST)
    return client.get(PAGE + choice).text


def rows(page: str, table: str) -> list[list[str]]:
    """The words in a table's lines, without its head."""
    body = page[page.index(f'aria-label="{table}"') :].partition("</table>")[0]
    lines = re.findall(r"<tr>(<th scope=\"row\".*?)</tr>", body, re.DOTALL)
    return [[re.sub("<[^>]+>", "", cell).strip() for cell in re.split("<td>|</th>", line)] for line in lines]


def not_used(page: str) -> list[str]:
    """The last column of the days of this week."""
    return [row[-1] for row in rows(page, "Table of this week")]


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))


def test_days_before_the_hub_marked_who_stayed_away_are_not_noughts(app: Flask, clock: Any, hub_id: int) -> None:
    book(app, hub_id, 0, "checked_in")
    book(app, hub_id, 1)
    nights(app, clock, 3)
    mark(app, True)
    book(app, hub_id, 3)
    book(app, hub_id, 4, "checked_in")
    nights(app, clock, 2)
    found = page(app)
    assert not_used(found) == ["not recorded", "not recorded", "0", "1", "0", "–", "–"]
    assert "on these days your hub did not yet mark who stayed away" in words(found)
    nights(app, clock, 2)
    found = page(app)
    assert "1 not used recorded on 5 of 7 days" in words(found)
    assert "on these days your hub did not yet mark who stayed away" in words(found)
    mark(app, False)
    assert "not recorded" not in page(app)


def test_hub_that_marked_all_the_time_has_all_its_noughts(app: Flask, clock: Any, hub_id: int) -> None:
    mark(app, True)
    book(app, hub_id, 0, "checked_in")
    book(app, hub_id, 1)
    nights(app, clock, 3)
    found = page(app)
    assert not_used(found) == ["0", "1", "0", "–", "–", "–", "–"]
    assert "ecorded" not in found


def test_hub_that_has_just_begun_to_mark_shows_no_sum(app: Flask, clock: Any, hub_id: int) -> None:
    book(app, hub_id, 2)
    nights(app, clock, 3)
    mark(app, True)
    found = page(app)
    assert not_used(found) == ["not recorded"] * 3 + ["–"] * 4
    assert "recorded on" not in found


def test_day_with_a_no_show_was_recorded_whenever_it_was() -> None:
    days = [WeekSums(FIRST + timedelta(days=n), no_shows=number) for n, number in enumerate((0, 2, 0, 0))]
    found = recorded(days, FIRST + timedelta(days=2))
    assert [day.no_shows for day in found] == [None, 2, None, 0]
    assert recorded(days, None) == days


def test_page_says_since_when_there_are_figures(app: Flask, clock: Any, hub_id: int) -> None:
    nights(app, clock, 28)
    assert "Your hub’s figures start on Mon 2 Nov 2026" in page(app)
    nights(app, clock, 7)
    assert "Your hub’s figures start" in page(app)
    assert "Your hub’s figures start" not in page(app, "?period=4")
