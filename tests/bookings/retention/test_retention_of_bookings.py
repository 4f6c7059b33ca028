"""Bookings become nobody's after twelve months, once their days are counted; all that is shown of them still works."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from bookings import actions, step_actions
from bookings.models import Booking, BookingEvent, Impact, Occupancy
from bookings.retention import queries
from bookings.slots import Slot
from core import retention
from core.clock import now
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from tests.bookings.retention.booked import END, START, WORDS
from tests.support import people
from tests.support.hosts import HOST, make_host
from tests.support.house import House, at

DAY = date(2026, 11, 24)
DUE = at("2027-11-24", "12:00")
SECOND = timedelta(seconds=1)


def booking(app: Flask, key: Any) -> Booking:
    with app.app_context():
        return db.session.get_one(Booking, key)


def test_booking_is_nobodys_twelve_months_after_its_end(
    app: Flask, tuesday: Any, booked: Booking, run: Any, due: Any, count_days: Any
) -> None:
    count_days(DAY)
    tuesday.move_to(DUE - timedelta(minutes=5))
    assert (due("bookings"), run("bookings")) == (0, 0)
    tuesday.move_to(DUE + SECOND)
    assert (due("bookings"), run("bookings"), run("bookings"), due("bookings")) == (1, 1, 0, 0)
    after = booking(app, booked.id)
    assert (after.member_id, after.title, after.note, after.pickup_code) == (None, "", "", None)
    assert (after.starts_at, after.ends_at, after.status, after.origin) == (START, END, "confirmed", "member")
    assert after.anonymised_at is not None
    assert after.anonymised_at >= DUE
    assert after.changed_at < END


def test_what_it_cost_and_who_came_when_stays(
    app: Flask, tuesday: Any, booked: Booking, run: Any, count_days: Any
) -> None:
    kept = {"checked_in_at": START, "checked_out_at": END, "price_cents": 1200, "sequence": 3}
    with app.app_context(), transaction():
        db.session.execute(update(Booking).where(Booking.id == booked.id).values(**kept, status="completed"))
    count_days(DAY)
    tuesday.move_to(DUE + SECOND)
    run("bookings")
    after = booking(app, booked.id)
    assert {name: getattr(after, name) for name in kept} == kept


def test_days_that_are_not_counted_keep_their_people_and_are_reported(
    app: Flask, tuesday: Any, booked: Booking, run: Any, due: Any, count_days: Any
) -> None:
    count_days(DAY + timedelta(days=1), DAY + timedelta(days=9))
    tuesday.move_to(DUE + timedelta(days=40))
    assert (due("bookings"), run("bookings"), due("bookings-uncounted")) == (0, 0, 1)
    count_days(DAY)
    assert (due("bookings"), due("bookings-uncounted"), run("bookings")) == (1, 0, 1)


def test_booking_over_midnight_waits_for_both_of_its_days(
    app: Flask, tuesday: Any, booked: Booking, run: Any, count_days: Any
) -> None:
    """By the hub's clock: it ends at half past midnight there, and on the same day in UTC."""
    until = {"ends_at": at("2026-11-25", "0:30")}
    with app.app_context(), transaction():
        db.session.execute(update(Booking).where(Booking.id == booked.id).values(**until))
    tuesday.move_to(DUE + timedelta(days=3))
    count_days(DAY)
    assert run("bookings") == 0
    count_days(DAY + timedelta(days=1))
    assert run("bookings") == 1


def test_other_hubs_days_do_not_count(app: Flask, tuesday: Any, booked: Booking, run: Any, count_days: Any) -> None:
    with app.app_context():
        known = queries.HubDay(booked.hub_id, DAY)
        elsewhere = queries.HubDay(booked.hub_id + 1, DAY)
    count_days(DAY)
    with app.app_context():
        [counted] = queries.wait_for
        assert counted({known, elsewhere}) == {known}
        assert counted(set()) == set()


