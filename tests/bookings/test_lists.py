"""Many bookings at once: made, cancelled and moved all or none, with as many statements for fifty as for a few."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from bookings import actions
from bookings.cover import Cover
from bookings.creation_actions import Draft, create
from bookings.errors import LimitReached, SlotTaken, TooLateToCancel
from bookings.models import Booking, BookingEvent, Occupancy
from bookings.slots import Slot
from core.db import db
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.models import Space
from hubs.setup_rules import RuleValues
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book
from tests.support.hosts import make_host
from tests.support.house import House, at, bookings, house, steps, taken
from tests.support.series import HOUR, WEEKS, cancel_all, make, move_all, series, weekly


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app, rules={"horizon_days": 730, "max_active": 0})


def rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        models = (Booking, BookingEvent, Occupancy, OutboxMail)
        return {each.__tablename__: db.session.scalar(select(func.count()).select_from(each)) or 0 for each in models}


def test_a_year_of_weeks_is_made_at_once(app: Flask, home: House) -> None:
    made = series(home, weekly())

    assert rows(app) == {"booking": WEEKS, "booking_event": WEEKS, "occupancy": WEEKS, "outbox_mail": 1}
    assert [(start, end) for _, start, end in taken(app)] == [tuple(span) for span in weekly()]
    assert {steps(app, one.id)[0] for one in made} == {(None, "confirmed", "")}


def test_fifty_take_as_many_statements_as_two(home: House) -> None:
    assert make(home, weekly())[1] == make(home, weekly(number=2), "Platz 2")[1]


@pytest.mark.parametrize("week", [0, 30, WEEKS - 1])
def test_one_that_is_taken_stops_all(app: Flask, home: House, week: int) -> None:
    book(home, start=weekly()[week].start, end=weekly()[week].end, who="bert@example.org")
    before = rows(app)
    with pytest.raises(SlotTaken):
        series(home, weekly())
    assert rows(app) == before


def test_holds_that_have_run_out_give_way_to_a_list(app: Flask, home: House, tuesday: Any) -> None:
    with home.here("bert@example.org") as (bert, hub, setup), transaction():
        slots = [Slot(hub, setup, home.place(setup, "Platz 1"), span) for span in weekly()[3:5]]
        held = [Draft(slot=slot, cover=Cover("held", TEN, 0), member=bert) for slot in slots]
        create(drafts=held, actor=bert)
    with pytest.raises(SlotTaken):
        series(home, weekly())
    tuesday.move_to(TEN)
    assert len(series(home, weekly()[1:])) == WEEKS - 1
    assert sorted(one.status for one in bookings(app)) == ["confirmed"] * (WEEKS - 1) + ["expired"] * 2
    assert len(taken(app)) == WEEKS - 1


def test_a_year_of_requests_is_told_to_hosts_in_few_mails(app: Flask, home: House) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        hub_actions.set_rules(hub=hub, values=RuleValues(admission="approval", horizon_days=365))
    make_host(app)
    made = series(home, weekly())
    assert [one.status for one in made] == ["requested"] * WEEKS
    assert [one.expires_at for one in made] == [one.starts_at for one in made]
    with app.app_context():
        told = db.session.scalars(
            select(OutboxMail).where(OutboxMail.bundle.is_not(None)).order_by(OutboxMail.id)
        ).all()
        assert [len(mail.context["items"]) for mail in told] == [50, 2]
    cancel_all(home, made)
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(OutboxMail.bundle.is_not(None))) == 0


def test_a_year_of_weeks_is_cancelled_at_once(app: Flask, home: House) -> None:
    made = series(home, weekly())
    cancel_all(home, made)

    assert {(one.status, one.sequence) for one in bookings(app)} == {("cancelled", 1)}
    assert taken(app) == []
    assert all(steps(app, one.id)[1:] == [("confirmed", "cancelled", "")] for one in made)
    assert rows(app)["outbox_mail"] == 2, "one for all that were booked, one for all that are off"


def test_one_that_is_too_late_to_cancel_keeps_all(app: Flask, home: House, tuesday: Any) -> None:
    made = series(home, weekly())
    tuesday.move_to(NINE)
    with pytest.raises(TooLateToCancel):
        cancel_all(home, made)
    assert {one.status for one in bookings(app)} == {"confirmed"}
    assert len(taken(app)) == WEEKS


def test_what_is_cancelled_already_stays_so_in_a_list(app: Flask, home: House) -> None:
    made = series(home, weekly(number=3))
    cancel_all(home, made[:1])
    cancel_all(home, made)
    assert [one.sequence for one in bookings(app)] == [1, 1, 1]


def test_a_year_of_weeks_is_moved_at_once(app: Flask, home: House) -> None:
    made = series(home, weekly())
    move_all(home, made, "Platz 2", weekly(TEN))

    there = home.spaces["Platz 2"]
    assert taken(app) == [(there, *span) for span in weekly(TEN)]
    assert {(one.space_id, one.sequence) for one in bookings(app)} == {(there, 1)}


def test_moved_an_hour_on_a_list_does_not_stand_in_its_own_way(app: Flask, home: House) -> None:
    hours = [Interval(NINE + n * HOUR, NINE + (n + 1) * HOUR) for n in range(3)]
    made = series(home, hours)
    move_all(home, made, "Platz 1", [Interval(span.start + HOUR, span.end + HOUR) for span in hours])
    assert [start for _, start, _ in taken(app)] == [TEN, ELEVEN, TWELVE]


def test_one_place_that_is_taken_keeps_a_list_where_it_is(app: Flask, home: House) -> None:
    made = series(home, weekly())
    book(home, "Platz 2", *weekly(TEN)[20], who="bert@example.org")
    before = taken(app)
    with pytest.raises(SlotTaken):
        move_all(home, made, "Platz 2", weekly(TEN))
    assert taken(app) == before
    assert {one.sequence for one in bookings(app)} == {0}


def test_any_place_counts_only_if_its_own_rules_admit_the_member(app: Flask, home: House) -> None:
    """The first place is for all, the second for the hub's members, the third where hosts decide."""
    with home.here() as (_member, hub, _setup), transaction():
        for name, admission in (("Platz 2", "members"), ("Platz 3", "approval")):
            space = db.session.get_one(Space, home.spaces[name])
            hub_actions.set_rules(hub=hub, space=space, values=RuleValues(admission=admission))
    found = []
    for who in ("anna@example.org", "bert@example.org"):
        with home.here(who) as (member, hub, setup), transaction():
            slots = [Slot(hub, setup, place, Interval(NINE, TEN)) for place in setup.places]
            made = actions.book_any(member=member, slots=slots)
            found.append((made.space_id, made.status))
    assert found == [(home.spaces["Platz 1"], "confirmed"), (home.spaces["Platz 3"], "requested")]


def test_limit_counts_before_any_is_made(app: Flask, anna: int) -> None:
    home = house(app, rules={"max_active": 1})
    book(home)
    with pytest.raises(LimitReached):
        book(home, start=at("2026-11-26", "9:00"), end=at("2026-11-26", "10:00"))
