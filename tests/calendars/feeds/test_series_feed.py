"""A series in feeds and mails: one entry with exceptions, which three programs read alike."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import recurring_ical_events
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from bookings.models import Booking
from bookings.series.actions import BookedSeries
from bookings.series.rules import Repetition
from core.db import db
from core.outbox import OutboxMail, render
from core.timespans import Interval
from tests.support import ical_busy
from tests.support.booking import cancel, move
from tests.support.feeds import fetched, give
from tests.support.house import House, at, bookings, house
from tests.support.repeating import EASTER, WHITSUN, book_series, cancel_series, move_series, shown

YEARS = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))
FOUR = Repetition(days=(0,), count=4)
TEN_TO_TWELVE = (10 * 60, 12 * 60)


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app, name="Am Bahnhof")


@pytest.fixture
def path(app: Flask, home: House, anna: int) -> str:
    return give(app, anna)


def read(text: bytes) -> list[Interval]:
    """The times in a calendar, as recurring-ical-events and ical.js agree."""
    events = recurring_ical_events.of(Calendar.from_ical(text)).between(*YEARS)
    live = [one for one in events if str(one["STATUS"]) != "CANCELLED"]
    found = sorted(Interval(one["DTSTART"].dt.astimezone(UTC), one["DTEND"].dt.astimezone(UTC)) for one in live)
    assert ical_busy.busy([(text, YEARS)], "Europe/Berlin") == [found]
    return found


def standing(app: Flask) -> list[Interval]:
    """The bookings that hold."""
    live = [one for one in bookings(app) if one.status == "confirmed"]
    return sorted(Interval(one.starts_at, one.ends_at) for one in live)


def entries(text: bytes) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_year_of_mondays_is_one_entry_over_both_clock_changes(
    app: Flask, program: FlaskClient, home: House, path: str
) -> None:
    made = book_series(home)
    text = fetched(program, path).data

    (entry,) = entries(text)
    assert str(entry["UID"]) == f"{made.bookings[0].series_id}@lebens-raum"
    assert str(entry["URL"]).endswith(f"/series/{made.bookings[0].series_id}")
    assert entry["RRULE"]["BYDAY"] == ["MO"]
    assert [one.dt.date() for one in entry["EXDATE"].dts] == [EASTER, WHITSUN]
    assert read(text) == standing(app)
    assert {f"{shown(one.start)[-5:]}–{shown(one.end)[-5:]}" for one in read(text)} == {"09:00–11:00"}


def test_dates_that_were_moved_cancelled_and_moved_as_a_whole_are_exceptions(
    app: Flask, program: FlaskClient, home: House, path: str
) -> None:
    made = book_series(home)
    cancel(home, made.bookings[3])
    move(home, made.bookings[5], "Platz 2", at("2027-01-05", "14:00"), at("2027-01-05", "15:00"))
    move_series(home, made, date(2027, 6, 1), TEN_TO_TWELVE, "Platz 3")
    text = fetched(program, path).data

    assert read(text) == standing(app)
    master, *others = entries(text)
    assert "RECURRENCE-ID" not in master
    assert {str(one["UID"]) for one in others} == {str(master["UID"])}
    assert "Platz 2" in next(str(one["SUMMARY"]) + str(one["DESCRIPTION"]) for one in others if "Platz 2" in str(one))


def test_monthly_series_is_told_by_its_rule(app: Flask, program: FlaskClient, home: House, path: str) -> None:
    book_series(home, Repetition(unit="month", days=(2,), nth=1, count=12), first=date(2026, 12, 1))
    text = fetched(program, path).data
    assert entries(text)[0]["RRULE"]["BYDAY"] == ["1WE"]
    assert read(text) == standing(app)


def test_series_that_began_before_the_window_begins_with_what_is_told(
    app: Flask, program: FlaskClient, home: House, path: str, tuesday: Any
) -> None:
    book_series(home, Repetition(every=2, days=(0,), count=20))
    tuesday.move_to(at("2027-06-09", "8:00"))
    found = read(fetched(program, path).data)
    assert found
    assert found == [span for span in standing(app) if span.start >= found[0].start]


def test_feed_changes_with_the_series(program: FlaskClient, home: House, path: str) -> None:
    made = book_series(home, FOUR)
    first = fetched(program, path)
    cancel_series(home, made, date(2026, 12, 7), date(2026, 12, 7))
    again = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert int(entries(again.data)[0]["SEQUENCE"]) > int(entries(first.data)[0]["SEQUENCE"])


def test_series_that_is_off_is_told_as_off(app: Flask, program: FlaskClient, home: House, path: str) -> None:
    made = book_series(home, FOUR)
    cancel_series(home, made)
    text = fetched(program, path).data
    assert [str(one["STATUS"]) for one in entries(text)] == ["CANCELLED"]
    assert read(text) == []


class TestMails:
    """What a calendar makes of the mails, in the order in which they come."""

    def parts(self, app: Flask) -> list[Any]:
        """The calendar part of each mail."""
        with app.app_context():
            found = []
            for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)):
                [part] = [one for one in render(mail).walk() if one.get_content_type() == "text/calendar"]
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                found.append(payload)
            return found

    def test_series_is_invited_to_as_one(self, app: Flask, home: House) -> None:
        book_series(home)
        [part] = self.parts(app)
        assert str(Calendar.from_ical(part)["METHOD"]) == "REQUEST"
        assert read(part) == standing(app)
        assert "ATTENDEE" in entries(part)[0]

    def test_one_date_is_told_by_its_moment_and_is_later(self, app: Flask, home: House) -> None:
        made = book_series(home, FOUR)
        move_series(home, made, date(2026, 11, 30), TEN_TO_TWELVE)
        with app.app_context():
            second = db.session.get_one(Booking, made.bookings[1].id)
        cancel(home, second)
        whole, moved, gone = self.parts(app)

        assert len(read(moved)) == 4
        [entry] = entries(gone)
        assert str(Calendar.from_ical(gone)["METHOD"]) == "CANCEL"
        assert str(entry["UID"]) == str(entries(whole)[0]["UID"])
        assert shown(entry["RECURRENCE-ID"].dt) == "2026-12-07 10:00"
        sequences = [int(entries(part)[0]["SEQUENCE"]) for part in (whole, moved, gone)]
        assert sequences == sorted(set(sequences)), "each is later than the one before"

    def test_range_that_is_taken_out_leaves_the_rest(self, app: Flask, home: House) -> None:
        made = book_series(home, FOUR)
        cancel_series(home, made, date(2026, 12, 1), date(2026, 12, 8))
        _whole, rest = self.parts(app)
        assert str(Calendar.from_ical(rest)["METHOD"]) == "REQUEST"
        assert read(rest) == standing(app)

    def test_all_that_is_off_is_taken_back(self, app: Flask, home: House) -> None:
        made: BookedSeries = book_series(home, FOUR)
        cancel_series(home, made)
        assert str(Calendar.from_ical(self.parts(app)[-1])["METHOD"]) == "CANCEL"
