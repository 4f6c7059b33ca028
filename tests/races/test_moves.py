"""Moves, bookings and cancellations that cross: nothing is lost, nothing is half (`house` looks at the end)."""

from collections import Counter

from tests.races import ROUNDS
from tests.races.clients import REFUSALS, outcomes
from tests.races.house import House, book, cancel, move
from tests.support.at_once import at_once

CHANGED = "409 step-not-allowed"


def test_a_move_onto_a_place_that_others_book_at_that_moment(house: House) -> None:
    old, new = house.desks(2)
    mover, *others = house.members(12)
    seen: Counter[str] = Counter()
    for hour in range(12 * ROUNDS):
        booking = house.booked(mover, old, hour)
        wanted = {"space": str(new)} | house.times(hour)
        books = [book(other, house.wish(new, hour)) for other in others]
        answers = outcomes(at_once([*books, move(mover, booking, wanted)]))
        assert answers["201"] + answers["200"] == 1, answers
        assert set(answers) <= {"200", "201"} | REFUSALS
        assert house.taken([new], hour) == 1
        assert house.taken([old], hour) == 1 - answers["200"]
        seen += answers
    print(seen, house.table.deadlocks(), "deadlocks")


def test_two_bookings_that_move_to_each_others_place(house: House) -> None:
    """Either both stay or, where one had left before, one moves and the other follows; nobody loses a place."""
    seen: Counter[str] = Counter()
    pairs = [(house.desks(2), house.members(2)) for _ in range(6)]
    for hour in range(8 * ROUNDS):
        calls = []
        for (a, b), (anna, bert) in pairs:
            first, second = house.booked(anna, a, hour), house.booked(bert, b, hour)
            calls += [move(anna, first, {"space": str(b)}), move(bert, second, {"space": str(a)})]
        answers = outcomes(at_once(calls))
        assert set(answers) <= {"200"} | REFUSALS, answers
        for desks, _ in pairs:
            assert house.taken(desks, hour) == 2
        seen += answers
    print(seen, house.table.deadlocks(), "deadlocks")


def test_a_move_against_the_cancellation_of_the_same_booking(house: House) -> None:
    """When both come, it is cancelled in the end, wherever it was: a cancellation is never lost to a move."""
    old, new = house.desks(2)
    seen: Counter[str] = Counter()
    tabs = house.tabs(2)
    for hour in range(15 * ROUNDS):
        booking = house.booked(tabs[0], old, hour)
        moved, cancelled = at_once([move(tabs[0], booking, {"space": str(new)}), cancel(tabs[1], booking)])
        assert cancelled.outcome == "200"
        assert moved.outcome in {"200", CHANGED}
        assert house.taken([old, new], hour) == 0
        seen += outcomes([moved])
    print(seen)


def test_moves_of_one_booking_to_several_hours(house: House) -> None:
    """It ends where one of the accepted moves put it; each accepted one is in its history."""
    [desk] = house.desks(1)
    tabs = house.tabs(6)
    for round_ in range(6 * ROUNDS):
        first = round_ * 10
        booking = house.booked(tabs[0], desk, first)
        moves = [move(tab, booking, house.times(first + 1 + n)) for n, tab in enumerate(tabs)]
        answers = at_once(moves)
        assert set(outcomes(answers)) <= {"200", CHANGED, "409 try-again"}
        accepted = [n for n, answer in enumerate(answers) if answer.status == 200]
        where = [n for n in range(6) if house.taken([desk], first + 1 + n)]
        assert len(where) == 1
        assert where[0] in accepted
        history = f"why = 'moved' AND booking_id = '{_key(house, booking)}'"
        assert house.table.count("booking_event", history) == len(accepted)


def test_ten_cancellations_at_once_are_one(house: House) -> None:
    [desk] = house.desks(1)
    tabs = house.tabs(10)
    for hour in range(6 * ROUNDS):
        booking = house.booked(tabs[0], desk, hour)
        assert outcomes(at_once([cancel(tab, booking) for tab in tabs])) == {"200": 10}
        history = f"to_status = 'cancelled' AND booking_id = '{_key(house, booking)}'"
        assert house.table.count("booking_event", history) == 1


def test_a_place_that_is_cancelled_while_others_want_it_goes_to_one_of_them_or_to_nobody(house: House) -> None:
    [desk] = house.desks(1)
    owner, *others = house.members(16)
    for hour in range(8 * ROUNDS):
        booking = house.booked(owner, desk, hour)
        books = [book(other, house.wish(desk, hour)) for other in others]
        cancelled, *answers = at_once([cancel(owner, booking), *books])
        assert cancelled.status == 200
        assert set(outcomes(answers)) <= {"201"} | REFUSALS
        assert house.taken([desk], hour) == outcomes(answers)["201"] <= 1


def _key(house: House, booking: str) -> str:
    return booking.replace("-", "") if house.table.url.startswith("sqlite") else booking
