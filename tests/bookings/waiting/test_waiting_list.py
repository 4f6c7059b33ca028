"""Who waits, what is proposed to whom when something becomes free, and what becomes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from bookings import actions as booking_actions
from bookings import blocking_actions, moving_actions, signals
from bookings.cover import NO_CHOICE, Choice
from bookings.errors import InThePast, LimitReached, MembersOnly, Restricted, SlotTaken, StepNotAllowed
from bookings.models import Blocking, Booking
from bookings.slots import Slot
from bookings.waiting import actions, jobs
from bookings.waiting.errors import IsFree, ProposalOver, TooManyWaits
from bookings.waiting.models import WaitingEntry
from bookings.waiting.rules import MOST, Position
from core import retention
from core.db import db
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.people import standing_actions
from hubs.queries import hub_by_slug
from hubs.setup_rules import RuleValues, SpaceValues
from members.models import Member
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book, book_any
from tests.support.confidential import OUTER, ROOM, with_room
from tests.support.covering import HeldUntilPaid, covered_by
from tests.support.house import NOW, House, bookings, house, steps
from tests.support.house import taken as rows_taken
from tests.support.queries import counted
from tests.support.waiting import (
    address,
    entries,
    held_for,
    join,
    leave,
    look,
    own,
    proposals_mailed,
    run_out,
    states,
    take,
)

MINUTE = timedelta(minutes=1)


def give_back(home: House, booking: Booking, who: str = "Zoe") -> None:
    with home.here(address(who)) as (member, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        booking_actions.cancel(booking=fresh, member=member, hub=hub, place=setup.by_id[fresh.space_id])


def add(home: House, values: SpaceValues) -> None:
    with home.app.app_context(), transaction():
        hub = hub_by_slug(home.slug)
        assert hub is not None
        home.spaces[values.name] = hub_actions.create_space(hub=hub, values=replace(values, position=9)).id


def restrict(home: House, who: str) -> None:
    with home.here(address(who)) as (member, hub, _setup), transaction():
        standing_actions.restrict(hub=hub, member=member, reason="Schlüssel", actor=member)


def set_rules(home: House, **values: Any) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        hub_actions.set_rules(hub=hub, values=RuleValues(**values))


def test_what_is_free_needs_no_waiting(home: House) -> None:
    with pytest.raises(IsFree):
        join(home, "Anna")
    book(home, who=address("Zoe"))
    with pytest.raises(IsFree):
        join(home, "Anna", None)
    join(home, "Anna")


def test_what_becomes_free_is_held_for_the_first_then_for_the_next(
    app: Flask, home: House, taken: dict[str, Booking], clock: Any
) -> None:
    for name in ("Anna", "Bert", "Cem"):
        join(home, name)
    assert [own(home, name)[0].position for name in ("Anna", "Cem")] == [Position(1, 3), Position(3, 3)]
    give_back(home, taken["Platz 1"])
    held = held_for(app)
    assert list(held) == ["Anna"]
    assert held["Anna"].expires_at is not None
    assert timedelta() < held["Anna"].expires_at - NOW - 30 * MINUTE < MINUTE
    assert states(home, "Anna", "Bert", "Cem") == ["proposed", "waiting", "waiting"]
    assert own(home, "Bert")[0].position == Position(1, 2)

    clock.move_to(NOW + 31 * MINUTE)
    assert states(home, "Anna", "Bert") == ["passed", "waiting"]  # as it reads before any job
    run_out(app)
    assert states(home, "Anna", "Bert", "Cem") == ["passed", "proposed", "waiting"]
    assert proposals_mailed(app) == ["Anna", "Bert"]
    join(home, "Anna")
    assert own(home, "Anna")[0].position == Position(2, 2)


def test_place_that_is_held_is_taken_for_all_others(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    join(home, "Anna")
    give_back(home, taken["Platz 1"])
    with pytest.raises(SlotTaken):
        book(home, who=address("Dora"))
    with pytest.raises(SlotTaken):
        book_any(home, who=address("Dora"))
    join(home, "Dora")


def test_who_takes_it_has_a_booking_as_any_other(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    heard: list[Any] = []

    def booked(_sender: object, bookings: list[Booking], **_more: object) -> None:
        heard.extend((one.status, one.id) for one in bookings)

    join(home, "Anna")
    with signals.booked.connected_to(booked):
        give_back(home, taken["Platz 1"])
        assert heard == []  # a proposal is no booking yet
        booking = take(home, "Anna")
        with home.here(address("Anna")) as (member, _hub, _setup), transaction():
            again = actions.take(booking=db.session.get_one(Booking, booking.id), member=member)
            assert again.status == "confirmed"
    assert heard == [("confirmed", booking.id)]
    assert (booking.status, booking.held_for, booking.expires_at) == ("confirmed", "", None)
    assert steps(app, booking.id) == [(None, "held", "proposed"), ("held", "confirmed", "taken")]
    assert entries(app) == []


@pytest.mark.parametrize(("covering", "becomes"), [("held", "held"), ("requested", "requested")])
def test_taking_goes_on_as_a_booking_would_begin(
    app: Flask, home: House, taken: dict[str, Booking], covering: str, becomes: str
) -> None:
    join(home, "Anna")
    give_back(home, taken["Platz 1"])
    with covered_by(app, HeldUntilPaid(status=covering)):
        booking = take(home, "Anna")
    assert (booking.status, booking.held_for, booking.price_cents) == (becomes, "", 123)


def test_proposal_that_has_run_out_is_not_taken_and_gives_way(
    app: Flask, home: House, taken: dict[str, Booking], clock: Any
) -> None:
    join(home, "Anna")
    give_back(home, taken["Platz 1"])
    proposal = held_for(app)["Anna"]
    clock.move_to(NOW + 31 * MINUTE)
    with home.here(address("Anna")) as (member, _hub, _setup), pytest.raises(ProposalOver):
        actions.take(booking=db.session.get_one(Booking, proposal.id), member=member)
    book(home, who=address("Dora"))
    assert states(home, "Anna") == ["passed"]
    assert [one.status for one in bookings(app) if one.id == proposal.id] == ["expired"]


def test_proposal_is_not_moved(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    join(home, "Anna")
    give_back(home, taken["Platz 1"])
    proposal = held_for(app)["Anna"]
    with home.here(address("Anna")) as (member, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(ELEVEN, TWELVE))
        booking = db.session.get_one(Booking, proposal.id)
        with pytest.raises(StepNotAllowed):
            moving_actions.move(booking=booking, member=member, slot=slot)


def test_who_leaves_gives_what_is_held_to_the_next(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    join(home, "Anna")
    join(home, "Bert")
    give_back(home, taken["Platz 1"])
    leave(home, "Anna")
    assert (list(held_for(app)), states(home, "Anna", "Bert")) == (["Bert"], ["", "proposed"])
    give_back(home, held_for(app)["Bert"], "Bert")
    assert entries(app) == []
    assert proposals_mailed(app) == ["Anna", "Bert"]
    assert len(rows_taken(app)) == 1  # Zoe's other place


def test_any_of_a_kind_is_given_one_place_after_another(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    for name in ("Anna", "Bert", "Cem"):
        join(home, name, None)
    for booking in taken.values():
        give_back(home, booking)
    held = held_for(app)
    assert sorted(held) == ["Anna", "Bert"]
    assert len({one.space_id for one in held.values()}) == 2
    assert look(app) == 0


def test_whose_wish_is_not_all_free_is_passed_over(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    book(home, "Platz 1", ELEVEN, TWELVE, who=address("Zoe"))
    join(home, "Anna", start=TEN, end=TWELVE)
    join(home, "Bert")
    give_back(home, taken["Platz 1"])
    assert states(home, "Anna", "Bert") == ["waiting", "proposed"]


def test_the_same_wish_is_one_entry_and_keeps_its_position(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    first = join(home, "Anna")
    join(home, "Bert")
    again = join(home, "Anna", choice=NO_CHOICE)
    assert (again.id, again.takes_at_once, len(entries(app))) == (first.id, True, 2)
    assert own(home, "Anna")[0].position == Position(1, 2)
    assert not join(home, "Anna").takes_at_once


def test_nobody_waits_for_more_than_the_limit(app: Flask, home: House) -> None:
    for n in range(MOST + 1):
        start = NINE + timedelta(days=n // 6, hours=n % 6) + (timedelta(days=2) if n // 6 >= 3 else timedelta())
        book(home, start=start, end=start + timedelta(hours=1), who=address("Zoe" if n < 15 else "Dora"))
    whens = sorted({one.starts_at for one in bookings(app)})
    for start in whens[:MOST]:
        join(home, "Anna", start=start, end=start + timedelta(hours=1))
    with pytest.raises(TooManyWaits):
        join(home, "Anna", start=whens[MOST], end=whens[MOST] + timedelta(hours=1))
    join(home, "Anna", start=whens[0], end=whens[0] + timedelta(hours=1))


def test_who_cannot_have_it_now_is_passed_over_without_losing_the_position(
    app: Flask, home: House, taken: dict[str, Booking], clock: Any
) -> None:
    for name in ("Anna", "Bert", "Cem", "Dora"):
        join(home, name)
    other = house(app, "bisperode")
    book(other, start=TEN, end=TWELVE, who=address("Anna"))  # another booking at that time
    restrict(home, "Bert")
    with app.app_context(), transaction():
        db.session.execute(update(Member).where(Member.email == address("Cem")).values(is_active=False))
    give_back(home, taken["Platz 1"])
    assert list(held_for(app)) == ["Dora"]
    assert states(home, "Anna", "Bert") == ["waiting", "waiting"]


def test_who_has_as_many_bookings_as_allowed_waits_until_they_have_fewer(
    app: Flask, home: House, taken: dict[str, Booking]
) -> None:
    join(home, "Anna")
    set_rules(home, max_active=1)
    other = book(home, "Platz 2", TWELVE, TWELVE + timedelta(hours=1), who=address("Anna"))
    give_back(home, taken["Platz 1"])
    assert held_for(app) == {}
    with pytest.raises(LimitReached):
        join(home, "Anna", "Platz 2")
    give_back(home, other, "Anna")
    look(app)
    assert list(held_for(app)) == ["Anna"]


def test_blocking_that_is_taken_away_is_seen_by_the_job(app: Flask, home: House) -> None:
    with home.here() as (_member, hub, setup), transaction():
        blocking = blocking_actions.block(hub=hub, place=home.place(setup, "Platz 1"), start=NINE, end=TWELVE).id
    join(home, "Anna")
    with home.here(), transaction():
        blocking_actions.unblock(blocking=db.session.get_one(Blocking, blocking))
    assert held_for(app) == {}
    assert (look(app), look(app)) == (1, 0)
    assert list(held_for(app)) == ["Anna"]


@pytest.mark.parametrize("choice", [Choice(agreed="<=200"), Choice()])
def test_who_wants_it_at_once_has_the_booking(
    app: Flask, home: House, taken: dict[str, Booking], choice: Choice
) -> None:
    join(home, "Anna", choice=choice)
    give_back(home, taken["Platz 1"])
    [booking] = [one for one in bookings(app) if one.status == "confirmed" and one.space_id == home.spaces["Platz 1"]]
    assert steps(app, booking.id) == [(None, "confirmed", "at once")]
    assert (entries(app), proposals_mailed(app)) == ([], [])


def test_what_waits_for_money_is_held_also_for_who_wanted_it_at_once(
    app: Flask, home: House, taken: dict[str, Booking]
) -> None:
    with covered_by(app, HeldUntilPaid()) as covering:
        join(home, "Anna", choice=Choice(agreed="<=200"))
        give_back(home, taken["Platz 1"])
        assert covering.asked[-2][-1] == Choice(agreed="<=200")
    assert held_for(app)["Anna"].price_cents == 123
    assert proposals_mailed(app) == ["Anna"]


def test_refusals_are_those_of_booking(app: Flask, home: House, taken: dict[str, Booking], clock: Any) -> None:
    restrict(home, "Bert")
    set_rules(home, admission="members")
    with pytest.raises(Restricted):
        join(home, "Bert")
    with pytest.raises(MembersOnly):
        join(home, "Anna")
    clock.move_to(TEN)
    with pytest.raises(InThePast):
        join(home, "Dora")


def test_entries_are_nobodys_after_their_start(app: Flask, home: House, taken: dict[str, Booking], clock: Any) -> None:
    join(home, "Anna")
    rule = [retention.registry(app)["waiting-list"]]
    with app.app_context():
        assert retention.run(rule) == {"waiting-list": 0}
    clock.move_to(NINE)
    assert own(home, "Anna") == []
    with app.app_context():
        assert retention.run(rule) == {"waiting-list": 1}


def test_giving_back_where_nobody_waits_costs_one_query_more(
    app: Flask, home: House, taken: dict[str, Booking]
) -> None:
    numbers = []
    try:
        for name in taken:
            with counted(app) as asked:
                give_back(home, taken[name])
            numbers.append((len(asked), sum("waiting_entry" in one for one in asked)))
            signals.freed.disconnect(jobs.look_at_freed)
    finally:
        signals.freed.connect(jobs.look_at_freed)
    assert [mine for _all, mine in numbers] == [1, 0]
    assert numbers[0][0] == numbers[1][0] + 1


def test_failure_to_propose_leaves_the_cancellation_as_it_is(
    app: Flask, home: House, taken: dict[str, Booking]
) -> None:
    join(home, "Anna", choice=Choice())

    def booked(_sender: object, **_more: object) -> None:
        raise RuntimeError("no")

    with signals.booked.connected_to(booked):
        give_back(home, taken["Platz 1"])
    assert [one.status for one in bookings(app) if one.id == taken["Platz 1"].id] == ["cancelled"]
    assert (len(entries(app)), look(app)) == (1, 1)
    assert entries(app) == []


def test_fifty_who_wait_cost_no_more_queries_than_two(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    numbers = []
    for more in (2, 50):
        for n in range(more):
            people.add(app, f"p{more}x{n}@example.org", "Person")
            with home.here(f"p{more}x{n}@example.org") as (member, hub, _setup), transaction():
                row = {"hub_id": hub.id, "member_id": member.id, "kind": "desk", "starts_at": NINE, "ends_at": ELEVEN}
                db.session.add(WaitingEntry(**row))
        with counted(app) as asked:
            assert look(app) == 0
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_proposal_of_a_confidential_place_is_told_by_its_outer_name(app: Flask, home: House) -> None:
    with_room(home, ROOM, OUTER)
    held = book(home, ROOM, who=address("Zoe"))
    join(home, "Anna", ROOM, kind="room")
    give_back(home, held)
    with app.app_context():
        [mail] = db.session.scalars(select(OutboxMail).where(OutboxMail.template == "place-proposed"))
        assert mail.context["space"] == OUTER
        assert ROOM not in str(mail.context)


def test_confidential_place_is_proposed_to_nobody_who_wants_any(app: Flask, home: House) -> None:
    """It is chosen by itself, as on the page of booking."""
    with_room(home, ROOM, OUTER)
    with_room(home, "Sprechzimmer 2", "Raum 3")
    add(home, SpaceValues(name="Besprechung", kind="room"))
    plain = "Besprechung"
    held = [book(home, name, who=address("Zoe")) for name in (ROOM, plain)]
    entry = join(home, "Anna", plain, kind="room")
    assert entry.space_id is None, "it is the only one of those who want any"
    give_back(home, held[0])
    assert held_for(app) == {}
    give_back(home, held[1])
    assert held_for(app)["Anna"].space_id == home.spaces[plain]


def test_locker_keeps_nobody_from_a_proposal(app: Flask, home: House, taken: dict[str, Booking]) -> None:
    """Who has one is not there."""
    add(home, SpaceValues(name="Fach", kind="locker"))
    book(home, "Fach", who=address("Anna"))
    join(home, "Anna")
    give_back(home, taken["Platz 1"])
    assert list(held_for(app)) == ["Anna"]
