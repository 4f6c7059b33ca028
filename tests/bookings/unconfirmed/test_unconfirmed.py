"""What is held for an address, and what becomes of it: actions on both databases."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from bookings import actions as booking_actions
from bookings import signals
from bookings.cover import NO_CHOICE, Choice
from bookings.errors import LimitReached, OutsideOpeningHours, Restricted, SlotTaken
from bookings.models import Booking
from bookings.slots import Booked, slots_at
from bookings.unconfirmed import actions
from bookings.unconfirmed.actions import Confirmed, Visitor
from bookings.unconfirmed.errors import AccountNeeded, AddressClosed, AlreadyHeld, ConfirmationOver
from bookings.unconfirmed.models import UnconfirmedBooking
from bookings.unconfirmed.rules import HOLD
from core import retention
from core.db import db
from core.errors import DomainError
from core.timespans import Interval
from core.transactions import transact, transaction
from hubs.people import standing_actions
from hubs.queries import hub_by_slug
from hubs.setup import setup_of
from members.models import LoginSession, Member
from tests.support import people
from tests.support.at_once import kinds, tried_at_once
from tests.support.booking import ELEVEN, NINE, TWELVE, book
from tests.support.house import House, bookings, house, steps, taken
from tests.support.limits import rule
from tests.support.visitors import NORA, clock, mails_to, member_named, unconfirmed
from tests.support.waiting import entries, join, look, proposals_mailed, run_out

__all__ = ["clock"]
pytestmark = pytest.mark.each_database
ANNA = "anna@example.org"
SECOND = timedelta(seconds=1)


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app, ANNA, "Anna Beispiel")
    return house(app, spaces=("Platz 1", "Platz 2"))


def hold(
    home: House,
    email: str = NORA,
    *places: str,
    start: Any = NINE,
    end: Any = ELEVEN,
    choice: Choice = NO_CHOICE,
) -> Booking:
    with home.here(ANNA) as (_member, hub, setup), transaction():
        wanted = [home.place(setup, name) for name in places or ("Platz 1",)]
        visitor = Visitor(email=email, name=" Nora  Neu ", locale="de", title="Angebot")
        return actions.hold(visitor=visitor, slots=slots_at(hub, setup, wanted, Interval(start, end)), choice=choice)


def confirm(home: House, booking: Booking, device: str | None = "Firefox") -> Confirmed:
    with home.app.app_context(), transaction():
        return actions.confirm(booking_id=booking.id, password_hash="!", device=device)


def test_place_is_held_and_nobody_is_known_to_have_booked(app: Flask, home: House) -> None:
    told = list[str]()
    listening = _hearing(told)
    with signals.booked.connected_to(listening):
        booking = hold(home)
    assert (booking.status, booking.held_for, booking.member_id, booking.title) == ("held", "address", None, "")
    assert booking.expires_at is not None
    assert HOLD - SECOND < booking.expires_at - booking.created_at <= HOLD
    [row] = unconfirmed(app)
    assert (row.email, row.name, row.title, row.booking_id) == (NORA, "Nora Neu", "Angebot", booking.id)
    assert (told, mails_to(app), member_named(app)) == ([], ["confirm-booking"], None)
    assert len(taken(app)) == 1


def _hearing(told: list[str]) -> Callable[..., None]:
    def hear(_sender: object, bookings: list[Booking], **_more: object) -> None:
        told.extend(booking.status for booking in bookings)

    return hear


def test_confirming_books_it_and_makes_the_account(app: Flask, home: House) -> None:
    booking, told = hold(home), list[str]()
    listening = _hearing(told)
    with signals.booked.connected_to(listening):
        done = confirm(home, booking)
    assert done.is_new
    assert done.secret
    [after] = bookings(app)
    nora = member_named(app)
    assert nora is not None
    assert (after.status, after.member_id, after.title, after.expires_at) == ("confirmed", nora.id, "Angebot", None)
    assert steps(app, booking.id) == [(None, "held", ""), ("held", "confirmed", "confirmed by link")]
    assert (told, unconfirmed(app)) == (["confirmed"], [])
    assert mails_to(app) == ["confirm-booking", "booking-confirmed"]
    run_out(app)
    assert bookings(app)[0].status == "confirmed"


def test_second_confirming_changes_nothing(app: Flask, home: House) -> None:
    booking = hold(home)
    confirm(home, booking)
    again = confirm(home, booking)
    assert (again.secret, again.is_new) == (None, False)
    assert len(mails_to(app)) == 2
    assert len(steps(app, booking.id)) == 2


def test_account_stays_as_it_is_and_gets_no_log_in(app: Flask, home: House) -> None:
    booking, before = hold(home, ANNA), people.member(app, ANNA)
    done = confirm(home, booking)
    after = people.member(app, ANNA)
    assert (done.secret, done.is_new, bookings(app)[0].member_id) == (None, False, after.id)
    assert (after.name, after.password_hash) == (before.name, before.password_hash)
    with app.app_context():
        assert db.session.scalars(select(LoginSession)).all() == []


def test_who_is_logged_in_here_as_somebody_gets_no_other_log_in(home: House) -> None:
    assert confirm(home, hold(home), device=None).secret is None


def test_sign_up_that_was_never_confirmed_becomes_the_account(app: Flask, home: House) -> None:
    people.add(app, NORA, "Fremd", email_confirmed_at=None)
    done = confirm(home, hold(home))
    nora = people.member(app, NORA)
    assert done.is_new
    assert (nora.name, nora.password_hash, nora.email_confirmed_at is not None) == ("Nora Neu", "!", True)


def test_closed_account_is_refused_and_nothing_is_written(app: Flask, home: House) -> None:
    people.add(app, NORA, "Nora", is_active=False)
    booking = hold(home)
    with pytest.raises(AddressClosed):
        confirm(home, booking)
    assert (bookings(app)[0].status, len(unconfirmed(app))) == ("held", 1)


@pytest.mark.parametrize("written_down", [True, False])
def test_what_has_run_out_is_not_confirmed(app: Flask, home: House, clock: Any, written_down: bool) -> None:
    booking = hold(home)
    clock.shift(HOLD)
    if written_down:
        run_out(app)
    with pytest.raises(ConfirmationOver):
        confirm(home, booking)
    assert (member_named(app), mails_to(app)) == (None, ["confirm-booking"])


def test_who_it_was_is_forgotten_when_the_place_is_held_no_longer(app: Flask, home: House, clock: Any) -> None:
    hold(home)
    clock.shift(HOLD)
    run_out(app)
    assert (unconfirmed(app), taken(app), bookings(app)[0].status) == ([], [], "expired")
    assert _traces(app, "nora") == {"outbox_mail"}


def _traces(app: Flask, word: str) -> set[str]:
    """In which tables the word stands."""
    with app.app_context():
        found = set()
        for table in db.metadata.tables.values():
            rows = db.session.execute(table.select()).mappings().all()
            if any(word in str(value).lower() for row in rows for value in row.values()):
                found.add(table.name)
        return found


def test_retention_forgets_also_where_no_job_has_written_it_down(app: Flask, home: House, clock: Any) -> None:
    hold(home)
    with app.app_context():
        retention.run_all(app, hourly_only=True)
    assert len(unconfirmed(app)) == 1
    clock.shift(HOLD)
    with app.app_context():
        retention.run_all(app, hourly_only=True)
    assert unconfirmed(app) == []


def test_erasing_an_account_forgets_what_is_held_with_its_address(app: Flask, home: House) -> None:
    hold(home, ANNA)
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["members", "erase", ANNA, "--yes"])
    assert done.exit_code == 0, done.output
    assert unconfirmed(app) == []


def test_place_goes_to_others_when_it_has_run_out(app: Flask, home: House, clock: Any) -> None:
    hold(home)
    with pytest.raises(SlotTaken):
        book(home)
    clock.shift(HOLD)
    assert book(home).status == "confirmed"
    assert unconfirmed(app) == []


def test_who_waits_is_offered_what_nobody_has_confirmed(app: Flask, home: House, clock: Any) -> None:
    hold(home)
    join(home, "Anna")
    clock.shift(HOLD)
    run_out(app)
    look(app)
    assert proposals_mailed(app) == ["Anna"]
    assert len(entries(app)) == 1


def test_one_place_for_each_address_however_it_is_written(app: Flask, home: House) -> None:
    hold(home)
    for email in (NORA, "Nora@Example.org", " <nora@example.org>"):
        with pytest.raises(AlreadyHeld):
            hold(home, email, "Platz 2")
        with pytest.raises(AlreadyHeld):
            hold(home, email, "Platz 1", start=ELEVEN, end=TWELVE)
    assert len(bookings(app)) == 1
    assert hold(home, "zoe@example.org", "Platz 2").status == "held"


def test_same_wish_gets_the_same_place(app: Flask, home: House, clock: Any) -> None:
    first = hold(home, NORA, "Platz 1", "Platz 2")
    assert hold(home, NORA, "Platz 1", "Platz 2").id == first.id
    assert mails_to(app) == ["confirm-booking"]
    clock.shift(timedelta(minutes=2))
    assert hold(home, NORA, "Platz 2", "Platz 1").id == first.id
    assert mails_to(app) == ["confirm-booking"] * 2


def test_after_it_has_run_out_the_address_can_hold_another(app: Flask, home: House, clock: Any) -> None:
    hold(home)
    clock.shift(HOLD)
    hold(home, NORA, "Platz 2")
    assert [one.space_id for one in unconfirmed_bookings(app)] == [home.spaces["Platz 2"]]


def unconfirmed_bookings(app: Flask) -> list[Booking]:
    with app.app_context():
        query = select(Booking).join(UnconfirmedBooking, UnconfirmedBooking.booking_id == Booking.id)
        return list(db.session.scalars(query))


def test_any_place_is_the_first_that_is_free(app: Flask, home: House) -> None:
    book(home, "Platz 1")
    assert hold(home, NORA, "Platz 1", "Platz 2").space_id == home.spaces["Platz 2"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda home: rule(home, needs_account=True), AccountNeeded),
        (lambda home: rule(home, admission="members"), AccountNeeded),
        (lambda home: book(home), SlotTaken),
    ],
)
def test_what_cannot_be_had_is_not_held(
    app: Flask, home: House, change: Callable[[House], Any], error: type[DomainError]
) -> None:
    change(home)
    with pytest.raises(error):
        hold(home)
    assert (unconfirmed(app), mails_to(app)) == ([], [])


def test_of_several_places_the_one_without_an_account_is_held(home: House) -> None:
    rule(home, "Platz 1", needs_account=True)
    assert hold(home, NORA, "Platz 1", "Platz 2").space_id == home.spaces["Platz 2"]


def test_closed_hours_are_refused(home: House) -> None:
    with pytest.raises(OutsideOpeningHours):
        hold(home, start=NINE - timedelta(hours=6), end=NINE - timedelta(hours=4))


def test_whose_address_it_is_must_be_let_in(app: Flask, home: House) -> None:
    booking = hold(home, ANNA)
    with home.here(ANNA) as (member, hub, _setup), transaction():
        standing_actions.restrict(hub=hub, member=member, reason="Schlüssel", actor=member)
    with pytest.raises(Restricted):
        confirm(home, booking)
    assert bookings(app)[0].status == "held"


def test_whose_address_it_is_must_not_have_too_many(home: House) -> None:
    rule(home, max_active=1)
    book(home, "Platz 2")
    booking = hold(home, ANNA)
    with pytest.raises(LimitReached):
        confirm(home, booking)


def test_hold_counts_for_nobody(home: House) -> None:
    """Who types another's address takes nothing from them."""
    rule(home, max_active=1)
    hold(home, ANNA)
    assert book(home, "Platz 2").status == "confirmed"


