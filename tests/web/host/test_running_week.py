"""The week that runs on the page of a hub's own figures: what counts, what never shows, and how often it asks."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings import actions, blocking_actions
from bookings.models import Booking
from bookings.slots import Slot
from core.clock import now, today
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from district import own
from district.periods import ONE_DAY, WEEK, monday_of
from hubs import actions as hub_actions
from hubs.models import Space
from hubs.queries import any_hub
from hubs.setup import setup_of
from members.models import Member
from tests.support import people
from tests.support.house import House, at, house
from tests.support.html import faults, text
from tests.support.queries import counted
from tests.support.two_hubs import HERE, THERE, browser_of, hanna, hub, tuesday
from web.host.figures_page import RunningWeek, running_week

__all__ = ["browser_of", "hanna", "hub", "tuesday"]

PAGE = f"/host/{HERE}/figures"
HOUR = 60


def week(app: Flask, slug: str = HERE) -> RunningWeek:
    """This week, of a hub that has been there long."""
    with app.app_context():
        found = any_hub(slug)
        assert found is not None
        monday = monday_of(today(found.time_zone))
        figures = own.own_figures(found, own.state_of(found, now()), monday - WEEK, monday + WEEK - ONE_DAY)
        return running_week(figures, today(found.time_zone), monday - WEEK)


def add(
    app: Flask, place: House, name: str, day: str, start: str, end: str, status: str = "completed", **more: Any
) -> Any:
    """A booking as it stands in the database."""
    with app.app_context(), transaction():
        found = any_hub(place.slug)
        assert found is not None
        member = db.session.scalars(db.select(Member).where(Member.email == "anna@example.org")).one()
        values: dict[str, Any] = {"member_id": member.id} | more
        times = {"starts_at": at(day, start), "ends_at": at(day, end)}
        booking = Booking(hub_id=found.id, space_id=place.spaces[name], status=status, **times, **values)
        db.session.add(booking)
        db.session.flush()
        return booking.id


@pytest.fixture
def anna(app: Flask, hub: House) -> int:
    """She has booked a week ago, so that the hub's figures begin then."""
    member_id = people.add(app)
    add(app, hub, "Platz 1", "2026-11-16", "9:00", "10:00", "declined")
    return member_id


def test_new_hub_has_a_page_too(app: Flask, hanna: FlaskClient) -> None:
    page = hanna.get(f"{PAGE}?lang=en")
    assert page.status_code == 200
    assert "you can choose a period here" in text(page)
    assert faults(page.text) == []
    assert '<svg class="lr-chart"' not in page.text


