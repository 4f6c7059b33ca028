"""The page of a hub's figures: what it counts, what it never shows, and how often it asks."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings import actions, blocking_actions
from bookings.figures.presenting import Figures, figures_of
from bookings.models import Booking
from bookings.slots import Slot
from core.clock import now
from core.db import db, transaction
from core.timespans import Interval
from hubs import actions as hub_actions
from hubs.models import Space
from hubs.queries import any_hub
from hubs.setup import setup_of
from members.models import Member
from tests.hubs.people.conftest import HERE, THERE
from tests.support import people
from tests.support.house import House, at, house
from tests.support.queries import counted

PAGE = f"/host/{HERE}/figures"


def figures(app: Flask, slug: str = HERE) -> Figures:
    with app.app_context():
        hub = any_hub(slug)
        assert hub is not None
        return figures_of(hub, setup_of(hub), now())


def add(
    app: Flask, place: House, name: str, day: str, start: str, end: str, status: str = "completed", **more: Any
) -> Any:
    """A booking as it stands in the database."""
    with app.app_context(), transaction():
        hub = any_hub(place.slug)
        assert hub is not None
        member = db.session.scalars(db.select(Member).where(Member.email == "anna@example.org")).one()
        values: dict[str, Any] = {"member_id": member.id} | more
        times = {"starts_at": at(day, start), "ends_at": at(day, end)}
        booking = Booking(hub_id=hub.id, space_id=place.spaces[name], status=status, **times, **values)
        db.session.add(booking)
        db.session.flush()
        return booking.id


@pytest.fixture
def anna(app: Flask, hub: House) -> int:
    return people.add(app)


def test_new_hub_has_an_empty_state(hanna: FlaskClient) -> None:
    page = hanna.get(PAGE)
    assert page.status_code == 200
    assert "lr-empty" in page.text
    assert '<svg class="lr-chart"' not in page.text


def test_week_counts_what_was_booked(app: Flask, hub: House, anna: int) -> None:
    add(app, hub, "Platz 1", "2026-11-23", "9:00", "12:00")
    add(app, hub, "Platz 2", "2026-11-26", "9:00", "11:00", "confirmed")
    add(app, hub, "Platz 3", "2026-11-26", "9:00", "11:00", "cancelled")
    add(app, hub, "Platz 3", "2026-11-24", "9:00", "11:00", "requested", expires_at=at("2026-11-24", "9:00"))
    add(app, hub, "Platz 3", "2026-11-25", "9:00", "10:00", "confirmed", member_id=None, origin="host", guest_name="X")
    add(app, hub, "Platz 1", "2026-11-17", "9:00", "10:00", "no_show")
    add(app, hub, "Platz 1", "2026-11-18", "9:00", "13:00", checked_out_at=at("2026-11-18", "10:30"))
    found = figures(app)
    week, before = found.this_week, found.week_before
    assert (week.bookings, week.booked, week.cancellations, week.people) == (3, timedelta(hours=6), 1, 2)
    assert week.offered == timedelta(hours=3 * 5 * 13)
    assert (before.bookings, before.booked) == (1, timedelta(minutes=90))


def test_guest_without_an_account_is_known_by_the_name(app: Flask, hub: House, anna: int) -> None:
    """Without a name each booking is somebody else's: that is as good as hosts know."""
    for day, name in (("23", "Gerd Gast"), ("24", "gerd gast "), ("25", ""), ("26", "")):
        guest = {"member_id": None, "origin": "walk_in", "guest_name": name}
        add(app, hub, "Platz 1", f"2026-11-{day}", "9:00", "10:00", "confirmed", **guest)
    assert figures(app).this_week.people == 1 + 2


def test_closures_and_blockings_are_not_on_offer(app: Flask, hub: House, anna: int) -> None:
    with app.app_context(), transaction():
        here = any_hub(HERE)
        assert here is not None
        hub_actions.close(hub=here, start=at("2026-11-26", "0:00"), end=at("2026-11-27", "0:00"))
        place = hub.place(setup_of(here), "Platz 1")
        blocking_actions.block(hub=here, place=place, start=at("2026-11-27", "8:00"), end=at("2026-11-27", "23:00"))
    assert figures(app).this_week.offered == timedelta(hours=3 * 4 * 13 - 12)


