"""Codes for lockers: who puts something in, who collects it, and what was left behind."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from bookings import closing_actions
from bookings.handover import actions, jobs, queries, rules
from bookings.handover.actions import Codes
from bookings.handover.errors import NoHandover, NotYet, WrongCode
from bookings.handover.models import Handover, HandoverCode
from bookings.models import Booking
from core import retention
from core.clock import now
from core.db import Base, db
from core.transactions import transaction
from hubs.models import Space
from hubs.queries import hub_by_slug
from tests.support import people
from tests.support.booking import book, cancel, check_in, check_out
from tests.support.hosts import call, mails, make_host
from tests.support.house import NOW, House, at, taken
from tests.support.lockers import lockers

WED, THU, FRI = "2026-11-25", "2026-11-26", "2026-11-27"
FIVE, NINE = at(WED, "17:00"), at(THU, "9:00")
OTHER = "999999"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    made = lockers(app)
    make_host(app)
    return made


@pytest.fixture
def booking(home: House) -> Booking:
    """Fach 1, from Wednesday at 17:00 until Thursday at 9:00."""
    return book(home, "Fach 1", FIVE, NINE)


def codes(home: House, booking: Booking, recipient: str = "") -> Codes:
    with home.here() as (_member, _hub, _setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        space = db.session.get_one(Space, fresh.space_id)
        return actions.give_codes(booking=fresh, space=space, recipient=recipient)


def typed(home: House, code: str, *, done: bool = True) -> str:
    """What a code is for, and where."""
    with home.app.app_context(), transaction():
        hub = hub_by_slug(home.slug)
        assert hub is not None
        found = (actions.finish if done else actions.find)(hub=hub, typed=code)
        return f"{found.purpose} {found.space.name}"


def read(home: House, booking: Booking) -> Booking:
    with home.app.app_context():
        return db.session.get_one(Booking, booking.id)


def count(home: House, model: type[Base]) -> int:
    with home.app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def tell(home: House) -> int:
    with home.app.app_context():
        return jobs.tell_overdue()


def test_one_puts_in_and_another_collects_and_the_locker_is_free(home: House, booking: Booking, clock: Any) -> None:
    given = codes(home, booking)
    clock.move_to(at(WED, "17:05"))
    assert typed(home, given.deposit, done=False) == "deposit Fach 1"
    assert read(home, booking).status == "confirmed"
    assert typed(home, f" {given.deposit[:3]} {given.deposit[3:]} ") == "deposit Fach 1"
    assert read(home, booking).status == "checked_in"

    clock.move_to(at(THU, "8:30"))
    assert typed(home, given.collection) == "collection Fach 1"
    left = read(home, booking)
    assert (left.status, left.checked_out_at is not None) == ("completed", True)
    assert all(end <= now() for _space, _start, end in taken(home.app))
    assert count(home, HandoverCode) == 0
    for code in given:
        with pytest.raises(WrongCode):
            typed(home, code)


def test_code_that_is_typed_twice_puts_in_once(home: House, booking: Booking, clock: Any) -> None:
    given = codes(home, booking)
    clock.move_to(at(WED, "17:05"))
    typed(home, given.deposit)
    since = read(home, booking).checked_in_at
    typed(home, given.deposit)
    assert read(home, booking).checked_in_at == since


@pytest.mark.parametrize("text", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\x00", OTHER])
def test_what_is_no_code_is_refused_without_saying_why(home: House, booking: Booking, text: str) -> None:
    codes(home, booking)
    with pytest.raises(WrongCode):
        typed(home, text)


def test_code_of_another_hub_opens_nothing_here(app: Flask, home: House, booking: Booking, clock: Any) -> None:
    given = codes(home, booking)
    elsewhere = lockers(app, "hachmuehlen")
    clock.move_to(at(WED, "17:05"))
    with pytest.raises(WrongCode):
        typed(elsewhere, given.deposit)


def test_right_code_too_early_says_when(home: House, booking: Booking, clock: Any) -> None:
    given = codes(home, booking)
    clock.move_to(at(WED, "16:00"))
    with pytest.raises(NotYet) as early:
        typed(home, given.deposit)
    assert early.value.facts["opens_at"] == at(WED, "16:45")


@pytest.mark.parametrize(("hours", "lives"), [(23, True), (25, False)])
def test_what_was_left_is_collected_by_its_code_for_a_day(
    home: House, booking: Booking, clock: Any, hours: int, lives: bool
) -> None:
    given = codes(home, booking)
    clock.move_to(at(WED, "17:05"))
    typed(home, given.deposit)
    clock.move_to(NINE + timedelta(hours=hours))
    with home.app.app_context(), transaction():
        closing_actions.close_some()
    if lives:
        assert typed(home, given.collection) == "collection Fach 1"
    with pytest.raises(WrongCode):
        typed(home, given.collection)
    with pytest.raises(WrongCode):
        typed(home, given.deposit)


def test_what_nobody_noted_is_collected_all_the_same(home: House, booking: Booking, clock: Any) -> None:
    """Who put it in did not press the button; in time, and after the end."""
    other = book(home, "Fach 2", FIVE, NINE)
    first, second = codes(home, booking), codes(home, other)
    clock.move_to(at(WED, "18:00"))
    assert typed(home, first.collection) == "collection Fach 1"
    clock.move_to(NINE + timedelta(hours=1))
    assert typed(home, second.collection) == "collection Fach 2"
    with pytest.raises(WrongCode):
        typed(home, second.collection)


def test_new_codes_replace_the_old_ones(home: House, booking: Booking, clock: Any) -> None:
    old, new = codes(home, booking), codes(home, booking)
    clock.move_to(at(WED, "17:05"))
    assert not set(old) & set(new)
    with pytest.raises(WrongCode):
        typed(home, old.deposit)
    assert typed(home, new.deposit) == "deposit Fach 1"
    assert count(home, HandoverCode) == 2


def test_codes_of_what_was_cancelled_or_checked_out_are_dead(home: House, booking: Booking, clock: Any) -> None:
    given = codes(home, booking)
    other = book(home, "Fach 2", FIVE, NINE)
    gone = codes(home, other)
    cancel(home, other)
    clock.move_to(at(WED, "17:05"))
    check_in(home, booking)
    check_out(home, booking)
    for code in (*given, *gone):
        with pytest.raises(WrongCode):
            typed(home, code)
    with home.app.app_context():
        retention.run_all(home.app, hourly_only=True)
    assert count(home, HandoverCode) == 0


def test_only_lockers_that_are_not_over_have_codes(home: House, booking: Booking, clock: Any) -> None:
    with pytest.raises(NoHandover):
        codes(home, book(home, "Platz 1", at(WED, "9:00"), at(WED, "11:00")))
    clock.move_to(NINE)
    with pytest.raises(NoHandover):
        codes(home, booking)


def test_dump_of_the_database_gives_no_code_away(home: House, booking: Booking) -> None:
    """Neither in clear, nor as a hash that six digits are soon tried against: the key is not in it."""
    given = codes(home, booking)
    known = {hashlib.sha256(text.encode()).hexdigest() for code in given for text in (code, f"1:{code}")}
    with home.app.app_context():
        dump = [
            str(value)
            for table in Base.metadata.tables.values()
            for row in db.session.execute(table.select()).all()
            for value in row
        ]
    assert not [value for value in dump if any(code in value for code in given)]
    assert not known & set(dump)
    assert any(len(value) == 64 for value in dump)


def test_codes_are_drawn_evenly_from_a_million(home: House, booking: Booking) -> None:
    drawn = [code for _ in range(60) for code in codes(home, booking)]
    assert all(len(code) == rules.DIGITS and code.isdigit() for code in drawn)
    assert len(set(drawn)) >= 118  # two alike among 120 of 10⁶: once in 140 runs; three pairs: never
    assert min(drawn) < "100000" < "900000" < max(drawn)


def test_member_hears_once_of_a_locker_that_was_not_emptied(home: House, booking: Booking, clock: Any) -> None:
    clock.move_to(at(WED, "17:05"))
    check_in(home, booking)
    clock.move_to(NINE - timedelta(minutes=1))
    assert tell(home) == 0
    clock.move_to(NINE + timedelta(minutes=5))
    assert (tell(home), tell(home)) == (1, 0)
    assert ("locker-overdue", "anna@example.org") in mails(home.app)
    with home.here() as (member, hub, _setup), transaction():
        assert [one.state for one in queries.kept_at(hub.id, now())] == ["overdue"]
        actions.collect(booking=db.session.get_one(Booking, booking.id), actor=member)
        actions.collect(booking=db.session.get_one(Booking, booking.id), actor=member)
    with home.here() as (_member, hub, _setup):
        assert queries.kept_at(hub.id, now()) == []


def test_nobody_is_told_of_what_was_never_put_in_or_was_emptied(home: House, booking: Booking, clock: Any) -> None:
    emptied = book(home, "Fach 2", FIVE, NINE)
    call(home, FIVE, NINE, "Wand")
    clock.move_to(at(WED, "17:05"))
    check_in(home, emptied)
    check_out(home, emptied)
    clock.move_to(NINE + timedelta(minutes=5))
    assert tell(home) == 0


def test_hosts_see_what_is_inside_and_for_whom(home: House, booking: Booking, clock: Any) -> None:
    codes(home, booking, "Frau K.")
    clock.move_to(at(WED, "17:05"))
    with home.here() as (_member, hub, _setup):
        [kept] = queries.kept_at(hub.id, now())
    assert (kept.space.name, kept.recipient, kept.state) == ("Fach 1", "Frau K.", "empty")
    check_in(home, booking)
    with home.here() as (_member, hub, _setup):
        assert [one.state for one in queries.kept_at(hub.id, now())] == ["stored"]


def test_hosts_see_what_was_put_in_before_its_time(home: House, booking: Booking, clock: Any) -> None:
    clock.move_to(booking.starts_at - timedelta(minutes=10))
    check_in(home, booking)
    with home.here() as (_member, hub, _setup):
        assert [one.state for one in queries.kept_at(hub.id, now())] == ["stored"]


def test_recipient_is_forgotten_when_all_was_collected_and_the_rest_after_a_week(
    home: House, booking: Booking, clock: Any
) -> None:
    given = codes(home, booking, "Frau K.")
    clock.move_to(at(WED, "17:05"))
    typed(home, given.deposit)
    typed(home, given.collection)
    with home.app.app_context():
        assert db.session.scalars(select(Handover.recipient)).all() == [""]
    clock.move_to(NINE + timedelta(days=7, minutes=1))
    with home.app.app_context():
        retention.run_all(home.app)
    assert count(home, Handover) == 0