def test_days_between_that_wait_do_not_hold_up_the_rest(
    app: Flask, tuesday: Any, home: House, run: Any, due: Any, count_days: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches go on behind those that wait, and a run takes several."""
    monkeypatch.setattr(queries, "BATCH", 2)
    keys = {}
    with home.here() as (anna, hub, setup), transaction():
        for number in range(7):
            day = DAY + timedelta(days=number // 2)
            start, end = (at(day.isoformat(), clock) for clock in ("9:00", "10:00"))
            place = home.place(setup, f"Platz {number % 2 + 1}")
            made = actions.book(member=anna, slot=Slot(hub, setup, place, Interval(start, end)))
            keys[made.id] = day
    count_days(DAY + timedelta(days=1))
    count_days(DAY + timedelta(days=3))
    tuesday.move_to(DUE + timedelta(days=30))
    assert (due("bookings"), due("bookings-uncounted")) == (3, 4)
    assert run("bookings") == 3
    gone = {DAY + timedelta(days=1), DAY + timedelta(days=3)}
    assert all((booking(app, key).member_id is None) == (day in gone) for key, day in keys.items())


def test_steps_of_the_person_are_nobodys_and_reasons_are_gone(
    app: Flask, tuesday: Any, home: House, booked: Booking, run: Any, count_days: Any
) -> None:
    host_id = make_host(app)
    with app.app_context(), transaction():
        host = db.session.get_one(people.Member, host_id)
        own = db.session.get_one(Booking, booked.id)
        step_actions.record(own, "confirmed", "confirmed", db.session.get_one(people.Member, own.member_id), "moved")
        step_actions.record(own, "confirmed", "cancelled", host, "Frau Muster ist krank")
    count_days(DAY)
    tuesday.move_to(DUE + SECOND)
    run("bookings")
    with app.app_context():
        events = db.session.scalars(select(BookingEvent).order_by(BookingEvent.id)).all()
        assert [(e.actor_id, e.why) for e in events] == [(None, ""), (None, "moved"), (host_id, "")]


def test_months_of_the_setting_count(
    make_app: Callable[..., Flask], app: Flask, tuesday: Any, booked: Booking, count_days: Any
) -> None:
    count_days(DAY)
    soon = make_app(retention_bookings_months=2)
    for moment, done in ((at("2027-01-24", "11:59"), 0), (at("2027-01-24", "12:01"), 1)):
        tuesday.move_to(moment)
        with soon.app_context():
            assert retention.run([retention.registry(soon)["bookings"]]) == {"bookings": done}


def test_pick_up_code_goes_24_hours_after_the_booking(
    app: Flask, tuesday: Any, booked: Booking, run: Any, due: Any
) -> None:
    tuesday.move_to(END + timedelta(hours=24) - timedelta(minutes=1))
    assert (due("door-codes"), run("door-codes")) == (0, 0)
    tuesday.move_to(END + timedelta(hours=24))
    assert (due("door-codes"), run("door-codes"), run("door-codes")) == (1, 1, 0)
    after = booking(app, booked.id)
    assert (after.pickup_code, after.title, after.sequence) == (None, WORDS["title"], 0)


def test_occupancy_goes_after_400_days_and_the_booking_stays(
    app: Flask, tuesday: Any, booked: Booking, run: Any, due: Any, count_days: Any
) -> None:
    tuesday.move_to(END + timedelta(days=400, minutes=1))
    assert (due("occupancy"), run("occupancy")) == (0, 0)  # its day is not counted
    count_days(DAY)
    tuesday.move_to(END + timedelta(days=400) - timedelta(minutes=1))
    assert (due("occupancy"), run("occupancy")) == (0, 0)
    tuesday.move_to(END + timedelta(days=400, seconds=1))
    assert (due("occupancy"), run("occupancy"), run("occupancy")) == (1, 1, 0)
    with app.app_context():
        assert db.session.scalars(select(Occupancy)).all() == []
    assert booking(app, booked.id).status == "confirmed"


def test_impacts_are_forgotten_after_30_days(app: Flask, tuesday: Any, booked: Booking, run: Any, due: Any) -> None:
    what = {"hub_id": booked.hub_id, "booking_id": booked.id, "from_space_id": booked.space_id}
    made_at = now()
    with app.app_context(), transaction():
        old = Impact(operation="x", outcome="cancelled", from_status="confirmed", created_at=made_at, **what)
        db.session.add(old)
    tuesday.move_to(made_at + timedelta(days=30) - timedelta(minutes=1))
    assert (due("impacts"), run("impacts")) == (0, 0)
    tuesday.move_to(made_at + timedelta(days=30, seconds=1))
    assert (due("impacts"), run("impacts"), run("impacts")) == (1, 1, 0)
    assert booking(app, booked.id).title == WORDS["title"]


def test_pages_of_hosts_show_that_the_person_is_no_longer_known(
    app: Flask, client: FlaskClient, tuesday: Any, booked: Booking, run: Any, count_days: Any
) -> None:
    make_host(app)
    count_days(DAY)
    tuesday.move_to(DUE + SECOND)
    run("bookings")
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    hub = "/host/coppenbruegge"
    named = [
        f"{hub}/{page}" for page in ("today?date=2026-11-24", "today/sheet?date=2026-11-24", "week?date=2026-11-24")
    ]
    named += [f"{hub}/bookings/{booked.id}", f"{hub}/bookings/{booked.id}/slip"]
    others = [f"{hub}/figures?week=2026-W48", f"{hub}/people", "/hubs/coppenbruegge/days/2026-11-24"]
    texts = {path: client.get(path) for path in named + others}
    assert {path: answer.status_code for path, answer in texts.items() if answer.status_code != 200} == {}
    assert [path for path in named if "no longer known" not in texts[path].text] == []
    for path, answer in texts.items():
        assert "Anna Muster" not in answer.text, path
        assert "Kaffeefahrt" not in answer.text, path


def test_person_has_no_such_booking_any_more(
    app: Flask, client: FlaskClient, tuesday: Any, booked: Booking, run: Any, count_days: Any
) -> None:
    count_days(DAY)
    tuesday.move_to(DUE + SECOND)
    run("bookings")
    people.log_in(client)
    assert client.get("/bookings").status_code == 200
    assert client.get(f"/bookings/{booked.id}").status_code == 404


def test_booking_by_program_or_page_shows_that_the_account_is_used(app: Flask, tuesday: Any, home: House) -> None:
    with app.app_context(), transaction():
        db.session.execute(update(people.Member).values(last_seen_on=None, warned_at=now()))
    with home.here() as (anna, hub, setup), transaction():
        actions.book(member=anna, slot=Slot(hub, setup, home.place(setup, "Platz 2"), Interval(START, END)))
    seen = people.member(app)
    assert (seen.last_seen_on, seen.warned_at) == (DAY, None)


def test_use_is_written_once_a_day(app: Flask, tuesday: Any, home: House, statements: list[str]) -> None:
    for clock in ("9:00", "11:00"):
        start, end = at("2026-11-25", clock), at("2026-11-25", clock) + timedelta(hours=1)
        with home.here() as (anna, hub, setup), transaction():
            place = home.place(setup, "Platz 2")
            actions.book(member=anna, slot=Slot(hub, setup, place, Interval(start, end)))
    assert len([one for one in statements if one.startswith("UPDATE member")]) == 1


def test_coming_booking_keeps_an_account(app: Flask, tuesday: Any, booked: Booking, run: Any, due: Any) -> None:
    with app.app_context(), transaction():
        long_ago = {"last_seen_on": date(2020, 1, 1)}
        db.session.execute(update(people.Member).values(**long_ago))
        db.session.execute(update(people.Member).where(people.Member.email == people.EMAIL).values(warned_at=START))
    tuesday.move_to(START)
    assert due("account-warnings") == 1  # the other one's
    with app.app_context(), transaction():
        db.session.execute(update(people.Member).values(warned_at=START - timedelta(days=31)))
    assert due("accounts") == 1
    tuesday.move_to(END)
    assert due("accounts") == 2


def test_account_with_coming_bookings_is_not_erased_by_hand(app: Flask, tuesday: Any, booked: Booking) -> None:
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["members", "erase", people.EMAIL, "--yes"])
    assert done.exit_code != 0
    assert "cancel them first" in done.output
    assert booking(app, booked.id).member_id is not None
    assert people.member(app).name == "Anna Muster"