def test_release_is_set_when_it_is_confirmed(app: Flask, home: House) -> None:
    rule(home, release_minutes=30)
    booking = hold(home)
    assert booking.release_at is None
    confirm(home, booking)
    assert bookings(app)[0].release_at == NINE + timedelta(minutes=30)


def holding(app: Flask, slug: str, place: int, email: str) -> Callable[[], str]:
    """A request of its own that wants this place."""

    def hold_it() -> str:
        hub = hub_by_slug(slug)
        assert hub is not None
        setup = setup_of(hub)
        slots = slots_at(hub, setup, [setup.by_id[place]], Interval(NINE, ELEVEN))
        actions.hold(visitor=Visitor(email=email, name="Nora", locale="de"), slots=slots, choice=NO_CHOICE)
        return "held"

    def work() -> str:
        with app.app_context():
            return transact(hold_it)

    return work


@pytest.fixture
def hall(app: Flask, clock: Any) -> House:
    people.add(app, ANNA, "Anna Beispiel")
    return house(app, spaces=tuple(f"Platz {number}" for number in range(20)))


def test_twenty_at_once_with_one_address_hold_one_place(app: Flask, hall: House) -> None:
    works = [holding(app, hall.slug, place, NORA) for place in hall.spaces.values()]
    found = kinds(tried_at_once(*works))
    assert found == ["AlreadyHeld"] * 19 + ["str"]
    assert (len(bookings(app)), len(unconfirmed(app)), len(taken(app))) == (1, 1, 1)


