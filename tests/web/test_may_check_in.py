"""Whether somebody can be checked in now: one rule, and all pages with a button for it ask it."""

import re
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from bookings.models import Booking
from bookings.rules import check_in_window, may_check_in
from bookings.today.rules import check_in_by_host
from core.db import db
from core.errors import DomainError, is_allowed
from core.transactions import transaction
from hubs.models import BookingRules, Space
from hubs.rules import Rules
from members.models import MemberRole
from tests.support import people
from tests.support.booking import book
from tests.support.house import ZONE, House, at, bookings, house

DAY, NEXT, AFTER = "2026-11-24", "2026-11-25", "2026-11-26"
LEAD = 30
HOST = "/host/coppenbruegge"


@pytest.mark.parametrize(
    ("now", "status", "member", "hosts"),
    [
        ((DAY, "23:14"), "confirmed", False, True),
        ((DAY, "23:15"), "confirmed", True, True),
        ((NEXT, "0:10"), "confirmed", True, True),
        ((NEXT, "1:59"), "confirmed", True, True),
        ((NEXT, "2:00"), "confirmed", False, False),
        (("2026-11-23", "23:59"), "confirmed", False, False),
        ((DAY, "0:00"), "confirmed", False, True),
        ((NEXT, "0:10"), "checked_in", False, False),
        ((NEXT, "0:10"), "requested", False, False),
        ((NEXT, "0:10"), "cancelled", False, False),
    ],
)
def test_check_in_is_open_until_the_end_also_after_midnight(
    now: tuple[str, str], status: str, member: bool, hosts: bool
) -> None:
    times = (at(DAY, "23:30"), at(NEXT, "2:00"), at(*now))
    assert may_check_in(Rules(), status, *times) is member
    assert _hosts_may(Rules(), status, *times) is hosts


@pytest.mark.parametrize("clock", ["23:29", "23:30", "23:59"])
def test_hosts_can_check_in_as_soon_as_the_person_can(clock: str) -> None:
    """The lead of a booking at midnight reaches into the day before."""
    times = (at(NEXT, "0:00"), at(NEXT, "2:00"), at(DAY, clock))
    rules = Rules(check_in_lead_minutes=LEAD)
    assert may_check_in(rules, "confirmed", *times) is (clock != "23:29")
    assert _hosts_may(rules, "confirmed", *times) is (clock != "23:29")


def test_rule_agrees_with_what_the_action_refuses() -> None:
    rules, times = Rules(check_in_lead_minutes=LEAD), (at(DAY, "23:30"), at(NEXT, "2:00"))
    for day, clock in [(DAY, f"{hour}:{minute:02d}") for hour in range(24) for minute in (0, 29, 59)] + [
        (NEXT, "0:00"), (NEXT, "1:59"), (NEXT, "2:00"), (AFTER, "0:00"),
    ]:  # fmt: skip
        try:
            check_in_window(rules, *times, at(day, clock))
            goes = True
        except DomainError:
            goes = False
        assert may_check_in(rules, "confirmed", *times, at(day, clock)) is goes


NIGHT = ((DAY, "23:30"), (NEXT, "2:00"))
MIDNIGHT = ((NEXT, "0:00"), (NEXT, "2:00"))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("span", "now", "member", "hosts"),
    [
        (NIGHT, (DAY, "21:00"), False, True),
        (NIGHT, (DAY, "23:05"), True, True),
        (NIGHT, (NEXT, "0:05"), True, True),
        (NIGHT, (NEXT, "0:40"), True, True),
        (NIGHT, (NEXT, "1:59"), True, True),
        (NIGHT, (NEXT, "2:00"), False, False),
        (NIGHT, (NEXT, "9:00"), False, False),
        (MIDNIGHT, (DAY, "23:00"), False, False),
        (MIDNIGHT, (DAY, "23:40"), True, True),
        (MIDNIGHT, (NEXT, "0:40"), True, True),
    ],
)
def test_all_pages_show_the_button_when_it_goes(
    app: Flask,
    client: FlaskClient,
    span: tuple[tuple[str, str], tuple[str, str]],
    now: tuple[str, str],
    member: bool,
    hosts: bool,
) -> None:
    with time_machine.travel(at(DAY, "7:00"), tick=False) as clock:
        home, booking = _night_house(app, span)
        clock.move_to(at(*now))
        people.log_in(client)
        code = _code(home)
        seen = [_has_button(client, f"/bookings/{booking.id}"), _has_button(client, f"/q/{code}")]
        assert seen == [member, member]

        host = app.test_client()
        people.log_in(host, "bert@example.org")
        days_listed = [day for day in (DAY, NEXT) if f"/bookings/{booking.id}" in _page(host, day)]
        assert days_listed
        lists = {_has_check_in(host, f"{HOST}/today?date={day}", booking) for day in days_listed}
        assert lists == {hosts}
        assert _has_check_in(host, f"{HOST}/bookings/{booking.id}", booking) is hosts

        answer = host.post(f"{HOST}/bookings/{booking.id}/check-in", data={"from": "list"})
        assert (answer.status_code, bookings(app)[0].status == "checked_in") == (303, hosts)


@pytest.mark.one_database
def test_desk_in_a_booked_room_goes_by_the_rules_of_the_room(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(at(DAY, "7:00"), tick=False) as clock:
        people.add(app)
        home = house(app, room_of=("Platz 1",), rules={"check_in_lead_minutes": 0})
        with app.app_context(), transaction():
            space_id = home.spaces["Besprechung"]
            hub_id = db.session.get_one(Space, space_id).hub_id
            db.session.add(BookingRules(hub_id=hub_id, space_id=space_id, check_in_lead_minutes=60))
        book(home, "Besprechung", at(DAY, "10:00"), at(DAY, "12:00"))
        clock.move_to(at(DAY, "9:10"))
        people.log_in(client)
        page = f"/q/{_code(home)}"
        assert _has_button(client, page)
        client.post(f"{page}/check-in")
        assert bookings(app)[0].status == "checked_in"


def _hosts_may(rules: Rules, status: str, start: datetime, end: datetime, now: datetime) -> bool:
    return is_allowed(check_in_by_host, rules, status, start, end, ZONE, now)


def _night_house(app: Flask, span: tuple[tuple[str, str], tuple[str, str]]) -> tuple[House, Booking]:
    people.add(app)
    people.add(app, "bert@example.org", "Bert Beispiel")
    home = house(app, hours="24/7", rules={"check_in_lead_minutes": LEAD})
    with app.app_context(), transaction():
        bert = people.member(app, "bert@example.org")
        db.session.add(MemberRole(member_id=bert.id, role="host", hub_slug=home.slug))
    return home, book(home, start=at(*span[0]), end=at(*span[1]))


def _code(home: House) -> str:
    with home.app.app_context():
        return str(db.session.get_one(Space, home.spaces["Platz 1"]).qr_code)


def _page(client: FlaskClient, day: str) -> str:
    return client.get(f"{HOST}/today?date={day}").text


def _has_button(client: FlaskClient, path: str) -> bool:
    return bool(re.search(r'<form[^>]*action="[^"]*/check-in"', client.get(path).text))


def _has_check_in(client: FlaskClient, path: str, booking: Booking) -> bool:
    return f'action="{HOST}/bookings/{booking.id}/check-in"' in client.get(path).text
