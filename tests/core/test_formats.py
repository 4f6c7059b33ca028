"""Dates and times as people read them. The hour that the clock shows twice says which of the two it is."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from core import formats

pytestmark = pytest.mark.one_database

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def plain(text: str) -> str:
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("start", "end", "german", "english"),
    [
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2:30 Uhr Sommerzeit – 2:30 Uhr Winterzeit",
         "02:30 summer time – 02:30 winter time"),
        ("2026-10-25T01:30+02:00", "2026-10-25T02:00+02:00", "1:30 Uhr – 2 Uhr Sommerzeit",
         "01:30 – 02:00 summer time"),
        ("2026-10-25T02:00+01:00", "2026-10-25T04:00+01:00", "2 Uhr Winterzeit – 4 Uhr", "02:00 winter time – 04:00"),
        ("2026-10-25T01:00+02:00", "2026-10-25T03:00+01:00", "1–3 Uhr", "01:00–03:00"),
        ("2026-10-25T02:59+02:00", "2026-10-25T03:00+01:00", "2:59 Uhr Sommerzeit – 3 Uhr",
         "02:59 summer time – 03:00"),
        ("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "1:30–3:30 Uhr", "01:30–03:30"),
        ("2026-10-25T09:00+01:00", "2026-10-26T00:00+01:00", "9–24 Uhr", "09:00–24:00"),
    ],
)  # fmt: skip
def test_span_names_each_time_that_is_shown_twice(app: Flask, start: str, end: str, german: str, english: str) -> None:
    for locale, expected in (("de", german), ("en", english)):
        with app.test_request_context(), force_locale(locale):
            assert plain(formats.span(at(start), at(end), BERLIN)) == expected
            assert plain(formats.when(at(start), at(end), BERLIN)).endswith(
                f", {expected}" if locale == "de" else expected
            )


@pytest.mark.parametrize(
    ("zone", "first", "expected"),
    [
        ("Europe/Berlin", "2026-10-25T00:30Z", ["2:30 Uhr Sommerzeit", "2:30 Uhr Winterzeit"]),
        ("Europe/London", "2026-10-25T00:30Z", ["1:30 Uhr Sommerzeit", "1:30 Uhr Winterzeit"]),
        ("Europe/Dublin", "2026-10-25T00:30Z", ["1:30 Uhr Sommerzeit", "1:30 Uhr Winterzeit"]),
        ("America/New_York", "2026-11-01T05:30Z", ["1:30 Uhr Sommerzeit", "1:30 Uhr Winterzeit"]),
        ("America/Havana", "2026-11-01T04:30Z", ["0:30 Uhr Sommerzeit", "0:30 Uhr Winterzeit"]),
        ("Australia/Sydney", "2026-04-04T15:30Z", ["2:30 Uhr Sommerzeit", "2:30 Uhr Winterzeit"]),
        ("America/Santiago", "2026-04-05T02:30Z", ["23:30 Uhr Sommerzeit", "23:30 Uhr Winterzeit"]),
        ("Europe/Moscow", "2014-10-25T21:30Z", ["1:30 Uhr UTC+4", "1:30 Uhr UTC+3"]),
    ],
)
def test_clock_in_the_hour_that_comes_twice(app: Flask, zone: str, first: str, expected: list[str]) -> None:
    with app.test_request_context(), force_locale("de"):
        shown = [plain(formats.clock(at(first) + timedelta(hours=n), zone)) for n in (0, 1)]
        assert shown == expected
        before_and_after = [plain(formats.clock(at(first) + timedelta(hours=n), zone)) for n in (-1, 2)]
        assert not any("zeit" in text or "UTC" in text for text in before_and_after)


def test_clock_where_only_half_an_hour_comes_twice(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        moments = [at("2026-04-04T14:30Z") + timedelta(minutes=15 * n) for n in range(6)]
        assert [plain(formats.clock(moment, "Australia/Lord_Howe")) for moment in moments] == [
            "1:30 Uhr Sommerzeit",
            "1:45 Uhr Sommerzeit",
            "1:30 Uhr Winterzeit",
            "1:45 Uhr Winterzeit",
            "2 Uhr",
            "2:15 Uhr",
        ]


def test_when_over_midnight_in_the_night_of_the_clock_change(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        start, end = at("2026-10-24T22:00+02:00"), at("2026-10-25T02:30+01:00")
        assert plain(formats.when(start, end)) == "Sa., 24.10.2026, 22 Uhr – So., 25.10.2026, 2:30 Uhr Winterzeit"


def test_when_ends_at_the_first_of_two_midnights(app: Flask) -> None:
    """In Havana the clock goes back from one to midnight: a day ends at the first of them."""
    with app.test_request_context(), force_locale("de"):
        start = at("2026-10-31T22:00-04:00")
        first, second = at("2026-11-01T00:00-04:00"), at("2026-11-01T00:00-05:00")
        assert plain(formats.when(start, first, "America/Havana")) == "Sa., 31.10.2026, 22–24 Uhr"
        assert plain(formats.when(start, second, "America/Havana")).endswith(
            "22 Uhr – So., 01.11.2026, 0 Uhr Winterzeit"
        )
