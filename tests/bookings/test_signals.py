"""What is told of bookings: once for what is done at once, inside the transaction, when it is written."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bookings import signals
from bookings.actions import cancel_by_host, expire_holds
from bookings.errors import SlotTaken
from bookings.impact import actions as impact
from bookings.impact import undoing_actions
from bookings.models import Booking, Occupancy
from bookings.slots import Slot
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book, cancel, check_in, check_out, move
from tests.support.hosts import HOST, admit, call, do, make_host, walk_in
from tests.support.house import House, house
from tests.support.series import booked, cancel_all, move_all, series, weekly

NAMES = ("booked", "moved", "rebooked", "approved", "cancelled", "restored", "declined", "expired")
NAMES += ("checked_in", "checked_out")


@pytest.fixture
def home(app: Flask, anna: int) -> House:
    made = house(app)
    make_host(app)
    return made


@pytest.fixture
def told(app: Flask, home: House) -> Iterator[list[Any]]:
    """Each signal as (name, statuses, how many rows are taken, anything else)."""
    found: list[Any] = []

    def listen(name: str) -> Any:
        def hear(_sender: object, bookings: list[Booking], **more: Any) -> None:
            assert all(isinstance(one, Booking) for one in bookings)
            covers = more.pop("covers", bookings)  # see test_cover
            assert len(covers) == len(bookings)
            rows = len(db.session.scalars(select(Occupancy.id)).all())  # what is not committed yet is there
            found.append((name, [one.status for one in bookings], rows, more))

        return hear

    def hear_freed(_sender: object, stretches: list[signals.Freed]) -> None:
        found.append(("freed", [(one.space_ids, one.span) for one in stretches]))

    listening = [(getattr(signals, name), listen(name)) for name in NAMES] + [(signals.freed, hear_freed)]
    for signal, hear in listening:
        signal.connect(hear)
    yield found
    for signal, hear in listening:
        signal.disconnect(hear)


def freed(home: House, *spans: Interval, name: str = "Platz 1") -> Any:
    return ("freed", [((home.spaces[name],), span) for span in spans])


def test_booking_and_cancelling_is_told_once(home: House, told: list[Any]) -> None:
    booking = book(home)
    assert told == [("booked", ["confirmed"], 1, {})]
    told.clear()
    cancel(home, booking)
    cancel(home, booking)
    assert told == [freed(home, Interval(NINE, ELEVEN)), ("cancelled", ["cancelled"], 0, {"by": "member"})]


def test_what_is_refused_is_not_told(home: House, told: list[Any]) -> None:
    book(home)
    told.clear()
    with pytest.raises(SlotTaken):
        book(home)
    assert told == []


def test_a_list_is_told_as_a_list(home: House, told: list[Any]) -> None:
    made = series(home, weekly(number=3))
    move_all(home, made, "Platz 2", weekly(TEN, 3))
    cancel_all(home, made)
    assert told == [
        ("booked", ["confirmed"] * 3, 3, {}),
        ("moved", ["confirmed"] * 3, 3, {}),
        freed(home, *weekly(number=3)),
        freed(home, *weekly(TEN, 3), name="Platz 2"),
        ("cancelled", ["cancelled"] * 3, 0, {"by": "member"}),
    ]


def test_place_that_was_left_is_told_when_the_other_is_taken(home: House, told: list[Any]) -> None:
    booking = book(home)
    told.clear()
    move(home, booking, "Platz 2", NINE, TWELVE)
    assert told == [("moved", ["confirmed"], 1, {}), freed(home, Interval(NINE, ELEVEN))]


def test_hosts_cancel_and_decline(home: House, told: list[Any]) -> None:
    booking = book(home)
    told.clear()
    do(home, "cancel", booking, reason="Rohrbruch")
    assert told == [freed(home, Interval(NINE, ELEVEN)), ("cancelled", ["cancelled"], 0, {"by": "host"})]
    admit(home, "approval")
    asked = book(home)
    told.clear()
    do(home, "decline", asked, reason="Leider nicht")
    assert told == [freed(home, Interval(NINE, ELEVEN)), ("declined", ["declined"], 0, {})]


def test_hosts_cancel_a_list(home: House, told: list[Any]) -> None:
    made = series(home, weekly(number=2))
    told.clear()
    with home.here(HOST) as (host, hub, setup), transaction():
        cancel_by_host(booked=booked(made, setup), host=host, hub=hub, reason="Umbau")
    assert told == [freed(home, *weekly(number=2)), ("cancelled", ["cancelled"] * 2, 0, {"by": "host"})]


def test_request_that_runs_out_is_told(app: Flask, home: House, told: list[Any], tuesday: Any) -> None:
    admit(home, "approval")
    book(home)
    tuesday.move_to(NINE)
    told.clear()
    with app.app_context(), transaction():
        assert expire_holds() == 1
    with app.app_context(), transaction():
        assert expire_holds() == 0
    assert told == [("expired", ["expired"], 0, {}), freed(home, Interval(NINE, ELEVEN))]


def test_hold_that_gives_way_is_told_when_its_place_is_taken(
    app: Flask, home: House, told: list[Any], tuesday: Any
) -> None:
    admit(home, "approval")
    book(home)
    tuesday.move_to(NINE)
    told.clear()
    walk_in(home, TEN)
    assert [each[0] for each in told] == ["expired", "freed", "booked"]
    assert told[1] == freed(home, Interval(NINE, ELEVEN))


def test_coming_and_leaving_is_told(home: House, told: list[Any], tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(NINE)
    told.clear()
    check_in(home, booking)
    check_in(home, booking)
    tuesday.move_to(TEN)
    check_out(home, booking)
    (name, [(spaces, span)]) = told[1]
    assert told[0] == ("checked_in", ["checked_in"], 1, {})
    assert (name, spaces, span.end) == ("freed", (home.spaces["Platz 1"],), ELEVEN)
    assert TEN <= span.start < ELEVEN
    assert told[2] == ("checked_out", ["completed"], 1, {})


def test_hosts_bookings_are_told(home: House, told: list[Any]) -> None:
    call(home, NINE, TEN)
    walk_in(home, ELEVEN.replace(day=24))
    assert told == [("booked", ["confirmed"], 1, {}), ("booked", ["checked_in"], 2, {})]


def test_bookings_that_give_way_are_told_as_lists(home: House, told: list[Any]) -> None:
    made = series(home, weekly(number=2))
    told.clear()
    with home.here(HOST) as (host, hub, setup), transaction():
        rows = [one.booking for one in booked(made, setup)]
        impact.resolve(host=host, hub=hub, setup=setup, bookings=rows[:1], how="move")
        impact.resolve(host=host, hub=hub, setup=setup, bookings=rows[1:], how="cancel")
        assert rows[0].space_id == home.spaces["Platz 2"]
    assert told == [
        ("rebooked", ["confirmed"], 2, {}),
        freed(home, weekly()[0]),
        freed(home, weekly()[1]),
        ("cancelled", ["cancelled"], 1, {"by": "host"}),
    ]


def test_what_hosts_take_back_is_told_as_restored(home: House, told: list[Any]) -> None:
    made = series(home, weekly(number=2))
    with home.here(HOST) as (host, hub, setup), transaction():
        rows = [one.booking for one in booked(made, setup)]
        done = impact.resolve(host=host, hub=hub, setup=setup, bookings=rows, how="cancel")
    told.clear()
    with home.here(HOST) as (host, hub, _setup), transaction():
        assert undoing_actions.undo(host=host, hub=hub, operation=done, undo={}) == 0
    assert told == [("restored", ["confirmed"] * 2, 2, {})]


def test_room_gives_its_desks_back_too(app: Flask, anna: int, told: list[Any]) -> None:
    home = house(app, "zweites", room_of=("Platz 1", "Platz 2"), turnaround=30)
    booking = book(home, "Besprechung")
    told.clear()
    cancel(home, booking)
    spaces = tuple(sorted(home.spaces[name] for name in ("Besprechung", "Platz 1", "Platz 2")))
    assert told[0] == ("freed", [(spaces, Interval(NINE, ELEVEN + (TEN - NINE) / 2))])


def test_slot_is_priced_by_the_tariff(app: Flask, anna: int) -> None:
    home = house(app, prices={"desk": 300})
    with home.here() as (_member, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(NINE, ELEVEN))
        assert slot.price_cents == slot.at(home.place(setup, "Platz 2")).price_cents == 600
