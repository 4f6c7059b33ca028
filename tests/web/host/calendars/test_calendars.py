"""The hosts' page: adding by address and by file, reading again, changing, removing, and what each calendar says."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bookings.models import Blocking
from calendars.models import OutsideBusy, OutsideCalendar
from calendars.outside.rules import times_only
from core.db import db
from core.journal import JournalEntry
from core.transactions import transaction
from tests.support import calendar_server, people, picture_files
from tests.support.booking import ELEVEN, NINE, TWELVE, book
from tests.support.calendar_server import Server
from tests.support.hosts import make_host
from tests.support.house import NOW, House, bookings, house, taken
from tests.support.html import text
from tests.support.ics import berlin, busy, calendar, event
from tests.support.outside_calendars import URL, WEEKLY, a_calendar, add, blocked, file_of, reports, run_job, state
from tests.support.queries import counted
from web.host import calendars as views


def test_page_without_calendars_says_what_they_are_for(host: FlaskClient) -> None:
    page = text(host.get(URL))
    assert "No calendar yet" in page
    assert "nobody books the room twice" in page


def test_address_is_read_at_once_and_the_page_tells_what_it_says(
    app: Flask, host: FlaskClient, home: House, outside: Server, tuesday: Any
) -> None:
    outside.serve("/c", WEEKLY)
    answer = add(host, home.spaces["Platz 1"], outside.url("/c"))

    assert (answer.status_code, answer.location) == (303, f"{URL}#main")
    page = text(host.get(URL))
    assert "The calendar has been read: 14 busy times." in page
    assert "Last read just now, 14 busy times." in page
    assert "Next: Wed 25 Nov 2026, 09:00–11:00." in page
    assert "calendars.example.org" in page
    assert "/c" not in page.split("calendars.example.org")[1][:20]
    assert "Geheime Sitzung" not in page
    assert len(blocked(app)) == 14
    tuesday.move_to(NOW + timedelta(minutes=12, seconds=30))
    assert "Last read 12 minutes ago" in text(host.get(URL))


def test_file_is_read_at_once_and_kept_for_the_days_to_come(app: Flask, host: FlaskClient, home: House) -> None:
    answer = add(host, home.spaces["Platz 1"], file=file_of(WEEKLY))

    assert answer.status_code == 303
    assert "Uploaded file" in text(host.get(URL))
    assert len(blocked(app)) == 14
    with app.app_context():
        assert db.session.scalar(select(OutsideCalendar.content)) == times_only(WEEKLY)


def test_of_a_file_only_the_times_are_kept(app: Flask, host: FlaskClient, home: House) -> None:
    words = "Geheimer Titel, der sehr lang ist und deshalb in der nächsten Zeile weitergeht"
    event = "DTSTART:20261125T090000Z\r\nDTEND:20261125T100000Z\r\nUID:1\r\nRRULE:FREQ=WEEKLY;\r\n COUNT=2\r\n"
    title = f"SUMMARY;LANGUAGE=de:{words[:40]}\r\n {words[40:]}\r\n"
    names = f"{title}LOCATION:Rathaus\r\nATTENDEE;CN=Anna:mailto:a@example.org\r\n"
    inside = f"BEGIN:VEVENT\r\n{event}{names}END:VEVENT\r\n"
    file = f"\ufeffBEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inside}END:VCALENDAR\r\n"

    assert add(host, home.spaces["Platz 1"], file=file_of(file.encode())).status_code == 303
    assert len(blocked(app)) == 2
    with app.app_context():
        content = db.session.scalar(select(OutsideCalendar.content)) or b""
    kept = content.decode()
    assert "COUNT=2" in kept
    assert [word for word in ("Geheimer", "weitergeht", "Rathaus", "Anna") if word in kept] == []


def test_form_that_is_sent_twice_adds_one(app: Flask, host: FlaskClient, home: House, outside: Server) -> None:
    outside.serve("/c", WEEKLY)
    for _ in range(2):
        assert add(host, home.spaces["Platz 1"], outside.url("/c")).status_code == 303
    assert count(app) == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Please enter the address of the calendar"),
        ({"url": "http://example.org/c.ics"}, "it must start with https://"),
        ({"url": "https://a:b@example.org/c.ics"}, "neither a password nor a port"),
        ({"url": "https://example.org/c.ics", "name": ""}, "Please fill this in"),
        ({"url": "https://example.org/c.ics", "name": "x" * 81}, "at most 80 characters"),
        ({"url": "https://example.org/c.ics", "space": "999999"}, "Please choose a place"),
        ({"url": "https://example.org/c.ics", "space": "x"}, "Please choose a place"),
        ({"file": b"<html>"}, "This is not a calendar"),
        ({"file": b""}, "The file is empty"),
        ({"file": WEEKLY[:-30]}, "damaged or cut off"),
        ({"file": WEEKLY, "url": "https://example.org/c.ics"}, "either an address or a file"),
    ],
)
@pytest.mark.one_database
def test_what_cannot_be_added_is_said_at_its_field_and_nothing_is_lost(
    app: Flask, host: FlaskClient, home: House, values: dict[str, Any], message: str
) -> None:
    if "file" in values:
        values = values | {"file": file_of(values["file"])}
    answer = add(host, home.spaces["Platz 2"], **({"name": "Verein"} | values))

    assert answer.status_code == 422
    assert message in text(answer)
    assert count(app) == 0
    page = answer.get_data(as_text=True)
    assert values.get("name", "Verein") in page
    assert values.get("url", "") in page
    assert ("space" in values) or f'<option selected value="{home.spaces["Platz 2"]}">' in page


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (calendar_server.Handler.nothing_there, "There is no longer anything at this address"),
        (calendar_server.a_byte_now_and_then, "takes too long"),
        (calendar_server.never_ending, "too large"),
        (calendar_server.redirect("https://localhost/"), "not the address of a calendar"),
    ],
)
@pytest.mark.one_database
def test_server_that_fails_is_told_at_the_address(
    app: Flask, host: FlaskClient, home: House, outside: Server, answer: Any, message: str
) -> None:
    outside.answers["/c"] = answer
    page = add(host, home.spaces["Platz 1"], outside.url("/c"))
    assert page.status_code == 422
    assert message in text(page)
    assert count(app) == 0


@pytest.mark.one_database
def test_addresses_of_this_computer_are_refused_in_production(app: Flask, host: FlaskClient, home: House) -> None:
    """Without the tests' outside: as everywhere."""
    for name in ("localhost", "127.0.0.1", "[::1]", "2130706433"):
        answer = add(host, home.spaces["Platz 1"], f"https://{name}/c.ics", form_key=name)
        assert answer.status_code == 422
        assert "does not lead to a public server" in text(answer) or "no server with this name" in text(answer)


