"""Which call of Stripe's API does what: who calls, with which idempotency key, and the table of paths."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from demo.stripe import events, keys, reading, refunds, sessions
from demo.stripe.fake import Fake
from demo.stripe.faults import Misdeed, wait
from demo.stripe.keys import Reply
from demo.stripe.parameters import checked, decoded
from demo.stripe.refusals import Refusal
from demo.stripe.state import PREFIXES, Obj

SECRET_KEY = re.compile(r"Bearer (?:sk|rk)_(test|live)_\w+")
ID = re.compile(rf"/((?:{'|'.join(PREFIXES.values())})\w+)(?=/|$)")


class Call(NamedTuple):
    """A request as the API sees it. `owner` is the connected account, "" for the platform's own."""

    method: str
    path: str
    body: Obj
    owner: str
    livemode: bool
    key: str

    @property
    def id(self) -> str:
        """The id in the path."""
        found = ID.search(self.path)
        return found.group(1) if found else ""


Work = Callable[[Fake, Call], Obj]
LISTS = {
    "payment_intents": ("payment_intent", "_payment_intent_list_params:PaymentIntentListParams"),
    "charges": ("charge", "_charge_list_params:ChargeListParams"),
    "refunds": ("refund", "_refund_list_params:RefundListParams"),
    "disputes": ("dispute", "_dispute_list_params:DisputeListParams"),
    "events": ("event", "_event_list_params:EventListParams"),
    "balance_transactions": ("balance_transaction", "_balance_transaction_list_params:BalanceTransactionListParams"),
}
ONES = {
    "payment_intents": ("payment_intent", "_payment_intent_retrieve_params:PaymentIntentRetrieveParams"),
    "charges": ("charge", "_charge_retrieve_params:ChargeRetrieveParams"),
    "disputes": ("dispute", "_dispute_retrieve_params:DisputeRetrieveParams"),
    "events": ("event", "_event_retrieve_params:EventRetrieveParams"),
    "balance_transactions": (
        "balance_transaction",
        "_balance_transaction_retrieve_params:BalanceTransactionRetrieveParams",
    ),
}
OTHERS: dict[str, Work] = {
    "POST checkout/sessions": lambda fake, call: sessions.create(fake, call.owner, call.body, call.livemode),
    "GET checkout/sessions": lambda fake, call: sessions.listed(fake, call.owner, call.body),
    "GET checkout/sessions/ID": lambda fake, call: sessions.retrieve(fake, call.owner, call.id, call.body),
    "POST checkout/sessions/ID/expire": lambda fake, call: sessions.expire(fake, call.owner, call.id, call.body),
    "POST refunds": lambda fake, call: refunds.create(fake, call.owner, call.body),
    "GET refunds/ID": lambda fake, call: refunds.retrieve(fake, call.owner, call.id, call.body),
    "POST webhook_endpoints": lambda fake, call: events.create_endpoint(fake.state, call.body),
    "GET webhook_endpoints": lambda fake, call: events.list_endpoints(fake.state, call.body),
    "DELETE webhook_endpoints/ID": lambda fake, call: events.delete_endpoint(fake.state, call.id),
}


def read(method: str, path: str, query: str, content: bytes, headers: Mapping[str, str]) -> Call:
    """The request, or a Refusal: without a secret key there is no answer."""
    found = SECRET_KEY.fullmatch(headers.get("Authorization", ""))
    if found is None:
        raise Refusal(401, "Invalid API Key provided.")
    text = query if method in ("GET", "DELETE") else content.decode("utf-8", "replace")
    body = decoded(parse_qsl(text, keep_blank_values=True))
    owner, key = headers.get("Stripe-Account", ""), headers.get("Idempotency-Key", "")
    return Call(method, path, body, owner, found.group(1) == "live", key if method == "POST" else "")


def answer(fake: Fake, call: Call, fault: Misdeed | None = None) -> Reply:
    """What Stripe answers; a Refusal for what no call is. The lock is not held while a fault lets one wait."""
    work = _work(call)
    if call.key:
        with fake.state.lock:
            before = keys.begin(fake.state, call.owner, call.key, call.path, call.body)
        if before is not None:
            return before
    wait(fault, "before")
    with fake.state.lock:
        sessions.expire_due(fake)
        if call.key:
            reply = keys.finish(fake.state, call.owner, call.key, lambda: work(fake, call))
        else:
            reply = Reply(200, work(fake, call))
        if call.method != "GET":
            fake.state.save()
    return reply


def _work(call: Call) -> Work:
    pattern = ID.sub("/ID", call.path).removeprefix("/v1/")
    name, _, rest = pattern.partition("/")
    if f"{call.method} {pattern}" in OTHERS:
        return OTHERS[f"{call.method} {pattern}"]
    if call.method == "GET" and not rest and name in LISTS:
        return _listed
    if call.method == "GET" and rest == "ID" and name in ONES:
        return _one
    raise Refusal(404, f"Unrecognized request URL ({call.method}: {call.path}).")


def _listed(fake: Fake, call: Call) -> Obj:
    kind, shape = LISTS[call.path.removeprefix("/v1/")]
    return reading.page(fake.state, kind, call.owner, checked(shape, call.body), call.path)


def _one(fake: Fake, call: Call) -> Obj:
    kind, shape = ONES[call.path.split("/")[2]]
    asked = checked(shape, call.body)
    return reading.expanded(fake.state, fake.state.get(kind, call.id, call.owner), asked.get("expand", []))
