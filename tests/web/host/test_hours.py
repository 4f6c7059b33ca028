"""The pages of opening hours: form, preview with words, days and hits, and only then saved."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from hubs import actions
from hubs.queries import any_hub
from tests.support import people
from tests.support.booking import book
from tests.support.hosts import HOST
from tests.support.house import House, at, bookings, house
from tests.support.html import fields, text
from tests.support.impact import waiting
from web.host.hours_form import typed_of
from web.host.hours_reading import week_of

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
    assert "too complex for the form" in shown
    assert shown.index("Opening hours as text") < shown.index("Every week")


def test_preview_shows_words_days_and_holidays_and_saves_nothing(
    app: Flask, host: FlaskClient, home: House, tuesday: Any
) -> None:
    tuesday.move_to(at("2026-12-20", "9:00"))
    people.log_in(host, HOST)
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
    assert "The opening hours have been saved" in text(host.get(URL))


def test_experts_text_goes_the_same_way(app: Flask, host: FlaskClient, home: House) -> None:
    special = "Th 09:00-13:00; We[1] 18:00-21:00; PH off"
    page = host.get(host.post(URL, data={"opening_hours": special}).location)
    assert "too complex to put into words" in text(page)
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
        ({"usual-mo-to": ""}, "Please enter both times"),
        ({"usual-mo-to": "9:00"}, "The end must be after the start"),
        ({"usual-mo-from2": "17:00", "usual-mo-to2": "19:00"}, "must begin after the first one ends"),
        ({"holidays": "own"}, "Please enter the times for public holidays"),
        ({"season-first": "3"}, "Please choose the first and the last month"),
        ({"season-first": "0", "season-last": "11"}, "These months make up the whole year"),
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
    assert "1 booking is affected" in text(page)
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

    host.post("/host/coppenbruegge/impact", data=fields(host.get(answer.location)))
    assert (hours_of(app), bookings(app)[0].status, waiting(app)) == (OLD, "confirmed", [])


def test_undo_does_not_overwrite_hours_that_were_changed_since(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    answer = host.post(f"{URL}/preview", data=fields(preview(host)) | {"all": "cancel"})
    receipt = host.get(answer.location)
    host.post(f"{URL}/preview", data=fields(preview(host, "Mo 08:00-09:00")))

    assert host.post("/host/coppenbruegge/impact", data=fields(receipt)).status_code == 409
    assert (hours_of(app), bookings(app)[0].status) == ("Mo 08:00-09:00", "cancelled")


def test_bookings_inside_both_or_neither_are_not_hit(app: Flask, host: FlaskClient, home: House) -> None:
    book(home, start=at("2026-11-25", "11:00"), end=at("2026-11-25", "12:00"))
    assert "is affected" not in text(preview(host))


def test_preview_shows_the_special_days_of_a_whole_year(app: Flask, host: FlaskClient, home: House) -> None:
    close(app, at("2027-06-03", "0:00"), at("2027-06-05", "0:00"), "Dorffest")
    typed_text = 'Mo-Fr 10:00-18:00; PH off; 2027 Aug 02-2027 Aug 06 off "Sommerpause"'
    shown = text(host.get(f"{URL}/preview", query_string={"opening_hours": typed_text}))

    assert "Fri 1 Jan 2027 closed New Year's Day" in shown
    assert "Fri 26 Mar 2027 – Mon 29 Mar 2027 closed Good Friday, Easter Monday" in shown
    assert "Thu 3 Jun 2027 – Fri 4 Jun 2027 closed Dorffest" in shown
    assert "Mon 2 Aug 2027 – Fri 6 Aug 2027 closed Sommerpause" in shown


def test_preview_shows_seasons_and_special_hours_as_weeks(host: FlaskClient, home: House) -> None:
    special = "Apr-Oct: Tu 18:00-02:00; Nov-Mar: Th 09:00-13:00; We[1] 18:00-21:00"
    shown = text(host.get(f"{URL}/preview", query_string={"opening_hours": special}))

    assert "Tue 24 Nov 2026 – Wed 31 Mar 2027 Monday to Wednesday closed Thursday 09:00–13:00" in shown
    assert "Thu 1 Apr 2027 – Sun 31 Oct 2027 Monday closed Tuesday 18:00–02:00" in shown
    assert "Wed 2 Dec 2026 18:00–21:00" in shown


def test_preview_shows_what_was_understood_and_keeps_what_was_typed(app: Flask, host: FlaskClient, home: House) -> None:
    typed_text = "Mo bis Fr 9–12 Uhr,\nSa, So geschlossen"
    page = host.get(host.post(URL, data={"opening_hours": typed_text}).location)
    assert (
        "You wrote: Mo bis Fr 9–12 Uhr, Sa, So geschlossen We understand this as: Mo-Fr 09:00-12:00, Sa,Su off"
        in text(page)
    )
    host.post(f"{URL}/preview", data=fields(page))
    assert hours_of(app) == "Mo-Fr 09:00-12:00, Sa,Su off"


def test_preview_warns_of_days_called_closed_that_a_later_rule_opens(host: FlaskClient, home: House) -> None:
    warned = text(host.get(f"{URL}/preview", query_string={"opening_hours": "24.12. zu; Mo-Fr 8-12"}))
    assert "You say these days are closed, but they are open: Thu 24 Dec 2026" in warned
    right = text(host.get(f"{URL}/preview", query_string={"opening_hours": "Mo-Fr 8-12; 24.12. zu"}))
    assert "You say these days are closed" not in right
    assert "This changes nothing" not in right


def test_preview_warns_of_a_rule_that_changes_nothing(host: FlaskClient, home: House) -> None:
    warned = text(host.get(f"{URL}/preview", query_string={"opening_hours": "Mo-Fr 9-17, Fr 9-15"}))
    assert "This changes nothing: Fr 09:00-15:00" in warned


def test_preview_warns_of_days_that_are_open_for_24_hours(host: FlaskClient, home: House) -> None:
    warned = text(host.get(f"{URL}/preview", query_string={"opening_hours": "Mo-Fr 9-17; Sa open"}))
    assert "Open for 24 hours: Saturday" in warned
    chosen = text(host.get(f"{URL}/preview", query_string={"opening_hours": "24/7; PH off"}))
    assert "Open for 24 hours" not in chosen
    assert "Monday to Sunday round the clock" in chosen


def test_round_the_clock_is_a_choice_of_the_form(app: Flask, host: FlaskClient, home: House) -> None:
    page = host.get(host.post(URL, data={"always": "1", "holidays": "usual"}).location)
    host.post(f"{URL}/preview", data=fields(page))
    assert hours_of(app) == "24/7"
    form = host.get(URL).get_data(as_text=True)
    assert 'id="always" name="always" value="1" aria-describedby="always-hint" checked' in form
    assert "too complex" not in form
    assert "round the clock" in text(host.get("/hubs/coppenbruegge"))


def test_one_lunch_break_holds_from_monday_to_friday(app: Flask, host: FlaskClient, home: House) -> None:
    week = typed("Mo-Fr 08:00-17:00; Sa 09:00-15:00; PH off", **{"usual-we-from": "14:00"})
    pause = {"usual-break-from": "12:00", "usual-break-to": "13:00"}
    page = host.get(host.post(URL, data=week | pause).location)
    host.post(f"{URL}/preview", data=fields(page))
    assert hours_of(app) == "Mo,Tu,Th,Fr 08:00-12:00,13:00-17:00; We 14:00-17:00; Sa 09:00-15:00; PH off"
    form = host.get(URL).get_data(as_text=True)
    assert 'name="usual-break-from" value="12:00"' in form
    assert 'name="usual-mo-to" value="17:00"' in form


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("12:00", "", "Please enter when the break begins and when it ends"),
        ("13:00", "12:00", "Please enter when the break begins and when it ends"),
        ("20:00", "21:00", "is not within the opening hours"),
    ],
)
def test_wrong_break_is_refused_at_its_field(
    host: FlaskClient, home: House, start: str, end: str, message: str
) -> None:
    answer = host.post(URL, data=typed(**{"usual-break-from": start, "usual-break-to": end}))
    assert answer.status_code == 422
    assert message in text(answer)
    assert f'value="{start}"' in answer.get_data(as_text=True)


def test_hours_that_can_no_longer_be_read_close_the_hub_and_say_why(app: Flask, host: FlaskClient, home: House) -> None:
    with app.app_context():
        hub = any_hub("coppenbruegge")
        assert hub
        hub.opening_hours, hub.setup_stamp = "Jun 30-24 09:00-12:00", "older"
        db.session.commit()
    answer = host.get(URL)
    assert answer.status_code == 200
    assert "“Jun 30-24” ends before it begins" in text(answer)
    assert "Currently closed" in text(host.get("/hubs/coppenbruegge"))
    for page in ("/", "/host/coppenbruegge/today", "/host/coppenbruegge/hub", "/hubs/coppenbruegge/days/2026-11-25"):
        assert host.get(page).status_code == 200


def close(app: Flask, start: datetime, end: datetime, reason: str) -> None:
    with app.app_context():
        hub = any_hub("coppenbruegge")
        assert hub
        actions.close(hub=hub, start=start, end=end, reason=reason)
        db.session.commit()
