"""Whether money can be taken online at this moment."""

from flask import current_app

from payments.stripe.settings import stripe_settings


def is_online_possible() -> bool:
    """Whether there is a Stripe to go to: without its settings nothing on the site speaks of it."""
    return stripe_settings(current_app) is not None


def page_origin() -> str | None:
    """Where the page is on which people pay online; None without Stripe."""
    settings = stripe_settings(current_app)
    return settings.page_origin if settings is not None else None