@pytest.mark.one_database
def test_file_that_is_too_large_is_refused(app: Flask, host: FlaskClient, home: House) -> None:
    for size in (views.MOST_BYTES + 30_000, 9_000_000):
        fields = {"name": "Chor", "space": str(home.spaces["Platz 1"])}
        body, content_type = picture_files.multipart(fields, bytes(size), "large.ics")
        answer = host.post(URL, data=body, content_type=content_type)
        assert answer.status_code == 413
        assert "larger than 2 MB" in text(answer)


@pytest.mark.one_database
def test_forms_with_files_check_their_token(app: Flask, host: FlaskClient, home: House, csrf: None) -> None:
    calendar_id = a_calendar(app, home, "https://example.org/c")
    assert add(host, home.spaces["Platz 1"], file=file_of(WEEKLY)).status_code == 400
    assert host.post(f"{URL}/{calendar_id}", data={"name": "x"}).status_code == 400
    assert (count(app), state(app).name) == (1, "Gemeinde")


def test_reading_again_tells_what_it_found(
    app: Flask, host: FlaskClient, home: House, outside: Server, tuesday: Any
) -> None:
    outside.serve("/c", WEEKLY)
    add(host, home.spaces["Platz 1"], outside.url("/c"))
    host.get(URL)
    outside.serve("/c", busy((NINE, ELEVEN)))
    answer = host.post(f"{URL}/{state(app).id}/reading")

    assert (answer.status_code, answer.location) == (303, f"{URL}#calendar-{state(app).id}")
    assert "The calendar has been read: 1 busy time." in text(host.get(URL))
    assert blocked(app) == [(NINE, ELEVEN)]


