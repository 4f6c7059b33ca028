"""Refunds and disputes of the fake."""

from demo.stripe import balance, reading
from demo.stripe.events import emit
from demo.stripe.fake import Fake
from demo.stripe.parameters import checked
from demo.stripe.refusals import missing, wrong
from demo.stripe.state import Obj

FINAL = {"failed", "canceled"}
OUTCOMES = {"succeeded", "pending", *FINAL}


def create(fake: Fake, owner: str, body: Obj) -> Obj:
    """`POST /v1/refunds`: of a payment intent or a charge; without an amount, of all that is left."""
    asked = checked("_refund_create_params:RefundCreateParams", body)
    charge = _charge_of(fake, owner, asked)
    amount = asked.get("amount", charge["amount"] - charge["amount_refunded"])
    _check(charge, amount)
    outcome = fake.refund_outcomes.pop(0) if fake.refund_outcomes else "succeeded"
    values = {"amount": amount, "charge": charge["id"], "payment_intent": charge["payment_intent"]}
    values |= {"currency": charge["currency"], "livemode": charge["livemode"], "reason": asked.get("reason")}
    values |= {"metadata": asked.get("metadata") or {}, "failure_reason": None, "failure_balance_transaction": None}
    refund = fake.state.add("refund", owner, status="pending", pending_reason="insufficient_funds", **values)
    refund["balance_transaction"] = balance.refunded(fake.state, refund, charge)["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    emit(fake.state, fake.deliveries, "refund.created", refund)
    emit(fake.state, fake.deliveries, "charge.refunded", charge)
    if outcome != "pending":
        turn(fake, refund, outcome)
    return reading.expanded(fake.state, refund, asked.get("expand", []))


def turn(fake: Fake, refund: Obj, status: str) -> Obj:
    """The refund becomes that; one that had succeeded may still fail, days later, and its money is back."""
    if status not in OUTCOMES or refund["status"] in FINAL:
        raise wrong("status", f"A refund that is {refund['status']} cannot become {status}.")
    refund |= {"status": status, "pending_reason": "insufficient_funds" if status == "pending" else None}
    if status in FINAL:
        refund["failure_reason"] = "expired_or_canceled_card" if status == "failed" else None
        refund["failure_balance_transaction"] = balance.came_back(fake.state, refund)["id"]
        charge = fake.state.objects[refund["charge"]]
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
    emit(fake.state, fake.deliveries, "refund.failed" if status == "failed" else "refund.updated", refund)
    return refund


def retrieve(fake: Fake, owner: str, id: str, body: Obj) -> Obj:
    """`GET /v1/refunds/ID`."""
    asked = checked("_refund_retrieve_params:RefundRetrieveParams", body)
    return reading.expanded(fake.state, fake.state.get("refund", id, owner), asked.get("expand", []))


def dispute(fake: Fake, charge: Obj, reason: str = "fraudulent") -> Obj:
    """The payer's bank takes the money back for now, and a fee with it."""
    if not charge["paid"] or charge["disputed"]:
        raise wrong("charge", "Only a charge that is paid can be disputed, and once.")
    values = {name: charge[name] for name in ("currency", "livemode", "payment_intent")}
    values |= {"amount": charge["amount"] - charge["amount_refunded"], "charge": charge["id"], "metadata": {}}
    values |= {"reason": reason, "status": "needs_response", "is_charge_refundable": False}
    made = fake.state.add("dispute", fake.state.owner_of(charge["id"]), **values)
    made["balance_transactions"] = [dict(balance.disputed(fake.state, made))]
    charge["disputed"] = True
    emit(fake.state, fake.deliveries, "charge.dispute.created", made)
    return made


def close_dispute(fake: Fake, found: Obj, *, won: bool) -> Obj:
    """Won: the money comes back. Lost: it is gone."""
    if found["status"] in {"won", "lost"}:
        raise wrong("dispute", "It is closed already.")
    found["status"] = "won" if won else "lost"
    if won:
        found["balance_transactions"].append(dict(balance.reinstated(fake.state, found)))
    emit(fake.state, fake.deliveries, "charge.dispute.closed", found)
    return found


def _charge_of(fake: Fake, owner: str, asked: Obj) -> Obj:
    if ("charge" in asked) == ("payment_intent" in asked):
        raise wrong("payment_intent", "Give either a charge or a payment_intent.", "parameter_missing")
    if "charge" in asked:
        return fake.state.get("charge", asked["charge"], owner, "charge")
    intent = fake.state.get("payment_intent", asked["payment_intent"], owner, "payment_intent")
    if intent["latest_charge"] is None:
        raise missing("charge", asked["payment_intent"], "payment_intent")
    return fake.state.get("charge", intent["latest_charge"], owner)


def _check(charge: Obj, amount: int) -> None:
    rest = charge["amount"] - charge["amount_refunded"]
    if not charge["paid"]:
        raise wrong("charge", f"Charge {charge['id']} has not been paid.")
    if charge["disputed"]:
        raise wrong("charge", f"Charge {charge['id']} has been charged back.", "charge_disputed")
    if rest == 0:
        raise wrong("charge", f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    if not 1 <= amount <= rest:
        raise wrong("amount", f"Refund amount ({amount}) is not between 1 and the unrefunded amount ({rest}).")
