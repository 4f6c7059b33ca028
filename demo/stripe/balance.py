"""Balance transactions of the fake: what each charge, refund and dispute moves, in cents."""

from demo.stripe.state import Obj, State

DISPUTE_FEE = 2000


def charged(state: State, charge: Obj) -> Obj:
    """1.5 % and 25 ct are Stripe's own, as it is for European cards."""
    kind = "charge" if charge["payment_method_details"]["type"] == "card" else "payment"
    return _moved(state, charge, charge["amount"], kind, fee=25 + round(charge["amount"] * 0.015))


def refunded(state: State, refund: Obj, charge: Obj) -> Obj:
    kind = "refund" if charge["payment_method_details"]["type"] == "card" else "payment_refund"
    return _moved(state, refund, -refund["amount"], kind)


def came_back(state: State, refund: Obj) -> Obj:
    """A refund that failed is in the balance again."""
    return _moved(state, refund, refund["amount"], "refund_failure")


def disputed(state: State, dispute: Obj) -> Obj:
    return _moved(state, dispute, -dispute["amount"], "adjustment", fee=DISPUTE_FEE)


def reinstated(state: State, dispute: Obj) -> Obj:
    """A dispute that was won gives amount and fee back."""
    return _moved(state, dispute, dispute["amount"], "adjustment", fee=-DISPUTE_FEE)


def _moved(state: State, source: Obj, amount: int, kind: str, fee: int = 0) -> Obj:
    values = {"amount": amount, "fee": fee, "net": amount - fee, "type": kind, "reporting_category": kind}
    values |= {"currency": source["currency"], "source": source["id"], "status": "available", "exchange_rate": None}
    made = state.add("balance_transaction", state.owner_of(source["id"]), **values)
    made["available_on"] = made["created"]
    return made
