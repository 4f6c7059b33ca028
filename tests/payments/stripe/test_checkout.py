"""Paying online from the booking to the money, and what Stripe or a crash does in between."""

from datetime import timedelta

import pytest

from core.transactions import transaction
from payments.errors import HoldOver, NotHeldLonger, NothingDue
from payments.rules import MOST_TRIES
from payments.stripe.errors import GatewayRefused, GatewayUnavailable
from tests.support import money
from tests.support.booking import ELEVEN, NINE, cancel
from tests.support.house import NOW
from tests.support.paying import Till, crash_after

SESSIONS = "/v1/checkout/sessions"


def test_paying_a_held_booking_confirms_it_and_tells_once(shop: Till) -> None:
    booking = shop.book()
    assert booking.status == "held"
    url = shop.pay(shop.fee_of(booking))
    assert url.startswith(shop.fake.url)
    shop.charge()
    [payment] = shop.payments()
    assert shop.settle(payment.id) == "paid"
    assert shop.settle(payment.id) == "paid"
    shop.tell()
    shop.run_jobs()
    assert shop.booking(booking).status == "confirmed"
    assert shop.charged() == 600
    assert shop.found() == []
    assert shop.mails() == ["booking-confirmed"]
    with pytest.raises(NothingDue):
        shop.pay(shop.fee_of(booking))


@pytest.mark.parametrize("step", ["T1", "S1", "T2"])
@pytest.mark.parametrize("again", [True, False])
def test_crash_while_paying_begins_leads_to_one_session_or_nothing_owed(shop: Till, step: str, again: bool) -> None:
    booking = shop.book()
    fee = shop.fee_of(booking)
    with crash_after(step):
        shop.pay(fee)
    if again:
        shop.pay(fee)
        shop.charge()
    shop.after(minutes=40)
    shop.run_jobs()
    assert len(shop.fake.known("checkout.session")) == (0 if step == "T1" and not again else 1)
    assert [one.status for one in shop.payments()] == ["paid" if again else "expired"]
    assert shop.booking(booking).status == ("confirmed" if again else "expired")
    assert shop.charged() == (600 if again else 0)
    assert shop.found() == []


@pytest.mark.parametrize("step", ["T3", "S2", "T4"])
def test_crash_while_settling_is_made_up_for_by_the_jobs(shop: Till, step: str) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    with crash_after(step):
        shop.tell("checkout.session.completed")
    shop.run_jobs()
    assert (shop.booking(booking).status, shop.charged(), shop.found()) == ("confirmed", 600, [])
    assert shop.mails() == ["booking-confirmed"]


@pytest.mark.by_turns
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "fault", [{"what": "answer", "status": 500}, {"what": "answer", "status": 200, "body": "no JSON"}, {"what": "cut"}]
)
def test_stripe_that_answers_wrongly_leaves_hold_and_key(shop: Till, when: str, fault: dict[str, object]) -> None:
    booking = shop.book()
    fee = shop.fee_of(booking)
    shop.fake.pull("fault", times=3, path=SESSIONS, when=when, **fault)
    with pytest.raises(GatewayUnavailable):
        shop.pay(fee)
    shop.fake.pull("no-faults")
    [before] = shop.payments()
    shop.pay(fee)
    assert [one.id for one in shop.payments()] == [before.id]
    assert len(shop.fake.known("checkout.session")) == 1
    assert shop.booking(booking).status == "held"


def test_too_many_calls_are_no_error_of_ours(shop: Till) -> None:
    fee = shop.fee_of(shop.book())
    shop.fake.pull("fault", path=SESSIONS, what="answer", status=429, body="{}")
    with pytest.raises(GatewayUnavailable) as error:
        shop.pay(fee)
    assert error.value.status < 500
    assert shop.pay(fee)


def test_attempt_that_waited_too_long_for_stripe_gives_way_to_another(shop: Till) -> None:
    booking = shop.book()
    fee = shop.fee_of(booking)
    shop.fake.pull("fault", times=3, path=SESSIONS, what="cut")
    with pytest.raises(GatewayUnavailable):
        shop.pay(fee)
    shop.fake.pull("no-faults")
    shop.after(minutes=3)
    assert shop.pay(fee)
    assert [one.status for one in shop.payments()] == ["expired", "open"]
    assert len(shop.fake.known("checkout.session")) == 1


@pytest.mark.parametrize("hours", [-2, 2])
def test_clock_that_is_wrong_by_hours_harms_nothing(shop: Till, hours: int) -> None:
    booking = shop.book()
    shop.fake.pull("clock", offset=hours * 3600)
    if hours > 0:
        with pytest.raises(GatewayRefused):
            shop.pay(shop.fee_of(booking))
    else:
        shop.pay(shop.fee_of(booking))
        shop.charge()
        [payment] = shop.payments()
        shop.settle(payment.id)
    shop.after(minutes=45)
    shop.run_jobs()
    assert (shop.booking(booking).status, shop.charged()) == (("expired", 0) if hours > 0 else ("confirmed", 600))
    assert shop.found() == []


