"""Dates and times that people type are read forgivingly."""

from datetime import date, time

import pytest
from flask import Flask
from flask_babel import force_locale

from core.typed import WHICH_DAY, read_day, read_time

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
@pytest.mark.parametrize(("locale", "example"), [("de", "25.11.2026"), ("en", "2026-11-25")])
def test_the_example_of_a_day_is_as_people_write_it_and_can_be_typed(app: Flask, locale: str, example: str) -> None:
    with app.test_request_context(), force_locale(locale):
        assert str(WHICH_DAY).endswith(f" {example}")
    assert read_day(example, TODAY) == TODAY