def test_twenty_at_once_for_one_place_with_one_address_all_get_it(app: Flask, hall: House) -> None:
    [place, *_others] = hall.spaces.values()
    found = tried_at_once(*(holding(app, hall.slug, place, NORA) for _ in range(20)))
    assert (set(found), len(bookings(app)), mails_to(app)) == ({"held"}, 1, ["confirm-booking"])


def test_without_the_index_one_address_holds_several(app: Flask, hall: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: it is the database that decides."""
    monkeypatch.setattr(actions, "_held_already", lambda *_: None)
    works = [holding(app, hall.slug, place, NORA) for place in list(hall.spaces.values())[:5]]
    assert kinds(tried_at_once(*works)) == ["AlreadyHeld"] * 4 + ["str"]
    with app.app_context(), transaction():
        db.session.execute(text("DROP INDEX uq_unconfirmed_booking_email"))
    works = [holding(app, hall.slug, place, NORA) for place in list(hall.spaces.values())[5:10]]
    assert kinds(tried_at_once(*works)) == ["str"] * 5
    with app.app_context(), transaction():
        db.session.execute(text("DELETE FROM unconfirmed_booking"))
        db.session.execute(text("CREATE UNIQUE INDEX uq_unconfirmed_booking_email ON unconfirmed_booking (email)"))


def test_two_who_confirm_at_once_make_one_account_and_one_booking(app: Flask, home: House) -> None:
    booking = hold(home)

    def confirming() -> Confirmed:
        with app.app_context():
            return transact(lambda: actions.confirm(booking_id=booking.id, password_hash="!", device="x"))

    first, second = tried_at_once(confirming, confirming)
    assert sorted([first.is_new, second.is_new]) == [False, True]
    assert mails_to(app) == ["confirm-booking", "booking-confirmed"]
    with app.app_context():
        assert db.session.query(Member).filter_by(email=NORA).count() == 1


def test_hosts_may_take_it_away_and_then_nobody_confirms_it(app: Flask, home: House) -> None:
    booking = hold(home)
    with home.here(ANNA) as (member, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        booked = [Booked(fresh, setup.by_id[fresh.space_id])]
        booking_actions.cancel_by_host(booked=booked, host=member, hub=hub, reason="Dorffest")
    assert unconfirmed(app) == []
    with pytest.raises(ConfirmationOver):
        confirm(home, booking)
