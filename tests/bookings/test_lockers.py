"""What lies in a locker lies there over night, lunch and weekend; only putting in and taking out need open doors."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from bookings import availability, closing_actions, suggesting
from bookings.errors import OutsideOpeningHours, SlotTaken, TooLong
from bookings.impact import queries as impact_queries
from bookings.models import Booking
from bookings.subject import Subject
from bookings.suggesting import Enquiry
from core.clock import now
from core.db import db
from core.errors import DomainError
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs import words
from hubs.models import Closure, Space
from hubs.setup_rules import RuleValues
from tests.support.booking import book, move
from tests.support.hosts import call, make_host, walk_in
from tests.support.house import House, at, taken
from tests.support.lockers import lockers

WED, THU, FRI, SAT, MON = "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-30"
HOUR = timedelta(hours=1)


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    made = lockers(app)
    make_host(app)
    return made


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("Fach 1", (WED, "17:00"), (THU, "9:00")),  # a night
        ("Fach 1", (FRI, "17:00"), (MON, "9:00")),  # a weekend
        ("Fach 1", (WED, "11:00"), (WED, "15:00")),  # lunch
        ("Fach 1", (WED, "9:00"), ("2026-12-02", "9:00")),  # a week
        ("Wand", (WED, "22:00"), (SAT, "5:30")),  # outside, whenever
    ],
)
def test_locker_is_booked_over_closed_time(app: Flask, home: House, name: str, start: Any, end: Any) -> None:
    booking = book(home, name, at(*start), at(*end))

    assert booking.status == "confirmed"
    rows = taken(app)
    assert rows[0][1] == at(*start)
    assert rows[-1][2] == at(*end)
    assert all(until - begin <= timedelta(days=1) for _space, begin, until in rows)


@pytest.mark.parametrize(
    ("name", "start", "end", "error", "field"),
    [
        ("Fach 1", (WED, "7:00"), (THU, "9:00"), OutsideOpeningHours, "starts_at"),
        ("Fach 1", (WED, "13:00"), (THU, "9:00"), OutsideOpeningHours, "starts_at"),
        ("Fach 1", (FRI, "17:00"), (SAT, "9:00"), OutsideOpeningHours, "ends_at"),
        ("Fach 1", (WED, "9:00"), ("2026-12-02", "9:30"), TooLong, "ends_at"),
        ("Wand", (WED, "22:00"), ("2026-12-03", "5:00"), TooLong, "ends_at"),
        ("Platz 1", (WED, "17:00"), (THU, "9:00"), OutsideOpeningHours, "ends_at"),
    ],
)
def test_what_cannot_be_put_in_or_taken_out_is_refused(
    home: House, name: str, start: Any, end: Any, error: type[DomainError], field: str
) -> None:
    with pytest.raises(error) as refused:
        book(home, name, at(*start), at(*end))
    assert refused.value.field == field


def test_closed_last_day_is_told(home: House) -> None:
    with pytest.raises(OutsideOpeningHours) as refused:
        book(home, "Fach 1", at(FRI, "17:00"), at(SAT, "9:00"))
    assert refused.value.is_closed_day
    assert refused.value.facts["day"].isoformat() == SAT


@pytest.mark.parametrize(
    ("name", "first", "last", "hours"),
    [("Wand", "2027-03-26", "2027-03-29", 63), ("Fach 1", "2027-10-29", "2027-11-01", 65)],
    ids=["forward", "back"],
)
def test_weekend_of_the_clock_change_has_its_true_length(
    app: Flask, anna: int, name: str, first: str, last: str, hours: int
) -> None:
    """By the clocks on the wall it would be 64 hours."""
    home = lockers(app, rules={"horizon_days": 365})
    book(home, name, at(first, "17:00"), at(last, "9:00"))
    assert sum((until - begin for _space, begin, until in taken(app)), timedelta()) == hours * HOUR


def test_longest_and_release_of_the_hub_do_not_bind_lockers_and_own_ones_do(home: House) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        hub_actions.set_rules(hub=hub, values=RuleValues(max_minutes=120, min_minutes=60, release_minutes=30))
    assert book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00")).release_at is None
    assert book(home, "Platz 1", at(WED, "9:00"), at(WED, "11:00")).release_at is not None
    with home.here() as (_member, hub, _setup), transaction():
        space = db.session.get_one(Space, home.spaces["Fach 2"])
        hub_actions.set_rules(hub=hub, space=space, values=RuleValues(max_minutes=1440))
    with pytest.raises(TooLong):
        book(home, "Fach 2", at(WED, "17:00"), at(FRI, "9:00"))


def test_one_locker_is_had_once_also_in_the_middle_of_the_night(home: House) -> None:
    book(home, "Fach 1", at(WED, "17:00"), at(FRI, "9:00"))
    with pytest.raises(SlotTaken):
        book(home, "Fach 1", at(THU, "8:00"), at(THU, "10:00"), who="bert@example.org")


def test_hosts_and_moves_are_held_to_the_same(app: Flask, home: House) -> None:
    assert call(home, at(WED, "17:00"), at(THU, "9:00"), "Fach 1").status == "confirmed"
    booking = book(home, "Fach 2", at(WED, "17:00"), at(THU, "9:00"))
    move(home, booking, "Fach 2", at(WED, "17:00"), at(MON, "9:00"))
    with pytest.raises(OutsideOpeningHours):
        move(home, booking, "Fach 2", at(WED, "17:00"), at(SAT, "9:00"))


def test_availability_tells_when_one_can_get_at_it_and_what_fits(home: House) -> None:
    with home.here() as (_member, hub, setup):
        week = Interval(at(WED, "0:00"), at("2026-12-02", "0:00"))
        there = availability.look(hub, setup, *week, now())
        inside, outside = home.place(setup, "Fach 1"), home.place(setup, "Wand")
        night = Interval(at(FRI, "17:00"), at(MON, "9:00"))
        assert there.untaken(inside)[0] == Interval(at(WED, "8:00"), at(WED, "12:00"))
        assert there.untaken(outside) == [week]
        assert there.fits(inside, night)
        assert not there.fits(home.place(setup, "Platz 1"), night)
        assert not there.fits(inside, Interval(at(FRI, "17:00"), at(SAT, "9:00")))
        assert len(there.runs(inside)) == 1


def test_taken_locker_is_answered_by_the_next_time_that_is_as_long(home: House) -> None:
    for name in ("Fach 1", "Fach 2"):
        book(home, name, at(WED, "17:00"), at(THU, "9:00"))
    with home.here() as (member, hub, setup):
        subject = Subject(hub, setup, "locker", home.place(setup, "Fach 1"))
        wish = Enquiry(subject, at(WED, "17:00"), at(THU, "9:00"))
        error = suggesting.refusal(wish, member.id)
        assert isinstance(error, SlotTaken)
        found = [(one.subject.sample.name, one.start, one.end) for one in suggesting.instead(wish, error, member.id)]
    assert ("Wand", at(WED, "17:00"), at(THU, "9:00")) in found
    assert any(name == "Fach 1" and end - start == 16 * HOUR for name, start, end in found)


def test_closure_hits_only_who_would_come_in_it(home: House) -> None:
    over = book(home, "Fach 1", at(WED, "17:00"), at(MON, "9:00"))
    into = book(home, "Fach 2", at(WED, "17:00"), at(FRI, "9:00"))
    book(home, "Wand", at(WED, "17:00"), at(FRI, "9:00"))
    with home.here() as (_member, hub, setup):
        hit = impact_queries.of_closing(hub, at(FRI, "0:00"), at(SAT, "0:00"))
        shut = impact_queries.of_hours(hub, setup, "Mo-Th 08:00-18:00")
    assert [row[0].id for row in hit] == [into.id]
    assert [row[0].id for row in shut] == [into.id]
    assert over.status == "confirmed"


def test_closure_in_between_keeps_nobody_from_a_locker(home: House) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        db.session.add(Closure(hub_id=hub.id, starts_at=at(THU, "0:00"), ends_at=at(FRI, "0:00"), reason="Messe"))
        hub_actions.flush_part_of(hub)
    assert book(home, "Fach 1", at(WED, "17:00"), at(FRI, "9:00")).status == "confirmed"
    with pytest.raises(OutsideOpeningHours):
        book(home, "Fach 2", at(WED, "17:00"), at(THU, "9:00"))
    assert book(home, "Wand", at(WED, "17:00"), at(THU, "9:00")).status == "confirmed"


def test_walk_in_takes_a_locker_outside_while_the_hub_is_closed(home: House) -> None:
    """It is 7 o'clock; the hub opens at 8."""
    assert walk_in(home, at("2026-11-24", "10:00"), "Wand").status == "checked_in"
    with pytest.raises(OutsideOpeningHours):
        walk_in(home, at("2026-11-24", "10:00"), "Fach 1")


