"""Bookings keep their people until the figures of their days are written."""

from collections.abc import Collection

from sqlalchemy import select

from bookings.retention.queries import HubDay, wait_for
from core.db import db
from district.models import CountedDay


def install() -> None:
    if counted not in wait_for:  # several apps may live in one process
        wait_for.append(counted)


def counted(days: Collection[HubDay]) -> set[HubDay]:
    """Those of the days whose figures are written."""
    if not days:
        return set()
    dates = [day.day for day in days]
    query = select(CountedDay.hub_id, CountedDay.day).where(
        CountedDay.hub_id.in_({day.hub_id for day in days}), CountedDay.day.between(min(dates), max(dates))
    )
    return {HubDay(*row) for row in db.session.execute(query)} & set(days)
