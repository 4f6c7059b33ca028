"""What of Stripe's comes round by itself: each step is a transaction of its own, none is open while Stripe is asked.

What cannot be done at this moment stays for the next round, and holds up nothing else.
"""

import logging
from collections.abc import Callable
from functools import partial

from flask import current_app

from core.clock import now
from core.transactions import reading
from payments import queries
from payments.stripe import events, refunding, settling
from payments.stripe.errors import GatewayRefused, GatewayUnavailable
from payments.stripe.gateway import Gateway

log = logging.getLogger(__name__)

SETTLE_EVERY_SECONDS, DELAYED_EVERY_SECONDS = 60, 3600
LEASE_SECONDS = 300
SOME, MANY = 50, 500


def settle() -> int:
    """Close what is over, send refunds, apply events that waited; how many were done."""
    gateway = Gateway.of(current_app)
    if gateway is None:
        return 0
    with reading():
        closing = list(queries.payments_to_close(now(), SOME))
        waiting = list(queries.waiting_events(SOME))
    done: int = sum(_try(partial(settling.close, gateway, key)) for key in closing)
    done += sum(_try(partial(events.apply, gateway, event)) for event in waiting)
    with reading():
        refunds = list(queries.refunds_to_send(SOME))
    return done + sum(_try(partial(refunding.send, gateway, key)) for key in refunds)


def look_after_delayed() -> int:
    """Ask what became of delayed payments and of refunds on their way; how many were asked about."""
    gateway = Gateway.of(current_app)
    if gateway is None:
        return 0
    with reading():
        delayed = list(queries.payments_on_their_way(MANY))
        sent = list(queries.refunds_on_their_way(MANY))
    done: int = sum(_try(partial(settling.settle, gateway, key)) for key in delayed)
    return done + sum(_try(partial(events.look_at_refunds, gateway, one[1], one[2])) for one in sent)


def _try(work: Callable[[], object]) -> int:
    try:
        work()
    except (GatewayUnavailable, GatewayRefused):
        log.warning("Stripe could not be asked; it is tried again", exc_info=True)
        return 0
    except Exception:  # whatever is wrong with one, the others still go on
        log.exception("a payment could not be looked after")
        return 0
    return 1
