"""Where one pays: our own page of a fee."""

from uuid import UUID

from flask import url_for

from web.host.label_codes import public


def payment_path(fee_id: UUID) -> str:
    """The page of a fee (docs/api.md: `checkout_url`)."""
    return url_for("payments.show", fee_id=fee_id)


def payment_url(fee_id: UUID) -> str:
    """The same as an address for other devices and programs."""
    return public(payment_path(fee_id))
