"""kill -9 of the server between every two steps of paying: afterwards there is a booking with one charge, or nothing is
owed.

The steps are those of `payments.stripe.checkout` and `settling`. Where it stands when it is killed is decided from
outside: Stripe does not answer, or somebody else has locked the payments.
"""

import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine

from bookings.models import Booking
from core.clock import now
from tests.races.clients import Answer, Client, hidden, log_in
from tests.support import people, site
from tests.support.booking import DAY
from tests.support.databases import SQLITE
from tests.support.house import at
from tests.support.money import paid_house
from tests.support.night import IS_NIGHT
from tests.support.payer import WEBHOOK, events_kept
from tests.support.paying import Till
from tests.support.server import Server
from tests.support.stripe import FakeStripe

SESSIONS = "/v1/checkout/sessions"
CASES = [("T1", True), ("S1", False), ("T2", True), ("T3", True), ("S2", True), ("T4", True)]
"""After which step, and whether the member pays then, or before."""
MORE = [("T1", False), ("S1", True), ("T2", False)]
BEGINS = {"T1", "S1", "T2"}
SECONDS = 30


@dataclass
class Shop:
    """A server that can be killed, and a member with a browser; `till` looks at its database from here."""

    server: Server
    till: Till
    hole: "Hole"
    cookies: dict[str, str] = field(default_factory=dict)
    hour: int = 7

    def __post_init__(self) -> None:
        self.browser = Client(self.server.url)

    def start(self, api_base: str) -> None:
        self.server.settings["STRIPE_API_BASE"] = api_base
        self.server.start()
        self.browser.close()
        self.browser = Client(self.server.url, cookies=self.cookies)
        if not self.cookies:
            log_in(self.browser, people.EMAIL, people.PASSWORD)
            self.cookies = self.browser.cookies

    def end(self) -> None:
        self.server.kill()
        self.browser.close()

    def book(self) -> Booking:
        self.hour += 1
        return self.till.book(start=at(DAY, f"{self.hour}:00"), end=at(DAY, f"{self.hour + 1}:00"))

    def pay(self, booking: Booking) -> Answer:
        """A click on “pay”."""
        path = f"/payments/{self.till.fee_of(booking)}"
        token = hidden(self.browser.get(path).text, "csrf_token")
        return self.browser.submit(f"{path}/checkout", token)

    def hear(self, event: dict[str, Any]) -> Answer:
        """Stripe posts its event."""
        body, signature = self.till.fake.signed(event)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        return self.browser.send(WEBHOOK, body.decode(), headers)


