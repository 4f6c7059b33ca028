"""Several days in one go, and a member's own series: what the pages show, what they book, and what they leave alone."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.models import Booking
from bookings.series.rules import Repetition
from core.db import db
from core.outbox import OutboxMail
from tests.support import people
from tests.support.booking import book
from tests.support.house import House, at, bookings, house
from tests.support.html import hidden, text
from tests.support.money import fees, paid_house
from tests.support.repeating import MONDAY, book_series, shown

WEEK = {"date": "2026-12-02", "from": "09:00", "to": "11:00", "days": ["MO", "TU", "WE", "TH", "FR"]}
THE_WEEK = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"]


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app)


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def wanted(home: House, **values: Any) -> dict[str, Any]:
    return {"space": str(home.spaces["Platz 1"]), **WEEK} | values


def send(client: FlaskClient, page: Any, home: House, **values: Any) -> Any:
    """The form of the page as a browser sends it."""
    return client.post("/series", data={**secrets(page), **wanted(home, go=THE_WEEK, shown=THE_WEEK), **values})


def secrets(page: Any) -> dict[str, str]:
    return {name: hidden(page, name) for name in ("form_key", "price")}


def days(app: Flask) -> list[str]:
    return sorted(shown(one.starts_at) for one in bookings(app))


def test_five_days_take_three_pages(app: Flask, member: FlaskClient, home: House) -> None:
    form = member.get("/bookings/new", query_string={"space": home.spaces["Platz 1"], "date": "2026-12-02"})
    assert "On several days, or every week" in text(form)
    led = member.post("/bookings", data={**wanted(home), "form_key": "k", "several": "1"})
    assert led.status_code == 303
    answer = member.get(led.location)
    assert "5 of 5 dates: Platz 1, Coppenbruegge" in text(answer)
    done = send(member, answer, home)
    page = member.get(done.location)
    assert done.status_code == 303
    assert page.status_code == 200
    assert "5 dates are still to come." in text(page)
    assert days(app) == [f"{day} 09:00" for day in THE_WEEK]
    with app.app_context():
        assert [mail.template for mail in db.session.scalars(select(OutboxMail))] == ["bookings-confirmed"]


def test_ticked_days_never_become_one_booking_by_the_other_button(app: Flask, member: FlaskClient, home: House) -> None:
    led = member.post("/bookings", data={**wanted(home), "form_key": "k"})
    assert urlsplit(led.location).path == "/series/new"
    assert parse_qs(urlsplit(led.location).query)["days"] == WEEK["days"]
    assert bookings(app) == []


def test_every_week_until_a_day_is_a_series(member: FlaskClient, home: House) -> None:
    answer = member.get("/series/new", query_string=wanted(home, days=["TU", "TH"], until="2026-12-17"))
    assert "6 of 6 dates" in text(answer)


def test_taken_day_is_told_with_what_can_be_had_instead(app: Flask, member: FlaskClient, home: House) -> None:
    near = house(app, "bisperode", lat=52.13, lon=9.56)
    for name in home.spaces:
        for begin, end in (("7:00", "14:00"), ("14:00", "20:00")):
            book(home, name, at("2026-12-03", begin), at("2026-12-03", end), who="bert@example.org")
    answer = member.get("/series/new", query_string=wanted(home))
    shown_page = text(answer)
    assert "4 of 5 dates: Platz 1, Coppenbruegge" in shown_page
    assert "Thu 3 Dec 2026: taken" in shown_page
    assert "Bisperode" in shown_page

    token = f"{near.spaces['Platz 1']} 540 660"
    rest = [day for day in THE_WEEK if day != "2026-12-03"]
    with_choice = member.post(
        "/series", data={**secrets(answer), **wanted(home, go=rest, shown=rest), "d-2026-12-03": token, "check": "1"}
    )
    assert "1 of 5 dates: Platz 1, Bisperode" in text(with_choice)
    done = send(member, with_choice, home, go=rest, shown=rest, **{"d-2026-12-03": token})
    assert done.status_code == 303, text(done)
    own = [one for one in bookings(app) if one.starts_at.hour == 8]
    assert len(own) == 5
    assert len({one.hub_id for one in own}) == 2
    with app.app_context():
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.template == "bookings-confirmed")).all()
        assert [len(mail.context["dates"]) for mail in mails] == [5], "one mail for both hubs"
    assert "booked at another hub (Bisperode)" in text(member.get(done.location))


def test_unticked_day_is_left_out_and_remembered(app: Flask, member: FlaskClient, home: House) -> None:
    answer = member.get("/series/new", query_string=wanted(home))
    done = send(member, answer, home, go=THE_WEEK[:4])
    assert len(days(app)) == 4
    assert "Fri 4 Dec 2026: left out as you wished" in text(member.get(done.location))


def test_day_that_is_taken_meanwhile_comes_back_with_proposals_and_books_nothing(
    app: Flask, member: FlaskClient, home: House
) -> None:
    answer = member.get("/series/new", query_string=wanted(home))
    book(home, "Platz 1", at("2026-12-03", "9:00"), at("2026-12-03", "10:00"), who="bert@example.org")
    refused = send(member, answer, home)
    assert refused.status_code == 409
    assert "Already taken" in text(refused)
    assert "Platz 2" in text(refused)
    assert len(bookings(app)) == 1


def test_form_that_is_sent_twice_books_once(app: Flask, member: FlaskClient, home: House) -> None:
    answer = member.get("/series/new", query_string=wanted(home))
    first, second = (send(member, answer, home) for _ in range(2))
    assert first.location == second.location
    assert len(bookings(app)) == 5


def test_visitor_sees_the_dates_and_comes_back_to_them(client: FlaskClient, home: House) -> None:
    page = client.get("/series/new", query_string=wanted(home), headers={"Accept-Language": "en"})
    assert "5 of 5 dates" in text(page)
    way_in = client.get("/series/new", query_string=wanted(home, go="login"))
    come_back = parse_qs(urlsplit(way_in.location).query)["next"][0]
    assert urlsplit(come_back).path == "/series/new"
    assert parse_qs(urlsplit(come_back).query)["days"] == WEEK["days"]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"unit": "month"}, "Please say until when, or how many dates."),
        ({"unit": "week", "until": "2027-01-01", "count": "3"}, "not both"),
        ({"unit": "week", "until": "2036-01-01"}, "at most two years"),
        ({"unit": "week", "count": "999"}, "from 1 to 366"),
        ({"from": "11:00", "to": "09:00"}, "The end must be after the start."),
        ({"date": "2026-11-20"}, "still to come"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(
    member: FlaskClient, home: House, values: dict[str, str], says: str
) -> None:
    assert says in text(member.get("/series/new", query_string=wanted(home, **values)))


def test_holiday_takes_out_a_range_after_a_look(app: Flask, member: FlaskClient, home: House) -> None:
    made = book_series(home)
    assert made.series is not None
    path = f"/series/{made.series.id}/cancellation"
    look = member.get(path, query_string={"from": "2026-12-01", "to": "2026-12-14"})
    assert "Cancel 2 dates" in text(look)
    done = member.post(path, data={"from": "2026-12-01", "to": "2026-12-14"})
    assert done.status_code == 303
    assert sum(one.status == "cancelled" for one in bookings(app)) == 2


def test_range_that_is_the_wrong_way_round_is_said_so(member: FlaskClient, home: House) -> None:
    made = book_series(home)
    assert made.series is not None
    page = member.get(f"/series/{made.series.id}/cancellation", query_string={"from": "2026-12-14", "to": "2026-12-01"})
    assert "This day lies before the first one." in text(page)
    assert "nothing left" not in text(page)


def test_series_of_which_all_is_cancelled_cannot_be_moved_any_more(member: FlaskClient, home: House) -> None:
    made = book_series(home)
    assert made.series is not None
    assert member.post(f"/series/{made.series.id}/cancellation", data={}).status_code == 303
    page = member.get(f"/series/{made.series.id}/edit")
    assert page.status_code == 200
    assert "No date of this series can be moved any more." in text(page)


def test_move_onto_what_is_taken_names_the_dates(app: Flask, member: FlaskClient, home: House) -> None:
    made = book_series(home)
    assert made.series is not None
    book(home, "Platz 2", at("2026-12-07", "9:00"), at("2026-12-07", "10:00"), who="bert@example.org")
    values = {"first": str(MONDAY), "from": "09:00", "to": "11:00", "space": str(home.spaces["Platz 2"])}
    refused = member.post(f"/series/{made.series.id}/edit", data=values)
    assert refused.status_code == 409
    assert "Already taken: 7 Dec" in text(refused)


def test_own_bookings_at_the_same_times_are_mentioned_and_forbid_nothing(
    app: Flask, member: FlaskClient, home: House
) -> None:
    first = member.get("/series/new", query_string=wanted(home))
    assert "You already have" not in text(first)
    send(member, first, home)
    again = member.get("/series/new", query_string=wanted(home, space=str(home.spaces["Platz 2"])))
    assert "You already have 5 bookings at these times:" in text(again)
    assert send(member, again, home, space=str(home.spaces["Platz 2"])).status_code == 303
    assert len(bookings(app)) == 10


def test_series_may_reach_as_far_as_is_said(member: FlaskClient, home: House) -> None:
    assert "up to 366 days ahead" in text(member.get("/series/new", query_string=wanted(home)))


def test_following_dates_move(app: Flask, member: FlaskClient, home: House) -> None:
    made = book_series(home)
    assert made.series is not None
    path = f"/series/{made.series.id}/edit"
    assert member.get(path).status_code == 200
    values = {"first": "2026-12-07", "from": "10:00", "to": "12:00", "space": ""}
    assert member.post(path, data=values).status_code == 303
    assert days(app)[:3] == [f"{MONDAY} 09:00", "2026-12-07 10:00", "2026-12-14 10:00"]


def test_move_that_cannot_be_says_why_and_changes_nothing(app: Flask, member: FlaskClient, home: House) -> None:
    made = book_series(home)
    assert made.series is not None
    before = days(app)
    values = {"first": "2026-12-07", "from": "06:00", "to": "08:00", "space": ""}
    refused = member.post(f"/series/{made.series.id}/edit", data=values)
    assert refused.status_code == 422
    assert "not open the whole time" in text(refused)
    assert days(app) == before


def test_move_that_costs_more_is_ordered_by_who_has_seen_it(app: Flask, anna: int, client: FlaskClient) -> None:
    home = paid_house(app)
    people.log_in(client)
    client.set_cookie("lang", "en")
    made = book_series(home, Repetition(days=(0,), count=4))
    assert made.series is not None
    path, values = (
        f"/series/{made.series.id}/edit",
        {"first": "2026-12-07", "from": "09:00", "to": "12:00", "space": ""},
    )
    seen = client.post(path, data=values)
    assert seen.status_code == 409
    assert "You pay €9.00 more than before." in text(seen)
    assert "Book with obligation to pay" in text(seen)
    assert len(fees(home)) == 4
    assert client.post(path, data={**values, "price": hidden(seen, "price")}).status_code == 303
    assert sum(one.gross_cents for one in fees(home) if one.superseded_at is None) == 600 + 3 * 900


def test_another_members_series_is_not_there(member: FlaskClient, home: House) -> None:
    made = book_series(home, who="bert@example.org")
    assert made.series is not None
    for path in ("", "/edit", "/cancellation"):
        assert member.get(f"/series/{made.series.id}{path}").status_code == 404
    assert member.post(f"/series/{made.series.id}/cancellation").status_code == 404


def test_booking_leads_to_the_same_of_next_week(member: FlaskClient, home: House, tuesday: Any) -> None:
    """Also when it is long past: to the next week that is not."""
    booking = book(home, start=at("2026-11-25", "9:00"), end=at("2026-11-25", "11:00"))
    for now, date in (("2026-11-24", "2026-12-02"), ("2026-12-10", "2026-12-16")):
        tuesday.move_to(at(now, "8:00"))
        page = member.get(f"/bookings/{booking.id}").get_data(as_text=True)
        assert f"date={date}" in page
        assert "The same next week" in page


def test_series_leads_to_the_next_week(member: FlaskClient, home: House) -> None:
    answer = member.get("/series/new", query_string=wanted(home))
    page = member.get(send(member, answer, home).location).get_data(as_text=True)
    assert "date=2026-12-11" in page


def test_moved_date_of_a_series_is_one_booking_of_the_table(app: Flask, home: House) -> None:
    made = book_series(home)
    with app.app_context():
        assert db.session.query(Booking).filter(Booking.series_id == made.bookings[0].series_id).count() == 50


def test_list_of_bookings_shows_the_next_dates_of_a_series_and_how_many_more(member: FlaskClient, home: House) -> None:
    made = book_series(home, Repetition(days=(0,), count=6))
    book(home, "Platz 2", at("2026-12-29", "9:00"), at("2026-12-29", "11:00"))
    page = member.get("/bookings")
    assert made.series is not None
    assert page.text.count(f"/series/{made.series.id}") == 3
    assert "Series: 3 more dates" in text(page)
    assert "Platz 2" in text(page)


def test_taken_date_leads_to_what_else_there_is(member: FlaskClient, home: House) -> None:
    for place in home.spaces:
        book(home, place, at("2026-12-02", "9:00"), at("2026-12-02", "11:00"), who="bert@example.org")
    page = member.get("/series/new", query_string=wanted(home))
    assert "Wait for it, or see what else there is : Wed 2 Dec 2026" in text(page)
    assert "date=2026-12-02" in page.text
