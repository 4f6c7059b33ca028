"""Money for what is confidential: only online or by a pass, told as the use of a room in a month, let go in time."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bookings import moving_actions
from bookings.cover import NO_CHOICE, Choice
from bookings.models import Booking
from bookings.slots import Slot, slots_at
from bookings.today import actions as today_actions
from core import retention
from core.db import db
from core.timespans import Interval
from core.transactions import reading, transaction
from district.models import CountedDay
from hubs.models import Hub
from payments import pricing, queries, reconciling
from payments.errors import OnlineOneByOne, PaidInConfidence, PassEmpty, WayNotOffered
from payments.invoices import drafting, following_actions
from payments.models import Fee
from payments.open_items import actions as item_actions
from payments.open_items import queries as item_queries
from payments.passes import queries as pass_queries
from payments.passes.models import PassUse
from payments.quoting import quotes_of
from payments.takings.redemption_queries import redemptions
from payments.withdrawals import actions as withdrawal_actions
from payments.withdrawals import matching
from tests.support import people
from tests.support.booking import ELEVEN, NINE, cancel
from tests.support.confidential import OUTER, ROOM
from tests.support.house import House
from tests.support.invoiced import documents, invoices
from tests.support.lent import employ, give_pass, give_trial_days, renew_all
from tests.support.money import account, book_for_money, fees, operator_of
from tests.support.paying import Till, delayed_allowed

NOVEMBER = "Raumnutzung November 2026"
SEVEN_DAYS_LATER = ELEVEN + timedelta(days=7)


def book(shop: Till, choice: Choice = NO_CHOICE, name: str = ROOM) -> Booking:
    return book_for_money(shop.home, name, choice=choice)


def paid(shop: Till, choice: Choice = NO_CHOICE) -> Booking:
    """A booking of the room that is paid online."""
    booking = book(shop, choice)
    shop.pay(shop.fee_of(booking))
    shop.charge()
    shop.tell()
    shop.run_jobs()
    return shop.booking(booking)


def forget(shop: Till) -> None:
    """Seven days after the end, with the day's figures written, what is confidential becomes nobody's."""
    shop.clock.move_to(SEVEN_DAYS_LATER)
    with shop.app.app_context(), transaction():
        db.session.add(CountedDay(hub_id=db.session.scalars(select(Hub.id)).one(), day=date(2026, 11, 25)))
    with shop.app.app_context():
        assert retention.run([retention.registry(shop.app)["confidential-bookings"]])["confidential-bookings"] > 0


@pytest.mark.parametrize("way", ["on_site", "transfer"])
def test_only_paying_online_is_offered(shop: Till, way: str) -> None:
    with pytest.raises(PaidInConfidence):
        book(shop, Choice(way=way))
    assert book(shop, Choice(way=way), "Platz 1").status == "confirmed"
    booking = book(shop)
    assert (booking.status, account(shop.home, booking).fee.covered_by) == ("held", "online")  # type: ignore[union-attr]


def test_page_offers_one_way_and_no_employer(shop: Till) -> None:
    employ(shop.home)
    with shop.home.here() as (anna, hub, setup):
        slot, desk = slots_at(hub, setup, [setup.by_id[shop.home.spaces[n]] for n in (ROOM, "Platz 1")], span())
        found = pricing.pricing_of(slot, anna)
        assert (found.ways, found.employer, found.refused) == (("online",), None, None)
        assert pricing.pricing_of(desk, anna).employer is not None
        chosen = pricing.pricing_of(slot, anna, Choice(for_employer=True))
        assert isinstance(chosen.refused, PaidInConfidence)


def span() -> Interval:
    return Interval(NINE, ELEVEN)


def test_employer_is_never_asked(shop: Till) -> None:
    employ(shop.home)
    with pytest.raises(PaidInConfidence):
        book(shop, Choice(for_employer=True))


def test_trial_day_is_kept_for_a_desk(shop: Till) -> None:
    give_trial_days(shop.home)
    assert account(shop.home, book(shop)).fee.covered_by == "online"  # type: ignore[union-attr]
    assert account(shop.home, book(shop, name="Platz 1")).fee.covered_by == "trial"  # type: ignore[union-attr]


def test_pass_covers_it(shop: Till) -> None:
    give_pass(shop.home, kinds=("room",))
    booking = book(shop)
    assert (booking.status, account(shop.home, booking).fee.covered_by) == ("confirmed", "pass")  # type: ignore[union-attr]


@pytest.mark.parametrize("takes_money", [True, False])
def test_what_nobody_could_pay_in_confidence_is_not_booked(shop: Till, takes_money: bool) -> None:
    with shop.app.app_context(), transaction():
        operator = operator_of(shop.home)
        operator.ways, operator.takes_money = ["on_site", "transfer"], takes_money
        renew_all()
    with pytest.raises(PaidInConfidence) as refused:
        book(shop)
    assert not refused.value.facts["possible"]
    with shop.home.here() as (anna, hub, setup):
        slots = slots_at(hub, setup, [setup.by_id[shop.home.spaces[ROOM]]], span())
        assert isinstance(pricing.pricing_of(slots[0], anna).refused, PaidInConfidence)
        assert isinstance(pricing.total_of(slots * 2, anna).refused, PaidInConfidence)


def test_caller_without_an_account_cannot_pay_in_confidence(shop: Till) -> None:
    with shop.home.here() as (host, hub, setup):
        slots = slots_at(hub, setup, [setup.by_id[shop.home.spaces[ROOM]]], span())
        with pytest.raises(PaidInConfidence):
            today_actions.book_for_caller(host=host, slots=slots, guest_name="Emil")


def test_several_at_once_are_booked_one_by_one(shop: Till) -> None:
    with shop.home.here() as (anna, hub, setup), pytest.raises(OnlineOneByOne):
        quotes_of(slots_at(hub, setup, [setup.by_id[shop.home.spaces[ROOM]]] * 2, span()), anna)


def test_stripe_and_the_invoice_read_a_month(shop: Till) -> None:
    booking = paid(shop)
    assert booking.status == "confirmed"
    shown = repr([one.session_params for one in shop.payments()])
    assert NOVEMBER in shown
    assert not any(word in shown for word in (ROOM, OUTER, "25."))
    [document] = documents(shop.home)
    assert [line.text for line in document.lines] == [NOVEMBER]
    assert (document.service_from, document.service_to) == (date(2026, 11, 1), date(2026, 11, 30))
    assert not any(word in repr(invoices(shop.home)[0].document) for word in (ROOM, OUTER, "2026-11-25"))


def test_hosts_cannot_note_money_at_the_hub(shop: Till) -> None:
    booking = book(shop)
    with shop.home.here() as (anna, _hub, _setup):
        fresh = db.session.get_one(Booking, booking.id)
        fresh.expires_at = None
        with pytest.raises(WayNotOffered):
            item_actions.note_on_site(booking=fresh, ways=("on_site",), by=anna)


def test_open_item_and_refund_show_a_number(shop: Till) -> None:
    booking = paid(shop)
    cancel(shop.home, booking)
    with shop.app.app_context():
        operator_id = operator_of(shop.home).id
        [back] = item_queries.refunds_of(operator_id, ("wanted", "sent", "done"))
        assert back.person == back.fee.number
        assert len(back.person) == 8
    desk = book(shop, Choice(way="transfer"), "Platz 1")
    with shop.app.app_context():
        [owed] = item_queries.owed_to(operator_of(shop.home).id)
        assert (owed.person, owed.booking.id) == ("Anna", desk.id)  # type: ignore[union-attr]


def test_fee_lets_its_booking_go_and_the_books_still_agree(shop: Till) -> None:
    booking = paid(shop)
    [before] = fees(shop.home)
    forget(shop)
    [fee] = fees(shop.home)
    assert (fee.id, fee.booking_id, fee.service_on) == (before.id, None, date(2026, 11, 1))
    assert (fee.member_id, fee.gross_cents) == (before.member_id, 2000), "the books know the buyer as before"
    assert fee.created_at not in {one.created_at for one in all_bookings(shop.home)}
    with shop.app.app_context(), reading():
        assert list(reconciling.all_found()) == []
        assert queries.account_of_booking(booking.id) is None
        assert item_queries.owed_to(operator_of(shop.home).id) == []


def all_bookings(home: House) -> list[Booking]:
    with home.app.app_context():
        return list(db.session.scalars(select(Booking)))


def test_invoice_can_still_be_made_afterwards(shop: Till) -> None:
    """A business has still to say its address: else it comes with the money."""
    paid(shop, Choice(is_business=True))
    assert invoices(shop.home) == []
    forget(shop)
    with shop.app.app_context():
        [fee] = db.session.scalars(select(Fee))
        found = queries.account_of_fee(fee.id)
        assert found is not None
        assert [line.text for line in drafting.of_account(found).document.lines] == [NOVEMBER]
        assert following_actions.is_due(found)


def test_visit_lets_its_booking_go_and_is_still_taxed(shop: Till) -> None:
    key = give_pass(shop.home, kinds=("room",))
    with shop.app.app_context(), transaction():
        db.session.execute(update(db.metadata.tables["pass"]).values(voucher="multi"))
    book(shop)
    forget(shop)
    with shop.app.app_context():
        [visit] = db.session.scalars(select(PassUse))
        [fee] = db.session.scalars(select(Fee))
        assert (visit.booking_id, visit.fee_id, visit.used_on) == (None, fee.id, date(2026, 11, 1))
        [taxed] = redemptions(operator_of(shop.home).id, date(2026, 11, 1), date(2026, 12, 31))
        assert (taxed.day, taxed.treatment) == (date(2026, 11, 1), fee.vat_treatment)
        [seen] = pass_queries.visits_of(key)
        assert (seen.booking, seen.is_confidential, seen.fee_id) == (None, True, fee.id)
        assert pass_queries.redeemed_by(fee.id, fee.booking_id) is not None
        assert pass_queries.used_slots([key]) == {key: {1}}


def test_money_that_comes_late_is_kept_and_told_without_where(shop: Till) -> None:
    """By a delayed method, after the booking was let go."""
    delayed_allowed(shop)
    booking = book(shop)
    shop.pay(shop.fee_of(booking))
    shop.charge(delayed=True)
    shop.tell()
    shop.run_jobs()
    assert shop.booking(booking).status == "confirmed"
    forget(shop)
    shop.fake.pull("async", session=shop.session(), succeeds=True)
    shop.tell()
    shop.run_jobs()
    [payment] = shop.payments()
    assert (payment.status, payment.refunded_cents) == ("paid", 0)
    assert shop.mails()[-1] == "payment-news"
    with shop.app.app_context():
        [mail] = [one for one in people.mails(shop.app) if NOVEMBER in one.as_string()]
        assert OUTER not in mail.as_string()


def test_nothing_is_left_to_withdraw_from(shop: Till) -> None:
    booking = paid(shop)
    forget(shop)
    with shop.app.app_context(), transaction():
        declared = withdrawal_actions.declare(str(booking.id), "Anna", "anna@example.org", "de", [])
        assert matching.matches_of([declared])[declared.id] == []


def test_move_to_what_no_pass_covers_is_refused(shop: Till) -> None:
    give_pass(shop.home, kinds=("room",), until=date(2026, 11, 25))
    booking = book(shop)
    with shop.home.here() as (anna, hub, setup):
        later = Interval(NINE + timedelta(days=1), ELEVEN + timedelta(days=1))
        slot = Slot(hub, setup, setup.by_id[shop.home.spaces[ROOM]], later)
        fresh = db.session.get_one(Booking, booking.id)
        with pytest.raises(PassEmpty):
            moving_actions.move(booking=fresh, member=anna, slot=slot)


def test_database_refuses_a_fee_of_nothing_unless_it_is_confidential(shop: Till) -> None:
    desk = book(shop, Choice(way="transfer"), "Platz 1")
    with shop.app.app_context(), pytest.raises(IntegrityError, match="one_thing"), transaction():
        db.session.execute(update(Fee).where(Fee.booking_id == desk.id).values(booking_id=None))
