"""Seven days after its end a confidential booking is nobody's, and nothing leads back to whose it was."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, update

from bookings.models import Booking, Occupancy
from bookings.retention import actions as retention_actions
from core import outbox, retention
from core.db import db
from core.transactions import transaction
from district.models import CountedDay
from hubs.models import Hub
from members.models import Member
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, book, check_in, check_out
from tests.support.confidential import ROOM
from tests.support.hosts import call
from tests.support.house import House, at, bookings

pytestmark = pytest.mark.each_database
RULE = "confidential-bookings"
SEVEN_DAYS_LATER = ELEVEN + timedelta(days=7)


@pytest.fixture
def counted(app: Flask, home: House) -> None:
    """The figures of the booking's day are written."""
    with app.app_context(), transaction():
        db.session.add(CountedDay(hub_id=db.session.scalars(select(Hub.id)).one(), day=date(2026, 11, 25)))


def run(app: Flask, rule: str = RULE) -> int:
    with app.app_context():
        return retention.run([retention.registry(app)[rule]])[rule]


def test_nobodys_after_seven_days_and_not_before(app: Flask, home: House, counted: None, tuesday: Any) -> None:
    booking = book(home, ROOM)
    tuesday.move_to(SEVEN_DAYS_LATER - timedelta(minutes=1))
    assert run(app) == 0
    tuesday.move_to(SEVEN_DAYS_LATER)
    assert (run(app), run(app)) == (1, 0)
    [left] = bookings(app)
    assert left.id != booking.id
    assert (left.member_id, left.pickup_code, left.guest_name) == (None, None, "")
    assert (left.starts_at, left.ends_at, left.status) == (NINE, ELEVEN, "confirmed")
    assert left.is_confidential


def test_all_that_figures_need_stays(app: Flask, home: House, counted: None, tuesday: Any) -> None:
    booking = book(home, ROOM)
    tuesday.move_to(NINE)
    check_in(home, booking)
    tuesday.move_to(NINE + timedelta(minutes=30))
    left_at = check_out(home, booking).checked_out_at
    tuesday.move_to(SEVEN_DAYS_LATER)
    assert run(app) == 1
    [left] = bookings(app)
    assert (left.status, left.checked_out_at, left.hub_id) == ("completed", left_at, booking.hub_id)


def test_days_that_are_not_counted_keep_their_bookings(app: Flask, home: House, tuesday: Any) -> None:
    booking = book(home, ROOM)
    tuesday.move_to(SEVEN_DAYS_LATER)
    assert run(app) == 0
    with app.app_context():
        assert retention.due([retention.registry(app)["confidential-uncounted"]]) == {"confidential-uncounted": 1}
    assert bookings(app)[0].id == booking.id


def dump(app: Flask) -> Iterator[tuple[str, str]]:
    """All that the database holds, table by table, as text."""
    with app.app_context():
        for table in inspect(db.engine).get_table_names():
            for row in db.session.execute(db.text(f'SELECT * FROM "{table}"')):
                yield table, repr(row)


def test_dump_leads_back_to_nobody(app: Flask, home: House, counted: None, tuesday: Any) -> None:
    """Not by a name, an id, a code, nor by a moment at which something else was written down, too."""
    own, called = book(home, ROOM, NINE, TEN), call(home, TEN, ELEVEN, ROOM, guest_name="Emil Anruf")
    traces = {"Emil Anruf", str(own.pickup_code), str(called.pickup_code)}
    traces |= {form for one in (own, called) for form in (str(one.id), one.id.hex)}
    with app.app_context():
        people.send_all(app)
    tuesday.move_to(SEVEN_DAYS_LATER)
    assert any("Emil Anruf" in row for _table, row in dump(app))
    assert run(app) == 2
    found = {(table, trace) for table, row in dump(app) for trace in traces if trace in row}
    assert found == set()
    left = bookings(app)
    moments = {own.created_at, called.created_at}
    assert not moments & {moment for one in left for moment in (one.created_at, one.changed_at)}
    assert {one.id.version for one in left} == {4}, "ours tell when they were made"
    with app.app_context():
        assert db.session.scalars(select(Occupancy.booking_id)).all() == []


def test_account_that_ends_forgets_at_once(app: Flask, home: House, tuesday: Any) -> None:
    booking, plain = book(home, ROOM), book(home, "Platz 1")
    tuesday.move_to(ELEVEN)
    with app.app_context(), transaction():
        anna = db.session.scalars(select(Member).where(Member.email == "anna@example.org")).one()
        retention_actions.let_go(anna)
    left = {one.is_confidential: one for one in bookings(app)}
    assert left[True].id != booking.id
    assert (left[True].member_id, left[False].member_id) == (None, None)
    assert left[False].id == plain.id, "what was booked openly stays where its money is"


def test_mail_that_failed_goes_too(app: Flask, home: House, counted: None, tuesday: Any) -> None:
    """Mails that were given up would else be kept for longer."""
    book(home, ROOM), book(home, "Platz 1")
    with app.app_context(), transaction():
        db.session.execute(update(outbox.OutboxMail).values(failed_at=NINE, error="550"))
    tuesday.move_to(SEVEN_DAYS_LATER)
    assert run(app) == 1
    with app.app_context():
        [kept] = db.session.scalars(select(outbox.OutboxMail))
        assert kept.context["space"] == "Platz 1"


def test_other_bookings_wait_for_their_year(app: Flask, home: House, counted: None, tuesday: Any) -> None:
    plain = book(home, "Platz 1")
    tuesday.move_to(at("2026-12-24", "9:00"))
    assert run(app) == 0
    with app.app_context():
        assert db.session.get_one(Booking, plain.id).member_id is not None
