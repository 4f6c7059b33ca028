"""Entries that end before they begin, or whose time zone nobody knows: what is blocked, and what hosts are told."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calendars.outside import looking, rules
from calendars.reading import busy, warnings
from calendars.reading.busy import Read
from calendars.reading.warnings import EntryWarning, FileWarning
from core.timespans import Interval
from tests.support.booking import ELEVEN, NINE
from tests.support.calendar_server import Server
from tests.support.house import NOW, ZONE, House, at
from tests.support.html import text
from tests.support.ics import berlin, calendar, event, time_zone
from tests.support.outside_calendars import URL, a_calendar, add, blocked, run_job, state
from web.host import calendar_words as words
from web.host import calendars as views

WINDOW = rules.window(NOW, ZONE)
GOOD = berlin("20261125", "0900", "1100")
NINE_TO_ELEVEN = Interval(NINE, ELEVEN)
NOWHERE = "TZID=Nowhere/Land"


def read(*events: str, zone: str = ZONE) -> Read:
    return busy.read(calendar(*events), zone, WINDOW)


@pytest.mark.parametrize(
    "times",
    [
        ("DTSTART;TZID=Europe/Berlin:20261126T140000", "DTEND;TZID=Europe/Berlin:20261126T120000"),
        ("DTSTART:20261126T140000Z", "DTEND:20261126T120000Z"),
        ("DTSTART;TZID=Europe/Berlin:20261126T140000", "DTEND:20261126T120000Z"),
        ("DTSTART:20261126T140000", "DTEND:20261126T120000"),
        ("DTSTART:20261126T140000", "DURATION:-PT2H"),
        ("DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261120"),
        ("DTSTART;VALUE=DATE:20261126", "DTEND:20261124T120000Z"),
        ("DTSTART;TZID=Nowhere/Land:20261126T140000", "DTEND;TZID=Nowhere/Land:20261126T120000"),
    ],
)
def test_entry_that_ends_before_it_begins_blocks_its_day_and_is_told(times: tuple[str, str]) -> None:
    found = read(GOOD, event(*times, uid="2"))
    assert found.busy == [NINE_TO_ELEVEN, Interval(at("2026-11-26", "0:00"), at("2026-11-27", "0:00"))]
    assert found.warnings in {"b1:20261126", "b1:20261126 z1:20261126"}


def test_series_that_ends_before_it_begins_is_one_entry() -> None:
    series = berlin("20260701", "1400", "1200", "RRULE:FREQ=WEEKLY", uid="2")
    found = read(GOOD, series)
    assert (len(found.busy), found.warnings) == (58, "b1:20261125")


def test_all_day_entry_that_ends_on_its_first_day_takes_that_day() -> None:
    """By the letter it takes no time; programs that write it mean the day."""
    day = event("DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261126")
    assert read(day) == ([Interval(at("2026-11-26", "0:00"), at("2026-11-27", "0:00"))], "")


def test_entry_in_the_hour_that_the_clock_change_leaves_out_is_not_odd() -> None:
    assert read(berlin("20270328", "0230", "0300")).warnings == ""


@pytest.mark.parametrize("name", ["Nowhere/Land", "Customized Time Zone", "Hausmeisterzeit", '"Nowhere, Land: ours"'])
def test_time_in_a_zone_that_nobody_knows_is_taken_by_the_clock_of_the_hub_and_told(name: str) -> None:
    entry = event(f"DTSTART;TZID={name}:20261125T090000", f"DTEND;TZID={name}:20261125T110000")
    assert read(entry) == ([NINE_TO_ELEVEN], "z1:20261125")
    (there,) = read(entry, zone="America/New_York").busy
    assert there.start == NINE + timedelta(hours=6)


@pytest.mark.parametrize(
    "times",
    [
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261125T090000", "DURATION:PT2H"),
        ("DTSTART;TZID=W. Europe Standard Time:20261125T090000", "DURATION:PT2H"),
        ("DTSTART:20261125T090000", "DURATION:PT2H"),
    ],
)
def test_zone_that_is_known_by_another_name_or_is_none_is_not_odd(times: tuple[str, str]) -> None:
    assert read(event(*times)) == ([NINE_TO_ELEVEN], "")


def test_zone_that_the_calendar_brings_along_is_known() -> None:
    zone = time_zone("Ours", "DTSTART:19701101T000000")
    assert read(zone, event("DTSTART;TZID=Ours:20261125T110000", "DTEND;TZID=Ours:20261125T130000")).warnings == ""


def test_only_what_is_to_come_and_takes_time_is_told() -> None:
    old = berlin("20200101", "1400", "1200")
    free = event(f"DTSTART;{NOWHERE}:20261125T090000", f"DTEND;{NOWHERE}:20261125T110000", "TRANSP:TRANSPARENT")
    called_off = berlin("20261126", "1400", "1200", "STATUS:CANCELLED", uid="3")
    assert read(old, free, called_off) == ([], "")


def test_a_calendar_cannot_say_of_itself_what_is_odd() -> None:
    lying = berlin("20261125", "0900", "1100", "X-LEBENS-RAUM-ODD:b7")
    assert read(lying) == ([NINE_TO_ELEVEN], "")
    assert read(berlin("20261125", "0900", "1100", "COMMENT:odd b1:20261125")) == ([NINE_TO_ELEVEN], "")


def test_entries_are_counted_over_all_calendars_of_a_file() -> None:
    one = calendar(berlin("20261126", "1400", "1200"))
    both = one + calendar(
        berlin("20261201", "1400", "1200"), event(f"DTSTART;{NOWHERE}:20261202T090000", "DURATION:PT1H", uid="2")
    )
    assert busy.read(both, ZONE, WINDOW).warnings == "b2:20261126 z1:20261202"
    assert looking.read(both, ZONE, WINDOW) == busy.read(both, ZONE, WINDOW)


def test_note_is_short_enough_for_its_column_and_read_back() -> None:
    days = {kind: None if kind == warnings.NO_DAY else date(2027, 12, 29) for kind in warnings.KINDS}
    note = warnings.gather(EntryWarning(kind, number, day) for kind, day in days.items() for number in range(1, 30_000))
    assert len(note) + 4 * len(warnings.KINDS) <= 240
    read_back = warnings.parse(note)
    assert read_back == [FileWarning(kind, 29_999, days[kind] or 1) for kind in sorted(warnings.KINDS)]
    assert warnings.gather([]) == ""
    assert warnings.parse("") == warnings.parse("too-large") == warnings.parse("o") == []


@pytest.mark.one_database
def test_every_kind_has_its_sentence(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        for kind in warnings.KINDS:
            (one,), (more,) = words.warnings_of(f"{kind}1:20261126"), words.warnings_of(f"{kind}3:#12")
            assert one.startswith("Ein Eintrag am Do., 26.11.2026: ")
            assert more.startswith("3 Einträge (der erste ist Nummer 12 der Datei): ")


ODD = calendar(
    GOOD,
    berlin("20261126", "1400", "1200", uid="2"),
    event(f"DTSTART;{NOWHERE}:20261127T090000", "DURATION:PT1H", uid="3"),
)
BACKWARDS_TOLD = "An entry on Thu 26 Nov 2026: the end is before the start. The whole day is blocked"
ZONE_TOLD = "An entry on Fri 27 Nov 2026: the time zone is unknown. We use your hub’s time."


def test_hosts_see_it_when_they_add_the_calendar_and_as_long_as_it_is_so(
    app: Flask, host: FlaskClient, home: House, outside: Server, tuesday: Any
) -> None:
    outside.serve("/c", ODD, ETag='"1"')
    add(host, home.spaces["Platz 1"], outside.url("/c"))
    page = text(host.get(URL))
    assert page.count(BACKWARDS_TOLD) == page.count(ZONE_TOLD) == 2  # once by itself, once with the calendar
    assert "Please check" in page
    assert len(blocked(app)) == 3
    page = text(host.get(URL))
    assert page.count(BACKWARDS_TOLD) == 1
    outside.answers["/c"] = lambda handler: handler.head(304, {})
    tuesday.shift(timedelta(minutes=16))
    assert run_job(app) == 1  # nothing has changed
    assert BACKWARDS_TOLD in text(host.get(URL))
    outside.serve("/c", calendar(GOOD), ETag='"2"')
    tuesday.shift(timedelta(minutes=16))
    assert run_job(app) == 1
    page = text(host.get(URL))
    assert "An entry" not in page
    assert "OK" in page


def test_after_a_failure_all_is_read_so_that_what_was_odd_is_told_again(
    app: Flask, host: FlaskClient, home: House, outside: Server, tuesday: Any
) -> None:
    outside.serve("/c", ODD, ETag='"1"')
    a_calendar(app, home, outside.url("/c"))
    run_job(app)
    outside.answers["/c"] = lambda handler: handler.head(503, {})
    tuesday.shift(timedelta(minutes=16))
    run_job(app)
    assert state(app).failures == 1
    assert "An entry" not in text(host.get(URL))
    outside.serve("/c", ODD, ETag='"1"')
    tuesday.shift(timedelta(minutes=31))
    assert run_job(app) == 1
    assert "If-None-Match" not in outside.asked[-1][1]
    assert BACKWARDS_TOLD in text(host.get(URL))


def test_in_german_and_for_several(app: Flask, host: FlaskClient, home: House) -> None:
    a_calendar(app, home, "https://example.org/", warnings="b2:20261126 n3:#7")
    page = text(host.get(f"{URL}?lang=de"))
    assert "2 Einträge, der erste am Do., 26.11.2026: Das Ende liegt vor dem Beginn. Der ganze Tag ist gesperrt" in page
    assert "3 Einträge (der erste ist Nummer 7 der Datei): Der Tag ist nicht lesbar." in page


class TestReadingAgain:
    @pytest.fixture
    def calendar_id(self, app: Flask, home: House, outside: Server) -> int:
        outside.serve("/c", calendar(GOOD))
        return a_calendar(app, home, outside.url("/c"))

    def again(self, host: FlaskClient, calendar_id: int) -> str:
        answer = host.post(f"{URL}/{calendar_id}/reading")
        assert (answer.status_code, answer.location) == (303, f"{URL}#calendar-{calendar_id}")
        return text(host.get(URL))

    @pytest.mark.one_database
    def test_one_calendar_is_read_so_often_and_then_the_page_says_when_again(
        self, host: FlaskClient, outside: Server, calendar_id: int, tuesday: Any
    ) -> None:
        for _time in range(views.AGAIN):
            assert "You have just had it read" not in self.again(host, calendar_id)
        assert "You have just had it read several times. You can do so again in 10 minutes" in self.again(
            host, calendar_id
        )
        assert len(outside.asked) == views.AGAIN
        tuesday.shift(timedelta(minutes=10))
        assert "You have just had it read" not in self.again(host, calendar_id)

    @pytest.mark.one_database
    def test_it_takes_nothing_from_adding_and_from_other_calendars(
        self,
        app: Flask,
        host: FlaskClient,
        home: House,
        outside: Server,
        calendar_id: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(views, "LOOKS", 1)
        monkeypatch.setattr(views, "AGAIN", 1)
        other = a_calendar(app, home, outside.url("/c"), space="Platz 2")
        self.again(host, calendar_id)
        assert "You have just had it read" in self.again(host, calendar_id)
        assert "You have just had it read" not in self.again(host, other)
        assert add(host, home.spaces["Platz 1"], outside.url("/c")).status_code == 303
        assert add(host, home.spaces["Platz 1"], outside.url("/c"), form_key="2").status_code == 429
