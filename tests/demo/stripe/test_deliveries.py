"""Events reach the site signed, once or as often as a test wants: late, twice, shuffled, before the answer."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from payments.stripe.seen import Event
from tests.support import stripe
from tests.support.stripe import SECRET, FakeStripe


class Site:
    """Takes events as our site does; `refuses` so many of them first."""

    def __init__(self) -> None:
        self.taken: list[Event] = []
        self.refuses = 0
        self.news = threading.Condition()
        self.url = ""

    def wait_for(self, count: int) -> list[Event]:
        with self.news:
            assert self.news.wait_for(lambda: len(self.taken) >= count, timeout=20), self.taken
            return list(self.taken)


@pytest.fixture
def site(fake_stripe: FakeStripe) -> Iterator[Site]:
    site, gateway = Site(), stripe.gateway(fake_stripe)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            event = gateway.read_event(body, self.headers["Stripe-Signature"])
            with site.news:
                site.refuses -= 1
                if site.refuses < 0:
                    site.taken.append(event)
                site.news.notify_all()
            self.send_response(503 if site.refuses >= 0 else 200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Nobody wants to read it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}/webhook"
    fake_stripe.pull("reset")
    fake_stripe.pull("register", url=site.url, secret=SECRET)
    yield site
    fake_stripe.reset()
    server.shutdown()
    server.server_close()
    thread.join()


def pay(fake: FakeStripe) -> str:
    session = stripe.gateway(fake).create_session(stripe.params(), "pay-1")
    fake.pull("pay", session=session.id)
    return session.id


def test_event_is_posted_at_once_and_signed(fake_stripe: FakeStripe, site: Site) -> None:
    session = pay(fake_stripe)
    taken = site.wait_for(3)
    assert [event.type for event in taken] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    assert taken[-1].object_id == session


def test_event_that_is_not_taken_is_posted_again(fake_stripe: FakeStripe, site: Site) -> None:
    site.refuses = 1
    pay(fake_stripe)
    assert len(site.wait_for(3)) == 3


def test_event_comes_as_often_as_wanted(fake_stripe: FakeStripe, site: Site) -> None:
    fake_stripe.pull("deliveries", copies=3)
    pay(fake_stripe)
    assert len({event.id for event in site.wait_for(9)}) == 3
    fake_stripe.pull("resend", event=site.taken[0].id)
    assert len(site.wait_for(12)) == 12


def test_events_are_held_and_let_go_in_another_order(fake_stripe: FakeStripe, site: Site) -> None:
    fake_stripe.pull("deliveries", mode="hold")
    pay(fake_stripe)
    assert (site.taken, fake_stripe.pull("known", kind="event")["held"]) == ([], 3)
    assert fake_stripe.pull("release", shuffle=3)["statuses"] == [200, 200, 200]
    types = [event.type for event in site.taken]
    assert len(types) == 3
    assert types[-1] != "checkout.session.completed"


def test_events_are_there_before_the_answer(fake_stripe: FakeStripe, site: Site) -> None:
    fake_stripe.pull("deliveries", mode="first")
    session = stripe.gateway(fake_stripe).create_session(stripe.params(), "pay-1")
    stripe.gateway(fake_stripe).expire_session(session.id)
    assert [event.type for event in site.taken] == ["checkout.session.expired"]


def test_endpoint_hears_only_of_what_it_asked_for(fake_stripe: FakeStripe, site: Site) -> None:
    fake_stripe.pull("reset")
    fake_stripe.pull("deliveries", mode="hold")
    stripe.gateway(fake_stripe).set_up_webhook(site.url)
    pay(fake_stripe)
    assert fake_stripe.pull("known", kind="event")["held"] == 1


def test_connected_accounts_have_an_endpoint_of_their_own(fake_stripe: FakeStripe, site: Site) -> None:
    fake_stripe.pull("reset")
    fake_stripe.pull("deliveries", mode="hold")
    gateway = stripe.gateway(fake_stripe)
    gateway.set_up_webhook(site.url)
    session = gateway.create_session(stripe.params(), "pay-1", account="acct_1")
    fake_stripe.pull("pay", session=session.id)
    assert fake_stripe.pull("known", kind="event")["held"] == 0
    gateway.set_up_webhook(site.url, connected=True)
    fake_stripe.pull("emit", type="checkout.session.completed", about=session.id)
    assert fake_stripe.pull("known", kind="event")["held"] == 1


def test_any_event_can_be_made_up_and_any_object_changed(fake_stripe: FakeStripe, site: Site) -> None:
    session = stripe.gateway(fake_stripe).create_session(stripe.params(), "pay-1")
    fake_stripe.pull("change", id=session.id, values={"amount_total": 1})
    fake_stripe.pull("emit", type="checkout.session.completed", about=session.id)
    assert site.wait_for(1)[0].object_id == session.id
    assert stripe.gateway(fake_stripe).retrieve_session(session.id).amount_total == 1
