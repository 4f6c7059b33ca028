"""What a hub asks, limits and lets in, as members meet it on the page of booking."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings.models import Booking
from core.db import db
from tests.support import people
from tests.support.booking import book
from tests.support.hosts import make_host
from tests.support.house import House, at, bookings, house
from tests.support.html import error_at, links, text
from tests.support.limits import ask, belongs_to, limit, rule

WISH = {"date": "2026-11-25", "from": "09:00", "to": "11:00"}
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app)


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def send(client: FlaskClient, home: House, **values: str) -> Any:
    return client.post("/bookings", data=WISH | {"space": str(home.spaces["Platz 1"]), "form_key": "k"} | values)


def test_question_is_asked_answered_and_shown_to_member_and_hosts(app: Flask, member: FlaskClient, home: House) -> None:
    key = ask(home, HOSTILE, kind="choice", choices=("Ja", "Nein"), required=True)
    page = member.get("/bookings/new", query_string=WISH | {"space": home.spaces["Platz 1"]})
    assert HOSTILE not in page.text
    assert "Only its hosts see your answer." in text(page)
    answer = send(member, home, **{f"answer-{key}": "Nein"})
    assert answer.status_code == 303
    assert "Nein" in text(member.get(answer.location))
    make_host(app)
    host = app.test_client()
    people.log_in(host, "host@example.org")
    shown = host.get(f"/host/{home.slug}/today/bookings/{bookings(app)[0].id}")
    shown = shown if shown.status_code == 200 else host.get(f"/host/{home.slug}/bookings/{bookings(app)[0].id}")
    assert "Nein" in text(shown)
    assert HOSTILE not in shown.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "Please answer this question."),
        ("", "Please answer this question."),
        ("Vielleicht", "Please choose one of the answers."),
    ],
)
def test_missing_answer_stands_at_its_field_and_keeps_what_was_typed(
    app: Flask, member: FlaskClient, home: House, given: str | None, said: str
) -> None:
    key = ask(home, kind="choice", choices=("Ja", "Nein"), required=True)
    typed = {} if given is None else {f"answer-{key}": given}
    answer = send(member, home, title="Treffen & mehr", **typed)
    assert answer.status_code == 422
    assert said in error_at(answer, f"answer-{key}")
    assert f"Wie viele Personen? {said}" in text(answer)
    assert "Treffen &amp; mehr" in answer.text
    assert "Book now" in text(answer)
    assert bookings(app) == []


def test_visitor_is_not_asked_so_that_no_answer_stands_in_an_address(client: FlaskClient, home: House) -> None:
    ask(home)
    page = client.get("/bookings/new", query_string=WISH | {"space": home.spaces["Platz 1"]})
    assert "Wie viele Personen?" not in page.text


def test_several_dates_are_answered_once(app: Flask, member: FlaskClient, home: House) -> None:
    key = ask(home, kind="number", required=True)
    wish = WISH | {"space": str(home.spaces["Platz 1"]), "unit": "day", "count": "2", "form_key": "k"}
    days = {"go": ["2026-11-25", "2026-11-26"], "shown": ["2026-11-25", "2026-11-26"]}
    refused = member.post("/series", data=wish | days)
    assert refused.status_code == 422
    assert "Please answer this question." in error_at(refused, f"answer-{key}")
    assert member.post("/series", data=wish | days | {f"answer-{key}": "3"}).status_code == 303
    assert len(bookings(app)) == 2


def test_full_week_is_said_on_top_with_the_next_one_a_click_away(member: FlaskClient, home: House) -> None:
    limit(home, "days", 1)
    book(home, "Platz 2", at("2026-11-24", "9:00"), at("2026-11-24", "11:00"))
    answer = send(member, home)
    assert answer.status_code == 422
    said = text(answer)
    assert "1 of 1 day" in said
    assert "From Mon 30 Nov on" in said
    assert any("date=2026-11-30" in link for link in links(answer, "/bookings/new"))


def test_place_for_a_group_says_whom_to_ask(member: FlaskClient, home: House) -> None:
    rule(home, "Platz 1", groups=("clubs",))
    page = member.get("/bookings/new", query_string=WISH | {"space": home.spaces["Platz 1"]})
    assert "This place is only for: Clubs." in text(page)
    assert "Book now" not in text(page)
    assert send(member, home).status_code == 403
    belongs_to(home, "clubs")
    assert send(member, home).status_code == 303


def test_page_of_the_hub_tells_its_limits(member: FlaskClient, home: House) -> None:
    limit(home, "hours", 8, kind="room")
    limit(home, "days", 4, group="clubs")
    rule(home, gap_minutes=120)
    shown = text(member.get(f"/hubs/{home.slug}"))
    for said in ("up to 8 hours (rooms) a week", "Clubs: up to 4 days a week", "2 hours must lie between two"):
        assert said in shown


def test_day_at_two_places_is_booked_one_part_after_the_other(app: Flask, member: FlaskClient, home: House) -> None:
    for name, start, end in (("Platz 1", "11:00", "12:00"), ("Platz 2", "9:00", "10:00"), ("Platz 3", "9:00", "12:00")):
        book(home, name, at("2026-11-25", start), at("2026-11-25", end), "bert@example.org")
    page = member.get("/bookings/new", query_string=WISH | {"to": "12:00", "space": home.spaces["Platz 1"]})
    [link] = [one for one in links(page, "/bookings/new") if "then=" in one]
    first = member.get(link.replace("&amp;", "&"))
    assert "This is the first part." in text(first)
    rest = f"{home.spaces['Platz 2']}@12:00"
    answer = send(member, home, to="11:00", then=rest)
    assert answer.status_code == 303
    assert f"space={home.spaces['Platz 2']}" in answer.location
    second = {"space": str(home.spaces["Platz 2"]), "from": "11:00", "to": "12:00", "form_key": "l"}
    assert member.post("/bookings", data=WISH | second).status_code == 303
    with app.app_context():
        own = db.session.query(Booking).filter_by(title="", origin="member").order_by(Booking.created_at).all()[-2:]
    assert [(one.starts_at, one.ends_at) for one in own] == [
        (at("2026-11-25", "9:00"), at("2026-11-25", "11:00")),
        (at("2026-11-25", "11:00"), at("2026-11-25", "12:00")),
    ]


@pytest.mark.parametrize("then", ["x", "@12:00", "999@12:00", "1@25:99", "1@09:30", "<b>"])
def test_second_part_that_makes_no_sense_is_none(app: Flask, member: FlaskClient, home: House, then: str) -> None:
    answer = send(member, home, then=then)
    assert answer.status_code == 303
    assert answer.location == f"/bookings/{bookings(app)[0].id}"
