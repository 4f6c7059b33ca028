"""The public calendar of a hub: when places are taken, and nothing about people."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from bookings import blocking_actions
from bookings.models import Blocking, Booking
from core.clock import day_bounds
from core.db import db
from core.transactions import transaction
from hubs.models import Closure, Hub, Space
from tests.support.booking import ELEVEN, NINE, TEN, book, cancel, check_in, check_out, move
from tests.support.feeds import events, fetched, only
from tests.support.house import ZONE, House, at
from tests.support.queries import counted

PATH = "/hubs/coppenbruegge/calendar.ics"


def add(app: Flask, row: Any) -> None:
    with app.app_context(), transaction():
        db.session.add(row)


def hub_id(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Hub.id).scalar()


def test_taken_place_has_no_name_no_title_no_code(app: Flask, program: FlaskClient, home: House) -> None:
    booking = book(home, title="Geheimes Treffen")
    with app.app_context(), transaction():
        db.session.execute(update(Booking).values(note="Notiz", pickup_code="ABCD2345", guest_name="Gesine"))
        codes = [code for (code,) in db.session.query(Space.qr_code)]
    answer = fetched(program, f"{PATH}?lang=en")
    event = only(answer)

    assert str(event["SUMMARY"]) == "Taken · Platz 1"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (NINE, ELEVEN)
    secrets = ["Anna", "Muster ", "anna@", "Geheimes", "Notiz", "ABCD2345", "Gesine", str(booking.id), *codes]
    assert [secret for secret in secrets if secret in answer.text] == []


@pytest.mark.parametrize(("lang", "word"), [("de", "Belegt"), ("en", "Taken")])
def test_language_is_the_one_that_is_asked_for(program: FlaskClient, home: House, lang: str, word: str) -> None:
    book(home)
    answer = fetched(program, f"{PATH}?lang={lang}")

    assert str(only(answer)["SUMMARY"]).startswith(word)
    assert "Set-Cookie" not in answer.headers


def test_room_takes_the_desks_in_it(program: FlaskClient, home: House) -> None:
    book(home, "Besprechung")

    found = {str(event["SUMMARY"]).partition(" · ")[2] for event in events(fetched(program, PATH))}
    assert found == {"Besprechung", "Platz 3"}


def test_uid_stays_when_a_booking_moves_and_it_is_gone_when_cancelled(program: FlaskClient, home: House) -> None:
    booking = book(home)
    first = only(fetched(program, PATH))
    move(home, booking, "Platz 1", TEN, ELEVEN)
    second = only(fetched(program, PATH))
    cancel(home, booking)

    assert str(first["UID"]) == str(second["UID"])
    assert [int(event["SEQUENCE"]) for event in (first, second)] == [0, 1]
    assert events(fetched(program, PATH)) == []


def test_early_departure_frees_the_rest(program: FlaskClient, home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(NINE)
    check_in(home, booking)
    tuesday.move_to(TEN)
    check_out(home, booking)

    assert only(fetched(program, PATH))["DTEND"].dt - TEN < timedelta(minutes=1)


def test_closures_and_blockings_are_in_it(app: Flask, program: FlaskClient, home: House) -> None:
    key = hub_id(app)
    start, end = at("2026-12-01", "9:00"), at("2026-12-01", "12:00")
    add(app, Closure(hub_id=key, starts_at=start, ends_at=end, reason="Dorffest"))
    with home.here() as (_member, hub, setup), transaction():
        place = home.place(setup, "Platz 1")
        blocking_actions.block(hub=hub, place=place, start=NINE, end=ELEVEN, reason="Frau Meier näht")
    answer = fetched(program, f"{PATH}?lang=en")

    assert {str(event["SUMMARY"]) for event in events(answer)} == {"Taken · Platz 1", "Closed: Dorffest"}
    assert "Meier" not in answer.text


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-12-24", "2026-12-24"),
        ("2026-12-24", "2027-01-01"),
        ("2027-03-28", "2027-03-28"),  # 23 hours
        ("2027-10-30", "2027-11-01"),  # one of them has 25
    ],
)
def test_closure_of_whole_days_is_told_in_days(
    app: Flask, program: FlaskClient, home: House, first: str, last: str
) -> None:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    times = {"starts_at": day_bounds(start, ZONE).start, "ends_at": day_bounds(end, ZONE).end}
    add(app, Closure(hub_id=hub_id(app), reason="Betriebsferien", **times))
    answer = fetched(program, PATH)

    assert f"DTSTART;VALUE=DATE:{start:%Y%m%d}\r\n" in answer.text
    assert f"DTEND;VALUE=DATE:{end + timedelta(days=1):%Y%m%d}\r\n" in answer.text
    assert [only(answer)[name].dt for name in ("DTSTART", "DTEND")] == [start, end + timedelta(days=1)]


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo"])
def test_whole_days_are_those_of_the_hubs_zone(app: Flask, program: FlaskClient, home: House, zone: str) -> None:
    """Havana has a day with two midnights, Cairo one without."""
    with app.app_context(), transaction():
        db.session.execute(update(Hub).values(time_zone=zone))
    days = [date(2027, 3, 14), date(2027, 4, 30), date(2027, 11, 7)]
    for day in days:
        bounds = day_bounds(day, zone)
        add(app, Closure(hub_id=hub_id(app), starts_at=bounds.start, ends_at=bounds.end))
    bounds = day_bounds(date(2027, 5, 3), ZONE)
    add(app, Closure(hub_id=hub_id(app), starts_at=bounds.start, ends_at=bounds.end))
    found = events(fetched(program, PATH))

    assert [event["DTSTART"].dt for event in found if not isinstance(event["DTSTART"].dt, datetime)] == days
    assert len(found) == 4


def test_closure_that_begins_within_a_day_keeps_its_times(app: Flask, program: FlaskClient, home: House) -> None:
    times = {"starts_at": at("2026-12-23", "12:00"), "ends_at": day_bounds(date(2026, 12, 26), ZONE).end}
    add(app, Closure(hub_id=hub_id(app), **times))
    assert "DTSTART;TZID=Europe/Berlin:20261223T120000\r\n" in fetched(program, PATH).text


def test_no_identity_is_given_again(app: Flask, program: FlaskClient, home: House) -> None:
    """SQLite gives the number of a deleted row to the next one."""
    seen: list[str] = []
    for _ in range(3):
        add(app, Closure(hub_id=hub_id(app), starts_at=NINE, ends_at=ELEVEN))
        with home.here() as (_member, hub, setup), transaction():
            blocking_actions.block(hub=hub, place=home.place(setup, "Platz 1"), start=NINE, end=ELEVEN)
        seen += [str(event["UID"]) for event in events(fetched(program, PATH))]
        with app.app_context(), transaction():
            db.session.execute(delete(Closure))
            db.session.execute(delete(Blocking))
    assert len(seen) == len(set(seen)) == 6


def test_unchanged_calendar_is_not_sent_again(app: Flask, program: FlaskClient, home: House) -> None:
    book(home)
    first = fetched(program, PATH)
    with counted(app) as asked:
        again = program.get(PATH, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert len(asked) <= 3
    assert first.headers["Cache-Control"] == "public, max-age=300"


def _blocking_moved(app: Flask) -> None:
    with app.app_context(), transaction():
        hour = timedelta(hours=1)
        one, two = db.session.query(Blocking).order_by(Blocking.id)
        one.starts_at, two.starts_at = one.starts_at + hour, two.starts_at - hour


def test_moved_blockings_change_the_calendar(app: Flask, program: FlaskClient, home: House) -> None:
    """Even when the sum of their times stays the same."""
    key = hub_id(app)
    for name in ("Platz 1", "Platz 2"):
        space_id = home.spaces[name]
        add(app, Blocking(hub_id=key, space_id=space_id, starts_at=NINE, ends_at=NINE + timedelta(hours=5)))
    etag = fetched(program, PATH).headers["ETag"]
    _blocking_moved(app)

    assert fetched(program, PATH, **{"If-None-Match": etag}).headers["ETag"] != etag


def test_closure_changes_the_calendar(app: Flask, program: FlaskClient, home: House) -> None:
    etag = fetched(program, PATH).headers["ETag"]
    add(app, Closure(hub_id=hub_id(app), starts_at=NINE, ends_at=ELEVEN))

    assert fetched(program, PATH, **{"If-None-Match": etag}).headers["ETag"] != etag


def test_hub_that_is_being_set_up_has_no_calendar(app: Flask, program: FlaskClient, home: House) -> None:
    with app.app_context(), transaction():
        db.session.execute(update(Hub).values(is_public=False))

    assert program.get(PATH).status_code == 404
    assert program.get("/hubs/nothing/calendar.ics").status_code == 404
