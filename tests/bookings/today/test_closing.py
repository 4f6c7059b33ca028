"""What becomes of bookings that are over: written down the night after, in batches, once, and set right by hosts."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from bookings import closing_actions, jobs, rules
from bookings.errors import StepNotAllowed
from bookings.models import Booking
from core.db import db
from core.transactions import transaction
from hubs.models import Hub
from tests.support import people
from tests.support.booking import book
from tests.support.hosts import HOST, do, read
from tests.support.house import House, at, bookings, clock, house, steps

NINE, TWELVE, THREE = clock("9:00"), clock("12:00"), at("2026-11-25", "3:00")
SECOND = timedelta(seconds=1)


def mark(home: House, wanted: bool = True) -> None:
    with home.app.app_context(), transaction():
        db.session.execute(update(Hub).where(Hub.slug == home.slug).values(marks_no_shows=wanted))


def close(app: Flask) -> int:
    with app.app_context():
        return jobs.close_past()


@pytest.mark.parametrize(
    ("zone", "moment", "limit"),
    [
        ("Europe/Berlin", "2026-11-25T02:00+00:00", "2026-11-24T23:00+00:00"),  # 3 o'clock: yesterday's
        ("Europe/Berlin", "2026-11-25T01:59+00:00", "2026-11-23T23:00+00:00"),
        ("Europe/Berlin", "2026-03-29T01:00+00:00", "2026-03-28T23:00+00:00"),  # 3 o'clock after the lost hour
        ("Europe/Berlin", "2026-10-25T01:59+00:00", "2026-10-23T22:00+00:00"),
        ("Europe/Berlin", "2026-10-25T02:00+00:00", "2026-10-24T22:00+00:00"),
        ("America/New_York", "2026-11-25T07:59+00:00", "2026-11-24T05:00+00:00"),
        ("America/New_York", "2026-11-25T08:00+00:00", "2026-11-25T05:00+00:00"),
    ],
)
def test_a_day_is_closed_from_three_in_the_next_night(zone: str, moment: str, limit: str) -> None:
    assert rules.closed_before(zone, datetime.fromisoformat(moment)) == datetime.fromisoformat(limit)


def test_past_bookings_are_completed_in_the_next_night_and_not_before(
    app: Flask,
    home: House,
    tuesday: Any,
) -> None:
    came = do(home, "check_in", book(home, start=NINE, end=TWELVE))
    other = book(home, "Platz 2", NINE, TWELVE)
    tuesday.move_to(THREE - SECOND)
    assert close(app) == 0
    tuesday.move_to(THREE)
    assert close(app) == 2
    assert (read(app, came).status, read(app, other).status) == ("completed", "completed")
    assert steps(app, other.id)[-1] == ("confirmed", "completed", "")
    assert close(app) == 0
    assert len(steps(app, other.id)) == 2


def test_who_was_not_checked_in_did_not_come_where_the_hub_marks_it(
    app: Flask,
    home: House,
    tuesday: Any,
) -> None:
    mark(home)
    came = do(home, "check_in", book(home, start=NINE, end=TWELVE))
    missing = book(home, "Platz 2", NINE, TWELVE)
    elsewhere = book(house(app, "anderswo"), start=NINE, end=TWELVE)
    tomorrow = book(home, "Platz 3")
    tuesday.move_to(THREE)
    assert close(app) == 3
    found = [read(app, one).status for one in (came, missing, elsewhere, tomorrow)]
    assert found == ["completed", "no_show", "completed", "confirmed"]
    assert steps(app, missing.id)[-1] == ("confirmed", "no_show", "")


def test_calendars_are_not_told(app: Flask, home: House, tuesday: Any) -> None:
    before = book(home, start=NINE, end=TWELVE)
    tuesday.move_to(THREE)
    close(app)
    after = read(app, before)
    assert (after.sequence, after.changed_at) == (before.sequence, before.changed_at)


def test_a_booking_until_midnight_belongs_to_its_day(app: Flask, tuesday: Any, anna: int) -> None:
    late = house(app, hours="Mo-Su 00:00-24:00", rules={"min_minutes": 30})
    booking = book(late, start=clock("22:00"), end=at("2026-11-25", "0:00"))
    tuesday.move_to(THREE)
    assert close(app) == 1
    assert read(app, booking).status == "completed"


def test_many_are_closed_batch_by_batch(
    app: Flask,
    home: House,
    tuesday: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for hour in range(9, 15):
        book(home, start=clock(f"{hour}:00"), end=clock(f"{hour + 1}:00"))
    tuesday.move_to(THREE + timedelta(days=3))
    monkeypatch.setattr(closing_actions, "BATCH", 4)
    with app.app_context():
        with transaction():
            assert closing_actions.close_some() == 4
        with transaction():
            assert closing_actions.close_some() == 2
    assert {one.status for one in bookings(app)} == {"completed"}


def test_a_host_sets_right_who_came_for_two_weeks(
    app: Flask,
    home: House,
    tuesday: Any,
    hanna: FlaskClient,
) -> None:
    mark(home)
    booking = book(home, start=NINE, end=TWELVE)
    tuesday.move_to(THREE)
    close(app)
    page = f"/host/coppenbruegge/bookings/{booking.id}"
    people.log_in(hanna, HOST)
    assert "Was here after all" in hanna.get(page).text
    assert "Was here after all" in hanna.get("/host/coppenbruegge/today?date=2026-11-24").text
    tuesday.move_to(TWELVE + timedelta(days=14))
    people.log_in(hanna, HOST)
    assert "Was here after all" not in hanna.get(page).text
    hanna.post(f"{page}/attendance")
    assert read(app, booking).status == "no_show"
    tuesday.move_to(TWELVE + timedelta(days=14, minutes=-5))
    people.log_in(hanna, HOST)
    for _ in range(2):
        hanna.post(f"{page}/attendance")
        assert read(app, booking).status == "completed"
    assert steps(app, booking.id)[-1] == ("no_show", "completed", "")


def test_what_is_no_no_show_is_not_set_right(app: Flask, home: House, tuesday: Any) -> None:
    booking = book(home, start=NINE, end=TWELVE)
    with home.here(HOST) as (host, _hub, _setup), pytest.raises(StepNotAllowed):
        closing_actions.came_after_all(booking=db.session.get_one(Booking, booking.id), host=host)


def test_hosts_say_on_the_page_of_the_rules_that_no_shows_are_marked(
    app: Flask,
    home: House,
    hanna: FlaskClient,
) -> None:
    page = "/host/coppenbruegge/rules"
    sentences = {"horizon_days": "30", "notice_minutes": "60", "min_minutes": "60", "max_minutes": "480"}
    sentences |= {
        "grid_minutes": "30",
        "cancel_deadline_minutes": "60",
        "max_active": "0",
        "check_in_lead_minutes": "15",
    }
    for ticked in (True, False):
        given = sentences | ({"marks_no_shows": "y"} if ticked else {})
        assert hanna.post(page, data=given).status_code == 303
        with app.app_context():
            assert db.session.query(Hub).filter_by(slug="coppenbruegge").one().marks_no_shows == ticked
        box = next(tag for tag in re.findall(r"<input[^>]*>", hanna.get(page).text) if "marks_no_shows" in tag)
        assert (" checked" in box) == ticked
