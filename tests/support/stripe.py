"""The fake Stripe for tests: in this process, with the clock of the test, over real HTTP."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from core.clock import now
from demo.stripe.fake import Fake
from demo.stripe.server import FakeServer
from demo.stripe.state import State
from payments.stripe.gateway import Gateway
from payments.stripe.parameters import session_params
from payments.stripe.settings import StripeSettings

KEY, SECRET = "sk_test_of_the_tests", "whsec_of_the_tests"
NOWHERE = "http://127.0.0.1:9/webhook"
"""An endpoint that nobody serves: events are held, and fetched by `signed`."""


class FakeStripe:
    """`pull("pay", session=…)` makes things happen (demo/stripe/levers.py); `url` is STRIPE_API_BASE."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def settings(self) -> dict[str, str]:
        """Arguments for `make_app`."""
        return {"stripe_secret_key": KEY, "stripe_webhook_secret": SECRET, "stripe_api_base": self.url}

    def pull(self, lever: str, **asked: Any) -> dict[str, Any]:
        """What the lever answers; AssertionError when it refuses."""
        status, _, body = self.request("POST", f"/_test/{lever}", json.dumps(asked).encode())
        assert status == 200, body
        found: dict[str, Any] = json.loads(body)
        return found

    def reset(self) -> None:
        """Knows nothing any more; events are held until `release`."""
        self.pull("reset")
        self.pull("register", url=NOWHERE, secret=SECRET)
        self.pull("deliveries", mode="hold")

    def known(self, kind: str) -> list[dict[str, Any]]:
        """All objects of that kind, the oldest first."""
        found: list[dict[str, Any]] = self.pull("known", kind=kind)["objects"]
        return found

    def events(self, *types: str) -> list[dict[str, Any]]:
        return [event for event in self.known("event") if not types or event["type"] in types]

    def signed(self, event: dict[str, Any]) -> tuple[bytes, str]:
        """Body and header with which the event would be posted."""
        found = self.pull("signed", event=event["id"])
        return found["body"].encode(), found["signature"]

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Any request of a program or a browser: status, headers, text."""
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()


@contextmanager
def running() -> Iterator[FakeStripe]:
    """Meanwhile it answers, in threads of this process."""
    server = FakeServer(Fake(State()), has_levers=True)
    server.fake.deliveries.start()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield FakeStripe(server.fake.state.url)
    finally:
        server.shutdown()
        server.server_close()
        server.fake.deliveries.stop()
        thread.join()


def gateway(fake: FakeStripe, **changed: Any) -> Gateway:
    """As the site makes it from its settings."""
    return Gateway(StripeSettings(KEY, (SECRET,), fake.url)._replace(**changed))


def params(payment_id: str = "pay-1", cents: int = 1200, **changed: Any) -> dict[str, Any]:
    """A session of half an hour and a minute for a desk."""
    usual: dict[str, Any] = {
        "payment_id": payment_id,
        "site": "hubs.example.org",
        "amount_cents": cents,
        "title": "Schreibtisch 3, Coppenbrügge",
        "locale": "de",
        "success_url": f"https://hubs.example.org/payments/{payment_id}",
        "cancel_url": f"https://hubs.example.org/payments/{payment_id}?cancelled=1",
        "expires_at": in_minutes(31),
        "delayed": False,
        "email": "",
    }
    return session_params(**(usual | changed))


def in_minutes(minutes: float) -> datetime:
    return now() + timedelta(minutes=minutes)
