"""Paying online, in steps: each T is one transaction, each S one call to Stripe while none is open.

T1 the attempt is written down with all that Stripe will be asked (`checkout_actions.begin`). S1 Stripe makes a session
of it. T2 its id is kept. A crash between any two leaves an attempt that is asked for again with the same key and the
same parameters: the same session. What became of it is found out by `settling.settle` alone.
"""

from functools import partial
from uuid import UUID

from core.clock import now
from core.transactions import transact
from payments.errors import HoldOver
from payments.stripe import checkout_actions, settling, settling_actions
from payments.stripe.attempts import Attempt
from payments.stripe.errors import GatewayRefused
from payments.stripe.gateway import Gateway
from payments.stripe.pages import BackTo
from payments.stripe.seen import Session

TRIES = 2


def pay(gateway: Gateway, fee_id: UUID, member_id: int, locale: str, back: BackTo) -> str:
    """The address of Stripe's page on which the member can pay what is due of their fee.

    Asked too late after it was written down, an attempt is refused (`expires_at`): there is no session of it, and never
    will be, so that another attempt may take its place.

    NothingDue (also of another's fee), HoldOver, NotHeldLonger, WayNotOffered, TooLittleToPayOnline; the gateway's
    errors, after which it can be tried again.
    """
    begin = partial(checkout_actions.begin, fee_id=fee_id, member_id=member_id, locale=locale, back=back)
    for tries_left in reversed(range(TRIES)):
        attempt = transact(begin)
        if attempt.expires_at <= now():
            settling.settle(gateway, attempt.payment_id)
            continue
        if attempt.session_url:
            return attempt.session_url
        try:
            session = ask(gateway, attempt)
        except GatewayRefused as refused:
            if refused.param != "expires_at":
                raise
            transact(partial(settling_actions.apply, payment_id=attempt.payment_id, seen=None))
            if not tries_left:
                raise
            continue
        if session.url:
            return session.url
        settling.settle(gateway, attempt.payment_id)
    raise HoldOver


def ask(gateway: Gateway, attempt: Attempt) -> Session:
    """S1 and T2: the session of the attempt; asked again it is the same one."""
    session = gateway.create_session(attempt.params, attempt.key, attempt.account)
    transact(
        lambda: checkout_actions.keep_session(
            attempt=attempt, session_id=session.id, url=session.url, livemode=session.livemode
        )
    )
    return session
