"""All orders of paying, cancelling, refunding, disputing, telling, dying and waiting: afterwards the money agrees.

The actions and steps are the real ones, the fake Stripe is asked in memory. Each history ends with the jobs; then each
cent that Stripe has is in our books, a booking has one charge or none, nobody's money is kept for nothing, and no place
is booked twice.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, select

from bookings import jobs as booking_jobs
from bookings.models import Booking, Occupancy
from core.clock import now
from core.db import StaleState, db
from core.errors import DomainError
from core.transactions import reading, transaction
from payments import queries, reconciling, refund_actions
from payments.models import Fee, Payment, Refund
from payments.stripe import checkout, events, gateway, jobs, settling
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, cancel
from tests.support.house import NOW, House
from tests.support.memory_stripe import Died, MemoryGateway
from tests.support.money import book_for_money, operator_of, paid_house
from tests.support.night import IS_NIGHT
from tests.support.paying import BACK, ONLINE
from tests.support.rewinding import rewinding, undone

HISTORIES = {"sqlite": 20_000, "postgresql": 2_000} if IS_NIGHT else {"sqlite": 1_000, "postgresql": 200}
STORIES = {kind: ends // 8 for kind, ends in HISTORIES.items()}
"""Most have nine or ten moments from which to look ahead."""
SEARCH = settings(
    stateful_step_count=12,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
"""Not `explain`, which traces each line."""
QUESTIONS = (reconciling.booked_not_paid, reconciling.paid_not_booked, reconciling.nothing_hangs)
"""Of `reconciling` those about money and places; there are no passes here, and invoices come from another job."""
ROUNDS = 3
NUMBERS = st.integers(0, 3)
DEATHS = st.one_of(st.none(), st.integers(0, 5))
BEGINNINGS = ("booked", "at Stripe", "at Stripe", "paid", "paid", "paid later", "paid and told", "paid and told")
SPANS = ((NINE, ELEVEN), (TEN, TWELVE))
PEOPLE = ("anna@example.org", "ben@example.org")
WHO, SPAN = st.sampled_from(PEOPLE), st.sampled_from(SPANS)


class Errors(logging.Handler):
    """What a job has caught: it goes on with the next, and nobody else would see it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(self.format(record))


