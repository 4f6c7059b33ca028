"""Book, move, cancel, check in: what each leaves behind, and that what is refused leaves nothing."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from bookings import actions
from bookings.errors import (
    AlreadyBegun,
    LimitReached,
    MembersOnly,
    NotNow,
    OutsideOpeningHours,
    Restricted,
    SlotTaken,
    StepNotAllowed,
    TooLateToCancel,
)
from bookings.models import Booking, Occupancy
from bookings.slots import Slot
from core.db import db
from core.errors import DomainError
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.models import BookingRules
from hubs.people.models import HubMember
from hubs.setup_rules import RuleValues
from tests.support.booking import DAY, ELEVEN, NINE, TEN, TWELVE, book, book_any, cancel, check_in, check_out, move
from tests.support.house import House, at, bookings, house, steps, taken


def mails(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMail.template).order_by(OutboxMail.id)))


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app)


def test_booking_takes_its_place_and_is_told_once(app: Flask, home: House) -> None:
    booking = book(home, title="Treffen")

    assert (booking.status, booking.title, booking.price_cents) == ("confirmed", "Treffen", 0)
    assert taken(app) == [(home.spaces["Platz 1"], NINE, ELEVEN)]
    assert steps(app, booking.id) == [(None, "confirmed", "")]
    assert mails(app) == ["booking-confirmed"]


@pytest.mark.parametrize(("start", "end"), [(NINE, ELEVEN), (TEN, TWELVE), (TEN, ELEVEN)])
def test_booking_over_another_is_refused_and_leaves_nothing(app: Flask, home: House, start: Any, end: Any) -> None:
    book(home, start=NINE, end=ELEVEN)
    with pytest.raises(SlotTaken):
        book(home, start=start, end=end, who="bert@example.org")

    assert len(bookings(app)) == len(taken(app)) == len(mails(app)) == 1


def test_bookings_that_touch_both_hold(app: Flask, home: House) -> None:
    book(home, start=NINE, end=TEN)
    book(home, start=TEN, end=ELEVEN, who="bert@example.org")

    assert len(taken(app)) == 2


def test_turnaround_keeps_the_time_after_a_booking_free(app: Flask, anna: int, bert: int) -> None:
    home = house(app, turnaround=30)
    book(home, start=NINE, end=TEN)
    with pytest.raises(SlotTaken):
        book(home, start=TEN, end=ELEVEN, who="bert@example.org")
    book(home, start=TEN + timedelta(minutes=30), end=TWELVE, who="bert@example.org")

    assert [end for _, _, end in taken(app)] == [TEN + timedelta(minutes=30), TWELVE + timedelta(minutes=30)]


def test_turnaround_may_not_reach_into_the_next_booking(app: Flask, anna: int, bert: int) -> None:
    home = house(app, turnaround=30)
    book(home, start=TEN, end=ELEVEN)
    with pytest.raises(SlotTaken):
        book(home, start=NINE, end=TEN, who="bert@example.org")


@pytest.mark.parametrize(("first", "second"), [("Besprechung", "Platz 1"), ("Platz 1", "Besprechung")])
def test_room_and_a_desk_in_it_exclude_each_other(app: Flask, anna: int, bert: int, first: str, second: str) -> None:
    home = house(app, room_of=("Platz 1", "Platz 2"))
    book(home, first)
    with pytest.raises(SlotTaken):
        book(home, second, who="bert@example.org")
    book(home, "Platz 3", who="bert@example.org")


def test_desks_in_one_room_do_not_exclude_each_other(app: Flask, anna: int, bert: int) -> None:
    home = house(app, room_of=("Platz 1", "Platz 2"))
    book(home, "Platz 1")
    book(home, "Platz 2", who="bert@example.org")

    assert len(taken(app)) == 2


def test_booking_beyond_the_limit_is_refused(app: Flask, anna: int) -> None:
    home = house(app, rules={"max_active": 1})
    book(home)
    with pytest.raises(LimitReached):
        book(home, "Platz 2")

    assert len(bookings(app)) == 1


def test_cancelled_booking_does_not_count_against_the_limit(app: Flask, anna: int) -> None:
    home = house(app, rules={"max_active": 1})
    cancel(home, book(home))
    book(home, "Platz 2")

    assert [b.status for b in bookings(app)] == ["cancelled", "confirmed"]


def test_any_desk_prefers_the_one_had_last(home: House) -> None:
    book(home, "Platz 3", at("2026-11-26", "9:00"), at("2026-11-26", "11:00"))

    assert book_any(home) == "Platz 3"


def test_any_desk_is_another_when_the_last_one_is_taken(home: House) -> None:
    book(home, "Platz 3", at("2026-11-26", "9:00"), at("2026-11-26", "11:00"))
    book(home, "Platz 3", who="bert@example.org")

    assert book_any(home) in {"Platz 1", "Platz 2"}


def test_any_desk_spares_those_in_a_room(app: Flask, anna: int) -> None:
    home = house(app, room_of=("Platz 1", "Platz 2"))

    assert book_any(home) == "Platz 3"


def test_any_desk_is_one_whose_own_rules_allow_the_time(app: Flask, home: House) -> None:
    with home.here() as (_, hub, _), transaction():
        db.session.add(BookingRules(hub_id=hub.id, space_id=home.spaces["Platz 1"], min_minutes=240))
        db.session.add(BookingRules(hub_id=hub.id, space_id=home.spaces["Platz 2"], min_minutes=240))

    assert book_any(home) == "Platz 3"
    with pytest.raises(SlotTaken):
        book_any(home, who="bert@example.org")


def test_any_desk_is_refused_when_all_are_taken(app: Flask, home: House) -> None:
    for _ in home.spaces:
        book_any(home, who="bert@example.org")
    with pytest.raises(SlotTaken):
        book_any(home)

    assert len(bookings(app)) == 3


def test_expired_hold_gives_way_without_any_job(app: Flask, home: House, tuesday: Any) -> None:
    held = book(home, who="bert@example.org")
    with app.app_context(), transaction():
        values = {"expires_at": NINE - timedelta(hours=2)}
        db.session.execute(update(Booking).values(status="held", **values))
        db.session.execute(update(Occupancy).values(**values))
    with pytest.raises(SlotTaken):
        book(home)
    tuesday.move_to(NINE - timedelta(hours=1))
    book(home)

    assert steps(app, held.id)[-1] == ("held", "expired", "")
    assert len(taken(app)) == 1


def test_move_takes_the_new_place_and_frees_the_old(app: Flask, home: House) -> None:
    booking = book(home)
    moved = move(home, booking, "Platz 2", TEN, TWELVE)

    assert (moved.starts_at, moved.ends_at, moved.space_id) == (TEN, TWELVE, home.spaces["Platz 2"])
    assert taken(app) == [(home.spaces["Platz 2"], TEN, TWELVE)]
    assert steps(app, booking.id)[-1] == ("confirmed", "confirmed", "moved")
    assert mails(app) == ["booking-confirmed", "booking-moved"]


def test_move_over_its_own_time_is_possible(app: Flask, home: House) -> None:
    move(home, book(home), "Platz 1", TEN, TWELVE)

    assert taken(app) == [(home.spaces["Platz 1"], TEN, TWELVE)]


@pytest.mark.parametrize(
    ("name", "start", "end", "error"),
    [
        ("Platz 2", NINE, ELEVEN, SlotTaken),
        ("Platz 1", at(DAY, "19:00"), at(DAY, "21:00"), OutsideOpeningHours),
    ],
)
def test_move_that_is_refused_leaves_all_as_it_was(
    app: Flask, home: House, name: str, start: Any, end: Any, error: type[DomainError]
) -> None:
    booking = book(home)
    book(home, "Platz 2", who="bert@example.org")
    before = taken(app)
    with pytest.raises(error):
        move(home, booking, name, start, end)

    assert taken(app) == before
    assert steps(app, booking.id) == [(None, "confirmed", "")]
    assert len(mails(app)) == 2


def test_move_to_where_it_is_changes_nothing(app: Flask, home: House) -> None:
    booking = book(home)
    move(home, booking, "Platz 1", NINE, ELEVEN, seen="another stamp")

    assert len(steps(app, booking.id)) == len(mails(app)) == 1


def test_move_by_a_form_that_is_overtaken_is_refused(app: Flask, home: House) -> None:
    booking = book(home)
    seen = booking.stamp
    move(home, booking, "Platz 2", TEN, TWELVE, seen=seen)
    with pytest.raises(StepNotAllowed):
        move(home, booking, "Platz 1", NINE, TEN, seen=seen)

    assert taken(app) == [(home.spaces["Platz 2"], TEN, TWELVE)]


def test_who_checked_in_early_takes_the_check_in_to_no_other_time(app: Flask, home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(NINE - timedelta(minutes=10))
    booking = check_in(home, booking)
    with pytest.raises(AlreadyBegun):
        move(home, booking, "Platz 1", TEN, ELEVEN)
    with pytest.raises(AlreadyBegun):
        move(home, booking, "Platz 2", NINE, ELEVEN)
    move(home, booking, "Platz 1", NINE, TEN)


def test_running_booking_changes_its_end_only(app: Flask, home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(NINE + timedelta(minutes=20))
    with pytest.raises(AlreadyBegun):
        move(home, booking, "Platz 2", NINE, ELEVEN)
    with pytest.raises(AlreadyBegun):
        move(home, booking, "Platz 1", TEN, ELEVEN)
    move(home, booking, "Platz 1", NINE, TEN)

    assert taken(app) == [(home.spaces["Platz 1"], NINE, TEN)]


def test_past_booking_cannot_be_moved(home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(ELEVEN)
    with pytest.raises(StepNotAllowed):
        move(home, booking, "Platz 1", at("2026-11-26", "9:00"), at("2026-11-26", "10:00"))


def test_cancelling_frees_the_place_and_is_idempotent(app: Flask, home: House) -> None:
    booking = book(home)
    cancel(home, booking)
    cancel(home, booking)

    assert taken(app) == []
    assert steps(app, booking.id) == [(None, "confirmed", ""), ("confirmed", "cancelled", "")]
    assert mails(app) == ["booking-confirmed", "booking-cancelled"]


def test_cancelling_works_until_the_deadline_and_not_after(app: Flask, home: House, tuesday: Any) -> None:
    booking, other = book(home), book(home, "Platz 2")
    deadline = NINE - timedelta(minutes=60)
    tuesday.move_to(deadline - timedelta(seconds=5))
    cancel(home, other)
    tuesday.move_to(deadline + timedelta(seconds=1))
    with pytest.raises(TooLateToCancel):
        cancel(home, booking)

    assert taken(app) == [(home.spaces["Platz 1"], NINE, ELEVEN)]


def test_check_in_works_within_its_window_only(app: Flask, home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(NINE - timedelta(minutes=15, seconds=5))
    with pytest.raises(NotNow):
        check_in(home, booking)
    tuesday.move_to(NINE - timedelta(minutes=15))
    check_in(home, booking)
    check_in(home, booking)

    assert steps(app, booking.id) == [(None, "confirmed", ""), ("confirmed", "checked_in", "")]


def test_check_in_after_the_end_is_refused(home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(ELEVEN)
    with pytest.raises(NotNow):
        check_in(home, booking)


def test_check_out_gives_the_rest_of_the_time_back(app: Flask, home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(NINE)
    check_in(home, booking)
    tuesday.move_to(NINE + timedelta(minutes=40))
    assert check_out(home, booking).checked_out_at == check_out(home, booking).checked_out_at
    assert taken(app) == [(home.spaces["Platz 1"], NINE, NINE + timedelta(minutes=40))]
    assert steps(app, booking.id)[-1] == ("checked_in", "completed", "")


def test_check_out_before_the_start_is_refused(home: House) -> None:
    with pytest.raises(StepNotAllowed):
        check_out(home, book(home))


def admit(home: House, admission: str, **standing: Any) -> None:
    """Who may book in the house, and what Anna is to it."""
    with home.here() as (member, hub, _setup), transaction():
        hub_actions.set_rules(hub=hub, values=RuleValues(admission=admission))
        db.session.add(HubMember(hub_id=hub.id, member_id=member.id, **standing))


def test_booking_where_hosts_decide_is_requested_and_keeps_the_place_until_it_would_begin(
    app: Flask, home: House
) -> None:
    admit(home, "approval")
    booking = book(home)
    assert (booking.status, booking.expires_at) == ("requested", NINE)
    assert taken(app) == [(home.spaces["Platz 1"], NINE, ELEVEN)]
    assert mails(app) == ["booking-requested"]


def test_member_of_the_hub_need_not_ask(home: House) -> None:
    admit(home, "approval", is_member=True)
    assert book(home).status == "confirmed"


def test_move_to_where_hosts_decide_has_to_be_asked_for(app: Flask, home: House) -> None:
    booking = book(home)
    admit(home, "approval")
    moved = move(home, booking, "Platz 1", ELEVEN, ELEVEN + timedelta(hours=2))
    assert (moved.status, moved.expires_at) == ("requested", ELEVEN)
    assert mails(app)[-1] == "booking-requested"


def test_only_members_of_the_hub_book_where_it_is_for_them(app: Flask, home: House) -> None:
    admit(home, "members")
    with pytest.raises(MembersOnly):
        book(home)
    assert taken(app) == []


def test_restricted_member_learns_why_and_books_nothing(app: Flask, home: House) -> None:
    admit(home, "everyone", restricted_at=NINE, reason="Bitte den Schlüssel zurückbringen.")
    with pytest.raises(Restricted) as refused:
        book(home)
    assert "Schlüssel" in str(refused.value.message())
    assert taken(app) == []


def test_price_is_kept_with_the_booking_and_renewed_by_a_move(app: Flask, anna: int) -> None:
    home = house(app, prices={"desk": 300})
    booking = book(home, start=NINE, end=ELEVEN)
    moved = move(home, booking, "Platz 1", NINE, TWELVE)

    assert (booking.price_cents, moved.price_cents) == (600, 900)


def test_mails_are_queued_with_the_booking_or_not_at_all(app: Flask, home: House) -> None:
    with home.here() as (member, hub, setup):
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(NINE, ELEVEN))
        actions.book(member=member, slot=slot)
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0
