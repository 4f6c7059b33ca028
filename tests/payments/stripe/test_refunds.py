"""Money that goes back: once, whole or in part, whatever crashes; what fails is told; what others do is found."""

from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import update

from bookings import signals
from bookings.impact import actions as impact_actions
from bookings.models import Booking
from core.db import StaleState, db
from core.transactions import reading, transaction
from payments import histories, queries, refund_actions
from payments.stripe import jobs, refunding
from tests.support import people
from tests.support.at_once import kinds, tried_at_once
from tests.support.booking import cancel
from tests.support.paying import Till, crash_after, delayed_allowed

HOSTS = 4


@pytest.fixture
def paid(shop: Till) -> Any:
    """A booking that was paid."""
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    shop.run_jobs(1)
    shop.tell()
    assert shop.booking(booking).status == "confirmed"
    return booking


@pytest.fixture
def strict(shop: Till) -> Any:
    """One that was paid where nothing is given back to who cancels; and there is a host."""
    people.add(shop.app, "host@example.org", "Host")
    with shop.home.here() as (_member, hub, _setup), transaction():
        hub.refund_tiers = [[1000, 100], [0, 0]]
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    shop.tell()
    assert shop.booking(booking).status == "confirmed"
    return booking


def send(shop: Till) -> str | None:
    [refund] = shop.refunds()
    with shop.app.app_context():
        return refunding.send(shop.gateway, refund.id)


@pytest.mark.parametrize("hours", [1, 30])
def test_refund_after_a_crash_is_sent_once(shop: Till, paid: Any, hours: int) -> None:
    cancel(shop.home, paid)
    with crash_after("S3"):
        send(shop)
    shop.after(hours=hours)
    shop.fake.pull("prune-keys", older_than=24 * 3600)
    shop.run_jobs()
    assert len(shop.fake.known("refund")) == 1
    assert [one.status for one in shop.refunds()] == ["done"]
    assert (shop.charged(), shop.found()) == (0, [])


def test_pending_refund_is_on_its_way_and_not_done(shop: Till, paid: Any) -> None:
    shop.fake.pull("refund-outcomes", outcomes=["pending"])
    cancel(shop.home, paid)
    assert send(shop) == "sent"
    assert "refund-sent" not in shop.mails()
    shop.fake.pull("refund", refund=shop.fake.known("refund")[0]["id"], status="succeeded")
    shop.tell("refund.updated")
    assert [one.status for one in shop.refunds()] == ["done"]
    assert shop.mails().count("refund-sent") == 1


@pytest.mark.parametrize("how", ["failed", "canceled"])
def test_refund_that_fails_days_later_is_told_and_the_money_counts_again(shop: Till, paid: Any, how: str) -> None:
    cancel(shop.home, paid)
    assert send(shop) == "done"
    shop.after(days=3)
    shop.fake.pull("refund", refund=shop.fake.known("refund")[0]["id"], status=how)
    shop.tell()
    assert [one.status for one in shop.refunds()] == ["failed"]
    assert [one.refunded_cents for one in shop.payments()] == [0]
    assert "refund-failed" in [one.kind for one in shop.differences()]
    assert shop.mails().count("refund-failed") == 1
    assert shop.found() == ["paid-not-booked"]


def test_refund_of_a_second_charge_that_fails_is_too_much_and_breaks_nothing(shop: Till, paid: Any) -> None:
    fee = shop.fee_of(paid)
    with shop.app.app_context(), transaction():
        [first] = shop.payments()
        refund_actions.want(payment=queries.payment(first.id), cents=600, why="goodwill")  # type: ignore[arg-type]
    assert send(shop) == "done"
    shop.pay(fee)
    shop.charge()
    shop.tell("checkout.session.completed")
    shop.fake.pull("refund", refund=shop.fake.known("refund")[0]["id"], status="failed")
    shop.tell("refund.failed")
    assert [(one.status, one.refunded_cents) for one in shop.payments()] == [("paid", 0), ("paid", 0)]
    assert shop.charged() == 1200
    assert shop.found() == ["paid-not-booked"]