def test_week_counts_what_was_booked(app: Flask, hub: House, anna: int) -> None:
    add(app, hub, "Platz 1", "2026-11-23", "9:00", "12:00")
    add(app, hub, "Platz 2", "2026-11-26", "9:00", "11:00", "confirmed")
    add(app, hub, "Platz 3", "2026-11-26", "9:00", "11:00", "cancelled")
    add(app, hub, "Platz 3", "2026-11-24", "9:00", "11:00", "requested", expires_at=at("2026-11-24", "9:00"))
    add(app, hub, "Platz 3", "2026-11-25", "9:00", "10:00", "confirmed", member_id=None, origin="host", guest_name="X")
    add(app, hub, "Platz 1", "2026-11-17", "9:00", "10:00", "no_show")
    add(app, hub, "Platz 1", "2026-11-18", "9:00", "13:00", checked_out_at=at("2026-11-18", "10:30"))
    found = week(app)
    sums, before = found.sums, found.before
    assert (sums.bookings, sums.booked, sums.cancellations, sums.people) == (3, 6 * HOUR, 1, 2)
    assert sums.offered == 3 * 5 * 13 * HOUR
    assert before is not None
    assert (before.bookings, before.booked, before.no_shows) == (2, 60 + 90, 1)
    assert [day.booked // HOUR for day in found.days] == [3, 0, 1, 2, 0, 0, 0]


def test_guest_without_an_account_is_known_by_the_name(app: Flask, hub: House, anna: int) -> None:
    """Who has no name may be the same each time, but not of two at once."""
    for day, name in (("23", "Gerd Gast"), ("24", "gerd gast "), ("25", ""), ("26", "")):
        guest = {"member_id": None, "origin": "walk_in", "guest_name": name}
        add(app, hub, "Platz 1", f"2026-11-{day}", "9:00", "10:00", "confirmed", **guest)
    assert week(app).sums.people == 1 + 1
    add(app, hub, "Platz 2", "2026-11-26", "9:00", "10:00", "confirmed", **(guest | {"guest_name": ""}))
    found = week(app)
    assert found.sums.people == 1 + 2
    assert [day.people for day in found.days] == [1, 1, 1, 2, 0, 0, 0]


def test_closures_and_blockings_are_not_on_offer(app: Flask, hub: House, anna: int) -> None:
    with app.app_context(), transaction():
        here = any_hub(HERE)
        assert here is not None
        hub_actions.close(hub=here, start=at("2026-11-26", "0:00"), end=at("2026-11-27", "0:00"))
        place = hub.place(setup_of(here), "Platz 1")
        blocking_actions.block(hub=here, place=place, start=at("2026-11-27", "8:00"), end=at("2026-11-27", "23:00"))
    assert week(app).sums.offered == (3 * 4 * 13 - 12) * HOUR


def test_room_and_its_desks_are_not_offered_at_once(app: Flask, hub: House, anna: int) -> None:
    """A booked room is 13 hours offered and booked, and the two desks in it are not offered that day."""
    other = house(app, "salzhemmendorf", room_of=("Platz 1", "Platz 2"))
    add(app, other, "Platz 1", "2026-11-16", "7:00", "20:00", "declined")
    add(app, other, "Besprechung", "2026-11-25", "7:00", "20:00", "confirmed")
    found = week(app, "salzhemmendorf").sums
    assert (found.offered, found.booked) == ((4 * 5 * 13 - 2 * 13) * HOUR, 13 * HOUR)


def test_blocked_room_blocks_its_desks(app: Flask, hub: House, anna: int) -> None:
    other = house(app, "salzhemmendorf", room_of=("Platz 1", "Platz 2"))
    add(app, other, "Platz 1", "2026-11-16", "7:00", "20:00", "declined")
    with app.app_context(), transaction():
        there = any_hub("salzhemmendorf")
        assert there is not None
        room = other.place(setup_of(there), "Besprechung")
        blocking_actions.block(hub=there, place=room, start=at("2026-11-25", "7:00"), end=at("2026-11-25", "20:00"))
    assert week(app, "salzhemmendorf").sums.offered == (4 * 5 * 13 - 3 * 13) * HOUR


def test_days_before_the_hub_was_there_are_none(app: Flask, hub: House) -> None:
    """It was made on a Tuesday."""
    with app.app_context():
        here = any_hub(HERE)
        assert here is not None
        state = own.state_of(here, now())
        figures = own.own_figures(here, state, date(2026, 11, 16), date(2026, 11, 29))
        found = running_week(figures, today(here.time_zone), state.first)
    assert found.before is None
    assert [day.first.day for day in found.days] == [24, 25, 26, 27, 28, 29]
    assert found.sums.offered == 3 * 4 * 13 * HOUR


def test_page_shows_figures_and_no_names(app: Flask, hub: House, hanna: FlaskClient, anna: int) -> None:
    add(app, hub, "Platz 1", "2026-11-17", "9:00", "12:00", title="Secret")
    add(app, hub, "Platz 1", "2026-11-24", "9:00", "12:00", "confirmed", guest_name="Gerd Gast")
    hanna.set_cookie("lang", "en")
    page = hanna.get(PAGE)
    assert "1 booking same as the week before 3 booked hours same as the week before" in text(page)
    for secret in ("Anna", "Secret", "Gerd"):
        assert secret not in page.text
    assert week(app, THERE).sums.bookings == 0, "what is booked elsewhere counts elsewhere"


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
    assert len(many) == len(few) <= 15


def test_booking_made_by_the_actions_is_counted_at_once(app: Flask, hub: House, anna: int) -> None:
    with hub.here() as (member, here, setup):
        place = hub.place(setup, "Platz 1")
        start, end = at("2026-11-25", "9:00"), at("2026-11-25", "11:00")
        actions.book(member=member, slot=Slot(here, setup, place, Interval(start, end)))
        db.session.commit()
    assert week(app).sums.bookings == 1


def test_address_of_the_days_leads_on(hanna: FlaskClient) -> None:
    answer = hanna.get(f"{PAGE}/days")
    assert (answer.status_code, answer.location) == (308, PAGE)
