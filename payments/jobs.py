"""What of money comes round by itself beside Stripe: the daily comparison and its mail, passes that nobody paid."""

from flask import current_app

from core.clock import now
from core.transactions import transact
from payments import difference_actions, mails
from payments.passes import pass_actions
from payments.stripe import reconciling
from payments.stripe.gateway import Gateway

EVERY_SECONDS = 3600
LEASE_SECONDS = 900


def reconcile() -> int:
    """Compare our books, and with Stripe where there is one; admins get a mail of what is new. How many were found.

    What Stripe cannot be asked at the moment raises GatewayUnavailable after our own books were looked at: the job is
    tried again.
    """
    found = len(reconciling.compare_own_books())
    gateway = Gateway.of(current_app)
    try:
        return found + (len(reconciling.compare(gateway)) if gateway else 0)
    finally:
        transact(_tell_admins)


def expire_passes() -> int:
    """Drop passes that nobody has paid in time; how many."""
    return transact(pass_actions.expire_unpaid)


def _tell_admins() -> None:
    """Of all that is new since the last mail, once a day."""
    new = difference_actions.untold()
    if new:
        items = [{"kind": one.kind, "about": one.about, "expected": one.expected, "found": one.found} for one in new]
        mails.differences(items, now())
        difference_actions.told([one.id for one in new])