def test_page_says_since_when_and_why_it_fails_and_that_the_last_state_holds(
    app: Flask, host: FlaskClient, home: House, outside: Server, tuesday: Any
) -> None:
    outside.serve("/c", WEEKLY)
    add(host, home.spaces["Platz 1"], outside.url("/c"))
    host.get(URL)
    del outside.answers["/c"]
    tuesday.move_to(NOW + timedelta(hours=3))
    assert host.post(f"{URL}/{state(app).id}/reading").status_code == 303
    tuesday.move_to(NOW + timedelta(hours=3, minutes=5, seconds=30))
    page = text(host.get(URL))

    assert "Cannot be read" in page
    assert "We have not been able to read it since Tue 24 Nov 2026, 07:00. What it said then still applies." in page
    assert "There is no longer anything at this address. Please copy it again" in page
    assert "Last read 3 hours ago, 14 busy times. Last try: 5 minutes ago." in page
    assert len(blocked(app)) == 14


def test_bookings_in_busy_times_are_listed_and_the_look_is_noted(
    app: Flask, host: FlaskClient, home: House, outside: Server
) -> None:
    booking = book(home)
    outside.serve("/c", busy((NINE, TWELVE)))
    add(host, home.spaces["Platz 1"], outside.url("/c"))
    page = text(host.get(URL))

    assert "1 booking clashes with a busy time. It still stands" in page
    assert "These bookings clash with busy times" in page
    assert "Wed 25 Nov 2026, 09:00–11:00 , Platz 1, Anna Muster" in page
    assert f"/host/coppenbruegge/bookings/{booking.id}" in host.get(URL).get_data(as_text=True)
    assert [b.status for b in bookings(app)] == ["confirmed"]
    assert len(reports(app)) == 1
    with app.app_context():
        assert db.session.scalars(select(JournalEntry.what)).all() == ["calendars"]


def test_calendar_is_renamed_and_its_blockings_with_it(app: Flask, host: FlaskClient, home: House) -> None:
    add(host, home.spaces["Platz 1"], file=file_of(WEEKLY))
    one = f"{URL}/{state(app).id}"
    assert 'value="Gemeinde"' in host.get(one).get_data(as_text=True)
    assert host.post(one, data={"name": "Chor"}).status_code == 303
    with app.app_context():
        assert set(db.session.scalars(select(Blocking.reason))) == {"Chor"}
    assert (state(app).name, len(blocked(app))) == ("Chor", 14)
    assert host.post(one, data={"name": ""}).status_code == 422
    assert host.post(one, data={"name": "x", "url": "http://example.org/"}).status_code == 422
    assert state(app).name == "Chor"


def test_another_file_or_address_takes_the_place(app: Flask, host: FlaskClient, home: House, outside: Server) -> None:
    outside.serve("/new", calendar(berlin("20261126", "0900", "1100")), ETag='"1"')
    add(host, home.spaces["Platz 1"], file=file_of(WEEKLY))
    one = f"{URL}/{state(app).id}"
    assert host.post(one, data={"name": "Chor", "url": outside.url("/new")}).status_code == 303
    assert (state(app).url, state(app).etag, len(blocked(app))) == (outside.url("/new"), '"1"', 1)
    again = {"name": "Chor", "file": file_of(busy((NINE, ELEVEN)))}
    assert host.post(one, data=again, content_type="multipart/form-data").status_code == 303
    assert (state(app).url, blocked(app)) == (None, [(NINE, ELEVEN)])
    assert run_job(app) == 0


def test_removed_calendar_takes_its_blockings_along(app: Flask, host: FlaskClient, home: House) -> None:
    add(host, home.spaces["Platz 1"], file=file_of(WEEKLY))
    answer = host.post(f"{URL}/{state(app).id}/removal")

    assert (answer.status_code, answer.location) == (303, URL)
    assert (count(app), blocked(app), taken(app)) == (0, [], [])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OutsideBusy)) == 0
    assert "has been removed" in text(host.get(URL))


def test_blockings_of_calendars_are_not_taken_back_by_hand(app: Flask, host: FlaskClient, home: House) -> None:
    add(host, home.spaces["Platz 1"], file=file_of(WEEKLY))
    with app.app_context():
        blocking_id = db.session.scalar(select(func.min(Blocking.id)))
    page = text(host.get("/host/coppenbruegge/blockings"))

    assert "Platz 1: Gemeinde , 14 times" in page
    assert "Remove" not in page
    assert host.post(f"/host/coppenbruegge/blockings/{blocking_id}/take-back").status_code == 404
    assert len(blocked(app)) == 14


