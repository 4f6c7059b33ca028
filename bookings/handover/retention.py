"""How long what is known of hand-overs is kept: codes until they are dead, the rest as long as hosts need it."""

from datetime import datetime

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select

from bookings import rules as booking_rules
from bookings.handover import rules
from bookings.handover.models import Handover, HandoverCode
from bookings.models import Booking
from core import retention


def install(app: Flask) -> None:
    retention.register(
        app,
        retention.deleting(
            "handover-codes",
            lambda: _("Codes for lockers are deleted when all was collected, or a day after the booking."),
            HandoverCode,
            _codes_are_dead,
            hourly=True,
        ),
        retention.emptying(
            "handover-recipients",
            lambda: _("For whom something lay in a locker is deleted when it was collected."),
            Handover,
            lambda moment: (Handover.recipient != "") & _is_done(Handover.booking_id),
            {"recipient": ""},
            hourly=True,
        ),
        retention.deleting(
            "handovers",
            lambda: _("What is known of a locker’s hand-over is deleted %(days)s days after the booking.", days=7),
            Handover,
            lambda moment: exists(
                select(Booking.id).where(Booking.id == Handover.booking_id, Booking.ends_at <= moment - rules.LISTED)
            ),
        ),
    )


def _codes_are_dead(moment: datetime) -> ColumnElement[bool]:
    over = exists(
        select(Booking.id).where(
            Booking.id == HandoverCode.booking_id,
            or_(Booking.ends_at <= moment - rules.AFTER_END, Booking.status.in_(booking_rules.CALLED_OFF)),
        )
    )
    return or_(over, _is_done(HandoverCode.booking_id))


def _is_done(booking_id: object) -> ColumnElement[bool]:
    return exists(select(Booking.id).where(Booking.id == booking_id, Booking.checked_out_at.is_not(None)))
