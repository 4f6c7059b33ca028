"""What tests can make happen, by `POST /_test/NAME` with JSON: the levers are there only when the fake is begun so."""

from collections.abc import Callable
from typing import Any

from demo.stripe import events, refunds, sessions
from demo.stripe.deliveries import Letter
from demo.stripe.events import emit
from demo.stripe.fake import Fake
from demo.stripe.refusals import Refusal
from demo.stripe.state import Obj

Lever = Callable[[Fake, Obj], Any]


def pull(fake: Fake, name: str, asked: Obj) -> Obj:
    """Do what the lever of that name does; a Refusal when there is none, or what it is about is not there."""
    lever = LEVERS.get(name)
    if lever is None:
        raise Refusal(404, f"There is no lever {name}.")
    try:
        done = lever(fake, asked)
    except (KeyError, TypeError) as error:
        raise Refusal(400, f"{name}: {error!r}") from None
    return done if isinstance(done, dict) else {"done": done}


def _session(fake: Fake, asked: Obj) -> Obj:
    return fake.state.objects[asked["session"]]


def _charge(fake: Fake, asked: Obj) -> Obj:
    """By its id, or by its intent or session."""
    if "charge" in asked:
        return fake.state.objects[asked["charge"]]
    intent = _session(fake, asked)["payment_intent"] if "session" in asked else asked["intent"]
    return fake.state.objects[fake.state.objects[intent]["latest_charge"]]


def _pay(fake: Fake, asked: Obj) -> Obj:
    return sessions.pay(fake, _session(fake, asked), delayed=asked.get("delayed", False), email=asked.get("email", ""))


def _expire(fake: Fake, asked: Obj) -> Obj:
    session = _session(fake, asked)
    return sessions.expire(fake, fake.state.owner_of(session["id"]), session["id"], {})


def _refund_in_the_dashboard(fake: Fake, asked: Obj) -> Obj:
    """As somebody does who knows nothing of us: without our metadata."""
    charge = _charge(fake, asked)
    body = {"charge": charge["id"]} | ({"amount": asked["amount"]} if "amount" in asked else {})
    return refunds.create(fake, fake.state.owner_of(charge["id"]), body)


def _deliveries(fake: Fake, asked: Obj) -> None:
    for name in ("mode", "copies", "delay"):
        setattr(fake.deliveries, name, asked.get(name, getattr(fake.deliveries, name)))


def _signed(fake: Fake, asked: Obj) -> Obj:
    """The body and the header with which an event is posted, for who takes it without a server."""
    event = fake.state.objects[asked["event"]]
    [endpoint] = events.endpoints_for(fake.state, event)
    body = events.written(fake.state, event, endpoint)
    return {"body": body.decode(), "signature": events.signature(fake.state, body, endpoint["id"])}


def _emit(fake: Fake, asked: Obj) -> Obj:
    """Any event about an object as it is now, also one that makes no sense."""
    return emit(fake.state, fake.deliveries, asked["type"], fake.state.objects[asked["about"]])


def _resend(fake: Fake, asked: Obj) -> None:
    for endpoint in events.endpoints_for(fake.state, fake.state.objects[asked["event"]]):
        fake.deliveries.put(Letter(asked["event"], endpoint["id"]))


def _roll(fake: Fake, asked: Obj) -> Obj:
    """A new secret for an endpoint; the old one is valid too until `forget`."""
    [endpoint] = [e for e in fake.state.all_of("webhook_endpoint", "") if e["url"] == asked["url"]]
    kept = fake.state.secrets[endpoint["id"]]
    fake.state.secrets[endpoint["id"]] = [asked["secret"], *([] if asked.get("forget") else kept)]
    return endpoint


def _change(fake: Fake, asked: Obj) -> Obj:
    """Write any field of an object, as no API lets one: another amount, another currency."""
    fake.state.objects[asked["id"]] |= asked["values"]
    return fake.state.objects[asked["id"]]


def _reset(fake: Fake, asked: Obj) -> None:
    """As if it had just begun."""
    state = fake.state
    for each in (state.objects, state.owners, state.keys, state.secrets, state.wanted):
        each.clear()
    state.offset, fake.deliveries.held = 0, []
    fake.deliveries.mode, fake.deliveries.copies, fake.deliveries.delay = "send", 1, 0.0
    fake.deliveries.log.clear()
    fake.refund_outcomes.clear()
    fake.faults.clear()


def _set_clock(fake: Fake, asked: Obj) -> None:
    fake.state.offset = asked["offset"]
    sessions.expire_due(fake)


def _known(fake: Fake, asked: Obj) -> Obj:
    """All objects of a kind, of whatever account, the oldest first; and what was posted."""
    found = [each for each in fake.state.objects.values() if each["object"] == asked["kind"]]
    return {"objects": found, "posted": list(fake.deliveries.log), "held": len(fake.deliveries.held)}


LEVERS: dict[str, Lever] = {
    "pay": _pay,
    "decline": lambda fake, asked: (
        sessions.decline(fake, _session(fake, asked), asked.get("code", "card_declined")).body
    ),
    "async": lambda fake, asked: sessions.settle_delayed(fake, _session(fake, asked), succeeds=asked["succeeds"]),
    "expire": _expire,
    "dispute": lambda fake, asked: refunds.dispute(fake, _charge(fake, asked)),
    "close-dispute": lambda fake, asked: refunds.close_dispute(
        fake, fake.state.objects[asked["dispute"]], won=asked["won"]
    ),
    "refund": lambda fake, asked: refunds.turn(fake, fake.state.objects[asked["refund"]], asked["status"]),
    "refund-outcomes": lambda fake, asked: fake.refund_outcomes.extend(asked["outcomes"]),
    "refund-in-the-dashboard": _refund_in_the_dashboard,
    "fault": lambda fake, asked: fake.faults.add(**asked),
    "no-faults": lambda fake, asked: fake.faults.clear(),
    "deliveries": _deliveries,
    "signed": _signed,
    "emit": _emit,
    "resend": _resend,
    "register": lambda fake, asked: events.register(fake.state, asked["url"], asked["secret"]),
    "roll": _roll,
    "change": _change,
    "prune-keys": lambda fake, asked: fake.state.prune_keys(asked.get("older_than", 0)),
    "clock": _set_clock,
    "known": _known,
    "reset": _reset,
}
