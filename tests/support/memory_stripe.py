"""The gateway with the fake Stripe behind it in memory: no HTTP, and it dies before or after a call when told to."""

import copy
import json
import pickle
from typing import Any
from urllib.parse import parse_qsl, urlencode

import stripe
from stripe._encode import _api_encode

from demo.stripe import calls, levers
from demo.stripe.calls import Call
from demo.stripe.fake import Fake
from demo.stripe.parameters import decoded
from demo.stripe.refusals import Refusal
from demo.stripe.state import State
from payments.stripe import incoming
from payments.stripe.gateway import EVENTS, Gateway
from payments.stripe.seen import Event
from payments.stripe.settings import StripeSettings

KNOWS = ("objects", "owners", "keys", "secrets", "wanted", "offset")


class Died(BaseException):
    """As if the process had been killed."""


class MemoryGateway(Gateway):
    """`dies`: at which of the next moments before and after calls (0 is before the next), or None."""

    def __init__(self) -> None:
        super().__init__(StripeSettings("sk_test_memory", ("whsec_memory",), "http://127.0.0.1:9"))
        self.fake = Fake(State())
        self.fake.deliveries.mode = "hold"
        self.dies: int | None = None
        self._client: Any = _Client(self)

    def pull(self, lever: str, **asked: Any) -> dict[str, Any] | None:
        """None when the lever refuses."""
        try:
            return levers.pull(self.fake, lever, asked)
        except Refusal:
            return None

    def known(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.fake.state.objects.values() if each["object"] == kind]

    def events(self) -> list[Event]:
        """Those that the endpoint asks for."""
        told = [each for each in self.known("event") if each["type"] in EVENTS]
        return [incoming.event_of(json.dumps(each).encode()) for each in told]

    def kept(self) -> bytes:
        """All that the fake knows, for `put_back`."""
        state = self.fake.state
        return pickle.dumps([{name: getattr(state, name) for name in KNOWS}, self.fake.refund_outcomes])

    def put_back(self, kept: bytes) -> None:
        known, self.fake.refund_outcomes = pickle.loads(kept)
        for name, value in known.items():
            setattr(self.fake.state, name, value)
        self.fake.deliveries.held = []

    def moment(self) -> None:
        if self.dies is not None:
            self.dies -= 1
            if self.dies < 0:
                self.dies = None
                raise Died

    def call(self, method: str, path: str, params: dict[str, Any], options: dict[str, Any]) -> "_Answer":
        self.moment()
        body = decoded(parse_qsl(urlencode(list(_api_encode(params))), keep_blank_values=True))
        try:
            reply = calls.answer(
                self.fake, Call(method, f"/v1/{path}", body, "", False, options.get("idempotency_key", ""))
            )
        except Refusal as refusal:
            raise _failure(refusal.status, refusal.body["error"]) from None
        self.moment()
        if reply.status >= 400:
            raise _failure(reply.status, reply.body["error"])
        return _Answer(reply.body)


class _Answer:
    last_response = None

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    def to_dict(self) -> dict[str, Any]:
        return copy.deepcopy(self._body)


class _Service:
    def __init__(self, gateway: MemoryGateway, path: str) -> None:
        self._gateway, self._path = gateway, path

    def create(self, params: dict[str, Any], options: dict[str, Any]) -> _Answer:
        return self._gateway.call("POST", self._path, params, options)

    def list(self, params: dict[str, Any], options: dict[str, Any]) -> _Answer:
        return self._gateway.call("GET", self._path, params, options)

    def retrieve(self, id: str, params: dict[str, Any], options: dict[str, Any]) -> _Answer:
        return self._gateway.call("GET", f"{self._path}/{id}", params, options)

    def expire(self, id: str, params: dict[str, Any], options: dict[str, Any]) -> _Answer:
        return self._gateway.call("POST", f"{self._path}/{id}/expire", params, options)


class _Client:
    """As much of the SDK's client as the gateway asks for."""

    def __init__(self, gateway: MemoryGateway) -> None:
        self.v1 = self
        self.checkout = self
        self.sessions = _Service(gateway, "checkout/sessions")
        self.refunds = _Service(gateway, "refunds")
        self.disputes = _Service(gateway, "disputes")
        self.balance_transactions = _Service(gateway, "balance_transactions")


def _failure(status: int, error: dict[str, Any]) -> stripe.StripeError:
    if error["type"] == "idempotency_error":
        return stripe.IdempotencyError(error["message"], http_status=status, code=error.get("code"))
    return stripe.InvalidRequestError(error["message"], error.get("param"), code=error.get("code"), http_status=status)
