"""Several people, or one in several tabs, at the same moment: threads with a transaction each."""

from flask import Flask

from bookings.errors import LimitReached, SlotTaken
from core.db import StaleState
from core.errors import DomainError
from tests.support import people
from tests.support.at_once import kinds, tried_at_once
from tests.support.booking import DAY, ELEVEN, NINE, book, book_any, cancel, move
from tests.support.house import at, bookings, house, taken
from tests.support.series import cancel_all, make, series, weekly

OF_ALL = 1000
"""Statements are counted whoever asks."""


def members(app: Flask, count: int) -> list[str]:
    emails = [f"m{n}@example.org" for n in range(count)]
    for email in emails:
        people.add(app, email)
    return emails


def test_limit_holds_when_one_member_books_in_many_tabs(app: Flask, anna: int) -> None:
    home = house(app, spaces=tuple(f"Platz {n}" for n in range(6)), rules={"max_active": 2})
    results = tried_at_once(*(lambda name=name: book(home, name) for name in home.spaces))

    assert kinds(results) == ["Booking"] * 2 + ["LimitReached"] * 4
    assert all(isinstance(result, LimitReached) for result in results if isinstance(result, DomainError))
    assert len(bookings(app)) == len(taken(app)) == 2


def test_any_desk_falls_to_the_next_when_many_want_one(app: Flask, anna: int) -> None:
    home = house(app)
    results = tried_at_once(*(lambda who=who: book_any(home, who=who) for who in members(app, 6)))

    assert sorted(result for result in results if isinstance(result, str)) == ["Platz 1", "Platz 2", "Platz 3"]
    assert sum(isinstance(result, SlotTaken) for result in results) == 3


def test_two_moves_of_one_booking_leave_one_of_them(app: Flask, anna: int) -> None:
    home = house(app)
    booking = book(home)
    times = [(at(DAY, "13:00"), at(DAY, "14:00")), (at(DAY, "15:00"), at(DAY, "16:00"))]
    results = tried_at_once(*(lambda t=t: move(home, booking, "Platz 2", *t, seen=booking.stamp) for t in times))

    assert kinds(results) in (["Booking", "StepNotAllowed"], ["Booking", "StaleState"])
    assert [(start, end) for _, start, end in taken(app)] in [[t] for t in times]
    assert (bookings(app)[0].starts_at, bookings(app)[0].ends_at) in times


def test_move_and_cancel_that_cross_leave_no_occupancy_behind(app: Flask, anna: int) -> None:
    home = house(app)
    booking = book(home)
    to = at(DAY, "13:00"), at(DAY, "14:00")
    tried_at_once(lambda: move(home, booking, "Platz 2", *to, seen=booking.stamp), lambda: cancel(home, booking))
    left = bookings(app)[0]

    assert (left.status == "cancelled") == (taken(app) == [])
    if left.status == "confirmed":
        assert taken(app) == [(left.space_id, left.starts_at, left.ends_at)]


def test_moves_that_want_each_others_place_lose_nothing(app: Flask, anna: int) -> None:
    home = house(app)
    first, second = book(home, "Platz 1"), book(home, "Platz 2")
    results = tried_at_once(
        lambda: move(home, first, "Platz 2", NINE, ELEVEN), lambda: move(home, second, "Platz 1", NINE, ELEVEN)
    )

    assert all(isinstance(result, SlotTaken | StaleState) for result in results), results
    assert sorted(space for space, _, _ in taken(app)) == sorted([home.spaces["Platz 1"], home.spaces["Platz 2"]])


def test_two_lists_that_cross_leave_one_whole(app: Flask, anna: int, bert: int) -> None:
    """Each begins where the other ends: they would wait for one another, were the rows not written in one order."""
    home, spans = house(app), weekly(number=10)
    works = [(spans, "anna@example.org"), (spans[::-1], "bert@example.org")]
    results = tried_at_once(*(lambda w=w: make(home, w[0], who=w[1], most=OF_ALL)[0] for w in works))

    assert kinds(results) == ["SlotTaken", "list"]
    assert len(bookings(app)) == len(taken(app)) == 10
    assert len({booking.member_id for booking in bookings(app)}) == 1


def test_lists_that_are_cancelled_twice_at_once_are_cancelled_once(app: Flask, anna: int) -> None:
    home = house(app)
    made = series(home, weekly(number=10))
    tried_at_once(*(lambda own=own: cancel_all(home, own, most=OF_ALL) for own in (made, made[::-1], made)))

    assert {(booking.status, booking.sequence) for booking in bookings(app)} == {("cancelled", 1)}
    assert taken(app) == []