def test_nobody_stays_away_from_a_locker(app: Flask, home: House) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        hub_actions.mark_no_shows(hub=hub, wanted=True)
    book(home, "Fach 1", at(WED, "9:00"), at(WED, "11:00"))
    book(home, "Platz 1", at(WED, "9:00"), at(WED, "11:00"))
    with time_machine.travel(at(THU, "4:00")), app.app_context(), transaction():
        closing_actions.close_some()
        found = db.session.execute(select(Space.kind, Booking.status).join(Booking, Booking.space_id == Space.id))
        assert {row.kind: row.status for row in found} == {"locker": "completed", "desk": "no_show"}


def test_hubs_page_says_what_is_other_of_lockers(home: House) -> None:
    with home.here() as (_member, _hub, setup), home.app.test_request_context(headers={"Accept-Language": "en"}):
        told = [
            [str(sentence) for sentence in words.exceptions(home.place(setup, name).rules, setup.rules)]
            for name in ("Fach 1", "Wand", "Platz 1")
        ]
    assert ["at any time" in " ".join(one) for one in told] == [False, True, False]
    assert any("overnight" in sentence for sentence in told[0])
    assert told[2] == []
    release = words.exceptions(replace(setup.rules, release_minutes=None), replace(setup.rules, release_minutes=30))
    assert [str(sentence) for sentence in release] == ["The place stays yours, also if nobody checks in."]