def test_refund_with_a_wrong_key_waits_for_the_right_one(shop: Till, paid: Any) -> None:
    cancel(shop.home, paid)
    body = '{"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}'
    shop.fake.pull(
        "fault", path="/v1/refunds", what="answer", status=401, body=body, content_type="application/json", times=3
    )
    with shop.app.app_context():
        jobs.settle()
    assert [one.status for one in shop.refunds()] == ["wanted"]
    shop.fake.pull("no-faults")
    shop.run_jobs()
    assert [one.status for one in shop.refunds()] == ["done"]


def test_refund_in_the_dashboard_is_found_and_the_booking_stays(shop: Till, paid: Any) -> None:
    shop.fake.pull("refund-in-the-dashboard", session=shop.session(), amount=200)
    shop.tell()
    shop.tell()
    assert [(one.amount_cents, one.why, one.status) for one in shop.refunds()] == [(200, "elsewhere", "done")]
    assert shop.booking(paid).status == "confirmed"
    assert [one.kind for one in shop.differences()] == ["refund-elsewhere"]
    assert shop.charged() == 400


def test_two_who_want_the_rest_at_once_make_one_refund(shop: Till, paid: Any) -> None:
    with shop.app.app_context(), transaction():
        [payment] = shop.payments()
        stale = queries.payment(payment.id)
        assert stale is not None
        refund_actions.want(payment=stale, cents=400, why="goodwill")
        with pytest.raises(StaleState):
            refund_actions.want(payment=stale, cents=400, why="goodwill")
    shop.run_jobs()
    assert shop.charged() == 200


def test_hosts_who_give_the_rest_back_at_the_same_moment_give_it_back_once(shop: Till, paid: Any) -> None:
    """In threads; each has looked, and sees all of the money, before one of them writes."""
    [payment] = shop.payments()
    looked = Barrier(HOSTS)

    def give() -> Any:
        with shop.app.app_context():
            with reading():
                found = queries.payment(payment.id)
            assert found is not None
            looked.wait(30)
            with transaction():
                return refund_actions.want(payment=found, cents=600, why="goodwill").amount_cents

    assert kinds(tried_at_once(*[give] * HOSTS)) == ["StaleState"] * (HOSTS - 1) + ["int"]
    shop.run_jobs()
    assert [(one.amount_cents, one.status) for one in shop.refunds()] == [(600, "done")]
    assert (shop.charged(), len(shop.fake.known("refund"))) == (0, 1)


