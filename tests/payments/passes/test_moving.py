"""What a pass covers is moved: its visit goes back, and whichever pass covers the new time is used."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from bookings import moving_actions
from bookings.models import Booking
from bookings.slots import Move, Slot
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from payments import pricing
from payments.errors import PassEmpty
from payments.passes import sale_actions
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book, move
from tests.support.house import NOW, House
from tests.support.lent import give_trial_days, renew
from tests.support.money import account, book_for_money, operator_of, paid_house, payments
from tests.support.passes import buy, product, uses

DAY = timedelta(days=1)
TWO_DAYS = {"kind": "visits", "size": 2, "valid_days": 2}
"""A pass that ends on the day of the booking, the day after it was bought."""
DAY_PASS = {"kind": "day", "size": 1, "valid_days": 2}


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        yield paid_house(app)


def covered(home: House, booking: Booking) -> tuple[str, int, int]:
    """By what, what it costs, and what is due of it."""
    found = account(home, booking)
    assert found is not None
    return found.fee.covered_by, found.fee.gross_cents, found.due_cents


def priced(home: House, booking: Booking, start: datetime, end: datetime) -> pricing.MovePricing:
    """As the page for moving shows it."""
    with home.here() as (member, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(start, end))
        return pricing.pricing_of_move(Move(db.session.get_one(Booking, booking.id), slot), member)


def move_to_the_next_day(home: House, bookings: list[Booking]) -> None:
    with home.here() as (member, hub, setup), transaction():
        fresh = [db.session.get_one(Booking, one.id) for one in bookings]
        span = Interval(NINE + DAY, ELEVEN + DAY)
        moves = [Move(one, Slot(hub, setup, setup.by_id[one.space_id], span)) for one in fresh]
        moving_actions.move_all(moves=moves, member=member)


def test_moved_beyond_its_pass_it_uses_another_and_the_visit_is_given_back(home: House) -> None:
    ending = buy(home, product(home, **TWO_DAYS))
    later = buy(home, product(home))
    booking = book_for_money(home)
    assert (len(uses(home, ending)), len(uses(home, later))) == (1, 0)
    shown = priced(home, booking, NINE + DAY, TWELVE + DAY)
    assert shown.pricing.quote.balance is not None
    assert (shown.pricing.quote.balance.id, shown.pricing.quote.balance.left, shown.refused) == (later, 10, None)
    move(home, booking, "Platz 1", NINE + DAY, TWELVE + DAY)
    assert (uses(home, ending), [use.used_on for use in uses(home, later)]) == ([], [(NINE + DAY).date()])
    assert covered(home, booking) == ("pass", 900, 0)


def test_longer_stay_uses_the_day_pass_that_ends_sooner_and_gives_back_that_of_ten_visits(home: House) -> None:
    ten = buy(home, product(home))
    booking = book_for_money(home, end=TEN)
    day = buy(home, product(home, **DAY_PASS))
    move(home, booking, "Platz 1", NINE, TWELVE)
    assert (uses(home, ten), len(uses(home, day))) == ([], 1)
    assert covered(home, booking) == ("pass", 900, 0)


def test_move_that_changes_neither_day_nor_price_keeps_the_very_visit(home: House) -> None:
    ten = buy(home, product(home))
    booking = book_for_money(home)
    [before] = uses(home, ten)
    day = buy(home, product(home, **DAY_PASS))
    move(home, booking, "Platz 2", TEN, TWELVE)
    assert ([use.id for use in uses(home, ten)], uses(home, day)) == ([before.id], [])


def test_last_visit_of_a_pass_can_be_used_by_its_own_booking_and_the_page_counts_it_once(home: House) -> None:
    key = buy(home, product(home, kind="visits", size=2, valid_days=9))
    booking, other = book_for_money(home), book_for_money(home, "Platz 2")
    shown = priced(home, booking, NINE + DAY, TWELVE + DAY).pricing.quote
    assert shown.balance is not None
    assert (shown.balance.id, shown.balance.left) == (key, 0)
    move(home, booking, "Platz 1", NINE + DAY, TWELVE + DAY)
    assert {use.booking_id for use in uses(home, key)} == {booking.id, other.id}


def test_two_that_are_moved_at_once_share_the_visits_that_are_left(home: House) -> None:
    ending = buy(home, product(home, **TWO_DAYS))
    later = buy(home, product(home, kind="visits", size=1))
    both = [book_for_money(home), book_for_money(home, "Platz 2")]
    with pytest.raises(PassEmpty):
        move_to_the_next_day(home, both)
    assert (len(uses(home, ending)), uses(home, later)) == (2, [])


def test_where_no_pass_covers_the_new_time_the_move_is_refused_and_the_visit_stays(home: House) -> None:
    key = buy(home, product(home, **TWO_DAYS))
    booking = book_for_money(home)
    with pytest.raises(PassEmpty) as refused:
        move(home, booking, "Platz 1", NINE + DAY, ELEVEN + DAY)
    assert "book it separately" in str(refused.value.message())
    assert type(priced(home, booking, NINE + DAY, ELEVEN + DAY).refused) is PassEmpty
    assert ([use.booking_id for use in uses(home, key)], covered(home, booking)) == ([booking.id], ("pass", 600, 0))
    assert len(payments(home)) == 1  # that for the pass


def test_free_first_day_is_used_where_no_pass_covers_the_new_time(home: House) -> None:
    key = buy(home, product(home, **TWO_DAYS))
    booking = book_for_money(home)
    give_trial_days(home)
    move(home, booking, "Platz 1", NINE + DAY, ELEVEN + DAY)
    assert (uses(home, key), covered(home, booking)) == ([], ("trial", 600, 0))
    move(home, booking, "Platz 1", NINE + 2 * DAY, TWELVE + 2 * DAY)
    assert covered(home, booking) == ("trial", 900, 0)
    assert covered(home, book_for_money(home, "Platz 2")) == ("pass", 600, 0)
    assert covered(home, book_for_money(home, "Platz 2", NINE + DAY, ELEVEN + DAY)) == ("on_site", 600, 600)


def test_another_kind_of_place_at_the_same_price_is_not_covered_by_the_pass_of_desks(app: Flask, home: House) -> None:
    both = paid_house(app, slug="beides", room_of=("Platz 3",), prices={"desk": 300, "room": 300})
    desks = buy(both, product(both))
    booking = book_for_money(both)
    with pytest.raises(PassEmpty):
        move(both, booking, "Besprechung", NINE, ELEVEN)
    rooms = buy(both, product(both, kinds=("room",)))
    move(both, booking, "Besprechung", NINE, ELEVEN)
    assert (uses(both, desks), len(uses(both, rooms))) == ([], 1)


def test_what_is_free_of_charge_at_the_new_place_gives_the_visit_back(app: Flask, home: House) -> None:
    free_desks = paid_house(app, slug="beides", room_of=("Platz 3",), prices={"room": 300})
    key = buy(free_desks, product(free_desks, kinds=("room", "desk")))
    booking = book_for_money(free_desks, "Besprechung")
    move(free_desks, booking, "Platz 1", NINE, ELEVEN)
    assert (uses(free_desks, key), account(free_desks, booking)) == ([], None)
    move(free_desks, booking, "Besprechung", NINE, ELEVEN)
    assert len(uses(free_desks, key)) == 1


def test_pass_stays_with_its_booking_where_its_operator_takes_no_money_any_more(home: House) -> None:
    key = buy(home, product(home))
    booking = book_for_money(home)
    with home.app.app_context(), transaction():
        operator_of(home).takes_money = False
        renew(home)
    move(home, booking, "Platz 1", NINE + DAY, TWELVE + DAY)
    assert ([use.booking_id for use in uses(home, key)], covered(home, booking)) == ([booking.id], ("pass", 900, 0))


def test_booking_of_a_pass_that_was_taken_back_goes_over_to_another_or_stays(home: House) -> None:
    first = buy(home, product(home, **TWO_DAYS))
    booking = book(home)
    with home.app.app_context(), transaction():
        sale_actions.take_back(pass_id=first)
    with pytest.raises(PassEmpty):
        move(home, booking, "Platz 1", NINE, TWELVE)
    second = buy(home, product(home))
    move(home, booking, "Platz 1", NINE, TWELVE)
    assert (uses(home, first), len(uses(home, second))) == ([], 1)