def test_room_and_each_desk_in_it_count_for_themselves(app: Flask, hub: House, anna: int) -> None:
    salzhausen = house(app, "salzhemmendorf", room_of=("Platz 1", "Platz 2"))
    add(app, salzhausen, "Besprechung", "2026-11-25", "7:00", "20:00", "confirmed")
    found = figures(app, "salzhemmendorf")
    assert found.this_week.offered == timedelta(hours=4 * 5 * 13)
    assert {kind.kind: kind.utilisation for kind in found.kinds} == {"desk": 0, "room": pytest.approx(0.2)}


def test_blocked_room_blocks_its_desks(app: Flask, hub: House, anna: int) -> None:
    other = house(app, "salzhemmendorf", room_of=("Platz 1", "Platz 2"))
    with app.app_context(), transaction():
        there = any_hub("salzhemmendorf")
        assert there is not None
        room = other.place(setup_of(there), "Besprechung")
        blocking_actions.block(hub=there, place=room, start=at("2026-11-25", "7:00"), end=at("2026-11-25", "20:00"))
    assert figures(app, "salzhemmendorf").this_week.offered == timedelta(hours=4 * 5 * 13 - 3 * 13)


def test_page_shows_figures_and_no_names(app: Flask, hub: House, hanna: FlaskClient, anna: int) -> None:
    add(app, hub, "Platz 1", "2026-11-17", "9:00", "12:00", title="Secret")
    add(app, hub, "Platz 1", "2026-11-24", "9:00", "12:00", "confirmed", guest_name="Gerd Gast")
    page = hanna.get(PAGE).text
    assert page.count('<svg class="lr-chart"') == 2
    assert page.count("<table") == 2
    for secret in ("Anna", "Secret", "Gerd"):
        assert secret not in page
    with app.app_context(), transaction():
        there = any_hub(THERE)
        assert there is not None
    assert figures(app, THERE).is_empty, "what is booked elsewhere counts elsewhere"


def test_hours_are_those_of_the_clock_in_the_weeks_before(app: Flask, hub: House, anna: int) -> None:
    add(app, hub, "Platz 1", "2026-11-17", "9:00", "10:30")
    add(app, hub, "Platz 1", "2026-11-24", "7:00", "20:00", "confirmed")
    rows = {row.hour: row for row in figures(app).rows}
    assert min(rows) == 7
    assert max(rows) == 19
    assert rows[9].fields[1].percent == round(100 / 24)
    assert rows[10].fields[1].percent == round(50 / 24)
    assert rows[11].fields[1].percent == 0
    assert rows[9].fields[6].percent is None


def test_page_asks_as_often_for_200_spaces(app: Flask, hub: House, hanna: FlaskClient, anna: int) -> None:
    add(app, hub, "Platz 1", "2026-11-17", "9:00", "12:00")
    hanna.get(PAGE)
    with counted(app) as few:
        hanna.get(PAGE)
    with app.app_context(), transaction():
        here = any_hub(HERE)
        assert here is not None
        db.session.add_all(Space(hub_id=here.id, name=f"Tisch {n}", kind="desk") for n in range(200))
        start, end = at("2026-11-18", "9:00"), at("2026-11-18", "12:00")
        values = {"starts_at": start, "ends_at": end, "status": "completed", "member_id": anna}
        db.session.add_all(Booking(hub_id=here.id, space_id=hub.spaces["Platz 1"], **values) for _ in range(300))
    hanna.get(PAGE)
    with counted(app) as many:
        assert hanna.get(PAGE).status_code == 200
    assert len(many) == len(few) <= 12


def test_booking_made_by_the_actions_is_counted_at_once(app: Flask, hub: House, anna: int) -> None:
    with hub.here() as (member, here, setup):
        place = hub.place(setup, "Platz 1")
        start, end = at("2026-11-25", "9:00"), at("2026-11-25", "11:00")
        actions.book(member=member, slot=Slot(here, setup, place, Interval(start, end)))
        db.session.commit()
    assert figures(app).this_week.bookings == 1
