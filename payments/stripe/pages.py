"""What Stripe's page is told about us: what is paid for, where to come back to, and which site asks."""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from bookings.queries import BookingView
from core.db import db
from core.formats import when
from core.settings import Settings
from hubs.operators.models import Operator
from payments.confided import room_use
from payments.models import Fee
from payments.passes.mails import name_in
from payments.passes.models import Pass, PassProduct


class BackTo(NamedTuple):
    """Addresses of ours, to which Stripe leads after paying and instead of it; they carry an id, not trust."""

    success: str
    cancel: str


def site(app: Flask) -> str:
    """By which events of this site are told from those of another on the same account."""
    settings: Settings = app.extensions["settings"]
    return urlsplit(settings.public_url).netloc


def title_of(fee: Fee, view: BookingView | None, locale: str) -> str:
    """What is paid for (a booking, or None: a pass), in a line; no more about people than where and when, and of what
    is confidential not even that."""
    if fee.is_confidential:
        return room_use(fee.service_on, locale)
    with force_locale(locale):
        if view is None:
            return _pass_of(fee, locale)[:200]
        times = when(view.booking.starts_at, view.booking.ends_at, view.hub.time_zone)
        return f"{view.space.name}, {view.hub.name}, {times}"[:200]


def _pass_of(fee: Fee, locale: str) -> str:
    """What the pass is called, and who sells it."""
    query = select(PassProduct, Operator.legal_name).join(Operator, Operator.id == PassProduct.operator_id)
    found = db.session.execute(
        query.join(Pass, Pass.product_id == PassProduct.id).where(Pass.id == fee.pass_id)
    ).first()
    return f"{name_in(found[0], locale)}, {found[1]}" if found else str(_("Pass"))
