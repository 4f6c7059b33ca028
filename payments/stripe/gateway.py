"""The way to Stripe: the only module that talks to it (`incoming` reads what it posts), never inside a transaction.

The SDK is loaded when it is first needed: a site without payments never pays its memory. It retries twice with the
same key (closed connections, time-outs, 409, 5xx), waits 13 seconds at most each time, and sends no telemetry.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask

from core.concurrency import outside
from payments.stripe import incoming, reading
from payments.stripe.errors import GatewayRefused, GatewayUnavailable, NotOpen
from payments.stripe.failures import failure_of
from payments.stripe.seen import BalanceEntry, DisputeSeen, Event, RefundSeen, Session
from payments.stripe.settings import StripeSettings, stripe_settings

if TYPE_CHECKING:
    import requests
    from stripe import StripeClient

API_VERSION = "2026-10-28.endive"
"""Of the SDK that is pinned; the endpoint of the webhook speaks it too."""
STRIPE = "https://api.stripe.com"
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
)
SECONDS = (3.0, 10.0)
"""To connect, and to be answered. The SDK's own is 80: so long a thread of the site would be away."""
RETRIES = 2
CONNECTIONS = 64
"""Kept open to Stripe by a process: one for each of its requests that may wait outside, and for its jobs."""
A_PAGE = 100
WHOLE = {"expand": ["payment_intent.latest_charge"]}
KEPT = "stripe_gateway"

T = TypeVar("T")
log = logging.getLogger(__name__)


class Gateway:
    """Every call raises GatewayUnavailable, GatewayRefused or GatewayBug, and RuntimeError while a transaction is open.

    `account` is the connected account in whose name it is done, "" or None for the platform's own.
    """

    def __init__(self, settings: StripeSettings, seconds: tuple[float, float] = SECONDS) -> None:
        """`seconds` to connect and to be answered; each try has them anew."""
        self.settings = settings
        self._client = _client(settings, seconds)

    @staticmethod
    def of(app: Flask) -> "Gateway | None":
        """The site's gateway, one for all threads; None when there is no Stripe."""
        settings = stripe_settings(app)
        if settings is None:
            return None
        known: Gateway | None = app.extensions.get(KEPT)
        if known is None or known.settings != settings:
            known = app.extensions[KEPT] = Gateway(settings)
        return known

    @property
    def is_live(self) -> bool:
        """Whether the key moves real money: what is told of the other mode is not about our payments."""
        return self.settings.is_live

    def create_session(self, params: dict[str, Any], key: str, account: str | None = None) -> Session:
        """A checkout session; the same key and parameters lead to the same one. `params`: see `parameters`."""
        sessions: Any = self._client.v1.checkout.sessions
        return self._asked(reading.session_of, lambda: sessions.create(params, _options(account, key)))

    def retrieve_session(self, id: str, account: str | None = None) -> Session:
        """How it stands, with its intent and charge."""
        sessions: Any = self._client.v1.checkout.sessions
        return self._asked(reading.session_of, lambda: sessions.retrieve(id, WHOLE, _options(account)))

    def expire_session(self, id: str, account: str | None = None) -> Session:
        """End it before its time, so that nobody pays any more; NotOpen (with the session) when that is too late."""
        sessions: Any = self._client.v1.checkout.sessions
        try:
            return self._asked(reading.session_of, lambda: sessions.expire(id, WHOLE, _options(account)))
        except GatewayRefused:
            session = self.retrieve_session(id, account)
            if session.status == "open":
                raise
            raise NotOpen(session) from None

    def find_sessions(self, created_from: datetime, account: str | None = None) -> Iterator[Session]:
        """Those made since then, the newest first."""
        asked = {"created": _since(created_from), "expand": ["data.payment_intent.latest_charge"]}
        return self._pages(self._client.v1.checkout.sessions, asked, account, reading.session_of)

    def create_refund(
        self, intent: str, amount_cents: int, refund_id: str, key: str, account: str | None = None
    ) -> RefundSeen:
        """Give back so much of what was paid. `refund_id` is ours: by it `find_refunds` finds the refund again when
        the key is too old to be used (after a day Stripe may forget it, and would refund twice)."""
        refunds: Any = self._client.v1.refunds
        params = {"payment_intent": intent, "amount": amount_cents, "metadata": {"refund": refund_id}}
        return self._asked(reading.refund_of, lambda: refunds.create(params, _options(account, key)))

    def find_refunds(self, intent: str, account: str | None = None) -> list[RefundSeen]:
        """All refunds of a payment, whoever made them."""
        return list(self._pages(self._client.v1.refunds, {"payment_intent": intent}, account, reading.refund_of))

    def refunds(self, created_from: datetime, account: str | None = None) -> Iterator[RefundSeen]:
        """Those made since then, the newest first."""
        return self._pages(self._client.v1.refunds, _created(created_from), account, reading.refund_of)

    def disputes(self, created_from: datetime, account: str | None = None) -> Iterator[DisputeSeen]:
        """Those opened since then, the newest first."""
        return self._pages(self._client.v1.disputes, _created(created_from), account, reading.dispute_of)

    def balance_transactions(self, created_from: datetime, account: str | None = None) -> Iterator[BalanceEntry]:
        """What has moved the balance since then, the newest first."""
        asked = _created(created_from)
        return self._pages(self._client.v1.balance_transactions, asked, account, reading.entry_of)

    def read_event(self, body: bytes, signature: str) -> Event:
        """The event that was posted to the webhook: `body` as it came, `signature` the header `Stripe-Signature`.

        BadSignature or BadEvent (both 400) for everything else, however it is malformed. An event of another API
        version is read too: it only says where to look.
        """
        incoming.check_signature(body, signature, self.settings.webhook_secrets)
        event = incoming.event_of(body)
        if event.api_version != API_VERSION:
            log.warning("event of another API version", extra={"event": event.id, "version": event.api_version})
        return event

    def set_up_webhook(self, url: str, *, connected: bool = False) -> str:
        """Let Stripe post its events to this address: the value for STRIPE_WEBHOOK_SECRET, told only now.

        With `connected` also those of connected accounts: that is a second endpoint with a secret of its own, and the
        value holds both. Earlier endpoints of this address go once the new ones are there.
        """
        endpoints: Any = self._client.v1.webhook_endpoints
        before = [each["id"] for each in self._pages(endpoints, {}, None, dict) if each["url"] == url]
        asked = {"url": url, "enabled_events": list(EVENTS), "api_version": API_VERSION}
        ways = [asked, asked | {"connect": True}] if connected else [asked]
        secrets = [self._asked(_secret_of, lambda way=way: endpoints.create(way)) for way in ways]  # type: ignore[misc]
        for id in before:
            self._asked(dict, lambda id=id: endpoints.delete(id))  # type: ignore[misc]
        return ",".join(secrets)

    def _asked(self, read: Callable[[dict[str, Any]], T], call: Callable[[], Any]) -> T:
        """What Stripe answers, read; or a named error."""
        import stripe

        try:
            with outside():
                answer = call()
            _note(answer)
            return read(answer.to_dict())
        except stripe.StripeError as error:
            raise failure_of(error) from None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.error("Stripe's answer was not understood", extra={"why": type(error).__name__})  # noqa: TRY400
            raise GatewayUnavailable(retry_after=60) from None

    def _pages(
        self, service: Any, asked: dict[str, Any], account: str | None, read: Callable[[dict[str, Any]], T]
    ) -> Iterator[T]:
        """One call for each page, when it is needed."""
        following: dict[str, Any] = {}
        while True:
            params = {**asked, "limit": A_PAGE, **following}
            data, has_more = self._asked(_page_of, lambda: service.list(params, _options(account)))  # noqa: B023
            yield from (self._understood(read, found) for found in data)
            if not has_more or not data:
                return
            following = {"starting_after": data[-1]["id"]}

    def _understood(self, read: Callable[[dict[str, Any]], T], found: dict[str, Any]) -> T:
        try:
            return read(found)
        except (KeyError, TypeError, ValueError):
            log.error("an object in Stripe's list was not understood")  # noqa: TRY400
            raise GatewayUnavailable(retry_after=60) from None


