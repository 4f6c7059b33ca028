"""Searches that found nothing are noted by place, day and kind, never by what was typed or who searched."""

from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from bookings.search.jobs import sum_up_unmet
from bookings.search.models import UnmetNote, UnmetSearch
from core.db import db
from tests.support.district import at, hub, take

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def district(app: Flask) -> Any:
    with time_machine.travel(at(date(2026, 11, 24), "07:00"), tick=False), app.app_context():
        only = hub("boerry", desks=1)
        take(only, ["Desk 1"], at(WEDNESDAY, "09:00"), at(WEDNESDAY, "17:00"))
        db.session.commit()
        yield app


def notes() -> list[tuple[str, date, str, str]]:
    columns = (UnmetNote.place, UnmetNote.day, UnmetNote.kind, UnmetNote.outcome)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(UnmetNote.id))]


@pytest.mark.each_database
def test_search_in_vain_is_noted_by_place_day_and_kind(district: Flask) -> None:
    client = district.test_client()
    for query in (
        "near=Boerry&date=2026-11-25",
        "near=52.1,9.4&date=2026-11-25",
        "near=Boerry&date=2026-11-26&kind=locker",
        "near=Geheimes+Dorf&date=2026-11-26",
    ):
        client.get(f"/?{query}")
    assert notes() == [
        ("Boerry", WEDNESDAY, "desk", "full"),
        ("", WEDNESDAY, "desk", "full"),
        ("Boerry", date(2026, 11, 26), "locker", "nothing"),
        ("", date(2026, 11, 24), "", "unknown"),
    ]


def test_search_that_was_met_or_asked_back_is_not_noted(district: Flask) -> None:
    client = district.test_client()
    for query in ("", "near=Boerry&date=2026-11-26", "near=Boerry&date=2026-11-25&from=9&to=8", "date=soon", "near=Bo"):
        client.get(f"/?{query}")
    assert notes() == []


@pytest.mark.each_database
def test_night_sums_up_what_was_noted_and_drops_it(district: Flask) -> None:
    client = district.test_client()
    for _round in range(2):
        for _again in range(3):
            client.get("/?near=Boerry&date=2026-11-25")
        assert sum_up_unmet() == 3
        assert notes() == []
    assert sum_up_unmet() == 0
    rows = db.session.execute(select(UnmetSearch.place, UnmetSearch.outcome, UnmetSearch.searches)).all()
    assert [tuple(row) for row in rows] == [("Boerry", "full", 6)]
