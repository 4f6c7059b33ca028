"""Who did not come too often asks for the next bookings: what counts, what it costs, and who is told."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bookings import jobs, no_shows, rules
from bookings.actions import expire_holds
from bookings.door import actions as door_actions
from bookings.door.errors import HostsDecide
from bookings.series.rules import Repetition
from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.rules import Rules, Standing
from tests.support import people
from tests.support.booking import book, many, move
from tests.support.hosts import do, make_host, read
from tests.support.house import NOW, House, at, house
from tests.support.queries import counted
from tests.support.reminded_hub import clock
from tests.support.repeating import book_series

__all__ = ["clock"]

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NINE, ELEVEN = at("2026-11-25", "9:00"), at("2026-11-25", "11:00")
BERT = "bert@example.org"


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    people.add(app, BERT, "Bert Beispiel")
    made = house(app, rules={"most_no_shows": 2, "no_show_days": 90, "release_minutes": 20})
    make_host(app)
    return made


def no_show(home: House, number: int, days_ago: int, **values: Any) -> None:
    """Anna's, written past the rules."""
    many(home, number, start=NOW - days_ago * DAY, status="no_show", **values)


@pytest.mark.parametrize(
    ("most", "number", "is_member", "decide"),
    [(None, 9, False, False), (2, 1, False, False), (2, 2, False, True), (2, 2, True, True), (2, 0, True, False)],
)
def test_hosts_decide_from_so_many_on_also_on_members(
    most: int | None, number: int, is_member: bool, decide: bool
) -> None:
    assert rules.hosts_decide(Rules(most_no_shows=most), Standing(is_member=is_member), number) == decide


def test_only_those_of_late_at_this_hub_count(app: Flask, home: House) -> None:
    other = house(app, "bisperode", spaces=("Tisch",), rules={"most_no_shows": 1})
    no_show(home, 1, 89)
    no_show(home, 3, 91)
    many(home, 2, start=NOW - 5 * DAY, status="completed")
    with home.here() as (member, hub, setup):
        assert no_shows.count(hub.id, setup.rules, member.id, now()) == 1
    with other.here() as (member, hub, setup):
        assert no_shows.count(hub.id, setup.rules, member.id, now()) == 0
    assert book(home).status == "confirmed"


def test_who_stayed_away_too_often_asks_until_hosts_say_yes_or_it_was_wrong(app: Flask, home: House) -> None:
    no_show(home, 2, 1)
    booking = book(home)
    assert (booking.status, booking.expires_at) == ("requested", NINE)
    assert book(home, "Platz 2", who=BERT).status == "confirmed"
    move(home, booking, "Platz 3", NINE, ELEVEN)
    assert read(app, booking).status == "requested"  # moving is no way around the hosts
    assert do(home, "approve", booking).status == "confirmed"


def test_scanning_is_no_way_around_the_hosts(app: Flask, home: House, clock: Any) -> None:
    no_show(home, 2, 1)
    clock.move_to(NINE)
    with home.here() as (member, hub, setup):
        place = home.place(setup, "Platz 1")
        with pytest.raises(HostsDecide):
            door_actions.take(member=member, hub=hub, setup=setup, place=place, end=ELEVEN)


def test_what_is_released_counts_before_any_job_has_run(app: Flask, home: House, clock: Any) -> None:
    no_show(home, 1, 1)
    book(home)
    clock.move_to(NINE + HOUR)
    assert book(home, "Platz 2", ELEVEN, ELEVEN + HOUR).status == "requested"


def test_plain_booking_costs_no_query_more(app: Flask, home: House) -> None:
    plain = house(app, "bisperode", spaces=("Tisch",))

    def cost(where: House, name: str) -> int:
        book(where, name, at("2026-11-26", "9:00"), at("2026-11-26", "10:00"))
        with counted(app) as statements:
            book(where, name)
        return len(statements)

    assert cost(home, "Platz 1") == cost(plain, "Tisch") + 1


def test_series_of_who_stayed_away_is_asked_for_and_counted_once(app: Flask, home: House) -> None:
    no_show(home, 2, 1)
    many_dates, few = list[str](), list[str]()
    book_series(home, Repetition(days=(3,), count=1))  # the first one also reads what is then kept in memory
    made = book_series(home, Repetition(days=(1,), count=20), statements=many_dates)
    book_series(home, Repetition(days=(2,), count=2), statements=few)
    assert [one.status for one in made.bookings] == ["requested"] * 20
    assert len(many_dates) == len(few)


def told(app: Flask) -> list[tuple[Any, ...]]:
    names = ("number", "most", "days", "must_ask")
    with app.app_context():
        query = select(OutboxMail).where(OutboxMail.template == "booking-not-used").order_by(OutboxMail.id)
        return [tuple(mail.context.get(name) for name in names) for mail in db.session.scalars(query)]


def test_each_no_show_is_told_with_what_follows(app: Flask, home: House, clock: Any) -> None:
    book(home)
    book(home, "Platz 2")
    clock.move_to(NINE + HOUR)
    for _again in range(2):
        with app.app_context(), transaction():
            expire_holds()
    assert told(app) == [(2, 2, 90, "yes"), (2, 2, 90, "yes")]


def test_no_shows_that_are_found_at_night_are_told_only_where_they_count(app: Flask, clock: Any) -> None:
    people.add(app)
    counting = house(app, rules={"most_no_shows": 3}, marks_no_shows=True)
    other = house(app, "bisperode", spaces=("Tisch",), marks_no_shows=True)
    book(counting)
    book(other, "Tisch")
    clock.move_to(at("2026-11-26", "3:00"))
    with app.app_context():
        assert jobs.close_past() == 2
    assert told(app) == [(1, 3, 90, "")]
