"""How often a member may book, ask or move at one hub: each time its hosts may get a mail, and others lose a place.

What was made counts, whatever became of it: whoever asks and cancels again and again is stopped too. What was refused
is rolled back and does not count. Hosts who book for callers have no limit. A series is booked, and moved, by one act.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from flask import current_app
from sqlalchemy import ScalarSelect, Select, case, func, select

from bookings.errors import TooManyRequests
from bookings.models import Booking, BookingEvent
from bookings.queries import at_once
from core.db import db
from core.settings import Settings
from members.models import Member

DAY = timedelta(days=1)


class BookingLimit(NamedTuple):
    """So many within any stretch of this length."""

    most: int
    within: timedelta


def limits() -> list[BookingLimit]:
    """Those that the settings have; 0 there is none."""
    settings: Settings = current_app.extensions["settings"]
    found = (
        BookingLimit(settings.bookings_in_ten_minutes, timedelta(minutes=10)),
        BookingLimit(settings.bookings_a_day, DAY),
    )
    return [limit for limit in found if limit.most]


def lock_member(member_id: int) -> None:
    """Until the commit nothing else is booked or moved by the member: who counts now has seen all that there is.

    On SQLite one writes at a time anyway. The row keeps its key, so that what only refers to it need not wait.
    """
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))


def last_but(made: Select[datetime], limits: Iterable[BookingLimit]) -> list[ScalarSelect[datetime]]:
    """For each limit when the one was made that, as long as it counts, leaves room for no other; `made` as below."""
    return [made.limit(1).offset(limit.most - 1).scalar_subquery() for limit in limits]


def check(moments: Iterable[datetime | None], moment: datetime, limits: Iterable[BookingLimit]) -> None:
    """TooManyRequests at `moment`; `moments` are what `last_but` has found."""
    if seconds := retry_after(zip(limits, moments, strict=True), moment):
        raise TooManyRequests(retry_after=seconds)


def retry_after(found: Iterable[tuple[BookingLimit, datetime | None]], moment: datetime) -> int:
    """In how many seconds the limits allow one more; 0: now."""
    seconds = 0.0
    for limit, made in found:
        if made is not None:
            seconds = max(seconds, (made + limit.within - moment).total_seconds())
    return ceil(seconds)


def check_moves(member_id: int, hub_id: int, moment: datetime) -> None:
    """TooManyRequests when the member has moved bookings at the hub as often as one may book there. Takes the turn."""
    lock_member(member_id)
    found = limits()
    if columns := last_but(_moves(member_id, hub_id, moment), found):
        check(db.session.execute(select(*columns)).one(), moment, found)


def made(member_id: int, hub_id: int, moment: datetime) -> Select[datetime]:
    """When the member's bookings of a day were made, the newest first. What was booked within a day cannot have ended
    before it: so the index on member and end is used, and the history is not read."""
    made_at = func.max(Booking.created_at)
    query = select(made_at).where(Booking.member_id == member_id, Booking.hub_id == hub_id)
    recent = (Booking.ends_at > moment - DAY, Booking.created_at > moment - DAY)
    return query.where(*recent).group_by(at_once()).order_by(made_at.desc())


def _moves(member_id: int, hub_id: int, moment: datetime) -> Select[datetime]:
    query = select(BookingEvent.happened_at).join(Booking, Booking.id == BookingEvent.booking_id)
    own = (Booking.member_id == member_id, Booking.hub_id == hub_id, BookingEvent.actor_id == member_id)
    recent = (Booking.ends_at > moment - DAY, BookingEvent.happened_at > moment - DAY, BookingEvent.why == "moved")
    alone = case((Booking.series_id.is_(None), BookingEvent.id))
    by_act = query.where(*own, *recent).group_by(Booking.series_id, alone, BookingEvent.happened_at)
    return by_act.order_by(BookingEvent.happened_at.desc())
