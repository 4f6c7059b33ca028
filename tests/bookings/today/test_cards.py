"""What a card says that hosts may do is what the action then does: each status, around the times that matter."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from bookings import actions as booking_actions
from bookings import closing_actions
from bookings.models import STATUSES, Booking
from bookings.people import actions as people_actions
from bookings.people import queries as people_queries
from bookings.today import actions, queries
from bookings.today.cards import HostCard, cards
from core.db import db
from core.errors import DomainError
from core.identifiers import new_id
from core.transactions import transaction
from hubs.models import Hub
from hubs.setup import Setup, place_of
from members.models import Member
from tests.support.hosts import HOST, do
from tests.support.house import House, at, clock

NINE, TWELVE = clock("9:00"), clock("12:00")
SECOND = timedelta(seconds=1)
MOMENTS = [
    *(at(day, "0:00") + off for day in ("2026-11-24", "2026-11-25") for off in (-SECOND, timedelta())),
    *(edge + off for edge in (NINE, TWELVE) for off in (-SECOND, timedelta(), SECOND)),
    *(TWELVE + timedelta(days=14) + off for off in (-SECOND, timedelta(), SECOND)),
]
"""Around midnight, the start, the end, and the end of the time in which hosts can still set right who came."""
EXPIRIES = [None, NINE - SECOND, NINE]
"""Of a request or a hold, on both sides of a moment of MOMENTS."""

Act = Callable[[HostCard, Member, Hub, Setup], object]


def _cancel_as_person(card: HostCard, host: Member, hub: Hub, setup: Setup) -> object:
    """On the page about one person."""
    booking = card.booking
    owner = db.session.get_one(Member, booking.member_id)
    who: dict[str, Any] = {"hub": hub, "setup": setup, "member": owner, "actor": host}
    return people_actions.cancel_coming(**who, keys=[booking.id], reason="Wasserschaden.")


ACTS: dict[str, Act] = {
    "can_check_in": lambda card, host, hub, _: actions.check_in(booking=card.booking, host=host, hub=hub),
    "can_undo_check_in": lambda card, host, _hub, _: actions.undo_check_in(booking=card.booking, host=host),
    "can_check_out": lambda card, host, _hub, _: booking_actions.check_out(booking=card.booking, actor=host),
    "can_say_came_after_all": lambda card, host, _hub, _: closing_actions.came_after_all(
        booking=card.booking, host=host
    ),
    "can_answer": lambda card, host, hub, setup: actions.approve(
        booking=card.booking, host=host, hub=hub, place=place_of(setup, card.space)
    ),
    "can_cancel": lambda card, host, hub, setup: actions.cancel(
        booking=card.booking, host=host, hub=hub, place=place_of(setup, card.space), reason="Wasserschaden."
    ),
}
ALSO = [
    ("can_answer", lambda card, host, hub, setup: actions.decline(
        booking=card.booking, host=host, hub=hub, place=place_of(setup, card.space), reason="Wasserschaden."
    )),
    ("can_cancel", _cancel_as_person),
]  # fmt: skip


def test_every_answer_of_a_card_has_its_action_here() -> None:
    assert {name for name in vars(HostCard) if name.startswith("can_")} == set(ACTS)


@pytest.mark.one_database
@pytest.mark.parametrize(("answer", "act"), [*ACTS.items(), *ALSO])
def test_card_says_what_the_action_does(home: House, answer: str, act: Act) -> None:
    """Both ways: what is offered is done, and what is not offered changes nothing."""
    wrong, said = [], set()
    for status in STATUSES:
        for expires_at in EXPIRIES if status in {"requested", "held"} else [None]:
            booking = _put(home, status, expires_at)
            for moment in MOMENTS:
                with time_machine.travel(moment, tick=False):
                    promised, happened = _tried(home, booking, answer, act)
                said.add(promised)
                if promised is not happened:
                    wrong.append((status, expires_at, moment, promised))
    assert not wrong
    assert said == {True, False}, "the moments tell the two apart"


@pytest.mark.one_database
@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("status", STATUSES)
def test_card_says_so_too_when_the_job_has_closed_the_booking(home: House, status: str, marks: bool) -> None:
    """What becomes of who was not checked in is for the hub to say."""
    with home.here(HOST) as (_host, hub, _setup), transaction():
        hub.marks_no_shows = marks
    booking = _put(home, status, None)
    later = at("2026-11-25", "4:00")
    with time_machine.travel(later, tick=False):
        with home.app.app_context(), transaction():
            closing_actions.close_some()
        seen = {answer: _tried(home, booking, answer, act) for answer, act in [*ACTS.items(), *ALSO]}
    assert {answer for answer, (promised, happened) in seen.items() if promised is not happened} == set()
    is_no_show = status == "no_show" or (status == "confirmed" and marks)
    assert seen["can_say_came_after_all"][0] is is_no_show


@pytest.mark.one_database
def test_person_page_offers_what_can_be_cancelled(home: House, anna: int) -> None:
    for status in STATUSES:
        for expires_at in EXPIRIES if status in {"requested", "held"} else [None]:
            booking = _put(home, status, expires_at)
            for moment in MOMENTS:
                with home.here(HOST) as (_host, hub, setup):
                    found = [
                        *people_queries.coming_of(hub.id, anna, moment),
                        *people_queries.past_of(hub.id, anna, moment, 99, 0),
                    ]
                    offered = [visit.can_cancel for visit in found if visit.booking.id == booking.id]
                    assert offered == [_card(hub, setup, booking, moment).can_cancel], (status, expires_at, moment)


@pytest.mark.one_database
def test_hold_that_has_run_out_is_not_cancelled_any_more(home: House, tuesday: Any) -> None:
    """It reads as expired everywhere, and nobody gets a mail about it."""
    booking = _put(home, "held", NINE)
    tuesday.move_to(NINE)
    with pytest.raises(DomainError) as refused:
        do(home, "cancel", booking, reason="Wasserschaden.")
    assert refused.value.facts["from_status"] == "expired"


def _put(home: House, status: str, expires_at: datetime | None, price_cents: int = 600) -> Booking:
    """Anna's booking from 9 to 12 o'clock, in whatever state."""
    with home.here(HOST) as (_host, hub, _setup), transaction():
        owner = _anna(home)
        where = {"hub_id": hub.id, "space_id": home.spaces["Platz 1"], "starts_at": NINE, "ends_at": TWELVE}
        life = {"status": status, "expires_at": expires_at, "price_cents": price_cents}
        booking = Booking(id=new_id(), member_id=owner, **where, **life)
        db.session.add(booking)
    return booking


def _anna(home: House) -> int:
    return db.session.execute(db.select(Member.id).where(Member.email == "anna@example.org")).scalar_one()


def _card(hub: Hub, setup: Setup, booking: Booking, moment: datetime) -> HostCard:
    entry = queries.one(hub.id, str(booking.id), moment)
    assert entry is not None
    return cards(hub, setup, [entry], moment)[0]


def _tried(home: House, booking: Booking, answer: str, act: Act) -> tuple[bool, bool]:
    """What the card promises now, and whether the action changes the booking; then all is as it was."""
    with home.here(HOST) as (host, hub, setup):
        card = _card(hub, setup, booking, datetime.now(NINE.tzinfo))
        promised, before = bool(getattr(card, answer)), card.booking.status
        try:
            act(card, host, hub, setup)
        except DomainError:
            happened = False
        else:
            db.session.refresh(card.booking)
            happened = card.booking.status != before
        db.session.rollback()
        return promised, happened
