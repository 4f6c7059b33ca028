"""Of several things that are wrong with a wish the one is said that helps most: on pages, by API and at the door."""

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings import errors
from bookings.time_rules import check_times
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs.models import BookingRules, Closure, Hub, Space
from hubs.rules import Rules
from members.models import MemberRole
from tests.support import people, places
from tests.support.api import ApiClient
from tests.support.booking import book
from tests.support.house import ZONE, House, at, bookings, house
from tests.support.html import error_at, text

DAY, SATURDAY, CHRISTMAS = "2026-11-25", "2026-11-28", "2026-12-25"
ORDER = {
    "order": errors.EndBeforeStart,
    "past": errors.InThePast,
    "far": errors.TooFarAhead,
    "closed": errors.OutsideOpeningHours,
    "lunch": errors.OutsideOpeningHours,
    "notice": errors.TooEarly,
    "long": errors.TooLong,
    "short": errors.TooShort,
    "grid": errors.NotOnGrid,
}
"""What can be wrong, in the order in which it is said."""
SETS = [
    {name for name, is_wrong in zip(ORDER, wrong, strict=True) if is_wrong}
    for wrong in product((False, True), repeat=len(ORDER))
]


def wish(wrong: set[str]) -> tuple[Rules, list[Interval], datetime, datetime, datetime]:
    """A wish in which just these things are wrong."""
    start = at(DAY, "9:10" if "grid" in wrong else "9:00")
    end = start - timedelta(hours=1) if "order" in wrong else start + timedelta(hours=2)
    rules = Rules(
        min_minutes=150 if "short" in wrong else 30,
        max_minutes=60 if "long" in wrong else 600,
        notice_minutes=10_000 if "notice" in wrong else 0,
        horizon_days=0 if "far" in wrong else 60,
    )
    opened = [Interval(at(DAY, "8:00"), at(DAY, "20:00"))]
    if "lunch" in wrong:
        opened = [Interval(at(DAY, "8:00"), at(DAY, "10:00")), Interval(at(DAY, "11:00"), at(DAY, "20:00"))]
    now = start + timedelta(minutes=1) if "past" in wrong else start - timedelta(days=1)
    return rules, [] if "closed" in wrong else opened, now, start, end


@pytest.mark.parametrize(
    "wrong", [w for w in SETS if not {"long", "short"} <= w], ids=lambda w: "+".join(filter(w.__contains__, ORDER))
)
def test_first_reason_is_the_one_that_helps_most(wrong: set[str]) -> None:
    expected = next((error for name, error in ORDER.items() if name in wrong), None)
    rules, opened, now, start, end = wish(wrong)
    if expected is None:
        check_times(rules, ZONE, opened, now, start, end)
        return
    with pytest.raises(expected):
        check_times(rules, ZONE, opened, now, start, end)


def test_what_is_longer_than_a_day_is_too_long_unless_its_first_day_is_closed() -> None:
    start = at(DAY, "9:00")
    opened = [Interval(at(DAY, "8:00"), at(DAY, "18:00"))]
    with pytest.raises(errors.TooLong):
        check_times(Rules(), ZONE, opened, start, start, start + timedelta(days=365_000))
    with pytest.raises(errors.OutsideOpeningHours):
        check_times(Rules(), ZONE, [], start, start, start + timedelta(days=3))


def test_changed_end_of_what_runs_is_looked_at_in_the_same_order() -> None:
    start, now = at(DAY, "9:07"), at(DAY, "10:00")
    opened = [Interval(at(DAY, "8:00"), at(DAY, "12:00"))]

    def change(end: str) -> None:
        check_times(Rules(max_minutes=120), ZONE, opened, now, start, at(DAY, end), keeps_start=True)

    change("11:00")
    with pytest.raises(errors.OutsideOpeningHours):
        change("12:30")
    with pytest.raises(errors.TooLong):
        change("12:00")
    with pytest.raises(errors.NotOnGrid):
        change("10:40")
    with pytest.raises(errors.InThePast):
        change("9:30")


