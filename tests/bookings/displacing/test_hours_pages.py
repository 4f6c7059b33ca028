"""The pages of opening hours: form, preview with words, days and hits, and only then saved."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hubs.host.hours_form import typed_of
from hubs.host.hours_reading import week_of
from hubs.queries import any_hub
from tests.bookings.displacing.conftest import fields
from tests.bookings.displacing.test_closing import waiting
from tests.bookings.test_actions import book
from tests.support.house import House, at, bookings, house
from tests.support.html import text

URL = "/host/coppenbruegge/hours"
OLD, NEW = "Mo-Fr 07:00-20:00; PH off", "Mo-Fr 10:00-18:00; Sa 09:00-12:00; PH off"


def typed(opening_hours: str = NEW, **changes: str) -> dict[str, str]:
    values = week_of(opening_hours)
    assert values
    return typed_of(values) | changes


def hours_of(app: Flask) -> str:
    with app.app_context():
        hub = any_hub("coppenbruegge")
        assert hub
        return hub.opening_hours


def preview(client: FlaskClient, opening_hours: str = NEW) -> Any:
    return client.get(client.post(URL, data=typed(opening_hours)).location)


def test_form_holds_the_hours_as_they_are(app: Flask, host: FlaskClient, home: House) -> None:
    page = host.get(URL).get_data(as_text=True)
    assert 'name="usual-mo-from" value="07:00"' in page
    assert 'id="holidays-closed" name="holidays" value="closed" checked' in page


def test_hours_too_special_for_the_form_are_changed_as_text(app: Flask, host: FlaskClient, home: House) -> None:
    house(app, "special", hours="Th 09:00-13:00; We[1] 18:00-21:00; PH off")
    page = host.get(f"{URL}?opening_hours=Th 09:00-13:00; We[1] 18:00-21:00")
    shown = text(page)
    assert "too special for the form" in shown
    assert shown.index("Opening hours as text") < shown.index("Every week")


def test_preview_shows_words_days_and_holidays_and_saves_nothing(
    app: Flask, host: FlaskClient, home: House, tuesday: Any
) -> None:
    tuesday.move_to(at("2026-12-20", "9:00"))
    page = preview(host)
    shown = text(page)

    assert "Monday to Friday 10:00–18:00 Saturday 09:00–12:00 Sunday closed" in shown
    assert "Public holidays closed" in shown
    assert "Fri 25 Dec 2026 closed Christmas Day" in shown
    assert "Mon 21 Dec 2026 10:00–18:00" in shown
    assert shown.count(" 2026 ") + shown.count(" 2027 ") >= 14
    assert hours_of(app) == OLD


def test_hours_are_saved_after_the_preview(app: Flask, host: FlaskClient, home: House) -> None:
    answer = host.post(f"{URL}/preview", data=fields(preview(host)))

    assert (answer.status_code, answer.location) == (303, URL)
    assert hours_of(app) == NEW
    assert "The opening hours are saved" in text(host.get(URL))


def test_experts_text_goes_the_same_way(app: Flask, host: FlaskClient, home: House) -> None:
    special = "Th 09:00-13:00; We[1] 18:00-21:00; PH off"
    page = host.get(host.post(URL, data={"opening_hours": special}).location)
    assert "too special to be put in words" in text(page)
    host.post(f"{URL}/preview", data=fields(page))
    assert hours_of(app) == special


@pytest.mark.parametrize(
    ("wrong", "message"),
    [("PH,Dec 24", "names days, but no times"), ("werktags 9-12", "cannot be read from"), ("", "Please enter")],
)
def test_text_that_cannot_be_read_is_refused(
    app: Flask, host: FlaskClient, home: House, wrong: str, message: str
) -> None:
    answer = host.post(URL, data={"opening_hours": wrong})
    assert answer.status_code == 422
    assert message in text(answer)
    assert host.post(f"{URL}/preview", data={"opening_hours": wrong}).status_code == 422
    assert hours_of(app) == OLD


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"usual-mo-to": ""}, "Please enter from and until"),
        ({"usual-mo-to": "9:00"}, "The end must be after the start"),
        ({"usual-mo-from2": "17:00", "usual-mo-to2": "19:00"}, "must begin after the first one ends"),
        ({"holidays": "own"}, "Please enter the times for public holidays"),
        ({"season-first": "3"}, "Please choose the first and the last month"),
        ({"season-first": "0", "season-last": "11"}, "These months are the whole year"),
    ],
)
def test_wrong_times_are_refused_at_their_day(
    app: Flask, host: FlaskClient, home: House, changes: dict[str, str], message: str
) -> None:
    answer = host.post(URL, data=typed(**changes))
    assert answer.status_code == 422
    assert message in text(answer)
    assert all(f'value="{value}"' in answer.get_data(as_text=True) for value in changes.values() if value)


def test_week_without_times_is_refused(host: FlaskClient, home: House) -> None:
    answer = host.post(URL, data={"holidays": "closed"})
    assert answer.status_code == 422
    assert "at least one day" in text(answer)


def test_a_day_until_midnight_and_a_break_come_through(app: Flask, host: FlaskClient, home: House) -> None:
    wanted = "Mo 08:00-12:00,13:00-24:00; PH 10:00-12:00; Dec 24,Dec 31 off"
    host.post(f"{URL}/preview", data=fields(preview(host, wanted)))
    assert hours_of(app) == wanted


def test_bookings_outside_new_hours_are_hit_and_may_stay(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    page = preview(host)
    assert "1 booking is hit" in text(page)
    assert host.post(f"{URL}/preview", data=fields(page)).status_code == 409
    assert hours_of(app) == OLD

    answer = host.post(f"{URL}/preview", data=fields(page) | {"all": "keep"})
    assert (answer.status_code, answer.location) == (303, URL)
    assert (hours_of(app), bookings(app)[0].status, waiting(app)) == (NEW, "confirmed", [])


def test_bookings_outside_new_hours_are_cancelled_and_undone(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    page = preview(host)
    answer = host.post(f"{URL}/preview", data=fields(page) | {"all": "cancel", "reason": "Weniger Leute"})
    assert (hours_of(app), bookings(app)[0].status) == (NEW, "cancelled")
    assert waiting(app)[0].context["reason"] == "Weniger Leute"

    host.post("/host/coppenbruegge/displaced", data=fields(host.get(answer.location)))
    assert (hours_of(app), bookings(app)[0].status, waiting(app)) == (OLD, "confirmed", [])


def test_undo_does_not_overwrite_hours_that_were_changed_since(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    answer = host.post(f"{URL}/preview", data=fields(preview(host)) | {"all": "cancel"})
    receipt = host.get(answer.location)
    host.post(f"{URL}/preview", data=fields(preview(host, "Mo 08:00-09:00")))

    assert host.post("/host/coppenbruegge/displaced", data=fields(receipt)).status_code == 409
    assert (hours_of(app), bookings(app)[0].status) == ("Mo 08:00-09:00", "cancelled")


def test_bookings_inside_both_or_neither_are_not_hit(app: Flask, host: FlaskClient, home: House) -> None:
    book(home, start=at("2026-11-25", "11:00"), end=at("2026-11-25", "12:00"))
    assert "is hit" not in text(preview(host))
