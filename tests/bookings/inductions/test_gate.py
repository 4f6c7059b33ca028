"""What the gate asks: rooms and desks, any free one of a kind, guests, use that keeps it alive, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from bookings import actions, suggesting
from bookings.door import actions as door_actions
from bookings.errors import InductionNeeded, SlotTaken
from bookings.models import Booking
from bookings.slots import Slot, slots_at
from bookings.subject import Subject
from bookings.suggesting import Enquiry
from bookings.today import actions as today_actions
from bookings.today import queries as today_queries
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.inductions import actions as induction_actions
from hubs.inductions.rules import InductionValues
from hubs.models import Hub, Space
from tests.support import site
from tests.support.hosts import HOST
from tests.support.house import at, house, steps
from tests.support.inductions import NOW, TODAY, TOMORROW, TRAINER, Workshop, email_of, workshop

TEN, ELEVEN = at(TOMORROW, "10:00"), at(TOMORROW, "11:00")
SPAN = Interval(TEN, ELEVEN)
NOBODY, SOMEBODY = email_of("none"), email_of("valid")


def book_any(made: Workshop, who: str, kind: str = "workshop") -> str:
    with made.engine(who) as (member, hub, setup, _induction):
        booking = actions.book_any(member=member, slots=slots_at(hub, setup, setup.of_kind(kind), SPAN))
        return setup.by_id[booking.space_id].name


def book(made: Workshop, who: str, name: str, span: Interval = SPAN) -> Booking:
    with made.engine(who) as (member, hub, setup, _induction):
        return actions.book(member=member, slot=Slot(hub, setup, made.home.place(setup, name), span))


def need(made: Workshop, *names: str) -> None:
    """These spaces need the induction, and no others."""
    with made.engine() as (_host, hub, _setup, induction):
        ids = [made.home.spaces[name] for name in names]
        induction_actions.require_for(hub=hub, induction=induction, space_ids=ids)


def test_any_free_one_is_one_that_the_member_may_use(made: Workshop) -> None:
    need(made, "Drucker A")
    assert book_any(made, NOBODY) == "Drucker B"


def test_induction_is_needed_only_when_all_that_are_free_need_one(made: Workshop) -> None:
    need(made, "Drucker A")
    made.grant(SOMEBODY)
    book(made, SOMEBODY, "Drucker B")
    with pytest.raises(InductionNeeded):
        book_any(made, NOBODY)
    book(made, SOMEBODY, "Drucker A")
    with pytest.raises(SlotTaken):
        book_any(made, NOBODY)


def test_page_says_beforehand_what_the_action_says(made: Workshop) -> None:
    with made.engine(NOBODY) as (member, hub, setup, _induction):
        printers = Subject(hub, setup, "workshop", None)
        refused = suggesting.refusal(Enquiry(printers, TEN, ELEVEN), member.id)
        assert isinstance(refused, InductionNeeded)
        assert suggesting.instead(Enquiry(printers, TEN, ELEVEN), refused, member.id) == []
        assert suggesting.refusal(Enquiry(printers, TEN, ELEVEN)) is None, "who it is, the log-in tells"


def test_what_is_offered_instead_needs_nothing_that_is_missing(made: Workshop) -> None:
    need(made, "Drucker B")
    with made.engine(NOBODY) as (member, hub, setup, _induction):
        book_it = Slot(hub, setup, made.home.place(setup, "Drucker A"), SPAN)
        actions.book(member=member, slot=book_it)
        wish = Enquiry(Subject(hub, setup, "workshop", book_it.place), TEN, ELEVEN)
        offered = suggesting.instead(wish, SlotTaken(), member.id)
        assert offered
        assert all(one.subject.place is book_it.place for one in offered), "the same printer, later"


def test_room_needs_what_its_desks_need_and_desks_what_their_room_does(app: Flask, clock: Any) -> None:
    made = workshop(app, clock)
    desks = house(app, "haus", spaces=("Bank 1", "Bank 2", "Draußen"), room_of=("Bank 1", "Bank 2"))
    with desks.here(HOST) as (_host, hub, _setup), transaction():
        saw = induction_actions.define(hub=hub, values=InductionValues(name="Säge"))
        fire = induction_actions.define(hub=hub, values=InductionValues(name="Brandschutz"))
        induction_actions.require_for(hub=hub, induction=saw, space_ids=[desks.spaces["Bank 1"]])
        induction_actions.require_for(hub=hub, induction=fire, space_ids=[desks.spaces["Besprechung"]])
    with desks.here(HOST) as (_host, _hub, setup):
        needs = {place.name: {one.name for one in place.needs} for place in setup.places}
    assert needs == {
        "Besprechung": {"Brandschutz", "Säge"},
        "Bank 1": {"Brandschutz", "Säge"},
        "Bank 2": {"Brandschutz"},
        "Draußen": set(),
    }
    assert made.induction not in {saw.id, fire.id}


def test_space_that_needs_one_has_the_feature_and_no_other_has(made: Workshop) -> None:
    with made.engine() as (_host, _hub, setup, _induction):
        assert [place.name for place in setup.places if "induction" in place.features] == ["Drucker A", "Drucker B"]
    need(made)
    with made.engine() as (_host, _hub, setup, _induction):
        assert not [place for place in setup.places if "induction" in place.features]


def test_booking_of_a_space_that_was_put_away_still_needs_its_induction(made: Workshop) -> None:
    booking = made.have(NOBODY, "9:00", "11:00")
    with made.engine() as (_host, hub, _setup, _induction):
        hub_actions.put_away(hub=hub, space=db.session.get_one(Space, booking.space_id))
    made.client(NOBODY).post(f"/bookings/{booking.id}/check-in")
    assert made.status(booking) == "confirmed"


def test_attended_use_keeps_an_induction_alive_which_else_lapses(app: Flask, clock: Any) -> None:
    made = workshop(app, clock, lapses_after_months=3)
    made.grant(SOMEBODY, at("2026-07-01", "9:00"))
    with pytest.raises(InductionNeeded) as raised:
        book(made, SOMEBODY, "Drucker A")
    assert "lapsed" in str(raised.value.message())
    visit = made.have(SOMEBODY, "9:00", "10:00", "2026-09-15", "Drucker B")
    with app.app_context(), transaction():  # a hub that notes who did not come takes nobody's word for it
        db.session.execute(update(Hub).values(marks_no_shows=True))
    with pytest.raises(InductionNeeded):
        book(made, SOMEBODY, "Drucker A")
    with app.app_context(), transaction():
        db.session.execute(update(Booking).where(Booking.id == visit.id).values(status="completed"))
    assert book(made, SOMEBODY, "Drucker A").status == "confirmed"


def test_past_booking_counts_as_use_before_any_job_has_written_it_down(app: Flask, clock: Any) -> None:
    made = workshop(app, clock, lapses_after_months=3)
    made.grant(SOMEBODY, at("2026-07-01", "9:00"))
    visit = made.have(SOMEBODY, "9:00", "10:00", "2026-09-15", "Drucker B")
    assert book(made, SOMEBODY, "Drucker A").status == "confirmed"
    with app.app_context(), transaction():  # where places are released, nobody was there who has not checked in
        db.session.execute(update(Booking).where(Booking.id == visit.id).values(release_at=visit.ends_at))
    with pytest.raises(InductionNeeded):
        book(made, SOMEBODY, "Drucker A")


def test_induction_that_ends_within_the_booking_is_named_with_its_day(made: Workshop) -> None:
    made.grant(SOMEBODY, at("2025-11-24", "9:00"))
    with pytest.raises(InductionNeeded) as raised:
        book(made, SOMEBODY, "Drucker A")
    message = str(raised.value.message())
    assert "3D-Druck" in message
    assert "24.11.2026" in message
    assert "030 23125-103" in message


# --- guests, who have no account -------------------------------------------------------------------------------------


def let_in(made: Workshop, who: str, *names: str, vouches: bool) -> Booking:
    with made.engine(who) as (host, hub, setup, _induction):
        places = [made.home.place(setup, name) for name in names]
        end = NOW + timedelta(hours=1)
        return today_actions.walk_in(
            host=host, hub=hub, setup=setup, places=places, end=end, guest_name="Gabi", vouches=vouches
        )


def book_for(made: Workshop, who: str, *names: str, vouches: bool, day: str = TOMORROW) -> Booking:
    with made.engine(who) as (host, hub, setup, _induction):
        span = Interval(at(day, "10:00"), at(day, "11:00"))
        slots = slots_at(hub, setup, [made.home.place(setup, name) for name in names], span)
        return today_actions.book_for_caller(host=host, slots=slots, guest_name="Gabi", vouches=vouches)


@pytest.mark.parametrize("way", [let_in, book_for])
def test_guest_comes_to_the_printer_only_with_a_trainer_who_says_so(made: Workshop, way: Any) -> None:
    for who, vouches in ((HOST, True), (HOST, False), (TRAINER, False)):
        with pytest.raises(InductionNeeded):
            way(made, who, "Drucker A", vouches=vouches)
    booking = way(made, TRAINER, "Drucker A", vouches=True)
    assert steps(made.app, booking.id)[0][2] == "trainer", "and it is written down who let them in"


def test_guest_without_a_trainer_gets_a_place_that_needs_none(made: Workshop) -> None:
    booking = let_in(made, HOST, "Drucker A", "Platz 1", vouches=False)
    assert booking.space_id == made.home.spaces["Platz 1"]
    assert steps(made.app, booking.id) == [(None, "checked_in", "")]


def test_guest_of_a_trainer_is_checked_in_by_a_trainer(made: Workshop) -> None:
    booking = book_for(made, TRAINER, "Drucker A", vouches=True, day=TODAY)
    for who, allowed in ((HOST, False), (TRAINER, True)):
        with made.engine(who) as (host, hub, _setup, _induction):
            found = db.session.get_one(Booking, booking.id)
            if allowed:
                today_actions.check_in(booking=found, host=host, hub=hub)
            else:
                with pytest.raises(InductionNeeded):
                    today_actions.check_in(booking=found, host=host, hub=hub)
    assert made.status(booking) == "checked_in"


def test_nobody_is_let_in_at_the_door_sign(made: Workshop) -> None:
    with made.engine() as (_host, hub, setup, _induction):
        place = made.home.place(setup, "Drucker A")
        with pytest.raises(InductionNeeded):
            door_actions.take(member=None, hub=hub, setup=setup, place=place, end=at(TODAY, "10:00"))


# --- what hosts see, and what it costs -------------------------------------------------------------------------------


def test_bookings_that_are_no_longer_covered_are_listed_until_they_are(made: Workshop) -> None:
    made.grant(SOMEBODY)
    booking = book(made, SOMEBODY, "Drucker A")
    assert uncovered(made) == []
    made.revoke(SOMEBODY)
    assert uncovered(made) == [booking.id]
    made.grant(SOMEBODY)
    assert uncovered(made) == []


def uncovered(made: Workshop) -> list[Any]:
    with made.engine() as (_host, hub, setup, _induction):
        return [entry.booking.id for entry, _lacks in today_queries.uncovered(hub, setup, NOW)]


def test_place_without_induction_costs_no_question_and_one_with_it_one(made: Workshop) -> None:
    made.grant(SOMEBODY)
    counted = {}
    for name in ("Platz 1", "Drucker A"):
        book(made, SOMEBODY, name)  # the set-up is in memory now
        made.forget()
        with site.statements_of(made.app) as seen:
            book(made, SOMEBODY, name)
        counted[name] = [statement for statement in seen if "induction_grant" in statement]
    assert [len(found) for found in counted.values()] == [0, 1]


def test_day_of_the_hosts_asks_as_often_for_many_as_for_one(made: Workshop) -> None:
    counts = []
    made.client(HOST).get(f"/host/{made.home.slug}/today")
    for hour in (10, 12, 13, 14, 15):
        made.have(NOBODY, f"{hour}:00", f"{hour + 1}:00")
        with site.statements_of(made.app) as seen:
            page = made.client(HOST).get(f"/host/{made.home.slug}/today")
        counts.append(len(seen))
        assert "Induction missing: 3D-Druck" in page.text
    assert len(set(counts)) == 1