def test_other_hubs_calendars_do_not_exist(app: Flask, host: FlaskClient, home: House) -> None:
    calendar_id = a_calendar(app, home, "https://example.org/c")
    house(app, "elsewhere")
    make_host(app, "elsewhere", "other@example.org")
    other = app.test_client()
    people.log_in(other, "other@example.org")

    for base in ("/host/elsewhere/calendars", URL):
        assert other.get(f"{base}/{calendar_id}").status_code == 404
        for path in ("", "/reading", "/removal"):
            assert other.post(f"{base}/{calendar_id}{path}", data={"name": "x"}).status_code == 404
    assert other.get(URL).status_code == 404
    foreign = {"space": str(home.spaces["Platz 1"]), "name": "x", "url": "https://example.org/"}
    assert other.post("/host/elsewhere/calendars", data=foreign).status_code == 422
    assert (count(app), state(app).name) == (1, "Gemeinde")


@pytest.mark.one_database
def test_servers_are_asked_so_often_and_no_more(
    app: Flask, host: FlaskClient, home: House, outside: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LOOKS", 2)
    answers = [add(host, home.spaces["Platz 1"], outside.url("/c"), form_key=str(n)) for n in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert "Too many attempts" in text(answers[-1])
    assert len(outside.asked) == 2


@pytest.mark.one_database
def test_uploads_are_counted_for_each_host(
    app: Flask, host: FlaskClient, home: House, tuesday: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LOOKS", 2)
    make_host(app, email="second@example.org")
    second = app.test_client()
    people.log_in(second, "second@example.org")

    def uploads(client: FlaskClient, key: str) -> int:
        return int(add(client, home.spaces["Platz 1"], file=file_of(WEEKLY), form_key=key).status_code)

    assert [uploads(host, f"a{n}") for n in range(3)] == [303, 303, 429]
    assert [uploads(second, f"b{n}") for n in range(3)] == [303, 303, 429]
    one = f"{URL}/{first_id(app)}"
    values = {"name": "Chor", "file": file_of(WEEKLY)}
    assert host.post(one, data=values, content_type="multipart/form-data").status_code == 429
    tuesday.shift(timedelta(seconds=views.PER_SECONDS))
    assert uploads(host, "later") == 303


def first_id(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalars(select(func.min(OutsideCalendar.id))).one())


@pytest.mark.one_database
def test_file_of_which_nothing_is_understood_is_told_at_the_field(app: Flask, host: FlaskClient, home: House) -> None:
    answer = add(host, home.spaces["Platz 1"], file=file_of(calendar(event("DTSTART:nonsense"))))
    assert answer.status_code == 422
    assert "The calendar has entries, but we cannot tell when they are." in text(answer)
    assert count(app) == 0


def test_hub_has_so_many_calendars_and_no_more(
    app: Flask, host: FlaskClient, home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calendars.outside.rules.MOST_CALENDARS", 1)
    a_calendar(app, home, "https://example.org/c")
    answer = add(host, home.spaces["Platz 1"], file=file_of(WEEKLY))
    assert answer.status_code == 409
    assert "You can add up to 1 calendars" in text(answer)


def test_page_asks_as_often_with_many_calendars_as_with_one(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    daily = calendar(event("DTSTART:20261124T080000Z", "DURATION:PT3H", "RRULE:FREQ=DAILY;COUNT=100"))
    add(host, home.spaces["Platz 1"], file=file_of(daily))
    pages = (URL, f"{URL}/{state(app).id}", "/host/coppenbruegge/blockings")
    few = [questions(app, host, page) for page in pages]
    with app.app_context(), transaction():
        db.session.add_all(
            OutsideCalendar(hub_id=row.hub_id, space_id=space_id, name=f"K{n}", content=daily)
            for row in db.session.scalars(select(OutsideCalendar)).all()
            for space_id in home.spaces.values()
            for n in range(4)
        )
    run_job(app)
    assert [questions(app, host, page) for page in pages] == few
    assert max(few) <= 12


def questions(app: Flask, client: FlaskClient, url: str) -> int:
    client.get(url)
    with counted(app) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.one_database
def test_names_are_texts(app: Flask, host: FlaskClient, home: House) -> None:
    add(host, home.spaces["Platz 1"], name="<b>Chor</b>", file=file_of(WEEKLY))
    for page in (URL, f"{URL}/{state(app).id}", "/host/coppenbruegge/blockings"):
        assert "<b>Chor" not in host.get(page).get_data(as_text=True)


def count(app: Flask) -> int:
    with app.app_context():
        return int(db.session.execute(select(func.count()).select_from(OutsideCalendar)).scalar_one())