class Histories(RuleBasedStateMachine):
    """What people, Stripe, the network and time may do, in any order. At each moment one looks ahead: if nobody did
    anything any more and the jobs ran, would the money agree? Each such look is the end of a history; those of one
    story have their beginning in common."""

    home: House
    clock: Any
    connection: Connection
    errors: "Errors"
    ends = 0

    @initialize(
        who=st.sampled_from(PEOPLE), span=st.sampled_from(SPANS), so_far=st.sampled_from(BEGINNINGS), dies=DEATHS
    )
    def begin(self, who: str, span: Any, so_far: str, dies: int | None) -> None:
        """Most stories begin where money is at stake: of chance alone few would come so far."""
        self.clock.move_to(NOW)
        self.mark = self.connection.begin_nested()
        self.gateway = MemoryGateway()
        self.home.app.extensions[gateway.KEPT] = self.gateway
        self.booked: list[Booking] = []
        self.has_moved = False
        self.errors.seen.clear()
        self.book(who, span)
        if so_far != "booked":
            self.click_on_pay(0, dies if so_far == "at Stripe" else None)
        if so_far.startswith("paid"):
            self.pay_at_stripe(0, delayed=so_far == "paid later")
        if so_far == "paid and told":
            self.stripe_tells(0, dies)

    @invariant()
    def money_will_agree(self) -> None:
        """Whoever dies, forgets or goes now: what comes round by itself puts all right."""
        if not getattr(self, "has_moved", False):
            return
        self.has_moved = False
        moment, kept = now(), self.gateway.kept()
        with undone(self.connection):
            self._end()
        self.gateway.put_back(kept)
        self.clock.move_to(moment)
        type(self).ends += 1

    def teardown(self) -> None:
        if hasattr(self, "mark"):
            self.mark.rollback()

    def _try(self, work: Callable[[], Any], dies: int | None = None) -> None:
        """What is refused, and where the process died, is part of the history."""
        self.has_moved = True
        self.gateway.dies = dies
        try:
            with self.home.app.app_context():
                work()
        except (DomainError, StaleState, Died):
            pass
        finally:
            self.gateway.dies = None

    def _pull(self, lever: str, **asked: Any) -> None:
        """What Stripe does; what it refuses is no step."""
        self.has_moved |= self.gateway.pull(lever, **asked) is not None

    def _payments(self) -> list[Payment]:
        with self.home.app.app_context():
            return list(db.session.scalars(select(Payment).order_by(Payment.created_at, Payment.id)))

    @precondition(lambda self: len(self.booked) < 3)
    @rule(who=WHO, span=SPAN)
    def book(self, who: str, span: Any) -> None:
        def do() -> None:
            self.booked.append(book_for_money(self.home, who=who, start=span[0], end=span[1], choice=ONLINE))

        self._try(do)

    @precondition(lambda self: self.booked)
    @rule(number=NUMBERS, dies=DEATHS)
    def click_on_pay(self, number: int, dies: int | None) -> None:
        def pay() -> None:
            account = queries.account_of_booking(self.booked[number % len(self.booked)].id)
            if account is not None and account.fee.member_id is not None:
                fee, member = account.fee.id, account.fee.member_id
                db.session.rollback()
                checkout.pay(self.gateway, fee, member, "de", BACK)

        self._try(pay, dies)

    @precondition(lambda self: self.gateway.known("checkout.session"))
    @rule(number=NUMBERS, delayed=st.booleans())
    def pay_at_stripe(self, number: int, delayed: bool) -> None:
        sessions = self.gateway.known("checkout.session")
        self.gateway.pull("clock", offset=0)
        self._pull("pay", session=sessions[number % len(sessions)]["id"], delayed=delayed)

    @precondition(lambda self: self.gateway.known("charge"))
    @rule(number=NUMBERS, succeeds=st.booleans())
    def delayed_ends(self, number: int, succeeds: bool) -> None:
        sessions = [one for one in self.gateway.known("checkout.session") if one["payment_intent"]]
        self._pull("async", session=sessions[number % len(sessions)]["id"], succeeds=succeeds)

    @precondition(lambda self: self.booked)
    @rule(number=NUMBERS)
    def member_cancels(self, number: int) -> None:
        booking = self.booked[number % len(self.booked)]
        self._try(lambda: cancel(self.home, booking))

    @precondition(lambda self: self.booked)
    @rule(minutes=st.sampled_from([1, 5, 5, 20, 32, 40, 25 * 60]))
    def time_goes_by(self, minutes: int) -> None:
        self.has_moved = True
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
        self._pull("refund-in-the-dashboard", charge=charges[number % len(charges)]["id"], amount=cents)

    @precondition(lambda self: self.gateway.known("charge"))
    @rule(outcome=st.sampled_from(["pending", "failed"]))
    def next_refund_goes_wrong(self, outcome: str) -> None:
        self.gateway.fake.refund_outcomes[:] = [outcome]

    @precondition(lambda self: self.gateway.known("refund"))
    @rule(number=NUMBERS, status=st.sampled_from(["succeeded", "failed", "canceled"]))
    def refund_turns(self, number: int, status: str) -> None:
        refunds = self.gateway.known("refund")
        self._pull("refund", refund=refunds[number % len(refunds)]["id"], status=status)

    @precondition(lambda self: self.gateway.known("charge"))
    @rule(number=NUMBERS)
    def bank_takes_it_back(self, number: int) -> None:
        charges = self.gateway.known("charge")
        self._pull("dispute", charge=charges[number % len(charges)]["id"])

    @precondition(lambda self: self.gateway.known("dispute"))
    @rule(won=st.booleans())
    def dispute_ends(self, won: bool) -> None:
        self._pull("close-dispute", dispute=self.gateway.known("dispute")[-1]["id"], won=won)

    @precondition(lambda self: self.gateway.events())
    @rule(number=st.integers(0, 20), dies=DEATHS)
    def stripe_tells(self, number: int, dies: int | None) -> None:
        told = self.gateway.events()
        self._try(lambda: events.receive(self.gateway, told[number % len(told)]), dies)

    @precondition(lambda self: self.gateway.known("checkout.session"))
    @rule(number=NUMBERS, dies=DEATHS)
    def member_comes_back(self, number: int, dies: int | None) -> None:
        payments = self._payments()
        self._try(lambda: settling.settle(self.gateway, payments[number % len(payments)].id), dies)

    @precondition(lambda self: self.booked)
    @rule(dies=DEATHS)
    def jobs_run(self, dies: int | None) -> None:
        def run() -> None:
            booking_jobs.expire_holds()
            jobs.settle()
            jobs.look_after_delayed()

        self._try(run, dies)

    def _end(self) -> None:
        """The jobs run and Stripe tells its news, until there are none."""
        self.clock.shift(timedelta(hours=1))
        self.gateway.pull("clock", offset=0)
        self.gateway.fake.refund_outcomes.clear()
        told = 0
        self.jobs_run(None)
        for _ in range(ROUNDS):
            news = self.gateway.events()[told:]
            for event in news:
                self._try(lambda event=event: events.receive(self.gateway, event))  # type: ignore[misc]
            if not news:
                break
            told += len(news)
            self._try(jobs.settle)
        self.has_moved = False
        assert self.errors.seen == []
        with self.home.app.app_context(), reading():
            self._check()

    def _check(self) -> None:
        disputed = {one["payment_intent"] for one in self.gateway.known("dispute")}
        refunds = list(db.session.scalars(select(Refund)))
        odd = bool(disputed) or any(one.status == "failed" or one.why in {"goodwill", "elsewhere"} for one in refunds)
        self._check_charges(disputed, odd)
        found = [one.kind for question in QUESTIONS for one in question()]
        assert found == [] or (odd and set(found) <= {"paid-not-booked", "booked-not-paid"}), found
        taken = sorted((row.starts_at, row.ends_at) for row in db.session.scalars(select(Occupancy)))
        assert all(one[1] <= other[0] for one, other in pairwise(taken))

    def _check_charges(self, disputed: set[str], odd: bool) -> None:
        """Each cent that Stripe has is in our books, and a chain of fees has one whole charge or none."""
        ours = {one.intent_id: one for one in db.session.scalars(select(Payment)) if one.intent_id}
        fees = {one.id: one for one in db.session.scalars(select(Fee))}
        had: dict[Any, list[int]] = {}
        for charge in self.gateway.known("charge"):
            if not charge["paid"] or charge["payment_intent"] in disputed:
                continue
            payment = ours[charge["payment_intent"]]
            has = charge["amount"] - charge["amount_refunded"]
            assert (payment.status, payment.money.kept_cents) == ("paid", has)
            if has:
                had.setdefault(fees[payment.fee_id].root_id, []).append(has)
        if not odd:
            assert all(cents == [fees[root].gross_cents] for root, cents in had.items()), had