def closed_over(shop: Till, booking: Any, how: str) -> None:
    """A host closes the hub, or takes the place, over the booking."""
    with shop.home.here("host@example.org") as (host, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        impact_actions.resolve(host=host, hub=hub, setup=setup, bookings=[fresh], how=how, why="Wasserschaden")


def test_host_who_displaces_a_paid_booking_gives_all_back_whatever_the_tier(shop: Till, strict: Any) -> None:
    closed_over(shop, strict, "cancel")
    shop.run_jobs()
    assert shop.booking(strict).status == "cancelled"
    assert [(one.amount_cents, one.why, one.status) for one in shop.refunds()] == [(600, "by_host", "done")]
    assert (shop.charged(), shop.found()) == (0, [])


def test_refund_that_hosts_took_back_before_it_was_sent_is_told_to_nobody(shop: Till, strict: Any) -> None:
    """They have undone the closure: nothing has failed, and nothing is on its way."""
    closed_over(shop, strict, "cancel")
    with shop.app.app_context(), transaction():
        db.session.execute(update(Booking).where(Booking.id == strict.id).values(status="confirmed"))
        signals.restored.send(bookings=[db.session.get_one(Booking, strict.id)])
    assert [one.status for one in shop.refunds()] == ["failed"]
    with shop.app.app_context():
        fee_id = histories.last_fee_of(strict.id)
        assert fee_id is not None
        history = histories.history_of(fee_id)
        assert history is not None
        assert (history.refunds, history.way_back) == ((), "")


def test_member_gets_nothing_back_where_the_tiers_give_nothing(shop: Till, strict: Any) -> None:
    cancel(shop.home, strict)
    shop.run_jobs()
    assert (shop.refunds(), shop.charged(), shop.found()) == ([], 600, [])


def test_host_who_moves_a_paid_booking_to_another_place_takes_and_gives_nothing(shop: Till, strict: Any) -> None:
    before = shop.booking(strict).space_id
    closed_over(shop, strict, "move")
    shop.run_jobs()
    assert (shop.booking(strict).status, shop.booking(strict).space_id != before) == ("confirmed", True)
    assert (shop.refunds(), shop.charged(), shop.found()) == ([], 600, [])


@pytest.mark.parametrize("won", [True, False])
def test_disputed_money_is_not_given_back_by_itself(shop: Till, paid: Any, won: bool) -> None:
    dispute = shop.fake.pull("dispute", session=shop.session())
    shop.tell()
    cancel(shop.home, paid)
    shop.run_jobs()
    assert shop.refunds() == []
    shop.fake.pull("close-dispute", dispute=dispute["id"], won=won)
    shop.tell()
    kinds = {one.kind for one in shop.differences()}
    assert "dispute-opened" in kinds
    assert ("dispute-lost" in kinds) is not won
    assert shop.found() == (["paid-not-booked"] if won else [])


@pytest.fixture
def begun(shop: Till) -> Any:
    """A booking whose delayed payment (SEPA) has begun."""
    delayed_allowed(shop)
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge(delayed=True)
    shop.tell()
    return booking


def test_delayed_payment_confirms_the_place_and_can_be_made_once(shop: Till, begun: Any) -> None:
    from payments.errors import NothingDue

    assert shop.booking(begun).status == "confirmed"
    assert [one.status for one in shop.payments()] == ["processing"]
    assert (shop.mails().count("payment-on-its-way"), shop.mails().count("payment-failed")) == (1, 0)
    with pytest.raises(NothingDue):
        shop.pay(shop.fee_of(begun))
    shop.fake.pull("async", session=shop.session(), succeeds=True)
    shop.run_jobs()
    assert ([one.status for one in shop.payments()], shop.charged(), shop.found()) == (["paid"], 600, [])


def test_delayed_payment_that_fails_in_time_frees_the_place_and_stays_failed(shop: Till, begun: Any) -> None:
    shop.fake.pull("async", session=shop.session(), succeeds=False)
    shop.tell()
    shop.run_jobs()
    [payment] = shop.payments()
    assert shop.settle(payment.id) == "failed"
    assert shop.booking(begun).status == "cancelled"
    assert shop.mails().count("payment-failed") == 1
    assert shop.found() == []


def test_delayed_payment_that_fails_after_use_is_owed(shop: Till, begun: Any) -> None:
    shop.after(days=2)
    shop.fake.pull("async", session=shop.session(), succeeds=False)
    shop.tell()
    fee = shop.fee_of(begun)
    with shop.app.app_context():
        account = queries.account_of_fee(fee)
        assert account is not None
        assert account.due_cents == 600
    assert [one.status for one in shop.payments()] == ["failed"]
    shop.fake.pull("async", session=shop.session(), succeeds=True)
    shop.tell()
    assert ([one.status for one in shop.payments()], shop.found()) == (["paid"], [])


def test_event_that_says_failed_is_not_believed(shop: Till, begun: Any) -> None:
    shop.fake.pull("emit", type="checkout.session.async_payment_failed", about=shop.session())
    shop.tell("checkout.session.async_payment_failed")
    assert [one.status for one in shop.payments()] == ["processing"]