@pytest.mark.parametrize("values", [{"amount_total": 599}, {"currency": "chf"}, {"metadata": {}}, {"livemode": True}])
def test_session_that_says_something_else_confirms_nothing_and_is_listed(shop: Till, values: dict[str, object]) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    shop.fake.pull("change", id=shop.session(), values=values)
    [payment] = shop.payments()
    assert shop.settle(payment.id) == "open"
    assert shop.booking(booking).status == "held"
    assert [one.kind for one in shop.differences()] == ["session"]


def test_paid_at_the_last_second_and_place_free_is_revived(shop: Till) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.after(minutes=30, seconds=59)
    shop.charge()
    shop.after(minutes=10)
    shop.expire_holds()
    assert shop.booking(booking).status == "expired"
    shop.run_jobs()
    assert (shop.booking(booking).status, shop.charged(), shop.found()) == ("confirmed", 600, [])
    assert shop.mails() == ["booking-confirmed"]


def test_paid_at_the_last_second_and_place_taken_goes_back_whole(shop: Till) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    shop.after(minutes=40)
    rival = shop.book(who="ben@example.org")
    shop.run_jobs()
    shop.tell()
    assert shop.booking(rival).status == "held"
    assert shop.booking(booking).status == "expired"
    assert (shop.charged(), shop.found()) == (0, [])
    assert [(one.amount_cents, one.why, one.status) for one in shop.refunds()] == [(600, "late", "done")]
    assert shop.mails().count("payment-returned") == 1
    assert shop.kept(shop.fees()[0].id) == 0


@pytest.mark.parametrize("job_first", [True, False])
def test_cancelled_while_at_stripe(shop: Till, job_first: bool) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    cancel(shop.home, booking)
    if job_first:
        shop.run_jobs()
        assert shop.fake.known("checkout.session")[0]["status"] == "expired"
    else:
        shop.charge()
    shop.run_jobs()
    shop.tell()
    assert (shop.charged(), shop.found(), shop.booking(booking).status) == (0, [], "cancelled")
    assert len(shop.refunds()) == (0 if job_first else 1)


def test_paid_after_cancelling_is_found_also_by_jobs_that_were_long_away(shop: Till) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    cancel(shop.home, booking)
    shop.charge()
    shop.after(hours=5)
    shop.run_jobs()
    assert shop.charged() == 0


def test_second_session_of_a_fee_is_given_back(shop: Till) -> None:
    booking = shop.book()
    fee = shop.fee_of(booking)
    shop.pay(fee)
    with shop.app.app_context(), transaction():
        shop.set_status(shop.payments()[0], "cancelled")
    shop.pay(fee)
    first, second = shop.fake.known("checkout.session")
    shop.charge(first["id"])
    shop.charge(second["id"])
    shop.tell()
    shop.run_jobs()
    assert (shop.charged(), shop.booking(booking).status, shop.found()) == (600, "confirmed", [])
    assert [one.why for one in shop.refunds()] == ["twice"]


def test_hold_that_is_over_cannot_be_paid(shop: Till) -> None:
    booking = shop.book()
    fee = shop.fee_of(booking)
    shop.after(minutes=39)
    with pytest.raises(HoldOver):
        shop.pay(fee)
    assert money.payments(shop.home) == []


def test_place_is_not_held_for_ever_by_paying_again(shop: Till) -> None:
    booking = shop.book(start=NINE, end=ELEVEN)
    fee = shop.fee_of(booking)
    for _tries in range(MOST_TRIES):
        shop.pay(fee)
        shop.after(minutes=31, seconds=30)
    with pytest.raises(NotHeldLonger) as refused:
        shop.pay(fee)
    held = shop.booking(booking)
    assert held.status == "held"
    assert refused.value.facts["until"] == held.expires_at
    assert held.expires_at is not None
    assert held.expires_at - held.created_at < timedelta(hours=2, minutes=30)
    shop.after(minutes=6)
    shop.run_jobs()
    assert shop.booking(booking).status == "expired"


def test_second_try_does_not_hold_the_place_beyond_its_beginning(shop: Till) -> None:
    start = NOW + timedelta(minutes=60)
    booking = shop.book(start=start, end=start + timedelta(minutes=120))
    fee = shop.fee_of(booking)
    shop.pay(fee)
    shop.after(minutes=31, seconds=30)
    with pytest.raises(NotHeldLonger):
        shop.pay(fee)
    assert [one.way for one in shop.payments()] == ["online"]


def test_unreachable_stripe_lets_others_write(shop: Till) -> None:
    booking = shop.book()
    shop.fake.pull("fault", path=SESSIONS, what="delay", seconds=1)
    other = []

    def slow() -> None:
        shop.pay(shop.fee_of(booking))

    thread = shop.thread(slow)
    other.append(shop.book(who="ben@example.org", start=booking.ends_at, end=booking.ends_at.replace(hour=13)))
    assert thread.is_alive()
    thread.join()
    assert other[0].status == "held"
