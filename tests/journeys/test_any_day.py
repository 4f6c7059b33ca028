"""What people come for works on whichever day and at whichever hour it is: in the demo district, and in a hub that is
always open."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core import wrong_tokens
from core.clock import day_bounds, now, today
from core.db import db
from core.transactions import transaction
from hubs.models import Space
from hubs.queries import all_hubs
from hubs.setup import open_intervals, setup_of
from members.models import MemberRole
from tests.support import people, places, sitemap
from tests.support.api import ApiClient
from tests.support.house import House, bookings, house

pytestmark = [pytest.mark.today, pytest.mark.one_database]
BERLIN = "Europe/Berlin"
DAYS = 8


@pytest.fixture
def home(app: Flask) -> House:
    """Open around the clock, with a host who is a member too."""
    made = house(app, hours="24/7", prices={"desk": 350}, turnaround=15)
    member = people.add(app, locale="en")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=member, role="host", hub_slug=made.slug))
    return made


@pytest.fixture
def anna(app: Flask, home: House) -> FlaskClient:
    client = app.test_client()
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def coming_days(count: int = DAYS) -> list[date]:
    return [today(BERLIN) + timedelta(days=n) for n in range(count)]


def test_day_plan_is_open_when_the_hub_is(demo_app: Flask) -> None:
    client = demo_app.test_client()
    with demo_app.app_context():
        hubs = {hub.slug: (hub, setup_of(hub)) for hub in all_hubs()}
        is_open = {
            (slug, day): bool(open_intervals(hub, setup, *day_bounds(day, BERLIN)))
            for slug, (hub, setup) in hubs.items()
            for day in coming_days(14)
        }
    for (slug, day), opens in is_open.items():
        text = client.get(f"/hubs/{slug}/days/{day}?lang=de").text
        assert ("<tbody" in text) == opens, (slug, day)


def test_what_the_search_offers_can_be_booked(demo_app: Flask) -> None:
    client = demo_app.test_client()
    sitemap.log_in(client)
    booked = 0
    for day in coming_days():
        page = client.get(f"/?near=Coppenbr%C3%BCgge&date={day}")
        assert page.status_code == 200
        offers = re.findall(r'href="(/bookings/new\?[^"]*)"', page.text)
        if offers:
            book_by_form(client, unescape(offers[0]), str(day))
            booked += 1
    assert booked >= 4


def book_by_form(client: FlaskClient, address: str, title: str) -> None:
    """Send the form that stands at `address` as it stands there: it leads to a booking."""
    form = client.get(address)
    assert form.status_code == 200, address
    asked = dict(parse_qsl(urlsplit(address).query)) | hidden(form.text) | {"title": title}
    answer = client.post("/bookings", data=asked)
    assert answer.status_code == 303, (address, re.findall(r'role="alert".*?</', answer.text, re.DOTALL))


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of the page's main part."""
    fields = re.findall(r'<input[^>]* type="hidden"[^>]*>', text.partition("<main")[2])
    return {attribute(field, "name"): attribute(field, "value") for field in fields}


def attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def test_what_is_free_is_booked_moved_and_cancelled_by_a_program(app: Flask, home: House) -> None:
    wrong_tokens.forget()
    with app.app_context(), transaction():
        token = places.a_token(places.a_member("program@example.org"))
    api = ApiClient(app, token)
    for free in free_stretches(api, home):
        start = free + timedelta(hours=1)
        wanted = {"hub": home.slug, "kind": "desk", "starts_at": utc(start), "ends_at": utc(start + timedelta(hours=2))}
        made = api.post("/bookings", wanted)
        assert made.status_code == 201, made.json
        later = start + timedelta(hours=1)
        moved = api.patch(
            f"/bookings/{made.json['id']}",  # type: ignore[index]
            json={"starts_at": utc(later), "ends_at": utc(later + timedelta(hours=2))},
        )
        assert moved.status_code == 200, moved.json
        assert api.post(f"/bookings/{made.json['id']}/cancellation").status_code in {200, 409}  # type: ignore[index]


def free_stretches(api: ApiClient, home: House) -> Iterator[datetime]:
    """Of each coming day the first moment that is free, on the hub's grid."""
    for day in coming_days():
        bounds = day_bounds(day, BERLIN)
        start = max(bounds.start, now())
        asked = api.get(f"/hubs/{home.slug}/availability?from={utc(start)}&to={utc(bounds.end)}&kind=desk")
        assert asked.status_code == 200, asked.json
        found = asked.json["spaces"][0]["free"]  # type: ignore[index]
        first = datetime.fromisoformat(found[0]["from"])
        yield first.replace(minute=0, second=0, microsecond=0)


def utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_desk_is_taken_at_the_door_and_given_back(app: Flask, home: House, anna: FlaskClient) -> None:
    with app.app_context():
        code = db.session.scalars(select(Space.qr_code).where(Space.id == home.spaces["Platz 1"])).one()
    page = anna.get(f"/q/{code}")
    ends = re.findall(r'name="end" value="([^"]*)"', page.text)
    assert ends, page.text
    assert anna.post(f"/q/{code}/booking", data=hidden(page.text) | {"end": unescape(ends[-1])}).status_code == 303
    [made] = bookings(app)
    assert made.status == "checked_in"
    assert anna.post(f"/q/{code}/check-out").status_code == 303
    assert [one.status for one in bookings(app)] == ["completed"]


def test_host_lets_somebody_in_and_sees_them_today(app: Flask, home: House, anna: FlaskClient) -> None:
    address = f"/host/{home.slug}/today"
    page = anna.get(address).text
    ends = re.search(r'<select[^>]* name="to".*?</select>', page, re.DOTALL)
    assert ends, "nobody can be let in"
    until = re.findall(r"<option[^>]*>", ends[0])[-1]
    answer = anna.post(
        f"{address}/walk-in", data=hidden(page) | {"space": "", "to": attribute(until, "value"), "guest_name": "Gisela"}
    )
    assert answer.status_code == 303, answer.text
    assert "Gisela" in anna.get(address).text
    assert "Gisela" in anna.get(f"{address}/sheet").text
    assert "Gisela" in anna.get(f"/host/{home.slug}/week?date={today(BERLIN)}").text  # on Sundays it opens the next


def test_feed_has_what_is_to_come(demo_app: Flask) -> None:
    sitemap.prepare(demo_app)
    read = icalendar.Calendar.from_ical(demo_app.test_client().get(f"/feeds/{sitemap.FEED}.ics").data)
    assert any(event["DTSTART"].dt > now() for event in read.walk("VEVENT"))


def test_work_that_comes_round_is_done(app: Flask, home: House, anna: FlaskClient) -> None:
    for _ in range(2):
        done: Any = app.test_cli_runner().invoke(args=["jobs", "once"])
        assert done.exit_code == 0, done.output
