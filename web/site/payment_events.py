"""What Stripe tells us: only what is signed is read, and then only as a hint that there is something to see."""

from flask import abort, current_app, request

from core.access import LINK, access
from core.errors import DomainError
from core.in_steps import in_steps
from core.security import csrf
from payments.stripe import events
from payments.stripe.errors import BadEvent, BadSignature
from payments.stripe.gateway import Gateway
from payments.stripe.settings import WEBHOOK_PATH
from web.site.payments import blueprint

TRY_AGAIN = 503
"""Stripe does, for three days; so does our own job."""


@blueprint.post(WEBHOOK_PATH)
@access(LINK)
@in_steps
def webhook() -> tuple[str, int]:
    """200 when all that follows from it is done, 503 when it is to be sent again, 400 for what is no event of
    Stripe's: then nothing was written. No Stripe, no such address."""
    gateway = Gateway.of(current_app) or abort(404)
    try:
        event = gateway.read_event(request.get_data(cache=False), request.headers.get("Stripe-Signature", ""))
    except (BadSignature, BadEvent) as refused:
        return refused.code, refused.status
    try:
        is_done = events.receive(gateway, event)
    except DomainError as failed:
        return failed.code, TRY_AGAIN
    return ("", 200) if is_done else ("", TRY_AGAIN)


csrf.exempt(webhook)
