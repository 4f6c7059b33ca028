"""A year of opening hours in words: the week that holds, since when, and what is special."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from hubs.hours import Closing, DayTimes
from hubs.hours_words import in_words, sentences
from hubs.hours_year import Year, year

FIRST = date(2026, 11, 30)
NINE_TO_FIVE: DayTimes = ((540, 1020),)


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("en"):
        yield


def told(text: str, *closures: Closing) -> Year:
    return year(text, "Europe/Berlin", "NI", FIRST, closures, "en")


def days(found: Year) -> list[str]:
    return [f"{s.first} {s.last} {len(s.times)} {', '.join(s.reasons)}".strip() for s in found.specials]


def test_year_of_one_week_without_holidays_has_nothing_special() -> None:
    found = told("We 10:00-12:00")
    assert len(found.periods) == 1
    assert found.periods[0].week[2] == ((600, 720),)
    assert found.specials == ()


def test_holidays_are_special_be_they_open_or_closed_but_not_where_it_is_closed_anyhow() -> None:
    closed, as_usual = days(told("Mo-Fr 09:00-17:00; PH off")), days(told("Mo-Fr 09:00-17:00"))
    assert "2026-12-25 2026-12-25 0 Christmas Day" in closed
    assert "2026-12-25 2026-12-25 1 Christmas Day" in as_usual
    assert not any("2026-12-26" in day for day in closed)  # a Saturday


def test_days_off_with_closed_days_between_are_one() -> None:
    assert "2027-03-26 2027-03-29 0 Good Friday, Easter Monday" in days(told("Mo-Fr 09:00-17:00; PH off"))
    around_new_year = days(told('Mo-Fr 09:00-17:00; Dec 24-Jan 02 off "Urlaub"'))[0]
    assert around_new_year == "2026-12-24 2027-01-01 0 Urlaub, Christmas Day, New Year's Day"


def test_seasons_begin_on_the_day_on_which_they_begin() -> None:
    found = told("Apr-Oct: Tu 09:00-17:00; Nov-Mar: Th 09:00-17:00")
    spans = [(period.first, period.last) for period in found.periods]
    assert spans == [
        (FIRST, date(2027, 3, 31)),
        (date(2027, 4, 1), date(2027, 10, 31)),
        (date(2027, 11, 1), date(2027, 11, 30)),
    ]
    assert [[n for n in range(7) if period.week[n]] for period in found.periods] == [[3], [1], [3]]


def test_a_long_break_is_a_period_with_its_reason() -> None:
    found = told('Mo-Fr 09:00-17:00; Jul 01-Aug 15 off "Sommerpause"')
    assert [(period.first, period.reason) for period in found.periods[1:]] == [
        (date(2027, 7, 1), "Sommerpause"),
        (date(2027, 8, 16), ""),
    ]


def test_a_rhythm_of_weeks_is_no_season() -> None:
    found = told("week 01-53/2 Mo 09:00-12:00; Th 09:00-12:00")
    assert len(found.periods) == 1
    assert len([day for day in found.specials if day.first.weekday() == 0]) >= 24


def test_first_wednesdays_are_special_days() -> None:
    found = told("Th 09:00-13:00; We[1] 18:00-21:00; PH off")
    assert [s.first for s in found.specials if s.times][:2] == [date(2026, 12, 2), date(2027, 1, 6)]


def test_closures_cut_the_hours_and_say_why() -> None:
    fair = Closing(datetime(2027, 3, 1, 11, tzinfo=UTC), datetime(2027, 3, 3, 11, tzinfo=UTC), "Dorffest")
    found = [special for special in told("Mo-Fr 09:00-17:00", fair).specials if "Dorffest" in special.reasons]
    assert [(s.first.day, s.times) for s in found] == [(1, ((540, 720),)), (2, ()), (3, ((720, 1020),))]


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("24/7", (0, 1, 2, 3, 4, 5, 6)),
        ("Mo-Fr 09:00-17:00; Sa open", (5,)),
        ("Mo-Fr 09:00-17:00; Sa, Su off", ()),
        ("Mo-Th 00:00-24:00; Fr 00:00-12:00", (0, 1, 2, 3)),
    ],
)
def test_days_that_are_open_for_24_hours_are_known(text: str, weekdays: tuple[int, ...]) -> None:
    assert told(text).days_round_the_clock == weekdays


@pytest.mark.one_database
def test_sentences_say_weeks_and_special_days(english: None) -> None:
    words = in_words(told("Mo-Fr 09:00-12:00,14:00-18:00; Sa 00:00-24:00; PH off"))
    said = list(sentences(words))
    assert said[:5] == [
        "  Every week:",
        "    Monday to Friday: 09:00–12:00, 14:00–18:00",
        "    Saturday: round the clock",
        "    Sunday: closed",
        "  Special days:",
    ]
    assert "    Fri 25 Dec 2026 – Sat 26 Dec 2026: closed (Christmas Day, Second Day of Christmas)" in said
    assert words.round_the_clock == "Saturday"


@pytest.mark.parametrize(
    ("text", "reopened"),
    [
        (
            "PH off; Mo-Fr 08:00-12:00",
            ["2026-12-25", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-06", "2027-05-17"],
        ),
        ("Feiertage geschlossen, Di 8-12 Uhr; Fr 9-12", ["2026-12-25", "2027-01-01", "2027-03-26"]),
        ("Dec 24 off; Mo-Fr 08:00-12:00", ["2026-12-24"]),
        ("PH off || Th 09:00-12:00", ["2027-05-06"]),
        ("Mo-Fr 08:00-12:00; PH off", []),
        ("PH off; Mo-Fr 08:00-12:00; PH off", []),
        ("off; Mo-Fr 08:00-12:00", []),
        ("Mo-Su off; Mo-Fr 08:00-12:00", []),  # what is opened is less than what was closed: an exception
        ("Sa,Su off; Mo-Fr 08:00-12:00", []),
        ("PH off; Dec 24-26 10:00-12:00", []),
    ],
)
def test_days_called_closed_that_a_later_rule_opens_are_found(text: str, reopened: list[str]) -> None:
    assert [day.isoformat() for day in told(text).reopened] == reopened


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("Mo-Fr 09:00-17:00, Fr 09:00-15:00", ["Fr 09:00-15:00"]),
        ("Mo-Fr 9-12 und 14-17 Uhr, 24.12. 9-11 Uhr", ["Dec 24 09:00-11:00"]),
        ("Mo-Su 08:00-12:00, PH 10:00-12:00", ["PH 10:00-12:00"]),
        ("Mo-Fr 09:00-17:00; Fr 09:00-15:00", []),
        ("Mo-Th 09:00-17:00, Fr 09:00-15:00", []),
        ("Mo-Fr 09:00-12:00, Fr 09:00-15:00", []),
        ("Mo-Fr 09:00-17:00, Fr,Sa 09:00-15:00", []),
        ("Mo-Fr 09:00-17:00, Sa off", []),
        ("Mo-Fr 09:00-22:00, Fr 20:00-02:00", []),
        ("Mo-Fr 09:00-17:00, 2020 Dec 24 09:00-12:00", []),  # not in this year
    ],
)
def test_rules_behind_a_comma_that_open_nothing_new_are_found(text: str, idle: list[str]) -> None:
    assert list(told(text).idle) == idle


def test_days_opened_again_are_named_as_far_as_anybody_reads_them(english: None) -> None:
    assert in_words(told("Dec 24 off; Mo-Fr 08:00-12:00")).reopened == "Thu 24 Dec 2026"
    many = in_words(told("We off; Mo-Fr 08:00-12:00")).reopened
    assert many == "Wed 2 Dec 2026, Wed 9 Dec 2026, Wed 16 Dec 2026 … and 49 more days"
    assert in_words(told("Mo-Fr 08:00-12:00; PH off")).reopened == ""
