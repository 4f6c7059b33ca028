"""What Stripe's page is told about us: what is paid for, where to come back to, and which site asks."""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from bookings.models import Booking
from core.db import db
from core.formats import when
from core.settings import Settings
from hubs.models import Hub, Space
from payments.models import Fee


class BackTo(NamedTuple):
    """Addresses of ours, to which Stripe leads after paying and instead of it; they carry an id, not trust."""

    success: str
    cancel: str


def site(app: Flask) -> str:
    """By which events of this site are told from those of another on the same account."""
    settings: Settings = app.extensions["settings"]
    return urlsplit(settings.public_url).netloc


def title_of(fee: Fee, locale: str) -> str:
    """What is paid for, in a line; no more about people than where and when."""
    with force_locale(locale):
        booking = db.session.get(Booking, fee.booking_id) if fee.booking_id else None
        if booking is None:
            return str(_("Pass"))
        hub, space = db.session.get_one(Hub, booking.hub_id), db.session.get_one(Space, booking.space_id)
        return f"{space.name}, {hub.name}, {when(booking.starts_at, booking.ends_at, hub.time_zone)}"[:200]
