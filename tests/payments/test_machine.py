"""All orders of paying, cancelling, refunding, disputing, telling, dying and waiting: afterwards the money agrees.

The actions and steps are the real ones, the fake Stripe is asked in memory. A history ends with the jobs; then each
cent that Stripe has is in our books, nobody's is kept for nothing, and no place is booked twice.
"""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from bookings import jobs as booking_jobs
from bookings.models import Booking, Occupancy
from core.db import StaleState, db
from core.errors import DomainError
from core.transactions import transaction
from payments import queries, reconciling, refund_actions
from payments.models import Fee, Payment, Refund
from payments.stripe import checkout, events, gateway, jobs, settling
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, cancel
from tests.support.house import NOW, House
from tests.support.memory_stripe import Died, MemoryGateway
from tests.support.money import book_for_money, operator_of, paid_house
from tests.support.paying import BACK, ONLINE

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
HISTORIES = {"sqlite": 20_000 if NIGHTLY else 15, "postgresql": 2_000 if NIGHTLY else 5}
STEPS = 18
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
"""Not `explain`, which traces each line."""
NUMBERS = st.integers(0, 3)
DEATHS = st.one_of(st.none(), st.integers(0, 5))
SPANS = ((NINE, ELEVEN), (TEN, TWELVE))
EMPTIED = (
    *("refund", "dispute", "payment", "fee", "stripe_event", "payment_difference", "outbox_mail"),
    *("occupancy", "booking_event", "booking"),
)


