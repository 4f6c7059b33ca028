"""The floor plan as members see it: what is free, taken, mine and closed at a time, and the way to book it."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from bookings import actions
from bookings.slots import Slot
from core.timespans import Interval
from core.transactions import transaction
from hubs.plan import actions as plan_actions
from hubs.plan.rules import Item
from tests.support import people
from tests.support.house import NOW, House, at, house
from tests.support.queries import counted

WEDNESDAY = "2026-11-25"


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def home(app: Flask) -> House:
    """A room with "Platz 1" inside, and beside it "Platz 2" and "Platz 3"; Anna and Bert are members."""
    people.add(app)
    people.add(app, "bert@example.org", "Bert Muster")
    home = house(app, room_of=("Platz 1",))
    draw(home, "Besprechung", "Platz 1", "Platz 2", "Platz 3")
    return home


def draw(home: House, *names: str) -> None:
    with home.here() as (_, hub, setup), transaction():
        places = [home.place(setup, name) for name in names]
        items = [
            Item(p.id, p.name, p.kind, 2 * n % 60, 2 * n // 60, 3 if p.kind == "room" else 1, 1)
            for n, p in enumerate(places)
        ]
        plan_actions.draw(hub=hub, columns=60, rows=10, items=items)


def book(home: House, name: str, start: str, end: str, who: str = "bert@example.org") -> Any:
    with home.here(who) as (member, hub, setup), transaction():
        span = Interval(at(WEDNESDAY, start), at(WEDNESDAY, end))
        return actions.book(member=member, slot=Slot(hub, setup, home.place(setup, name), span))


def spots(page: str) -> dict[str, str]:
    """Names and states as they are said."""
    found = re.findall(r'<(?:a|g) class="lr-floor-item lr-floor-(\w+)[^"]*"[^>]* aria-label="([^"]*)"', page)
    assert all(unescape(says).endswith(WORDS[state]) for state, says in found)
    return {unescape(says).rpartition(", ")[0]: state for state, says in found}


WORDS = {"free": "free", "taken": "taken", "mine": "mine", "closed": "not bookable then"}


def page_of(client: FlaskClient, home: House, query: str = "", day: str = WEDNESDAY) -> str:
    return client.get(f"/hubs/{home.slug}/days/{day}?{query}&lang=en").text


def test_states_at_the_time_that_is_asked_for(home: House, client: FlaskClient) -> None:
    book(home, "Platz 1", "9:00", "11:00")
    book(home, "Platz 2", "10:00", "12:00", who=people.EMAIL)
    people.log_in(client)
    page = page_of(client, home, "from=10:00&to=11:00")
    assert spots(page) == {"Besprechung": "taken", "Platz 1": "taken", "Platz 2": "mine", "Platz 3": "free"}
    page = page_of(client, home, "from=12:00&to=13:00")
    assert set(spots(page).values()) == {"free"}


def test_time_touching_a_booking_is_free(home: House, client: FlaskClient) -> None:
    book(home, "Platz 3", "9:00", "11:00")
    assert spots(page_of(client, home, "from=11:00&to=12:00"))["Platz 3"] == "free"
    assert spots(page_of(client, home, "from=10:30&to=12:00"))["Platz 3"] == "taken"


def test_free_place_leads_to_booking_it_at_that_time(home: House, client: FlaskClient) -> None:
    people.log_in(client)
    page = page_of(client, home, "from=10:00&to=11:30")
    links = [unescape(link) for link in re.findall(r'<a class="lr-floor-item[^"]*" href="([^"]*)"', page)]
    assert len(links) == 4
    for link in links:
        assert "from=10:00" in link.replace("%3A", ":")
        assert "kern-alert--danger" not in client.get(link).text


def test_own_booking_leads_there(home: House, client: FlaskClient) -> None:
    booking = book(home, "Platz 2", "10:00", "12:00", who=people.EMAIL)
    people.log_in(client)
    assert f'lr-floor-mine" href="/bookings/{booking.id}"' in page_of(client, home, "from=10:00&to=11:00")


@pytest.mark.parametrize("query", ["from=20:00&to=22:00", "from=12:00&to=11:00", "from=12:00&to=12:00"])
def test_what_the_house_does_not_allow_is_not_bookable_and_said_why(
    home: House, client: FlaskClient, query: str
) -> None:
    page = page_of(client, home, query)
    assert set(spots(page).values()) == {"closed"}
    assert "lr-dayplan-note" in page.partition('id="floor-plan"')[2]
    assert "lr-floor-item" in page
    assert "/bookings/new" not in page.partition('<svg class="lr-floor-sheet')[2]


@pytest.mark.parametrize("query", ["from=x&to=y", "from=99:99", "from=10:00", "to=%00", ""])
def test_what_is_no_time_gives_the_next_free_hours(home: House, client: FlaskClient, query: str) -> None:
    page = page_of(client, home, query)
    assert set(spots(page).values()) == {"free"}
    assert '<option value="07:00" selected' in page
    assert '<option value="09:00" selected' in page


def test_next_free_hours_of_today_are_behind_what_is_taken(home: House, client: FlaskClient, now: Any) -> None:
    draw(home, "Platz 3")
    book(home, "Platz 3", "9:00", "11:00")
    now.move_to(at(WEDNESDAY, "8:10"))
    assert '<option value="11:00" selected' in page_of(client, home)


def test_hub_without_a_plan_shows_none(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    bare = house(app)
    assert "floor-plan" not in page_of(client, bare)
    assert "floor-plan" not in client.get(f"/hubs/{bare.slug}").text
    draw(bare)
    assert "floor-plan" not in page_of(client, bare)


def test_hubs_page_has_the_plan_and_its_form_leads_to_the_day(home: House, client: FlaskClient) -> None:
    assert len(spots(client.get(f"/hubs/{home.slug}?lang=en").text)) == 4
    answer = client.get(f"/hubs/{home.slug}/days?date={WEDNESDAY}&from=10:00&to=12:00")
    assert answer.location.replace("%3A", ":").endswith(f"{WEDNESDAY}?from=10:00&to=12:00")


def test_closed_day_has_no_free_place(home: House, client: FlaskClient) -> None:
    assert set(spots(page_of(client, home, day="2026-11-29")).values()) == {"closed"}


@pytest.mark.parametrize("address", ["/hubs/coppenbruegge", f"/hubs/coppenbruegge/days/{WEDNESDAY}"])
def test_pages_with_a_plan_ask_at_most_twelve_times(app: Flask, client: FlaskClient, address: str) -> None:
    people.add(app)
    names = tuple(f"Platz {n}" for n in range(200))
    home = house(app, spaces=names)
    draw(home, *names)
    people.log_in(client)
    with counted(app) as asked:
        assert client.get(address).text.count("lr-floor-item") == 200
    assert len(asked) <= 12, asked
