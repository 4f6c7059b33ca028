"""A hub that closes over lunch: a day is one booking, whoever makes it; what must not go over the break does not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bookings import checks, unpaid_actions
from bookings.actions import expire_holds
from bookings.blocking_actions import block
from bookings.door import actions as door_actions
from bookings.errors import OutsideOpeningHours, SlotTaken, TooLong
from bookings.impact.changes import NewHours
from bookings.models import Booking
from bookings.slots import Slot
from core.db import db
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.models import Closure
from hubs.setup_rules import RuleValues
from hubs.tariffs import TariffValues
from tests.support.booking import DAY, book, book_any, move
from tests.support.covering import UNTIL, HeldUntilPaid, covered_by
from tests.support.hosts import call, make_host, walk_in
from tests.support.house import House, at, bookings, clock, house, taken

HOURS = "Mo-Fr 08:00-12:30,14:30-18:00; PH off"
EIGHT, NOON, REOPENS, SIX = (at(DAY, time) for time in ("8:00", "12:30", "14:30", "18:00"))
HOUR = timedelta(hours=1)


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    """Half a day costs 7 euros, a day 12."""
    made = house(app, hours=HOURS)
    make_host(app)
    with made.here() as (_member, hub, _setup), transaction():
        hub_actions.set_tariff(hub=hub, kind="desk", values=TariffValues(half_day=700, day=1200))
    return made


def set_rules(home: House, **values: Any) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        hub_actions.set_rules(hub=hub, values=RuleValues(**values))


def close(home: House, start: datetime, end: datetime) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        db.session.add(Closure(hub_id=hub.id, starts_at=start, ends_at=end, reason="Messe"))
        hub_actions.flush_part_of(hub)


def closed_of_mails(app: Flask) -> list[Any]:
    with app.app_context():
        return [row.get("closed") for row in db.session.scalars(select(OutboxMail.context).order_by(OutboxMail.id))]


def test_day_is_one_booking_at_the_price_of_a_day(app: Flask, home: House) -> None:
    made = book(home, start=EIGHT, end=SIX)

    assert (made.status, made.price_cents) == ("confirmed", 1200)
    assert taken(app) == [(home.spaces["Platz 1"], EIGHT, SIX)]
    assert closed_of_mails(app) == [[[NOON.isoformat(), REOPENS.isoformat()]]]
    with pytest.raises(SlotTaken):
        book(home, start=REOPENS, end=SIX, who="bert@example.org")


def test_mail_of_a_booking_beside_the_break_says_nothing_of_it(app: Flask, home: House) -> None:
    book(home, start=EIGHT, end=NOON)
    assert closed_of_mails(app) == [None]


@pytest.mark.parametrize(
    ("start", "end"),
    [("12:30", "18:00"), ("13:00", "18:00"), ("8:00", "14:30"), ("8:00", "13:00"), ("12:30", "14:30")],
)
def test_booking_neither_begins_nor_ends_in_the_break(app: Flask, home: House, start: str, end: str) -> None:
    with pytest.raises(OutsideOpeningHours) as refused:
        book(home, start=at(DAY, start), end=at(DAY, end))
    with app.test_request_context():
        assert "Pause von 12:30 bis 14:30\u00a0Uhr" in str(refused.value.message())
    assert bookings(app) == []


def test_length_goes_by_the_clock(home: House) -> None:
    set_rules(home, max_minutes=9 * 60)
    with pytest.raises(TooLong):
        book(home, start=EIGHT, end=SIX)
    assert book(home, start=EIGHT + HOUR, end=SIX).price_cents == 1200


def test_hub_may_want_no_booking_over_its_break_but_hosts_may(app: Flask, home: House) -> None:
    set_rules(home, over_lunch=False)
    with pytest.raises(OutsideOpeningHours) as refused:
        book(home, start=EIGHT, end=SIX)
    assert refused.value.facts["lunch"] is None
    assert call(home, EIGHT, SIX).price_cents == 1200


@pytest.mark.parametrize(
    ("start", "end"), [(NOON + HOUR / 2, NOON + HOUR), (NOON - HOUR, NOON), (REOPENS, REOPENS + HOUR)]
)
def test_nothing_goes_over_a_closure(home: House, start: datetime, end: datetime) -> None:
    close(home, start, end)
    with pytest.raises(OutsideOpeningHours):
        book(home, start=EIGHT, end=SIX)
    with pytest.raises(OutsideOpeningHours):
        call(home, EIGHT, SIX)


def test_what_is_blocked_over_lunch_only_is_not_free_for_a_day(app: Flask, home: House) -> None:
    with home.here() as (_member, hub, setup), transaction():
        block(hub=hub, place=home.place(setup, "Platz 1"), start=NOON, end=REOPENS)
    with pytest.raises(SlotTaken):
        book(home, start=EIGHT, end=SIX)
    assert book_any(home, EIGHT, SIX) == "Platz 2"


def test_booking_moves_to_a_day_over_lunch_and_says_so(app: Flask, home: House) -> None:
    moved = move(home, book(home, start=EIGHT, end=NOON), "Platz 2", EIGHT, SIX)
    assert (moved.price_cents, taken(app)) == (1200, [(home.spaces["Platz 2"], EIGHT, SIX)])
    assert closed_of_mails(app)[1] == [[NOON.isoformat(), REOPENS.isoformat()]]


def test_paid_too_late_within_the_break_takes_what_comes_after_it(app: Flask, home: House, tuesday: Any) -> None:
    with covered_by(app, HeldUntilPaid()):
        held = book(home, start=EIGHT, end=SIX)
    tuesday.move_to(UNTIL)
    with app.app_context(), transaction():
        assert expire_holds() == 1
    tuesday.move_to(NOON + HOUR)
    with app.app_context(), transaction():
        unpaid_actions.revive(booking=db.session.get_one(Booking, held.id))
    [(_space, start, end)] = taken(app)
    assert (start > NOON, end) == (True, SIX)


@pytest.fixture
def hits(home: House) -> Iterator[Any]:
    """`hits(text)`: the starts of the bookings that new hours hit."""

    def of(text: str) -> list[datetime]:
        with home.here() as (_member, hub, setup):
            return [hit.booking.starts_at for hit in NewHours(text).hits(hub, setup)]

    return of


def test_new_hours_hit_a_booking_over_lunch_when_the_break_is_longer_than_three_hours(
    home: House, hits: Any, tuesday: Any
) -> None:
    book(home, start=EIGHT, end=SIX)
    assert hits("Mo-Fr 08:00-18:00") == []
    assert hits("Mo-Fr 08:00-12:00,15:00-18:00") == []
    assert hits("Mo-Fr 08:00-12:00,15:30-18:00") == [EIGHT]
    assert hits("Mo-Fr 08:00-12:30,14:30-17:00") == [EIGHT]
    tuesday.move_to(NOON + HOUR)  # while it is running, in its break
    assert hits("Mo-Fr 08:00-18:00") == []
    assert hits("Mo-Fr 08:00-12:30,14:30-17:00") == [EIGHT]


def test_new_break_hits_what_a_hub_does_not_want_over_it(home: House, hits: Any) -> None:
    """A booking that goes over lunch already, from before the rule, is none of these."""
    book(home, start=EIGHT, end=SIX)
    book(home, "Platz 2", start=EIGHT, end=NOON)
    set_rules(home, over_lunch=False)
    assert hits("Mo-Fr 08:00-10:00,11:00-12:30,14:30-18:00") == [EIGHT]
    assert hits("Mo-Fr 09:00-12:30,14:30-18:00") == [EIGHT, EIGHT]


def take(home: House, end: datetime) -> Booking:
    with home.here() as (member, hub, setup), transaction():
        place = home.place(setup, "Platz 1")
        return door_actions.take(member=member, hub=hub, setup=setup, place=place, end=end)


def test_who_stands_at_the_door_takes_the_place_for_the_whole_day(home: House, tuesday: Any) -> None:
    tuesday.move_to(clock("9:00"))
    with pytest.raises(OutsideOpeningHours):
        take(home, clock("14:00"))
    assert take(home, clock("18:00")).price_cents == 1200


def test_at_the_door_the_rule_of_the_hub_binds(home: House, tuesday: Any) -> None:
    set_rules(home, over_lunch=False)
    tuesday.move_to(clock("9:00"))
    with pytest.raises(OutsideOpeningHours):
        take(home, clock("18:00"))
    assert take(home, clock("12:30")).price_cents == 700


def test_who_comes_in_may_stay_over_lunch(app: Flask, home: House, tuesday: Any) -> None:
    tuesday.move_to(clock("9:00"))
    assert walk_in(home, clock("18:00")).ends_at == clock("18:00")
    with pytest.raises(OutsideOpeningHours):
        walk_in(home, clock("13:00"), "Platz 2")


def test_members_rules_and_hours_agree_for_a_day_over_lunch(home: House) -> None:
    """What forms ask before is what the action asks."""
    with home.here() as (_member, hub, setup):
        slots = [Slot(hub, setup, home.place(setup, name), Interval(EIGHT, SIX)) for name in ("Platz 1", "Platz 2")]
        assert checks.allowed(slots, at("2026-11-24", "7:00")) == slots


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("hours", "start", "end", "said"),
    [
        ("Mo-Su 00:00-12:00,13:00-24:00", "9:00", "12:30", "0–12\u00a0Uhr und 13–24\u00a0Uhr."),
        ("Mo-Su 20:00-02:00", "9:00", "12:30", "0–2\u00a0Uhr und 20–2\u00a0Uhr."),
    ],
)
def test_hours_of_the_day_are_told_up_to_midnight_and_an_evening_whole(
    app: Flask, anna: int, hours: str, start: str, end: str, said: str
) -> None:
    home = house(app, hours=hours)
    with pytest.raises(OutsideOpeningHours) as refused:
        book(home, start=at(DAY, start), end=at(DAY, end))
    with app.test_request_context():
        assert said in str(refused.value.message())
