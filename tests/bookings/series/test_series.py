"""A series: a year of weeks at once, over both clock changes; and what later changes of it leave alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bookings import actions
from bookings.errors import LimitReached, SlotTaken, TooLateToCancel, TooManyRequests
from bookings.models import Booking
from bookings.series.errors import NothingToMove
from bookings.series.queries import LeftOut
from bookings.series.rules import Repetition
from bookings.slots import Slot
from core.db import db
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from payments.errors import OnlineOneByOne
from tests.support import people
from tests.support.booking import book, cancel, move
from tests.support.house import NOW, House, at, bookings, house, taken
from tests.support.money import fees, paid_house
from tests.support.repeating import (
    EASTER,
    ELEVEN_OCLOCK,
    MONDAY,
    NINE_OCLOCK,
    WHITSUN,
    book_series,
    cancel_series,
    move_series,
    planned,
    series_rows,
    shown,
    view_of,
)

WEEK = timedelta(days=7)
TEN_TO_TWELVE = (10 * 60, 12 * 60)
THREE = Repetition(days=(0,), count=3)
DAILY_AT_NIGHT = Repetition(unit="day", count=4)


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app)


def mails(app: Flask) -> list[OutboxMail]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_year_of_mondays_is_booked_with_its_fees_in_few_statements(app: Flask, anna: int, bert: int) -> None:
    home, asked = paid_house(app), list[str]()
    made = book_series(home, statements=asked)

    assert len(asked) <= 15, "\n".join(asked)
    assert len(made.bookings) == 50
    assert {shown(one.starts_at)[-5:] for one in made.bookings} == {"09:00"}
    assert {shown(one.ends_at)[-5:] for one in made.bookings} == {"11:00"}
    assert len({one.starts_at.hour for one in made.bookings}) == 2, "both sides of the clock change"
    assert view_of(home, made).left_out == [
        LeftOut(EASTER, "outside-opening-hours", "Easter Monday"),
        LeftOut(WHITSUN, "outside-opening-hours", "Pentecost Monday"),
    ]
    assert {one.gross_cents for one in fees(home)} == {600}
    assert len(fees(home)) == 50
    assert [mail.template for mail in mails(app)] == ["bookings-confirmed"]
    assert len(mails(app)[0].context["dates"]) == 50
    assert mails(app)[0].context["sums"] == [[30000, ["standard", 19, ""], ""]]


def test_two_dates_take_as_many_statements_as_fifty(app: Flask, anna: int) -> None:
    home, many, few = paid_house(app), list[str](), list[str]()
    book_series(home, Repetition(days=(3,), count=1))  # the first one also reads what is then kept in memory
    book_series(home, statements=many)
    book_series(home, Repetition(days=(1,), count=2), statements=few)
    assert len(few) == len(many)


def test_time_that_the_clock_change_swallows_is_reported_not_moved(app: Flask, anna: int) -> None:
    home = house(app, hours="24/7")
    found = planned(home, DAILY_AT_NIGHT, first=date(2027, 3, 27), times=(150, 210))
    assert [
        (one.day.day, one.error.code if one.error else shown(one.slot.span.start))
        for one in found
        if one.slot or one.error
    ] == [
        (27, "2027-03-27 02:30"),
        (28, "no-such-time"),
        (29, "2027-03-29 02:30"),
        (30, "2027-03-30 02:30"),
    ]


def test_dates_that_are_closed_taken_or_beyond_the_rules_say_why(app: Flask, anna: int, bert: int) -> None:
    home = house(app, rules={"horizon_days": 10, "series_days": 20})
    book(home, start=at("2026-11-30", "10:00"), end=at("2026-11-30", "12:00"), who="bert@example.org")
    found = planned(home, Repetition(unit="day", until=date(2026, 12, 15)), first=date(2026, 11, 23))
    codes = {one.day.isoformat(): one.error.code for one in found if one.error is not None}
    assert codes["2026-11-23"] == "in-the-past"
    assert codes["2026-11-28"] == codes["2026-11-29"] == "outside-opening-hours"
    assert codes["2026-11-30"] == "slot-taken"
    assert codes["2026-12-15"] == "too-far-ahead"
    assert "2026-12-14" not in codes


def test_series_reaches_further_than_one_booking_and_counts_once(app: Flask, anna: int) -> None:
    home = house(app, rules={"horizon_days": 10, "max_active": 2})
    book_series(home)
    book(home, "Platz 2", at("2026-11-25", "9:00"), at("2026-11-25", "10:00"))
    with pytest.raises(LimitReached):
        book_series(home, Repetition(days=(1,), count=2))


def test_series_is_one_act_of_booking_and_of_moving(make_app: Any, tuesday: Any) -> None:
    app = make_app(bookings_in_ten_minutes=2, bookings_a_day=0)
    people.add(app)
    home = house(app)
    made = book_series(home, THREE)
    move_series(home, made, MONDAY, TEN_TO_TWELVE)
    move_series(home, made, MONDAY, (NINE_OCLOCK, ELEVEN_OCLOCK))
    with pytest.raises(TooManyRequests):
        move_series(home, made, MONDAY, TEN_TO_TWELVE)
    book(home, "Platz 2")
    with pytest.raises(TooManyRequests):
        book(home, "Platz 3")


def test_any_place_is_the_same_one_as_far_as_can_be(app: Flask, home: House) -> None:
    for name in ("Platz 1", "Platz 3"):
        book(home, name, at("2026-12-07", "9:00"), at("2026-12-07", "10:00"), who="bert@example.org")
    book(home, "Platz 2", at("2026-12-14", "9:00"), at("2026-12-14", "10:00"), who="bert@example.org")
    book(home, "Platz 3", at("2026-11-30", "9:00"), at("2026-11-30", "10:00"), who="bert@example.org")
    found = planned(home, THREE, name="")
    assert [one.slot.place.name for one in found if one.slot] == ["Platz 1", "Platz 2", "Platz 1"]


def test_one_date_that_is_taken_meanwhile_stops_all(app: Flask, home: House) -> None:
    with pytest.raises(SlotTaken):
        _book_around_a_rival(home)
    assert [one.member_id for one in bookings(app)] == []
    assert series_rows(home) == []
    assert mails(app) == []


def _book_around_a_rival(home: House) -> None:
    """The rival comes between the plan and the booking."""
    from bookings.series import actions as series_actions
    from bookings.series import queries
    from bookings.series.actions import ChosenDate
    from tests.support.repeating import wish

    with home.here() as (member, hub, setup), transaction():
        wanted = wish(home, hub, setup, THREE)
        dates = queries.plan(wanted, member.id)
        span = Interval(at("2026-12-07", "9:00"), at("2026-12-07", "10:00"))
        actions.book(member=member, slot=Slot(hub, setup, home.place(setup, "Platz 1"), span))
        occurrences = [ChosenDate(one.day, one.slot) for one in dates if one.slot is not None]
        series_actions.book_series(member=member, wish=wanted, occurrences=occurrences)


def test_what_was_moved_or_cancelled_by_itself_never_comes_back(app: Flask, home: House) -> None:
    made = book_series(home, Repetition(days=(0,), count=5))
    second, third = made.bookings[1:3]
    cancel(home, second)
    move(home, third, "Platz 2", at("2026-12-15", "14:00"), at("2026-12-15", "15:00"))
    moved = move_series(home, made, MONDAY, TEN_TO_TWELVE)

    assert len(moved) == 3
    now_there = [(shown(one.booking.starts_at), one.status) for one in view_of(home, made).bookings]
    assert now_there == [
        ("2026-11-30 10:00", "confirmed"),
        ("2026-12-07 09:00", "cancelled"),
        ("2026-12-15 14:00", "confirmed"),
        ("2026-12-21 10:00", "confirmed"),
        ("2026-12-28 10:00", "confirmed"),
    ]
    assert [one.day for one in view_of(home, made).bookings] == [MONDAY + n * WEEK for n in range(5)]


def test_this_and_the_following_move_and_those_before_stay(app: Flask, home: House) -> None:
    made = book_series(home, THREE)
    move_series(home, made, date(2026, 12, 7), TEN_TO_TWELVE, "Platz 2")
    two = home.spaces["Platz 2"]
    assert [(space, shown(start)) for space, start, _end in taken(app)] == [
        (home.spaces["Platz 1"], "2026-11-30 09:00"),
        (two, "2026-12-07 10:00"),
        (two, "2026-12-14 10:00"),
    ]
    assert [mail.template for mail in mails(app)] == ["bookings-confirmed", "bookings-moved"]


def test_only_the_place_changes_where_no_times_are_given(app: Flask, home: House) -> None:
    made = book_series(home, THREE)
    move_series(home, made, date(2026, 12, 14), TEN_TO_TWELVE)
    move_series(home, made, MONDAY, None, "Platz 2")
    assert [(space, shown(start)[-5:]) for space, start, _end in taken(app)] == [
        (home.spaces["Platz 2"], clock) for clock in ("09:00", "09:00", "10:00")
    ]


def test_one_date_that_cannot_move_keeps_all_unless_some_may_stay(app: Flask, home: House) -> None:
    made = book_series(home, THREE)
    book(home, "Platz 1", at("2026-12-07", "11:00"), at("2026-12-07", "12:00"), who="bert@example.org")
    with pytest.raises(SlotTaken):
        move_series(home, made, MONDAY, TEN_TO_TWELVE)
    assert len(move_series(home, made, MONDAY, TEN_TO_TWELVE, leaves_some=True)) == 2
    assert [shown(one.booking.starts_at)[-5:] for one in view_of(home, made).bookings] == ["10:00", "09:00", "10:00"]


def test_holiday_of_ones_own_takes_out_a_range(app: Flask, home: House) -> None:
    made = book_series(home, Repetition(days=(0,), count=4))
    gone = cancel_series(home, made, date(2026, 12, 1), date(2026, 12, 14))
    assert [shown(one.starts_at)[:10] for one in gone] == ["2026-12-07", "2026-12-14"]
    assert [one.status for one in view_of(home, made).bookings] == ["confirmed", "cancelled", "cancelled", "confirmed"]
    assert cancel_series(home, made, date(2026, 12, 1), date(2026, 12, 14)) == [], "a second time changes nothing"
    assert [mail.template for mail in mails(app)] == ["bookings-confirmed", "bookings-cancelled"]


def test_date_that_is_too_late_to_cancel_stays_and_the_others_go(app: Flask, home: House, tuesday: Any) -> None:
    made = book_series(home, THREE)
    tuesday.move_to(at("2026-11-30", "8:30"))
    assert len(cancel_series(home, made)) == 2
    with pytest.raises(TooLateToCancel):
        cancel_series(home, made)


def test_nothing_is_left_to_move_when_all_is_over(app: Flask, home: House, tuesday: Any) -> None:
    made = book_series(home, THREE)
    tuesday.move_to(at("2027-01-01", "9:00"))
    with pytest.raises(NothingToMove):
        move_series(home, made, MONDAY, TEN_TO_TWELVE)


def online(make_app: Any, **how: Any) -> House:
    """A hub where one can pay online."""
    app = make_app(stripe_secret_key="sk_test_x", stripe_webhook_secret="whsec_x")  # nobody is asked
    people.add(app)
    return paid_house(app, **how)


def test_several_at_once_are_never_held_for_an_online_payment(make_app: Any, tuesday: Any) -> None:
    home = online(make_app)
    made = book_series(home, THREE)
    assert {one.status for one in made.bookings} == {"confirmed"}
    assert {one.covered_by for one in fees(home)} == {"on_site"}


def test_where_one_can_only_pay_online_several_at_once_are_refused(make_app: Any, tuesday: Any) -> None:
    home = online(make_app, ways=("online",))
    with pytest.raises(OnlineOneByOne):
        book_series(home, THREE)
    assert bookings(home.app) == []


def test_member_who_ends_the_account_leaves_no_series(app: Flask, home: House, tuesday: Any) -> None:
    book_series(home, THREE)
    tuesday.move_to(at("2027-02-01", "9:00"))
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["members", "erase", "anna@example.org", "--yes"])
    assert done.exit_code == 0, done.output
    assert series_rows(home) == []
    assert [(one.series_id, one.series_at) for one in bookings(app)] == [(None, None)] * 3


def test_database_has_no_second_booking_for_a_date(app: Flask, home: House) -> None:
    from sqlalchemy import update
    from sqlalchemy.exc import IntegrityError

    made = book_series(home, THREE)
    one, other, _third = made.bookings
    with app.app_context(), pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Booking).where(Booking.id == other.id).values(series_at=one.series_at))
    assert one.starts_at > NOW
