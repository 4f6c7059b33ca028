"""Checkout sessions of the fake, and what paying one makes: an intent, a charge, a balance transaction."""

from typing import Any

from demo.stripe import balance, reading
from demo.stripe.events import emit
from demo.stripe.fake import Fake
from demo.stripe.parameters import checked
from demo.stripe.refusals import Refusal, wrong
from demo.stripe.state import Obj

SHORTEST, LONGEST = 30 * 60, 24 * 3600
"""Seconds from its creation to a session's end."""
LEAST_CENTS = {"eur": 50}
CREATE = "checkout._session_create_params:SessionCreateParams"
KEPT = ("cancel_url", "client_reference_id", "customer_email", "locale", "submit_type", "success_url")
DECLINES = {"card_declined": "Your card was declined.", "expired_card": "Your card has expired."}


def create(fake: Fake, owner: str, body: Obj, livemode: bool) -> Obj:
    """`POST /v1/checkout/sessions`. Only what our site needs: `mode=payment` on a page of Stripe's own."""
    asked = checked(CREATE, body)
    total = _total(asked)
    state, now = fake.state, fake.state.now()
    expires_at = asked.get("expires_at", now + LONGEST)
    if not SHORTEST <= expires_at - now <= LONGEST:
        raise wrong("expires_at", "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.")
    made = state.add("checkout.session", owner, **{name: asked.get(name) for name in KEPT})
    made |= {
        "adaptive_pricing": asked.get("adaptive_pricing") or {"enabled": True},
        "amount_subtotal": total,
        "amount_total": total,
        "currency": _price(asked["line_items"][0])["currency"],
        "customer_details": None,
        "excluded_payment_method_types": asked.get("excluded_payment_method_types") or [],
        "expires_at": expires_at,
        "livemode": livemode,
        "metadata": asked.get("metadata") or {},
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "status": "open",
        "ui_mode": "hosted_page",
        "url": f"{state.url}/c/pay/{made['id']}",
    }
    fake.state.wanted[made["id"]] = asked
    return reading.expanded(state, made, asked.get("expand", []))


def retrieve(fake: Fake, owner: str, id: str, body: Obj) -> Obj:
    """`GET /v1/checkout/sessions/ID`."""
    asked = checked("checkout._session_retrieve_params:SessionRetrieveParams", body)
    return reading.expanded(fake.state, fake.state.get("checkout.session", id, owner), asked.get("expand", []))


def listed(fake: Fake, owner: str, body: Obj) -> Obj:
    """`GET /v1/checkout/sessions`."""
    asked = checked("checkout._session_list_params:SessionListParams", body)
    return reading.page(fake.state, "checkout.session", owner, asked, "/v1/checkout/sessions")


def expire(fake: Fake, owner: str, id: str, body: Obj) -> Obj:
    """`POST /v1/checkout/sessions/ID/expire`: only while it is open."""
    asked = checked("checkout._session_expire_params:SessionExpireParams", body)
    session = fake.state.get("checkout.session", id, owner)
    _must_be_open(session)
    _end(fake, session)
    return reading.expanded(fake.state, session, asked.get("expand", []))


def expire_due(fake: Fake) -> None:
    """End those whose time is over."""
    for found in list(fake.state.objects.values()):
        is_open = found["object"] == "checkout.session" and found["status"] == "open"
        if is_open and found["expires_at"] <= fake.state.now():
            _end(fake, found)


def pay(fake: Fake, session: Obj, *, delayed: bool = False, email: str = "") -> Obj:
    """The customer has paid, or with a delayed method (SEPA) begun to: the session is complete and not paid yet."""
    _must_be_open(session)
    kind = "sepa_debit" if delayed else "card"
    if kind in session["excluded_payment_method_types"]:
        raise wrong("payment_method", f"{kind} is excluded from this session.")
    intent = _intent(fake, session)
    charge = _charge(fake, session, intent, kind)
    session |= {"status": "complete", "url": None, "payment_status": "unpaid" if delayed else "paid"}
    session["customer_details"] = {"email": email or session["customer_email"] or "payer@example.org", "name": None}
    if delayed:
        intent["status"], charge["status"] = "processing", "pending"
    else:
        _succeed(fake, intent, charge)
    emit(fake.state, fake.deliveries, "checkout.session.completed", session)
    return session


def delayed(fake: Fake, begun_before: int) -> list[Obj]:
    """The sessions whose payment was begun before that moment, and has not arrived."""
    found = [each for each in fake.state.objects.values() if each["object"] == "checkout.session"]
    waiting = [each for each in found if each["status"] == "complete" and each["payment_status"] == "unpaid"]
    intents = {each["id"]: fake.state.objects[each["payment_intent"]] for each in waiting}
    return [
        each
        for each in waiting
        if intents[each["id"]]["status"] == "processing" and intents[each["id"]]["created"] <= begun_before
    ]