def test_reason_tells_the_hours_of_the_day_or_that_it_is_closed(app: Flask) -> None:
    opened = [Interval(at(DAY, "9:00"), at(DAY, "12:00")), Interval(at(DAY, "14:00"), at(DAY, "18:00"))]
    day = date.fromisoformat(DAY)
    with app.test_request_context(headers={"Accept-Language": "de"}):
        said = str(errors.OutsideOpeningHours(open=opened, zone=ZONE, day=day).message())
        assert "An diesem Tag ist offen: 9–12\xa0Uhr und 14–18\xa0Uhr." in said
        closed = errors.OutsideOpeningHours(open=[], zone=ZONE, day=day, why="Dorffest")
        assert "an diesem Tag geschlossen (Dorffest)" in str(closed.message())
        assert closed.is_closed_day


FOUR_HOURS = {"max_minutes": 240, "horizon_days": 60}


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    """Open with a lunch break and at most four hours at once; closed for a feast on Thursday."""
    made = house(app, hours="Mo-Fr 08:00-12:00,13:00-18:00; PH off", rules=FOUR_HOURS | {"over_lunch": False})
    with app.app_context(), transaction():
        hub = db.session.query(Hub).one()
        times = {"starts_at": at("2026-11-26", "0:00"), "ends_at": at("2026-11-27", "0:00")}
        db.session.add(Closure(hub_id=hub.id, reason="Dorffest", **times))
        db.session.add(MemberRole(member_id=bert, role="host", hub_slug=hub.slug))
        hub.setup_stamp = uuid4().hex
    return made


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


CASES = [
    (SATURDAY, "9:00", "17:00", "date", "The hub is closed on this day."),
    (CHRISTMAS, "9:00", "17:00", "date", "The hub is closed on this day ("),
    ("2026-11-26", "9:00", "17:00", "date", "The hub is closed on this day (Dorffest)."),
    (DAY, "9:00", "18:30", "to", "open 08:00–12:00 and 13:00–18:00"),
    (DAY, "12:00", "12:30", "from", "not open the whole time"),
    (DAY, "11:10", "12:40", "to", "open 08:00–12:00 and 13:00–18:00"),
    (DAY, "13:00", "18:00", "to", "A booking here can last 4 hours"),
    (DAY, "9:00", "9:30", "to", "A booking here must last at least 1 hour"),
    ("2027-06-05", "9:00", "17:00", "date", "up to 60 days ahead"),
    ("2026-11-22", "9:00", "17:00", "from", "already passed"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("day", "start", "end", "field", "said"), CASES)
def test_page_of_booking_says_it_at_its_field(
    home: House, member: FlaskClient, day: str, start: str, end: str, field: str, said: str
) -> None:
    wanted = {"space": home.spaces["Platz 1"], "date": day, "from": start, "to": end}
    for page in (member.get("/bookings/new", query_string=wanted), member.post("/bookings", data=wanted)):
        assert said in error_at(page, field)
    assert bookings(home.app) == []


@pytest.mark.one_database
@pytest.mark.parametrize(("day", "start", "end", "field", "said"), CASES)
def test_page_of_moving_says_the_same(
    home: House, member: FlaskClient, day: str, start: str, end: str, field: str, said: str
) -> None:
    booking = book(home)
    wanted = {"space": home.spaces["Platz 1"], "date": day, "from": start, "to": end}
    for page in (
        member.get(f"/bookings/{booking.id}/edit", query_string=wanted),
        member.post(f"/bookings/{booking.id}/edit", data=wanted),
    ):
        assert said in error_at(page, field)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("day", "start", "end", "code"),
    [
        (SATURDAY, "9:00", "17:00", "outside-opening-hours"),
        (DAY, "9:00", "12:30", "outside-opening-hours"),
        (DAY, "9:00", "17:00", "outside-opening-hours"),
        (DAY, "13:00", "18:00", "too-long"),
        (DAY, "9:00", "9:30", "too-short"),
        (DAY, "9:10", "11:00", "not-on-grid"),
        ("2027-06-05", "9:00", "17:00", "too-far-ahead"),
        ("2026-11-22", "9:00", "17:00", "in-the-past"),
    ],
)
def test_api_says_it_by_its_code(app: Flask, home: House, day: str, start: str, end: str, code: str) -> None:
    with app.app_context():
        token = places.a_token(people.member(app))
        db.session.commit()
    wanted = {"starts_at": at(day, start).isoformat(), "ends_at": at(day, end).isoformat()}
    for what in ({"space": str(home.spaces["Platz 1"])}, {"hub": home.slug, "kind": "desk"}):
        answer = ApiClient(app, token).post("/bookings", what | wanted)
        assert (answer.status_code, answer.json["type"].rsplit("/", 1)[-1]) == (422, code)
        if end == "12:30":
            assert answer.json["field"] == "ends_at"