@pytest.fixture
def home(make_app: Callable[..., Flask]) -> Iterator[House]:
    """One desk, two members, and all ways to pay; time stands still."""
    with time_machine.travel(NOW, tick=False):
        app = make_app(
            stripe_secret_key="sk_test_memory",
            stripe_webhook_secret="whsec_memory",
            stripe_api_base="http://127.0.0.1:9",
        )
        for name in PEOPLE:
            people.add(app, name, name.partition("@")[0].title())
        made = paid_house(app, spaces=("Platz 1",))
        with app.app_context(), transaction():
            operator_of(made).delayed_methods = True
        yield made


def test_money_agrees_after_every_history(home: House, database_kind: str) -> None:
    assert ends_of(home, settings(SEARCH, max_examples=STORIES[database_kind])) >= HISTORIES[database_kind]


@pytest.mark.one_database
def test_search_finds_money_that_does_not_go_back(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what is cancelled or comes too late is forgotten."""
    want = refund_actions.want

    def forget(**asked: Any) -> Any:
        return None if asked["why"] in {"cancelled", "late"} else want(**asked)

    monkeypatch.setattr(refund_actions, "want", forget)
    with pytest.raises(AssertionError, match="paid-not-booked"):
        ends_of(home, settings(SEARCH, max_examples=100, phases=[Phase.generate]))


def ends_of(home: House, search: settings) -> int:
    """How many ends of histories were looked at."""
    errors = Errors()
    log = logging.getLogger("payments.stripe.jobs")
    log.addHandler(errors)
    try:
        with rewinding(home.app) as connection, time_machine.travel(NOW, tick=False) as clock:
            values = {"home": home, "clock": clock, "errors": errors, "connection": connection}
            machine: Any = type("Machine", (Histories,), values)
            run_state_machine_as_test(machine, settings=search)
    finally:
        log.removeHandler(errors)
    return int(machine.ends)