class Errors(logging.Handler):
    """What a job has caught: it goes on with the next, and nobody else would see it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(self.format(record))


class Histories(RuleBasedStateMachine):
    """What people, Stripe, the network and time may do, in any order."""

    home: House
    clock: Any
    gateway: MemoryGateway
    errors: "Errors"

    @initialize()
    def begin(self) -> None:
        self.clock.move_to(NOW)
        self.gateway = MemoryGateway()
        self.home.app.extensions[gateway.KEPT] = self.gateway
        self.gateway.settings = self.gateway.settings._replace(
            secret_key="sk_test_memory", webhook_secrets=("whsec_memory",)
        )
        self.booked: list[Booking] = []
        self.errors.seen.clear()
        with self.home.app.app_context(), transaction():
            tables = {table.name: table for table in db.metadata.sorted_tables}
            for table in reversed(db.metadata.sorted_tables):
                if table.name in EMPTIED:
                    db.session.execute(tables[table.name].delete())

    def _try(self, work: Callable[[], Any], dies: int | None = None) -> None:
        """What is refused, and where the process died, is part of the history."""
        self.gateway.dies = dies
        try:
            with self.home.app.app_context():
                work()
        except (DomainError, StaleState, Died):
            pass
        finally:
            self.gateway.dies = None

    def _payments(self) -> list[Payment]:
        with self.home.app.app_context():
            return list(db.session.scalars(select(Payment).order_by(Payment.created_at, Payment.id)))

    @rule(who=st.sampled_from(["anna", "ben"]), span=st.sampled_from(SPANS))
    def book(self, who: str, span: Any) -> None:
        self._try(
            lambda: self.booked.append(
                book_for_money(self.home, who=f"{who}@example.org", start=span[0], end=span[1], choice=ONLINE)
            )
        )

    @precondition(lambda self: self.booked)
    @rule(number=NUMBERS, dies=DEATHS)
    def click_on_pay(self, number: int, dies: int | None) -> None:
        def pay() -> None:
            account = queries.account_of_booking(self.booked[number % len(self.booked)].id)
            if account is not None:
                fee = account.fee.id
                db.session.rollback()
                checkout.pay(self.gateway, fee, "de", BACK)

        self._try(pay, dies)

    @precondition(lambda self: self.gateway.known("checkout.session"))
    @rule(number=NUMBERS, delayed=st.booleans())
    def pay_at_stripe(self, number: int, delayed: bool) -> None:
        sessions = self.gateway.known("checkout.session")
        self.gateway.pull("clock", offset=0)
        self.gateway.pull("pay", session=sessions[number % len(sessions)]["id"], delayed=delayed)

    @precondition(lambda self: self.gateway.known("charge"))
    @rule(number=NUMBERS, succeeds=st.booleans())
    def delayed_ends(self, number: int, succeeds: bool) -> None:
        sessions = [one for one in self.gateway.known("checkout.session") if one["payment_intent"]]
        self.gateway.pull("async", session=sessions[number % len(sessions)]["id"], succeeds=succeeds)

    @precondition(lambda self: self.booked)
    @rule(number=NUMBERS)
    def member_cancels(self, number: int) -> None:
        booking = self.booked[number % len(self.booked)]
        self._try(lambda: cancel(self.home, booking))

    @rule(minutes=st.sampled_from([1, 5, 32, 40, 25 * 60]))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.shift(timedelta(minutes=minutes))
        self.gateway.pull("clock", offset=0)
        self.gateway.pull("prune-keys", older_than=24 * 3600)

    @precondition(lambda self: self.gateway.known("checkout.session"))
    @rule(number=NUMBERS, cents=st.integers(1, 600))
    def host_gives_back(self, number: int, cents: int) -> None:
        def give() -> None:
            with transaction():
                found = [one for one in db.session.scalars(select(Payment)) if one.money.kept_cents >= cents]
                if found:
                    refund_actions.want_from(payments=[found[number % len(found)]], cents=cents, why="goodwill")

        self._try(give)

    @precondition(lambda self: self.gateway.known("charge"))
    @rule(number=NUMBERS, cents=st.integers(1, 600))
    def somebody_gives_back_in_the_dashboard(self, number: int, cents: int) -> None:
        charges = self.gateway.known("charge")
        self.gateway.pull("refund-in-the-dashboard", charge=charges[number % len(charges)]["id"], amount=cents)

    @rule(outcome=st.sampled_from(["pending", "failed"]))
    def next_refund_goes_wrong(self, outcome: str) -> None:
        self.gateway.fake.refund_outcomes[:] = [outcome]

    @precondition(lambda self: self.gateway.known("refund"))
    @rule(number=NUMBERS, status=st.sampled_from(["succeeded", "failed", "canceled"]))
    def refund_turns(self, number: int, status: str) -> None:
        refunds = self.gateway.known("refund")
        self.gateway.pull("refund", refund=refunds[number % len(refunds)]["id"], status=status)

    @precondition(lambda self: self.gateway.known("charge"))
    @rule(number=NUMBERS)
    def bank_takes_it_back(self, number: int) -> None:
        charges = self.gateway.known("charge")
        self.gateway.pull("dispute", charge=charges[number % len(charges)]["id"])

    @precondition(lambda self: self.gateway.known("dispute"))
    @rule(won=st.booleans())
    def dispute_ends(self, won: bool) -> None:
        self.gateway.pull("close-dispute", dispute=self.gateway.known("dispute")[-1]["id"], won=won)

    @precondition(lambda self: self.gateway.known("event"))
    @rule(number=st.integers(0, 20), dies=DEATHS)
    def stripe_tells(self, number: int, dies: int | None) -> None:
        told = self.gateway.events()
        self._try(lambda: events.receive(self.gateway, told[number % len(told)]), dies)

    @precondition(lambda self: self.gateway.known("checkout.session"))
    @rule(number=NUMBERS, dies=DEATHS)
    def member_comes_back(self, number: int, dies: int | None) -> None:
        payments = self._payments()
        self._try(lambda: settling.settle(self.gateway, payments[number % len(payments)].id), dies)

    @rule(dies=DEATHS)
    def jobs_run(self, dies: int | None) -> None:
        def run() -> None:
            booking_jobs.expire_holds()
            jobs.settle()
            jobs.look_after_delayed()

        self._try(run, dies)

    def teardown(self) -> None:
        if not hasattr(self, "booked"):
            return
        self._end()

    def _end(self) -> None:
        self.clock.shift(timedelta(hours=1))
        self.gateway.pull("clock", offset=0)
        self.gateway.fake.refund_outcomes.clear()
        for _ in range(3):
            self.jobs_run(None)
            for event in self.gateway.events():
                self._try(lambda event=event: events.receive(self.gateway, event))  # type: ignore[misc]
        assert self.errors.seen == []
        with self.home.app.app_context():
            self._check()

    def _check(self) -> None:
        payments = {one.intent_id: one for one in db.session.scalars(select(Payment)) if one.intent_id}
        disputed = {one["payment_intent"] for one in self.gateway.known("dispute")}
        for charge in self.gateway.known("charge"):
            ours = payments.get(charge["payment_intent"])
            if charge["paid"] and charge["payment_intent"] not in disputed:
                assert ours is not None
                assert ours.status == "paid"
                assert ours.money.kept_cents == charge["amount"] - charge["amount_refunded"]
        refunds = list(db.session.scalars(select(Refund)))
        odd = bool(disputed) or any(one.status == "failed" or one.why in {"goodwill", "elsewhere"} for one in refunds)
        found = [one.kind for one in reconciling.all_found() if not one.kind.startswith("invoice")]
        assert found == [] or (odd and set(found) <= {"paid-not-booked", "booked-not-paid"}), found
        taken = sorted((row.starts_at, row.ends_at) for row in db.session.scalars(select(Occupancy)))
        assert all(one[1] <= other[0] for one, other in pairwise(taken))
        if not odd:
            for fee in db.session.scalars(select(Fee).where(Fee.id == Fee.root_id)):
                kept = sum(one.money.kept_cents for one in queries.payments_of_root(fee.id))
                assert kept in {0, fee.gross_cents, fee.gross_cents // 2} or kept <= fee.gross_cents
        db.session.rollback()


def test_money_agrees_after_every_history(make_app: Callable[..., Flask], database_kind: str) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        app = make_app(
            stripe_secret_key="sk_test_memory",
            stripe_webhook_secret="whsec_memory",
            stripe_api_base="http://127.0.0.1:9",
        )
        for name in ("anna", "ben"):
            people.add(app, f"{name}@example.org", name.title())
        home = paid_house(app, spaces=("Platz 1",))
        with app.app_context(), transaction():
            operator_of(home).delayed_methods = True
        errors = Errors()
        logging.getLogger("payments.stripe.jobs").addHandler(errors)
        machine = type("Machine", (Histories,), {"home": home, "clock": clock, "errors": errors})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=HISTORIES[database_kind],
                stateful_step_count=STEPS,
                deadline=None,
                phases=PHASES,
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
