"""The page on which one books: what it shows, what it refuses and where, and that refusing writes nothing."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people
from tests.support.booking import book, cancel
from tests.support.house import NOW, House, at, bookings, house
from tests.support.html import chosen, error_at, hidden, links, text
from tests.support.queries import counted

WISH = {"date": "2026-11-25", "from": "09:00", "to": "11:00"}
EN = {"Accept-Language": "en"}


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app)


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def send(client: FlaskClient, home: House, name: str = "Platz 1", **values: str) -> Any:
    wish = {"space": str(home.spaces[name])} if name else {"hub": home.slug, "kind": "desk"}
    return client.post("/bookings", data=WISH | wish | {"form_key": "k"} | values)


def test_visitor_sees_the_wish_and_three_ways_in(client: FlaskClient, home: House) -> None:
    page = client.get("/bookings/new", query_string=WISH | {"hub": home.slug, "kind": "desk"}, headers=EN)
    shown = page.get_data(as_text=True)

    assert page.status_code == 200
    assert "Wed 25 Nov 2026 09:00–11:00" in text(page)
    assert "Book now" in text(page)
    assert '<form class="lr-two" method="post" action="/bookings/first"' in shown
    for way in ("signup", "login"):
        assert f'type="submit" name="go" value="{way}"' in shown


@pytest.mark.parametrize("way", ["signup", "login"])
@pytest.mark.parametrize("name", ["Platz 2", ""])
def test_visitor_takes_along_what_the_form_says_now(client: FlaskClient, home: House, way: str, name: str) -> None:
    typed = WISH | {"date": "2026-11-26", "to": "12:00", "title": "Team & Co", "hub": home.slug, "kind": "desk"}
    typed["space"] = str(home.spaces[name]) if name else ""
    answer = client.get("/bookings/new", query_string=typed | {"go": way})
    come_back = parse_qs(urlsplit(answer.location).query)["next"][0]
    place = {"space": [typed["space"]]} if name else {"hub": [home.slug], "kind": ["desk"]}

    assert (answer.status_code, urlsplit(answer.location).path) == (303, f"/{way}")
    assert urlsplit(come_back).path == "/bookings/new"
    assert parse_qs(urlsplit(come_back).query) == place | {key: [typed[key]] for key in ("date", "from", "to", "title")}


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"from": "19:00", "to": "21:00"}, "to", "The hub is not open the whole time"),
        ({"title": "x" * 121}, "title", "at most 120 characters"),
    ],
)
def test_visitor_hears_of_what_is_wrong_before_signing_up(
    client: FlaskClient, home: House, values: dict[str, str], field: str, message: str
) -> None:
    address = WISH | {"hub": home.slug, "kind": "desk", "go": "signup"} | values
    page = client.get("/bookings/new", query_string=address, headers=EN)

    assert page.status_code == 200
    assert message in error_at(page, field)


def test_member_who_presses_an_old_way_in_sees_the_wish(member: FlaskClient, home: House) -> None:
    page = member.get("/bookings/new", query_string=WISH | {"hub": home.slug, "kind": "desk", "go": "login"})

    assert page.status_code == 200
    assert "Book now" in text(page)


def test_booking_leads_to_its_confirmation(app: Flask, member: FlaskClient, home: House) -> None:
    answer = send(member, home, title="Team day")
    page = member.get(answer.location)

    assert answer.status_code == 303
    assert len(bookings(app)) == 1
    for shown in ("Your place is booked", "Team day", "Wed 25 Nov 2026", "09:00–11:00", "Platz 1", "Musterstraße 1"):
        assert shown in text(page)


def test_any_desk_can_be_booked(app: Flask, member: FlaskClient, home: House) -> None:
    answer = send(member, home, "")

    assert answer.status_code == 303
    assert bookings(app)[0].space_id in home.spaces.values()


def test_form_sent_twice_books_once(app: Flask, member: FlaskClient, home: House) -> None:
    first, second = send(member, home, ""), send(member, home, "")

    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert len(bookings(app)) == 1


def test_form_gone_back_to_books_what_it_says_now(app: Flask, member: FlaskClient, home: House) -> None:
    send(member, home)
    send(member, home, date="2026-11-26")

    assert len(bookings(app)) == 2


def test_form_key_of_another_member_is_not_mine(app: Flask, member: FlaskClient, home: House) -> None:
    send(member, home, "")
    other = app.test_client()
    people.log_in(other, "bert@example.org")
    send(other, home, "")

    assert len({booking.member_id for booking in bookings(app)}) == 2


def test_form_that_was_refused_can_be_sent_again(app: Flask, member: FlaskClient, home: House) -> None:
    taken = book(home, who="bert@example.org")
    refused = send(member, home)
    with app.app_context():
        from core.db import db
        from core.transactions import transaction

        with transaction():
            db.session.delete(db.session.merge(taken))
    answer = send(member, home, form_key=hidden(refused, "form_key"))

    assert (refused.status_code, answer.status_code) == (409, 303)


def test_each_page_brings_a_new_form_key(member: FlaskClient, home: House) -> None:
    address = {"hub": home.slug, "kind": "desk"} | WISH
    keys = {hidden(member.get("/bookings/new", query_string=address), "form_key") for _ in range(3)}

    assert len(keys) == 3


@pytest.mark.parametrize("end", ["09:00", "08:00", "00:30"])
def test_time_that_ends_before_it_begins_has_no_price(member: FlaskClient, home: House, end: str) -> None:
    page = member.get("/bookings/new", query_string={"hub": home.slug, "kind": "desk"} | WISH | {"to": end})
    choice = page.text.partition('data-part="summary"')[2].partition("</aside>")[0]
    assert "This cannot be booked." in choice
    assert "Price" not in choice
    assert "lr-slot__when" not in choice


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"date": ""}, "date", "Please choose a day"),
        ({"date": "31.2.2026"}, "date", "Please choose a day"),
        ({"date": "0001-01-01"}, "date", "Please choose a day"),
        ({"date": "9999-12-31"}, "date", "Please choose a day"),
        ({"from": ""}, "from", "Please choose a time"),
        ({"from": "nine"}, "from", "Please choose a time"),
        ({"from": "25:99"}, "from", "Please choose a time"),
        ({"to": "99:00"}, "to", "Please choose a time"),
        ({"from": "09:10"}, "from", "in steps of 30 min"),
        ({"to": "08:00"}, "to", "The end must be after the start"),
        ({"to": "09:00"}, "to", "The end must be after the start"),
        ({"to": "09:30"}, "to", "A booking here must last at least 1 h"),
        ({"from": "07:00", "to": "20:00"}, "to", "A booking here can last 10 h"),
        ({"date": "2026-11-23"}, "from", "already passed"),
        ({"date": "2027-03-01"}, "date", "You can book up to 60 days ahead"),
        ({"from": "19:00", "to": "21:00"}, "to", "The hub is not open the whole time"),
        ({"date": "2026-11-28"}, "date", "The hub is closed on this day"),
        ({"title": "x" * 121}, "title", "at most 120 characters"),
        ({"title": "x" * 200_000}, "title", "at most 120 characters"),
    ],
)
def test_wrong_value_is_named_at_its_field_and_nothing_is_written(
    app: Flask, member: FlaskClient, home: House, values: dict[str, str], field: str, message: str
) -> None:
    before = people.rows(app)
    page = send(member, home, **values)

    assert page.status_code == 422
    assert message in error_at(page, field)
    assert people.rows(app) == before
    typed = WISH | {"title": ""} | values
    assert hidden(page, "date") == typed["date"]
    assert hidden(page, "title") == typed["title"]
    assert (chosen(page, "from"), chosen(page, "to")) == (typed["from"], typed["to"])


@pytest.mark.parametrize(
    ("date", "start", "end", "field", "message"),
    [
        ("2027-03-28", "02:30", "05:00", "from", "this time does not exist"),
        ("2027-03-28", "01:00", "02:30", "to", "this time does not exist"),
        ("2027-10-31", "02:30", "05:00", "from", "so this time happens twice"),
        ("2027-10-31", "01:00", "02:00", "to", "so this time happens twice"),
    ],
)
def test_hour_of_the_clock_change_is_explained_at_its_field(
    app: Flask, member: FlaskClient, tuesday: Any, date: str, start: str, end: str, field: str, message: str
) -> None:
    night = house(app, "nacht", hours="24/7", rules={"horizon_days": 400})
    page = send(member, night, date=date, **{"from": start, "to": end})

    assert page.status_code == 422
    assert message in error_at(page, field)
    assert bookings(app) == []


@pytest.mark.parametrize(
    ("date", "start", "end", "instead"),
    [
        ("2027-03-28", "02:30", "05:00", ("03:30", "06:00")),
        ("2027-03-28", "01:00", "02:30", ("01:00", "03:30")),
        ("2027-10-31", "02:30", "05:00", ("03:00", "05:30")),
        ("2027-10-31", "01:00", "02:00", ("03:00", "04:00")),
    ],
)
def test_hour_of_the_clock_change_offers_the_next_stretch_and_no_button(
    app: Flask, member: FlaskClient, tuesday: Any, date: str, start: str, end: str, instead: tuple[str, str]
) -> None:
    night = house(app, "nacht", hours="24/7", rules={"horizon_days": 400})
    address = {"space": night.spaces["Platz 1"], "date": date, "from": start, "to": end}
    page = member.get("/bookings/new", query_string=address)
    offer = {name: values[0] for name, values in parse_qs(urlsplit(links(page, "/bookings/new?")[-1]).query).items()}

    assert "Book now" not in text(page)
    assert "This cannot be booked" in text(page)
    assert (offer["date"], offer["from"], offer["to"]) == (date, *instead)
    assert "Book now" in text(member.get("/bookings/new", query_string=offer))


@pytest.mark.parametrize(
    "values",
    [
        {"date": "2026-11-28"},
        {"date": "2026-11-23"},
        {"from": "19:00", "to": "21:00"},
        {"to": "08:00"},
        {"from": "nine"},
    ],
)
def test_what_cannot_be_had_has_no_button_that_promises_it(
    client: FlaskClient, member: FlaskClient, app: Flask, home: House, values: dict[str, str]
) -> None:
    address = WISH | {"hub": home.slug, "kind": "desk"} | values
    for browser in (member, app.test_client()):
        page = browser.get("/bookings/new", query_string=address, headers=EN)
        assert "This cannot be booked" in text(page)
        assert "Book now" not in text(page)
        assert 'name="go"' not in page.get_data(as_text=True)
        assert 'name="check"' in page.get_data(as_text=True)


def test_title_that_is_too_long_leaves_the_button(member: FlaskClient, home: House) -> None:
    assert "Book now" in text(send(member, home, title="x" * 121))


def test_title_beyond_every_measure_is_refused(app: Flask, member: FlaskClient, home: House) -> None:
    answer = send(member, home, title="x" * 1_000_000)

    assert answer.status_code == 413
    assert bookings(app) == []


def test_night_over_midnight_can_be_booked(app: Flask, member: FlaskClient) -> None:
    night = house(app, "nacht", hours="24/7")
    answer = send(member, night, **{"from": "22:00", "to": "26:00"})

    assert answer.status_code == 303
    assert (bookings(app)[0].starts_at, bookings(app)[0].ends_at) == (
        at("2026-11-25", "22:00"),
        at("2026-11-26", "2:00"),
    )
    assert "22:00" in text(member.get(answer.location))


@pytest.mark.parametrize("end", ["24:00", "00:00"])
def test_end_at_midnight_can_be_written_both_ways(app: Flask, member: FlaskClient, end: str) -> None:
    night = house(app, "nacht", hours="24/7")
    send(member, night, **{"from": "22:00", "to": end})

    assert bookings(app)[0].ends_at == at("2026-11-26", "0:00")


def test_taken_time_offers_another_place_and_the_next_stretch(app: Flask, member: FlaskClient, home: House) -> None:
    book(home, who="bert@example.org")
    page = send(member, home)
    offers = [parse_qs(urlsplit(address).query) for address in links(page, "/bookings/new?")]

    assert page.status_code == 409
    assert "This time is already taken" in text(page)
    assert {"space": [str(home.spaces["Platz 2"])]}.items() <= offers[0].items()
    assert any(offer["space"] == [str(home.spaces["Platz 1"])] and offer["from"] == ["11:00"] for offer in offers)
    for offer in offers:
        assert member.get("/bookings/new", query_string={k: v[0] for k, v in offer.items()}).status_code == 200
    assert len(bookings(app)) == 1


def test_look_at_a_taken_time_offers_too(member: FlaskClient, home: House) -> None:
    book(home, who="bert@example.org")
    page = member.get("/bookings/new", query_string=WISH | {"space": home.spaces["Platz 1"]})

    assert page.status_code == 200
    assert "This time is already taken" in text(page)
    assert links(page, f"/bookings/new?space={home.spaces['Platz 2']}")


def test_next_stretch_leaves_room_for_the_turnaround(app: Flask, member: FlaskClient) -> None:
    home = house(app, "puffer", spaces=("Platz 1",), turnaround=30)
    book(home, who="bert@example.org")
    book(home, start=at("2026-11-25", "14:00"), end=at("2026-11-25", "19:00"), who="bert@example.org")
    page = send(member, home, **{"from": "10:00", "to": "12:30"})
    offer = parse_qs(urlsplit(links(page, "/bookings/new?")[0]).query)

    assert (offer["date"], offer["from"]) == (["2026-11-26"], ["07:00"])
    answer = send(member, home, **{name: offer[name][0] for name in ("date", "from", "to")}, form_key="other")
    assert answer.status_code == 303


def test_full_hub_offers_those_that_are_near(app: Flask, member: FlaskClient) -> None:
    full = house(app, "voll", spaces=("Platz 1",))
    house(app, "fern", lat=52.2)
    house(app, "nah", lat=52.12)
    house(app, "zu", lat=52.1186, hours="Sa 09:00-12:00")
    book(full, start=at("2026-11-25", "10:00"), end=at("2026-11-25", "20:00"), who="bert@example.org")
    book(full, start=at("2026-11-25", "7:00"), end=at("2026-11-25", "10:00"), who="bert@example.org")
    page = send(member, full)
    hubs = [parse_qs(urlsplit(address).query).get("hub", [""])[0] for address in links(page, "/bookings/new?")]

    assert [hub for hub in hubs if hub] == ["coppenbruegge", "nah"]


def test_limit_is_said_on_top_without_offers(app: Flask, member: FlaskClient) -> None:
    home = house(app, "knapp", rules={"max_active": 1})
    send(member, home)
    page = send(member, home, "Platz 2")

    assert page.status_code == 422
    assert "You already have 1 upcoming booking here" in text(page)
    assert links(page, "/bookings/new?") == []
    assert len(bookings(app)) == 1


@pytest.mark.parametrize("hub", ["coppenbruegge", "anderswo"])
def test_own_booking_at_the_same_time_is_mentioned_and_forbids_nothing(
    app: Flask, member: FlaskClient, home: House, hub: str
) -> None:
    own = book(home, "Platz 2", at("2026-11-25", "10:00"), at("2026-11-25", "12:00"))
    wanted = home if hub == home.slug else house(app, hub)
    page = member.get("/bookings/new", query_string=WISH | {"space": wanted.spaces["Platz 1"]})

    assert "You already have a booking at this time: Coppenbruegge, 10:00–12:00" in text(page)
    assert links(page, f"/bookings/{own.id}")
    assert "Book now" in text(page)
    assert send(member, wanted).status_code == 303


def test_bookings_at_other_times_of_others_or_cancelled_are_not_mentioned(
    app: Flask, member: FlaskClient, home: House
) -> None:
    book(home, start=at("2026-11-25", "8:00"), end=at("2026-11-25", "9:00"))
    book(home, start=at("2026-11-25", "11:00"), end=at("2026-11-25", "12:00"))
    book(home, "Platz 2", who="bert@example.org")
    cancel(home, book(home, "Platz 3"))
    address = WISH | {"space": home.spaces["Platz 1"]}

    for browser in (member, app.test_client()):
        shown = browser.get("/bookings/new", query_string=address, headers=EN)
        assert "You already have a booking" not in text(shown)


def test_paid_place_is_ordered_by_a_button_that_says_so(app: Flask, member: FlaskClient) -> None:
    home = house(app, "teuer", prices={"desk": 350})
    page = member.get("/bookings/new", query_string=WISH | {"space": home.spaces["Platz 1"]})

    assert "€7.00" in text(page)
    assert "Book with obligation to pay" in text(page)
    assert "Book now" not in text(page)
    assert send(member, home, price=hidden(page, "price")).status_code == 303


def test_price_that_was_not_shown_is_shown_before_it_counts(app: Flask, member: FlaskClient) -> None:
    home = house(app, "teuer", prices={"desk": 350})
    page = send(member, home, price="350")

    assert page.status_code == 409
    assert "Your changes affect the price" in text(page)
    assert bookings(app) == []
    assert send(member, home, price=hidden(page, "price")).status_code == 303


def test_update_button_shows_the_changed_wish_and_books_nothing(app: Flask, member: FlaskClient, home: House) -> None:
    page = send(member, home, check="1", date="2026-11-26", title="Team")

    assert page.status_code == 200
    assert "Thu 26 Nov 2026 09:00–11:00" in text(page)
    assert hidden(page, "title") == "Team"
    assert bookings(app) == []


def test_update_button_keeps_a_title_that_is_too_long_to_be_mended(member: FlaskClient, home: House) -> None:
    page = send(member, home, check="1", title="x" * 130)

    assert hidden(page, "title") == "x" * 130
    assert "at most 120 characters" in error_at(page, "title")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"space": "999999"},
        {"space": "99999999999999999999"},
        {"space": "one"},
        {"space": "1\x00"},
        {"hub": "unknown", "kind": "desk"},
        {"hub": "coppenbruegge", "kind": "throne"},
        {"hub": "coppenbruegge", "kind": "room"},
        {"hub": "a\x00b", "kind": "desk"},
    ],
)
def test_unknown_thing_is_not_found(member: FlaskClient, home: House, query: dict[str, str]) -> None:
    assert member.get("/bookings/new", query_string=query).status_code == 404
    assert member.post("/bookings", data=query | WISH).status_code == 404


def test_hub_that_does_not_take_bookings_is_not_found(member: FlaskClient, app: Flask) -> None:
    home = house(app, "geplant", is_open_to_book=False)

    assert member.get("/bookings/new", query_string={"hub": "geplant", "kind": "desk"}).status_code == 404
    assert send(member, home).status_code == 404


@pytest.mark.parametrize(
    ("title", "stored"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Zeile\r\nBcc: x@example.org", "Zeile Bcc: x@example.org"),
        ("Null\x00byte\x07", "Null byte"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
    ],
)
def test_hostile_title_does_nothing(app: Flask, member: FlaskClient, home: House, title: str, stored: str) -> None:
    answer = send(member, home, title=title)
    pages = [member.get(answer.location), member.get("/bookings"), member.get(answer.location + "/cancellation")]

    assert bookings(app)[0].title == stored
    assert all("<script>alert" not in page.get_data(as_text=True) for page in pages)
    assert stored in text(pages[0]) or "script" in stored
    mail = people.mails(app)[-1]
    assert "Bcc" not in mail
    assert "<script>" not in str(mail.get_body(("html",)))


def test_ended_session_comes_back_to_the_same_wish(app: Flask, client: FlaskClient, home: House) -> None:
    answer = send(client, home, title="Team & Co")
    come_back = parse_qs(urlsplit(answer.location).query)["next"][0]

    assert answer.status_code == 302
    assert urlsplit(answer.location).path == "/login"
    assert parse_qs(urlsplit(come_back).query) == {
        "space": [str(home.spaces["Platz 1"])],
        "date": ["2026-11-25"],
        "from": ["09:00"],
        "to": ["11:00"],
        "title": ["Team & Co"],
    }
    assert bookings(app) == []
    assert people.log_in(client, next=come_back).location.endswith(come_back)


def test_ended_session_without_its_token_is_asked_to_log_in(csrf: None, client: FlaskClient, home: House) -> None:
    answer = send(client, home)

    assert answer.status_code == 302
    assert urlsplit(answer.location).path == "/login"


def test_form_without_token_is_refused(app: Flask, member: FlaskClient, home: House) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    assert send(member, home).status_code == 400
    assert bookings(app) == []


@pytest.mark.parametrize(("given", "expected"), [
    ({}, ("2026-11-24", "07:30", "11:30")),
    ({"date": "2026-11-27"}, ("2026-11-27", "07:00", "11:00")),
    ({"from": "09:00", "to": "10:00"}, ("2026-11-24", "09:00", "10:00")),
    ({"from": "06:00", "to": "10:00"}, ("2026-11-24", "06:00", "10:00")),
    ({"date": "2026-11-28"}, ("2026-11-28", "09:00", "12:00")),
])  # fmt: skip
def test_what_the_link_leaves_open_is_filled(
    member: FlaskClient, home: House, tuesday: Any, given: dict[str, str], expected: tuple[str, str, str]
) -> None:
    tuesday.move_to(NOW + timedelta(minutes=5))
    page = member.get("/bookings/new", query_string={"space": home.spaces["Platz 1"]} | given)

    assert (hidden(page, "date"), chosen(page, "from"), chosen(page, "to")) == expected


def test_booking_again_finds_the_next_day_that_suits(member: FlaskClient, home: House) -> None:
    for day in ("2026-11-24", "2026-11-25"):
        book(home, start=at(day, "9:00"), end=at(day, "10:00"), who="bert@example.org")
    page = member.get("/bookings/new", query_string={"space": home.spaces["Platz 1"], "from": "09:00", "to": "10:00"})

    assert hidden(page, "date") == "2026-11-26"


def test_closed_day_still_has_times_to_choose(member: FlaskClient, home: House) -> None:
    page = member.get("/bookings/new", query_string={"space": home.spaces["Platz 1"], "date": "2026-11-28"})

    assert "The hub is closed on this day" in text(page)
    assert '<option value="19:00">' in page.get_data(as_text=True)


@pytest.mark.parametrize("count", [2, 60])
def test_page_asks_the_database_a_fixed_number_of_times(app: Flask, member: FlaskClient, count: int) -> None:
    home = house(app, f"gross-{count}", spaces=tuple(f"Platz {n}" for n in range(count)))
    for _ in range(4):
        house(app, f"hub-{_}-{count}")
    address = WISH | {"hub": home.slug, "kind": "desk"}
    member.get("/bookings/new", query_string=address)
    with counted(app) as free:
        member.get("/bookings/new", query_string=address)
    with home.here("bert@example.org"):
        pass
    for name in home.spaces:
        book(
            home, name, at("2026-11-25", "10:00"), at("2026-11-25", "20:00"), who="bert@example.org"
        ) if count < 20 else None
    with counted(app) as full:
        member.get("/bookings/new", query_string=address)

    assert len(free) <= 5, free
    assert len(full) <= 12, full
