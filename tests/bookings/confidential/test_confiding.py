"""What is kept of a confidential booking, and what hosts are told of it."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bookings import actions, checks
from bookings.door import queries as door_queries
from bookings.errors import ConfidentialMove, NoNoteHere, NoTitleHere, SlotTaken
from bookings.impact import queries as impact_queries
from bookings.models import Booking
from bookings.people import queries as people_queries
from bookings.slots import slots_at
from bookings.today import actions as today_actions
from bookings.today import queries
from core.clock import now
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from district.queries import facts_of
from hubs import actions as hub_actions
from hubs import setup_values
from hubs.models import Space
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book, move
from tests.support.confidential import OUTER, ROOM, WORD, with_room
from tests.support.hosts import HOST, call, do, make_host, read
from tests.support.house import House, steps

ANNA, BERT = "anna@example.org", "bert@example.org"


def test_booking_is_confidential_and_known_by_a_code(home: House) -> None:
    first, second = book(home, ROOM), book(home, ROOM, ELEVEN, TWELVE)
    assert (first.is_confidential, first.title) == (True, "")
    assert len({first.pickup_code, second.pickup_code, None}) == 3
    plain = book(home, "Platz 1", who=BERT)
    assert (plain.is_confidential, plain.pickup_code) == (False, None)


def test_title_is_refused(home: House) -> None:
    before = people.rows(home.app)
    with pytest.raises(NoTitleHere):
        book(home, ROOM, title=WORD)
    with home.here(HOST) as (host, hub, setup):
        slots = slots_at(hub, setup, [home.place(setup, ROOM)], Interval(NINE, TEN))
    with home.here(HOST) as (host, _hub, _setup), pytest.raises(NoTitleHere), transaction():
        today_actions.book_for_caller(host=host, slots=slots, guest_name="Emil", title=WORD)
    assert people.rows(home.app) == before


@pytest.mark.each_database
@pytest.mark.parametrize("column", ["title", "note"])
def test_database_keeps_no_word_of_it(home: House, column: str) -> None:
    booking = book(home, ROOM)
    with home.app.app_context(), pytest.raises(IntegrityError, match="nothing_told"), transaction():
        db.session.execute(update(Booking).where(Booking.id == booking.id).values({column: WORD}))


def test_hosts_write_no_note(home: House) -> None:
    booking = book(home, ROOM)
    with home.app.app_context(), transaction(), pytest.raises(NoNoteHere):
        today_actions.write_note(booking=db.session.get_one(Booking, booking.id), note=WORD)
    do(home, "write_note", book(home, "Platz 1", who=BERT), note=WORD)


def test_reasons_are_told_and_not_kept(app: Flask, home: House) -> None:
    booking, plain = book(home, ROOM), book(home, "Platz 1")
    do(home, "cancel", booking, reason=WORD)
    do(home, "cancel", plain, reason=WORD)
    assert steps(app, booking.id) == [(None, "confirmed", ""), ("confirmed", "cancelled", "")]
    assert steps(app, plain.id)[1] == ("confirmed", "cancelled", WORD)
    assert sum(WORD in text for text in texts(app)) == 2


def texts(app: Flask) -> list[str]:
    """The bodies of the mails that wait."""
    return [str(mail.get_body(("plain",)).get_content()) for mail in people.mails(app)]  # type: ignore[union-attr]


def seen_by(home: House, booking: Booking, host: str = HOST) -> tuple[str, str]:
    """Whose it is and where, as the host reads it."""
    with home.here(host) as (viewer, hub, _setup):
        entry = queries.one(hub.id, str(booking.id), now(), viewer.id)
        assert entry is not None
        return entry.person, entry.place_name


def test_hosts_see_the_code_instead_of_the_member(home: House) -> None:
    booking = book(home, ROOM)
    assert seen_by(home, booking) == (booking.pickup_code, OUTER)
    assert seen_by(home, book(home, "Platz 1")) == ("Anna Muster", "Platz 1")


def test_only_the_host_who_booked_for_a_caller_sees_the_name(app: Flask, home: House) -> None:
    make_host(app, email="second@example.org")
    booking = call(home, NINE, TEN, ROOM, guest_name="Emil Anruf")
    assert seen_by(home, booking) == ("Emil Anruf", OUTER)
    assert seen_by(home, booking, "second@example.org") == (booking.pickup_code, OUTER)
    with home.here(HOST) as (_host, hub, _setup):
        [entry] = queries.of_days(hub.id, NINE, TEN, now())
        assert entry.person == booking.pickup_code, "a list for nobody in particular, such as the sheet for the wall"


def test_people_of_the_hub_are_not_those_who_came_in_confidence(home: House) -> None:
    book(home, ROOM)
    with home.here() as (anna, hub, _setup):
        assert people_queries.people_of(hub.id, now(), "", 9, 0) == []
        assert people_queries.member_by_email(hub.id, ANNA) is None
        assert people_queries.coming_of(hub.id, anna.id, now()) == []
    book(home, "Platz 1", ELEVEN, TWELVE)
    with home.here() as (anna, hub, _setup):
        [found] = people_queries.people_of(hub.id, now(), "", 9, 0)
        assert (found.id, found.number) == (anna.id, 1)
        assert [visit.space for visit in people_queries.coming_of(hub.id, anna.id, now())] == ["Platz 1"]


def test_sign_with_names_shows_none(home: House) -> None:
    book(home, ROOM), book(home, "Platz 1", who=BERT)
    with home.here() as (_anna, hub, _setup):
        found = door_queries.entries(hub, None, now(), with_names=True, until=TWELVE)
        assert {entry.name for entry in found} == {"", "Bert Beispiel"}


def test_who_gives_way_is_known_by_code_and_moves_among_confidential_rooms(home: House) -> None:
    book(home, ROOM)
    with home.here(HOST) as (_host, hub, setup):
        found = impact_queries.of_space(hub, home.spaces[ROOM])
        assert impact_queries.targets_of(hub, setup, [row[0] for row in found], ()) == {}, "the other room is not"
    with_room(home, "Videokabine", "Raum 3")
    with home.here(HOST) as (_host, hub, setup):
        found = impact_queries.of_space(hub, home.spaces[ROOM])
        [target] = impact_queries.targets_of(hub, setup, [row[0] for row in found], ()).values()
        assert target.name == "Videokabine"


def test_no_booking_moves_in_or_out(home: House) -> None:
    with_room(home, "Videokabine", "Raum 3")
    booking, plain = book(home, ROOM), book(home, "Besprechung", ELEVEN, TWELVE)
    with pytest.raises(ConfidentialMove):
        move(home, booking, "Besprechung", NINE, TEN)
    with pytest.raises(ConfidentialMove):
        move(home, plain, ROOM, ELEVEN, TWELVE)
    assert move(home, booking, "Videokabine", NINE, TEN).is_confidential


def any_room(home: House, title: str = "") -> str:
    with home.here() as (member, hub, setup), transaction():
        slots = slots_at(hub, setup, setup.any_of("room"), Interval(NINE, TEN))
        booking = actions.book_any(member=member, slots=slots, title=title)
        return setup.by_id[booking.space_id].name


def test_any_room_is_a_confidential_one_only_where_there_is_no_other(home: House) -> None:
    assert any_room(home, WORD) == "Besprechung"
    with pytest.raises(SlotTaken):
        any_room(home)
    with home.here() as (_anna, hub, _setup), transaction():
        plain = db.session.get_one(Space, home.spaces["Besprechung"])
        hub_actions.put_away(hub=hub, space=plain)
    with pytest.raises(NoTitleHere):
        any_room(home, WORD)
    assert any_room(home) == ROOM


def change(home: House, **values: Any) -> None:
    with home.here() as (_anna, hub, _setup), transaction():
        space = db.session.get_one(Space, home.spaces[ROOM])
        hub_actions.update_space(hub=hub, space=space, values=replace(setup_values.space_values(space), **values))


def test_what_was_booked_in_confidence_stays_so(home: House) -> None:
    booking = book(home, ROOM)
    change(home, is_confidential=False, outer_name="")
    assert seen_by(home, read(home.app, booking)) == (booking.pickup_code, OUTER)
    later = book(home, ROOM, ELEVEN, TWELVE, title=WORD)
    change(home, is_confidential=True)
    assert (read(home.app, later).is_confidential, seen_by(home, later)[0]) == (False, "Anna Muster")
    assert move(home, booking, ROOM, TEN, ELEVEN).is_confidential, "to another time of its own place"


def test_booth_counts_as_a_room(home: House) -> None:
    with_room(home, "Videokabine", "Raum 3", "booth")
    with home.here() as (_anna, hub, _setup):
        spots = facts_of(hub, Interval(NINE, TEN), NINE).spots
        assert {spot.kind for spot in spots} == {"desk", "room"}


def test_free_desk_asks_no_more_for_it(home: House, statements: list[str]) -> None:
    book(home, "Platz 1")
    statements.clear()
    book(home, "Platz 1", ELEVEN, TWELVE)
    assert not any("pickup_code IN" in one for one in statements)
    with home.here() as (_anna, hub, setup):
        slots = slots_at(hub, setup, setup.any_of("desk"), Interval(NINE, TEN))
        assert checks.allowed(slots, now())
    with home.app.app_context():
        assert db.session.scalars(select(Booking.pickup_code)).all() == [None, None]
