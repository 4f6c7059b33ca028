"""How long what is known of bookings is kept, and what becomes of bookings when an account ends."""

from datetime import datetime, timedelta

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import exists, select

from bookings import confiding
from bookings.models import Blocking, Booking, GuestContact, Impact
from bookings.retention import actions, confided_actions, queries
from bookings.series.models import Series
from core import retention
from core.retention import RetentionRule, deleting, emptying, months_before
from core.settings import Settings
from members import idle, signals

KEEP_IMPACT = timedelta(days=30)


def install(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    retention.register(app, _codes(settings), *_bookings(settings), _occupancy(settings), _impacts())
    retention.register(app, *_confided())
    retention.register(app, _reasons(settings), _series(), _guests())
    signals.erasing.connect(actions.let_go)
    if queries.is_coming not in idle.kept_by:  # several apps may live in one process
        idle.kept_by.append(queries.is_coming)


def _codes(settings: Settings) -> RetentionRule:
    hours = settings.retention_codes_hours
    return emptying(
        "door-codes",
        lambda: _("Pick-up codes are deleted %(hours)s hours after the booking.", hours=hours),
        Booking,
        lambda moment: Booking.pickup_code.is_not(None) & (Booking.ends_at <= moment - timedelta(hours=hours)),
        {"pickup_code": None},
        hourly=True,
    )


def _bookings(settings: Settings) -> list[RetentionRule]:
    months = settings.retention_bookings_months

    def limit(moment: datetime) -> datetime:
        return months_before(moment, months)

    return [
        RetentionRule(
            "bookings",
            lambda: _("Bookings no longer show whose they were, %(months)s months after they end.", months=months),
            lambda moment: sum(map(len, queries.settled(queries.bookings(limit(moment))))),
            lambda moment: actions.anonymise_some(queries.bookings(limit(moment))),
        ),
        RetentionRule(
            "bookings-uncounted",
            lambda: _("Bookings that are waiting for their day’s figures before they no longer show whose they were."),
            lambda moment: queries.unsettled_count(queries.bookings(limit(moment))),
        ),
    ]


def _confided() -> list[RetentionRule]:
    return [
        RetentionRule(
            "confidential-bookings",
            lambda: _(
                "Nothing shows any more whose confidential bookings were, %(days)s days after they end.",
                days=confiding.KEEP.days,
            ),
            lambda moment: sum(map(len, queries.settled(queries.confided(moment - confiding.KEEP)))),
            lambda moment: confided_actions.forget_some(queries.confided(moment - confiding.KEEP)),
            hourly=True,
        ),
        RetentionRule(
            "confidential-uncounted",
            lambda: _(
                "Confidential bookings that wait for their day’s figures before they no longer show whose they were."
            ),
            lambda moment: queries.unsettled_count(queries.confided(moment - confiding.KEEP)),
        ),
    ]


def _occupancy(settings: Settings) -> RetentionRule:
    keep = timedelta(days=settings.retention_occupancy_days)
    return RetentionRule(
        "occupancy",
        lambda: _(
            "The record of when places were taken is deleted after %(days)s days; bookings stay.", days=keep.days
        ),
        lambda moment: sum(map(len, queries.settled(queries.occupancy(moment - keep)))),
        lambda moment: actions.prune_some(queries.occupancy(moment - keep)),
    )


def _reasons(settings: Settings) -> RetentionRule:
    """Hosts write there for whom a place is kept, such as a family's name."""
    months = settings.retention_bookings_months
    return emptying(
        "blockings",
        lambda: _(
            "Reasons for blocked times are deleted %(months)s months after they end; the times stay.", months=months
        ),
        Blocking,
        lambda moment: (Blocking.reason != "") & (Blocking.ends_at <= months_before(moment, months)),
        {"reason": ""},
    )


def _series() -> RetentionRule:
    return deleting(
        "series",
        lambda: _("How bookings repeated is deleted when none of them shows any more whose it was."),
        Series,
        lambda _moment: ~exists(select(Booking.id).where(Booking.series_id == Series.id)),
    )


def _guests() -> RetentionRule:
    """Until the visit is over one may have to call them."""
    return deleting(
        "guest-contacts",
        lambda: _("Email addresses and phone numbers of people whom others booked for are deleted after their visit."),
        GuestContact,
        lambda moment: exists(
            select(Booking.id).where(
                Booking.id == GuestContact.booking_id,
                (Booking.ends_at <= moment) | Booking.checked_out_at.is_not(None),
            )
        ),
        hourly=True,
    )


def _impacts() -> RetentionRule:
    return deleting(
        "impacts",
        lambda: _("Records of bookings affected by a closure are deleted after %(days)s days.", days=KEEP_IMPACT.days),
        Impact,
        lambda moment: Impact.created_at < moment - KEEP_IMPACT,
    )
