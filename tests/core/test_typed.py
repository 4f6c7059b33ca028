"""Dates and times that people type are read forgivingly."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.walltime import minutes_of, text_of
from core import formats
from core.i18n import LANGUAGES
from core.typed import read_day, read_time, why_no_day

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-26", date(2026, 11, 26)),
        ("26.11.2026", date(2026, 11, 26)),
        ("26. 11. 2026", date(2026, 11, 26)),
        ("26.11.26", date(2026, 11, 26)),
        ("26.11.", date(2026, 11, 26)),
        ("3.1.", date(2027, 1, 3)),
        ("heute", TODAY),
        ("Today", TODAY),
        ("Morgen", date(2026, 11, 26)),
        ("tomorrow", date(2026, 11, 26)),
        ("Fr., 04.12.2026", date(2026, 12, 4)),
        ("Fr.,\u00a004.12.2026", date(2026, 12, 4)),
        ("Freitag, den 4. Dezember 2026", date(2026, 12, 4)),
        ("Fri 4 Dec 2026", date(2026, 12, 4)),
        ("Friday, December 4th, 2026", date(2026, 12, 4)),
        ("Fr 4.12.", date(2026, 12, 4)),
        ("Fr.,04.12.2026.", date(2026, 12, 4)),
        ("2026/12/04", date(2026, 12, 4)),
        ("4/12/2026", None),
        ("4. Dez. 26", date(2026, 12, 4)),
        ("1. März", date(2027, 3, 1)),
        ("Fr., 04.12.2026, 9–17 Uhr", date(2026, 12, 4)),
        ("\u200b2026-12-04 ", date(2026, 12, 4)),
        ("２６.１１.２０２６", date(2026, 11, 26)),
        ("übermorgen", date(2026, 11, 27)),
        ("Mo., 04.12.2026", None),
        ("Fr., Fr., 04.12.2026", None),
        ("4 Foo 2026", None),
        ("Fr.", None),
        ("29.2.", None),
        ("2026-02-30", None),
        ("0000-00-00", None),
        ("99999-01-01", None),
        ("31.2.", None),
        ("nonsense", None),
        ("<b>", None),
    ],
)
def test_day_is_read_as_people_write_it(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "wall"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("09:30:00", time(9, 30)),
        ("9.30", time(9, 30)),
        ("9 Uhr", time(9)),
        ("24:00", time(0)),
        ("9\u00a0Uhr", time(9)),
        ("14:30 UHR", time(14, 30)),
        ("24 Uhr", time(0)),
        ("0900", time(9)),
        ("1130", time(11, 30)),
        ("9 Uhr 30", time(9, 30)),
        ("9h30", time(9, 30)),
        ("9 am", time(9)),
        ("12 a.m.", time(0)),
        ("2:30pm", time(14, 30)),
        ("12pm", time(12)),
        ("13 pm", None),
        ("930", None),
        ("0960", None),
        ("24:30", None),
        ("25:00", None),
        ("9:60", None),
        ("-1", None),
        ("9:3", None),
        ("noon", None),
    ],
)
def test_time_is_read_as_people_write_it(typed: str, wall: time | None) -> None:
    assert read_time(typed) == wall


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("locale", "typed", "why"),
    [
        ("de", "", "Bitte wählen Sie einen Tag, oder schreiben Sie ihn so: Mi., 25.11.2026"),
        ("en", "soon", "Please choose a day, or write it like this: Wed 25 Nov 2026"),
        ("de", "4 Foo 2026", "Bitte wählen Sie einen Tag, oder schreiben Sie ihn so: Mi., 25.11.2026"),
        ("de", "Mo., 04.12.2026", "Im Kalender ist das Freitag, 04.12.2026. Bitte prüfen Sie, welchen Tag Sie meinen."),
        ("en", "Thu 4 Dec", "The calendar says this is Friday 4 Dec 2026. Please check which day you mean."),
        ("de", "31.11.2026", "Diesen Tag gibt es im Kalender nicht. Bitte wählen Sie einen Tag, oder schreiben"),
        ("en", "2026-02-30", "There is no such day in the calendar. Please choose a day"),
        ("en", "Mon 30 Feb 2026", "There is no such day in the calendar. Please choose a day"),
    ],
)
def test_no_day_is_answered_with_its_reason_and_an_example_that_is_not_over(
    app: Flask, locale: str, typed: str, why: str
) -> None:
    with app.test_request_context(), force_locale(locale):
        assert read_day(typed, TODAY) is None
        assert why_no_day(typed, TODAY).startswith(why)
        example = why_no_day("", TODAY).rpartition(": ")[2]
    assert read_day(example, TODAY) == TODAY


@pytest.mark.one_database
def test_day_that_is_beyond_what_is_booked_is_not_called_none(app: Flask) -> None:
    with app.test_request_context():
        assert "no such day" not in why_no_day("9999-12-31", TODAY)


@pytest.mark.one_database
@given(day=st.dates(date(2000, 1, 1), date(2100, 12, 31)), language=st.sampled_from(LANGUAGES), long=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_day_that_our_pages_write_is_read_back(app: Flask, day: date, language: str, long: bool) -> None:
    with app.test_request_context(), force_locale(language):
        noon = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
        shown = [formats.day(day, long=long), formats.day(noon), formats.when(noon, noon + timedelta(hours=2))]
        shown += [formats.short_day(day), formats.day_and_weekday(day)]
        assert {read_day(text, day) for text in shown} == {day}, shown


@pytest.mark.one_database
@given(minutes=st.integers(0, 24 * 60 - 1), language=st.sampled_from(LANGUAGES))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_time_that_our_pages_write_is_read_back(app: Flask, minutes: int, language: str) -> None:
    wall = time(minutes // 60, minutes % 60)
    at = datetime.combine(TODAY, wall, UTC)
    with app.test_request_context(), force_locale(language):
        shown = [formats.clock(at, "UTC"), formats.clock_of(f"{wall:%H:%M}")]
        assert {read_time(text) for text in shown} == {wall}, shown
        assert {minutes_of(text) for text in [*shown, text_of(minutes)]} == {minutes}
