"""A member's own feed: what stands in it, and that programs notice each change, once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from bookings.models import Booking
from calendars.models import Feed
from core.db import db
from core.transactions import transaction
from hubs.models import Hub, Space
from members.models import Member
from tests.support.booking import DAY, ELEVEN, NINE, TWELVE, book, cancel, move
from tests.support.feeds import events, fetched, fill, give, only
from tests.support.house import House, at
from tests.support.queries import counted


@pytest.fixture
def path(app: Flask, home: House, anna: int) -> str:
    return give(app, anna)


def change(app: Flask, model: Any, **values: Any) -> None:
    with app.app_context(), transaction():
        db.session.execute(update(model).values(**values))


def test_entry_says_what_where_and_when(program: FlaskClient, home: House, path: str) -> None:
    booking = book(home, title="Team; Tag")
    answer = fetched(program, path)
    event = only(answer)

    assert str(event["UID"]) == f"{booking.id}@lebens-raum"
    assert str(event["SUMMARY"]) == "Team; Tag"
    assert str(event["LOCATION"]) == "Am Bahnhof, Musterstraße 1"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (NINE, ELEVEN)
    assert b"DTSTART;TZID=Europe/Berlin:20261125T090000\r\n" in answer.data
    assert str(event["URL"]).endswith(f"/bookings/{booking.id}")
    assert str(event["DESCRIPTION"]).startswith("Platz 1 – Am Bahnhof\n")
    assert (int(event["SEQUENCE"]), str(event["STATUS"])) == (0, "CONFIRMED")


def test_entry_says_that_the_hub_closes_over_lunch(app: Flask, program: FlaskClient, home: House, path: str) -> None:
    change(app, Hub, opening_hours="Mo-Fr 08:00-12:30,14:30-18:00")
    book(home, start=at(DAY, "8:00"), end=at(DAY, "18:00"))
    told = str(only(fetched(program, path))["DESCRIPTION"]).split("\n")[1].replace("\u00a0", " ")

    assert told == "Der Standort ist von 12:30 bis 14:30 Uhr geschlossen. In dieser Zeit können Sie nicht hinein."


def test_calendar_names_itself_and_says_when_to_come_again(program: FlaskClient, home: House, path: str) -> None:
    text = fetched(program, path).text

    assert "X-WR-CALNAME:My bookings – LEBENS-RAUM\r\n" in text or "X-WR-CALNAME:Meine Buchungen" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in text
    assert "X-PUBLISHED-TTL:PT15M\r\n" in text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "BEGIN:VEVENT" not in text


def test_only_the_members_own_are_in_it(program: FlaskClient, home: House, path: str) -> None:
    book(home, "Platz 2", who="bert@example.org")

    assert events(fetched(program, path)) == []


def test_move_and_cancellation_count_and_keep_the_uid(
    program: FlaskClient, home: House, path: str, tuesday: Any
) -> None:
    booking = book(home)
    seen = [only(fetched(program, path))]
    move(home, booking, "Platz 2", NINE, TWELVE)
    seen.append(only(fetched(program, path)))
    cancel(home, booking)
    seen.append(only(fetched(program, path)))

    assert len({str(event["UID"]) for event in seen}) == 1
    assert [int(event["SEQUENCE"]) for event in seen] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event["DTEND"].dt for event in seen] == [ELEVEN, TWELVE, TWELVE]
    stamps = [event["LAST-MODIFIED"].dt for event in seen]
    assert stamps == sorted(stamps)
    tuesday.shift(timedelta(days=29))
    assert [str(event["STATUS"]) for event in events(fetched(program, path))] == ["CANCELLED"]
    tuesday.shift(timedelta(days=2))
    assert events(fetched(program, path)) == []


def test_ten_fetches_are_the_same_to_the_letter(program: FlaskClient, home: House, path: str, tuesday: Any) -> None:
    for hour in range(9, 15):
        book(home, "Platz 1", at(DAY, f"{hour}:00"), at(DAY, f"{hour + 1}:00"))
    seen = set()
    for _ in range(10):
        seen.add(fetched(program, path).data)
        tuesday.shift(timedelta(minutes=30))

    assert len(seen) == 1


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"status": "requested"}, "TENTATIVE"),
        ({"status": "held"}, "TENTATIVE"),
        ({"status": "checked_in"}, "CONFIRMED"),
        ({"status": "declined"}, "CANCELLED"),
        ({"status": "held", "expires_at": datetime(2026, 11, 1, tzinfo=UTC)}, "CANCELLED"),
    ],
)
def test_status_is_told(
    app: Flask, program: FlaskClient, home: House, path: str, values: dict[str, Any], told: str
) -> None:
    book(home)
    change(app, Booking, **values)

    assert str(only(fetched(program, path))["STATUS"]) == told


def test_window_is_90_days_back_and_a_year_ahead(program: FlaskClient, home: House, path: str) -> None:
    days = ("2026-08-24", "2026-08-27", "2027-11-23", "2027-12-10")
    fill(home, [at(day, "9:00") for day in days])

    assert sorted(f"{event['DTSTART'].dt:%Y-%m-%d}" for event in events(fetched(program, path))) == list(days[1:3])


def test_most_entries_are_the_nearest_coming_ones(
    program: FlaskClient, home: House, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("calendars.feeds.queries", "web.site.feeds"):
        monkeypatch.setattr(f"{module}.MOST", 5)
    fill(home, [at(f"2026-11-{day}", "9:00") for day in range(18, 29)])
    answer = fetched(program, path)

    assert sorted(event["DTSTART"].dt.day for event in events(answer)) == [24, 25, 26, 27, 28]
    assert "5" in answer.text.partition("X-WR-CALDESC:")[2].partition("\r\n")[0]
    assert "11" in answer.text.partition("X-WR-CALDESC:")[2].partition("\r\n")[0]


def test_unchanged_feed_is_not_sent_again(app: Flask, program: FlaskClient, home: House, path: str) -> None:
    fill(home, [at("2026-11-25", "0:00") + timedelta(hours=n) for n in range(1000)])
    etag = fetched(program, path).headers["ETag"]
    with counted(app) as asked:
        again = program.get(path, headers={"If-None-Match": etag})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert len(asked) <= 3
    assert again.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_compressed_feed_is_not_sent_again(program: FlaskClient, home: House, path: str, coding: str) -> None:
    fill(home, [at("2026-11-25", "0:00") + timedelta(hours=n) for n in range(50)])
    first = fetched(program, path, **{"Accept-Encoding": coding})
    again = program.get(path, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": coding})

    assert first.headers["Content-Encoding"] == coding
    assert (again.status_code, again.headers["ETag"]) == (304, first.headers["ETag"])


def test_last_modified_is_enough_for_old_programs(program: FlaskClient, home: House, path: str, tuesday: Any) -> None:
    booking = book(home)
    assert "Last-Modified" not in fetched(program, path).headers, "within the second more may happen"
    tuesday.shift(timedelta(minutes=1))
    since = fetched(program, path).headers["Last-Modified"]
    assert program.get(path, headers={"If-Modified-Since": since}).status_code == 304
    move(home, booking, "Platz 2", NINE, ELEVEN)
    assert program.get(path, headers={"If-Modified-Since": since}).status_code == 200


def _book(app: Flask, home: House) -> None:
    book(home, "Platz 2")


def _cancel(app: Flask, home: House) -> None:
    cancel(home, _first(app))


def _move(app: Flask, home: House) -> None:
    move(home, _first(app), "Platz 2", NINE, ELEVEN)


def _first(app: Flask) -> Booking:
    with app.app_context():
        return db.session.query(Booking).one()


CHANGES = {
    "booked": _book,
    "cancelled": _cancel,
    "moved": _move,
    "expired": lambda app, _home: change(app, Booking, status="held", expires_at=datetime(2026, 11, 1, tzinfo=UTC)),
    "hub renamed": lambda app, _home: change(app, Hub, name="Am Markt"),
    "hub elsewhere": lambda app, _home: change(app, Hub, address="Am Markt 1"),
    "space renamed": lambda app, _home: change(app, Space, name=Space.name + " neu"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_changed_feed_is_sent_again(app: Flask, program: FlaskClient, home: House, path: str, what: str) -> None:
    book(home)
    before = fetched(program, path)
    CHANGES[what](app, home)
    after = fetched(program, path, **{"If-None-Match": before.headers["ETag"]})

    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.data != before.data


def test_hold_that_runs_out_by_itself_changes_the_feed(
    app: Flask, program: FlaskClient, home: House, path: str, tuesday: Any
) -> None:
    book(home)
    change(app, Booking, status="held", expires_at=at("2026-11-24", "8:00"))
    first = fetched(program, path)
    tuesday.move_to(at("2026-11-24", "8:01"))
    second = fetched(program, path, **{"If-None-Match": first.headers["ETag"]})

    assert [str(only(each)["STATUS"]) for each in (first, second)] == ["TENTATIVE", "CANCELLED"]


@pytest.mark.parametrize("secret", ["unknown", "%00", "x" * 5000, "%F0%9F%8F%A1", "' or 1=1"])
def test_unknown_address_shows_nothing(program: FlaskClient, home: House, secret: str) -> None:
    assert program.get(f"/feeds/{secret}.ics").status_code == 404


def test_renewed_address_replaces_the_old_one(app: Flask, program: FlaskClient, anna: int, path: str) -> None:
    new = give(app, anna)

    assert program.get(path).status_code == 404
    fetched(program, new)


def test_address_of_an_inactive_member_shows_nothing(app: Flask, program: FlaskClient, path: str) -> None:
    change(app, Member, is_active=False)

    assert program.get(path).status_code == 404


def test_address_is_kept_as_a_digest_of_256_random_bits(app: Flask, path: str) -> None:
    secret = path.removeprefix("/feeds/").removesuffix(".ics")
    with app.app_context():
        feed = db.session.query(Feed).one()

    assert len(secret) == 43
    assert secret not in repr(vars(feed))


def test_answer_leaves_no_trace_in_browsers(program: FlaskClient, path: str) -> None:
    answer = fetched(program, f"{path}?lang=en")

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "same-origin", "no other site learns the address"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_head_is_answered_without_a_body(program: FlaskClient, path: str) -> None:
    answer = program.head(path)

    assert (answer.status_code, answer.data) == (200, b"")


def test_language_is_the_members(app: Flask, program: FlaskClient, home: House, path: str) -> None:
    booking = book(home)
    cancel(home, booking)
    german = fetched(program, path, **{"Accept-Language": "en"}).text
    change(app, Member, locale="en")
    english = fetched(program, path, **{"Accept-Language": "de"}).text

    assert "Cancelled" in english
    assert "Cancelled" not in german
