"""Calendars from outside while the site has as much to do as it can do at once: told, nothing lost, nobody blamed."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import sandbox_places
from tests.support import people
from tests.support.calendar_server import Server
from tests.support.hosts import make_host
from tests.support.house import House
from tests.support.html import text
from tests.support.outside_calendars import URL, WEEKLY, a_calendar, add, file_of, run_job, state
from tests.support.sandbox import places_taken, threads_away
from web.host import calendars as views

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_places, "PATIENCE", 0.1)
    monkeypatch.setattr(sandbox_places, "PATIENCE_OF_JOBS", 0.1)


def test_who_finds_no_place_is_asked_to_come_again_and_keeps_what_was_typed(
    app: Flask, host: FlaskClient, home: House, outside: Server
) -> None:
    outside.serve("/c", WEEKLY)
    with threads_away():
        by_address = add(host, home.spaces["Platz 2"], outside.url("/c"))
    with places_taken(app):
        by_file = add(host, home.spaces["Platz 2"], file=file_of(WEEKLY))
    for answer in (by_address, by_file):
        assert (answer.status_code, answer.headers["Retry-After"]) in {(503, "5"), (503, "10")}
        assert "The site is very busy right now" in text(answer)
        assert 'value="Gemeinde"' in answer.text
    assert outside.url("/c") in by_address.text
    assert outside.asked == []
    assert add(host, home.spaces["Platz 2"], outside.url("/c")).status_code == 303


def test_whoever_is_asked_to_come_again_has_not_used_up_a_try(
    app: Flask, host: FlaskClient, home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LOOKS", 1)
    with threads_away():
        assert [add(host, home.spaces["Platz 1"], file=file_of(WEEKLY)).status_code for _ in range(3)] == [503] * 3
    assert add(host, home.spaces["Platz 1"], file=file_of(WEEKLY)).status_code == 303


def test_reading_again_without_a_place_is_no_failure_of_the_calendar(
    app: Flask, host: FlaskClient, home: House, outside: Server
) -> None:
    outside.serve("/c", WEEKLY)
    calendar_id = a_calendar(app, home, outside.url("/c"))
    with threads_away():
        assert host.post(f"{URL}/{calendar_id}/reading").status_code == 303
    assert "The site is very busy right now" in text(host.get(URL))
    with places_taken(app):
        assert run_job(app) == 0
    assert state(app).failures == 0
    assert run_job(app) == 0, "it is another's for five minutes, who had no place"


def test_each_host_has_looks_of_their_own(
    app: Flask, host: FlaskClient, home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LOOKS", 1)
    make_host(app, email="second@example.org")
    other: Any = app.test_client()
    people.log_in(other, "second@example.org")
    asked = [add(who, home.spaces["Platz 1"], file=file_of(b"x"), form_key="1") for who in (host, host, other)]
    assert [answer.status_code for answer in asked] == [422, 429, 422]
