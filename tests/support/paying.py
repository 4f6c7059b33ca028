"""Paying online in tests: a hub that takes money, its app, the fake Stripe, and the steps one by one."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from bookings import jobs as booking_jobs
from bookings.cover import Choice
from bookings.models import Booking
from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from core.transactions import reading, transact, transaction
from payments import queries, reconciling
from payments.models import Difference, Fee, Payment, Refund
from payments.stripe import checkout, events, jobs, settling
from payments.stripe.gateway import Gateway
from payments.stripe.pages import BackTo
from tests.support import money, people
from tests.support.booking import ELEVEN, NINE
from tests.support.house import NOW, House
from tests.support.money import book_for_money, paid_house
from tests.support.stripe import FakeStripe

ONLINE = Choice(way="online")
BACK = BackTo("https://hubs.example.org/payments/1", "https://hubs.example.org/payments/1?cancelled=1")


@dataclass
class Till:
    """Where Anna books online and pays at the fake; `clock` is moved by `after`."""

    app: Flask
    home: House
    fake: FakeStripe
    clock: Any

    @property
    def gateway(self) -> Gateway:
        found = Gateway.of(self.app)
        assert found is not None
        return found

    def book(self, who: str = "anna@example.org", start: datetime = NINE, end: datetime = ELEVEN) -> Booking:
        return book_for_money(self.home, who=who, start=start, end=end, choice=ONLINE)

    def fee_of(self, booking: Booking) -> UUID:
        found = money.account(self.home, booking)
        assert found is not None
        return found.fee.id

    def pay(self, fee_id: UUID) -> str:
        """A click on “pay”: the address of Stripe's page."""
        with self.app.app_context():
            with reading():
                member_id = db.session.get_one(Fee, fee_id).member_id
            assert member_id is not None
            return checkout.pay(self.gateway, fee_id, member_id, "de", BACK)

    def charge(self, session: str | None = None, **asked: Any) -> None:
        """The member pays at Stripe, by default in the session that was made last."""
        self.fake.pull("pay", session=session or self.session(), **asked)

    def session(self) -> str:
        return str(self.fake.known("checkout.session")[-1]["id"])

    def settle(self, payment_id: UUID) -> str | None:
        """As the page does to which Stripe leads back."""
        with self.app.app_context():
            return settling.settle(self.gateway, payment_id)

    def tell(self, *kinds: str, shuffled: Callable[[list[Any]], None] = lambda _events: None) -> list[bool]:
        """Stripe's events so far (of these types) reach the webhook; what was applied."""
        told = self.fake.events(*kinds)
        shuffled(told)
        return [self.hear(event) for event in told]

    def hear(self, event: dict[str, Any]) -> bool:
        with self.app.app_context():
            return events.receive(self.gateway, self.gateway.read_event(*self.fake.signed(event)))

    def run_jobs(self, times: int = 3) -> None:
        """What comes round by itself, until nothing more follows."""
        with self.app.app_context():
            for _ in range(times):
                booking_jobs.expire_holds()
                jobs.settle()
                jobs.look_after_delayed()

    def after(self, **span: float) -> None:
        """Time goes by, ours and Stripe's."""
        self.clock.shift(timedelta(**span))

    def booking(self, booking: Booking) -> Booking:
        with self.app.app_context():
            return db.session.get_one(Booking, booking.id)

    def payments(self) -> list[Payment]:
        return money.payments(self.home)

    def refunds(self) -> list[Refund]:
        return money.refunds(self.home)

    def fees(self) -> list[Fee]:
        return money.fees(self.home)

    def charged(self) -> int:
        """Cents that Stripe has taken and not given back."""
        taken = [each for each in self.fake.known("charge") if each["paid"]]
        return sum(each["amount"] - each["amount_refunded"] for each in taken)

    def mails(self) -> list[str]:
        """Of which kinds mails were queued, in their order."""
        with self.app.app_context():
            return list(db.session.scalars(select(OutboxMail.template).order_by(OutboxMail.id)))

    def found(self) -> list[str]:
        """The kinds of what does not agree in our own books, but for invoices."""
        with self.app.app_context(), reading():
            return sorted(each.kind for each in reconciling.all_found() if not each.kind.startswith("invoice"))

    def in_half_an_hour(self) -> datetime:
        return now() + timedelta(minutes=31)

    def differences(self) -> list[Difference]:
        with self.app.app_context():
            return list(db.session.scalars(select(Difference).order_by(Difference.id)))

    def expire_holds(self) -> None:
        with self.app.app_context():
            booking_jobs.expire_holds()

    def set_status(self, payment: Payment, status: str) -> None:
        """As no action would."""
        db.session.execute(update(Payment).where(Payment.id == payment.id).values(status=status))

    def thread(self, work: Callable[[], None]) -> threading.Thread:
        """Begun, and some way into it."""
        found = threading.Thread(target=work)
        found.start()
        found.join(0.4)
        return found

    def kept(self, fee: UUID) -> int:
        with self.app.app_context(), reading():
            found = queries.account_of_fee(fee)
            return found.kept_cents if found else 0


@contextmanager
def till(app: Flask, fake: FakeStripe, **house: Any) -> Iterator[Till]:
    """`app` has the fake's settings. On the chosen day, with Anna and Ben as members; Stripe's clock is ours."""
    with time_machine.travel(NOW, tick=False) as clock:
        people.add(app, "anna@example.org", "Anna")
        people.add(app, "ben@example.org", "Ben")
        yield Till(app, paid_house(app, **house), fake, clock)


def delayed_allowed(till: Till) -> None:
    with till.app.app_context(), transaction():
        money.operator_of(till.home).delayed_methods = True


class Crash(BaseException):
    """As if the process had been killed: nobody catches it."""


@contextmanager
def crash_after(step: str) -> Iterator[None]:
    """The process dies right after this step, before the next: "T1", "S1", "T2", "T3", "S2", "T4", "S3"."""
    owner, name = PLACES[step]
    before = getattr(owner, name)

    def dying(*args: Any, **kwargs: Any) -> Any:
        if step != "T3":  # what is taken was committed; it dies before it is applied
            before(*args, **kwargs)
        raise Crash

    def dying_with_its_transaction(work: Callable[[], Any]) -> Any:
        done = transact(work)
        raise Crash(done)

    if step in {"T1", "T4"}:
        owner, name, dying = (checkout if step == "T1" else settling), "transact", dying_with_its_transaction
        before = transact
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, dying)
        with pytest.raises(Crash):
            yield


PLACES: dict[str, tuple[Any, str]] = {
    "T1": (checkout, "transact"),
    "S1": (Gateway, "create_session"),
    "T2": (checkout, "ask"),
    "T3": (events, "apply"),
    "S2": (Gateway, "retrieve_session"),
    "T4": (settling, "transact"),
    "S3": (Gateway, "create_refund"),
}