def settle_delayed(fake: Fake, session: Obj, *, succeeds: bool) -> Obj:
    """What was begun with a delayed method has arrived, or will never; also after it had failed once."""
    intent = fake.state.objects[session["payment_intent"] or _not_begun(session)]
    charge = fake.state.objects[intent["latest_charge"]]
    if intent["status"] == "succeeded":
        raise wrong("session", "It is paid already.")
    if succeeds:
        session["payment_status"] = "paid"
        _succeed(fake, intent, charge)
    else:
        intent["status"], charge["status"] = "requires_payment_method", "failed"
        charge |= {"failure_code": "insufficient_funds", "paid": False}
        emit(fake.state, fake.deliveries, "payment_intent.payment_failed", intent)
    name = "succeeded" if succeeds else "failed"
    emit(fake.state, fake.deliveries, f"checkout.session.async_payment_{name}", session)
    return session


def decline(fake: Fake, session: Obj, code: str = "card_declined") -> Refusal:
    """The bank has said no: the session stays open, and another card may be tried. Returns what to tell."""
    _must_be_open(session)
    intent = _intent(fake, session)
    charge = _charge(fake, session, intent, "card")
    charge |= {"status": "failed", "failure_code": code}
    intent["status"] = "requires_payment_method"
    emit(fake.state, fake.deliveries, "charge.failed", charge)
    emit(fake.state, fake.deliveries, "payment_intent.payment_failed", intent)
    return Refusal(402, DECLINES.get(code, "Your card was declined."), kind="card_error", code=code)


def _total(asked: Obj) -> int:
    """The sum in cents; a Refusal for what no session can be made of."""
    if asked.get("mode") != "payment":
        raise wrong("mode", "This fake knows only the mode payment.")
    for name in ("success_url", "cancel_url"):
        if not asked.get(name, "https://").startswith(("http://", "https://")):
            raise wrong(name, "Not a valid URL", "url_invalid")
    if not asked.get("success_url"):
        raise wrong("success_url", "You must specify success_url.", "parameter_missing")
    lines = asked.get("line_items") or []
    if not lines:
        raise wrong("line_items", "The `line_items` parameter is required in payment mode.", "parameter_missing")
    total = sum(_price(line)["unit_amount"] * line.get("quantity", 1) for line in lines)
    least = LEAST_CENTS.get(_price(lines[0])["currency"], 1)
    if total < least:
        raise wrong("line_items", f"The total must be at least {least}.", "amount_too_small")
    return int(total)


def _price(line: Obj) -> Obj:
    price: Obj = line.get("price_data") or {}
    if "currency" not in price or not isinstance(price.get("unit_amount"), int) or price["unit_amount"] < 0:
        raise wrong("line_items[0][price_data]", "currency and unit_amount are needed.", "parameter_missing")
    if not price.get("product_data", {}).get("name"):
        raise wrong("line_items[0][price_data][product_data][name]", "A name is needed.", "parameter_invalid_empty")
    return price


def _must_be_open(session: Obj) -> None:
    if session["status"] != "open":
        said = f"This Checkout Session has a status of `{session['status']}`."
        raise Refusal(400, f'Only Checkout Sessions with a status in ["open"] can be expired. {said}')


def _not_begun(session: Obj) -> str:
    raise wrong("session", f"Nobody has begun to pay {session['id']}.")


def _end(fake: Fake, session: Obj) -> None:
    session |= {"status": "expired", "url": None}
    emit(fake.state, fake.deliveries, "checkout.session.expired", session)


def _intent(fake: Fake, session: Obj) -> Obj:
    """Stripe makes it when somebody first tries to pay, and keeps it for further tries."""
    if session["payment_intent"]:
        return fake.state.objects[session["payment_intent"]]
    owner, data = (
        fake.state.owner_of(session["id"]),
        fake.state.wanted.get(session["id"], {}).get("payment_intent_data", {}),
    )
    intent = fake.state.add("payment_intent", owner, amount=session["amount_total"], currency=session["currency"])
    intent |= {"livemode": session["livemode"], "metadata": data.get("metadata") or {}, "latest_charge": None}
    intent |= {"status": "requires_payment_method", "amount_received": 0, "description": data.get("description")}
    session["payment_intent"] = intent["id"]
    return intent


def _charge(fake: Fake, session: Obj, intent: Obj, kind: str) -> Obj:
    values: dict[str, Any] = {name: intent[name] for name in ("amount", "currency", "livemode", "metadata")}
    values |= {"amount_refunded": 0, "balance_transaction": None, "disputed": False, "failure_code": None}
    values |= {"paid": False, "refunded": False, "status": "pending", "payment_intent": intent["id"]}
    values |= {"payment_method_details": {"type": kind}}
    charge = fake.state.add("charge", fake.state.owner_of(session["id"]), **values)
    intent["latest_charge"] = charge["id"]
    return charge


def _succeed(fake: Fake, intent: Obj, charge: Obj) -> None:
    charge |= {"status": "succeeded", "paid": True, "failure_code": None}
    charge["balance_transaction"] = balance.charged(fake.state, charge)["id"]
    intent |= {"status": "succeeded", "amount_received": charge["amount"]}
    emit(fake.state, fake.deliveries, "charge.succeeded", charge)
    emit(fake.state, fake.deliveries, "payment_intent.succeeded", intent)