@pytest.mark.one_database
@pytest.mark.parametrize(("day", "start", "end", "field", "said"), [*CASES[:3], CASES[5]])
def test_hosts_hear_it_too(
    home: House, client: FlaskClient, day: str, start: str, end: str, field: str, said: str
) -> None:
    """Only going over lunch is no fault for them: that is a rule, and rules bind members."""
    people.log_in(client, "bert@example.org")
    client.set_cookie("lang", "en")
    data = {"space": "kind:desk", "date": day, "from": start, "to": end, "guest_name": "Emil"}
    page = client.post(f"/host/{home.slug}/bookings", data=data)
    assert page.status_code == 422
    assert said in error_at(page, field)


@pytest.mark.one_database
def test_limit_is_said_before_that_a_place_is_taken(home: House, member: FlaskClient, app: Flask) -> None:
    booked = book(home)
    with app.app_context(), transaction():
        db.session.query(BookingRules).update({"max_active": 1})
        db.session.query(Hub).update({"setup_stamp": uuid4().hex})
    wanted = {"space": home.spaces["Platz 1"], "date": DAY, "from": "9:00", "to": "11:00"}
    assert booked.starts_at == at(DAY, "9:00")
    for page in (member.get("/bookings/new", query_string=wanted), member.post("/bookings", data=wanted)):
        assert "You already have 1 upcoming booking here" in text(page)
        assert "already taken" not in text(page)


@pytest.mark.one_database
def test_any_place_is_refused_only_when_none_allows_the_time(home: House, member: FlaskClient, app: Flask) -> None:
    with app.app_context(), transaction():
        hub = db.session.query(Hub).one()
        db.session.add(BookingRules(hub_id=hub.id, space_id=home.spaces["Platz 1"], max_minutes=60))
    wanted: dict[str, Any] = {"hub": home.slug, "kind": "desk", "date": DAY, "from": "9:00", "to": "12:00"}
    assert "This cannot be booked" not in text(member.get("/bookings/new", query_string=wanted))
    assert member.post("/bookings", data=wanted).status_code == 303


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("clock", "end", "status", "said"),
    [
        ("12:30", "13:30", 422, "not open the whole time"),
        ("11:40", "12:30", 422, "not open the whole time"),
        ("13:00", "17:30", 422, "A booking here can last 4 hours"),
        ("13:00", "14:10", 422, "in steps of 30 minutes"),
    ],
)
def test_label_says_what_is_wrong_and_not_that_it_is_taken(
    home: House, member: FlaskClient, tuesday: Any, clock: str, end: str, status: int, said: str
) -> None:
    tuesday.move_to(at(DAY, clock))
    with home.app.app_context():
        code = db.session.get_one(Space, home.spaces["Platz 1"]).qr_code
    page = member.post(f"/q/{code}/booking", data={"end": at(DAY, end).isoformat()})
    assert (page.status_code, said in text(page), "already taken" in text(page)) == (status, True, False)