def _client(settings: StripeSettings, seconds: tuple[float, float]) -> "StripeClient":
    import stripe

    stripe.enable_telemetry = False  # it would write a file into the home folder and tell the kind of machine
    logging.getLogger("stripe").setLevel(logging.WARNING)  # what it tells of errors may repeat what was sent
    http = stripe.RequestsClient(timeout=seconds, session=_session(settings.api_base or STRIPE))
    bases: Any = {"base_addresses": {"api": settings.api_base}} if settings.api_base else {}
    return stripe.StripeClient(settings.secret_key, max_network_retries=RETRIES, http_client=http, **bases)


def _session(address: str) -> "requests.Session":
    """For all threads. Which proxy the environment names for the address is read once: the library would look through
    the whole environment, and for a file of passwords in the home folder, at each request."""
    import requests

    session = requests.Session()
    session.proxies = requests.utils.get_environ_proxies(address)
    session.trust_env = False
    session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=CONNECTIONS))
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=CONNECTIONS))
    return session


def _options(account: str | None, key: str = "") -> dict[str, Any]:
    options = {"stripe_account": account or "", "idempotency_key": key}
    return {name: value for name, value in options.items() if value}


def _note(answer: Any) -> None:
    """Stripe's own number of the request: with it its support finds what happened."""
    seen = answer.last_response
    if seen is not None:
        was_replayed = seen.headers.get("Idempotent-Replayed") == "true"
        log.info("asked Stripe", extra={"request": seen.headers.get("Request-Id", ""), "replayed": was_replayed})


def _created(created_from: datetime) -> dict[str, Any]:
    return {"created": _since(created_from)}


def _since(moment: datetime) -> dict[str, int]:
    return {"gte": int(moment.timestamp())}


def _page_of(found: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    return list(found["data"]), bool(found["has_more"])


def _secret_of(endpoint: dict[str, Any]) -> str:
    return str(endpoint["secret"])