class Hole:
    """An address that takes calls and never answers."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(SECONDS)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def wait(self) -> None:
        """Until somebody has called; who does is left to wait."""
        self.connection, _address = self.socket.accept()
        self.connection.settimeout(SECONDS)
        assert self.connection.recv(1)

    def close(self) -> None:
        self.socket.close()
        if hasattr(self, "connection"):
            self.connection.close()


@pytest.fixture
def shop(fresh_database: Callable[..., str], fake_stripe: FakeStripe, tmp_path: Path) -> Iterator[Shop]:
    url = fresh_database()
    settings = {name.upper(): value for name, value in fake_stripe.settings.items()}
    server = Server(url, tmp_path, 1, 4, settings)
    app = site.make_app(url, instance_dir=tmp_path, base_url=server.url, **fake_stripe.settings)
    people.add(app)
    with ExitStack() as stack:
        hole = Hole()
        stack.callback(hole.close)
        stack.callback(site.close, app)
        shop = Shop(server, Till(app, paid_house(app, hours="Mo-Su 00:00-24:00"), fake_stripe, None), hole)
        stack.callback(shop.end)
        yield shop


def test_server_killed_after_any_step_of_paying_leaves_it_booked_with_one_charge_or_nothing_owed(
    shop: Shop, database_kind: str
) -> None:
    """In the suite each step on one database, at night all on both."""
    cases = CASES + MORE if IS_NIGHT else CASES[0 if database_kind == SQLITE else 1 :: 2]
    booked: list[tuple[Booking, bool]] = []
    for step, pays in cases:
        shop.start(shop.hole.url if step == "T1" else shop.till.fake.url)
        booked.append((shop.book(), pays))
        kill_after(shop, step, booked[-1][0])
        shop.till.fake.pull("no-faults")
    shop.start(shop.till.fake.url)
    for (booking, pays), (step, _) in zip(booked, cases, strict=True):
        if pays and step in BEGINS:
            assert shop.pay(booking).status == 303
            shop.till.charge(session_of(shop, booking))
    shop.server.kill()
    with time_machine.travel(now() + timedelta(minutes=40), tick=True):
        shop.till.run_jobs()
        wanted = ["confirmed" if pays else "expired" for _booking, pays in booked]
        assert [shop.till.booking(booking).status for booking, _pays in booked] == wanted
        assert [charges_of(shop, booking) for booking, _pays in booked] == [
            [300] if pays else [] for _b, pays in booked
        ]
        assert shop.till.found() == []
        assert shop.till.mails().count("booking-confirmed") == wanted.count("confirmed")


def kill_after(shop: Shop, step: str, booking: Booking) -> None:
    """What is asked of the server is under way, and has come so far."""
    if step in BEGINS:
        _kill_on_the_way_to_stripe(shop, step, booking)
        return
    assert shop.pay(booking).status == 303
    shop.till.charge(session_of(shop, booking))
    event = shop.till.fake.events("checkout.session.completed")[-1]
    if step == "T4":
        assert shop.hear(event).status == 200
        shop.server.kill()
    else:
        _kill_while_it_hears(shop, step, event)
        assert shop.till.booking(booking).status == "held"


def _kill_on_the_way_to_stripe(shop: Shop, step: str, booking: Booking) -> None:
    fake, known = shop.till.fake, len(shop.till.fake.known("checkout.session"))
    if step == "T2":
        assert shop.pay(booking).status == 303
        shop.server.kill()
        return
    if step == "S1":
        fake.pull("fault", path=SESSIONS, what="delay", when="after", seconds=3)
    thread = asked(lambda: shop.pay(booking))
    if step == "S1":
        until(lambda: len(fake.known("checkout.session")) > known)
    else:
        shop.hole.wait()
    shop.server.kill()
    thread.join(SECONDS)
    assert shop.till.payments()[-1].session_id is None


def _kill_while_it_hears(shop: Shop, step: str, event: dict[str, Any]) -> None:
    when, told = "before" if step == "T3" else "after", len(events_kept(shop.till.app))
    shop.till.fake.pull("fault", path=SESSIONS, method="GET", what="delay", when=when, seconds=1)
    thread = asked(lambda: shop.hear(event))
    until(lambda: len(events_kept(shop.till.app)) > told)
    with ExitStack() as stack:
        if step == "S2":
            stack.enter_context(locked(shop.server.database_url))
            time.sleep(1.5)  # by now Stripe has answered, and what follows waits for the lock
        shop.server.kill()
    thread.join(SECONDS)


def session_of(shop: Shop, booking: Booking) -> str:
    """The one session of the booking's attempt: of the last, where one has waited longer for Stripe than it may."""
    fee = shop.till.fee_of(booking)
    *_, payment = [one for one in shop.till.payments() if one.fee_id == fee]
    sessions = shop.till.fake.known("checkout.session")
    [session] = [one["id"] for one in sessions if one["metadata"]["payment"] == str(payment.id)]
    return str(session)


def charges_of(shop: Shop, booking: Booking) -> list[int]:
    """Cents of each charge that Stripe still has."""
    fees = {one.id for one in shop.till.fees() if one.booking_id == booking.id}
    intents = {one.intent_id for one in shop.till.payments() if one.fee_id in fees and one.intent_id}
    found = [one for one in shop.till.fake.known("charge") if one["payment_intent"] in intents]
    return [one["amount"] - one["amount_refunded"] for one in found if one["amount"] > one["amount_refunded"]]


def asked(work: Callable[[], Any]) -> threading.Thread:
    """In a thread of its own, that the server dies under."""

    def run() -> None:
        with suppress(OSError, HTTPException):
            work()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody else writes to payments meanwhile."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as lite:
            lite.execute("BEGIN IMMEDIATE")
            yield
            lite.execute("ROLLBACK")
    else:
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE payment IN EXCLUSIVE MODE")
            yield
            connection.rollback()
