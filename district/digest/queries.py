"""What the news of the week are made of. A fixed number of queries for each hub."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from bookings import rules as booking_rules
from bookings.impact import queries as impact_queries
from bookings.models import Booking
from bookings.today import queries as today_queries
from calendars.outside import queries as calendar_queries
from core.clock import day_bounds, local
from core.db import db
from core.outbox import OutboxMail
from district import own
from district.digest.rules import WEEK, Digest, Fact, coming, past
from hubs.models import Hub, Space
from members.models import Member, MemberRole


class Host(NamedTuple):
    member: Member
    hub: Hub


def hosts() -> list[Host]:
    """All hosts of all hubs that are open to the public, each with their hub."""
    query = (
        select(Member, Hub)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .join(Hub, Hub.slug == MemberRole.hub_slug)
        .where(MemberRole.role == "host", Member.is_active, Hub.is_public)
        .order_by(Hub.id, Member.id)
    )
    return [Host(*row) for row in db.session.execute(query)]


def queued(keys: Collection[str]) -> set[str]:
    query = select(OutboxMail.key).where(OutboxMail.key.in_(keys))
    return set(db.session.scalars(query)) if keys else set()


def digest_of(hub: Hub, monday: date, moment: datetime) -> Digest:
    """The news of the week that begins on `monday`, as they are at this moment."""
    facts = _facts(hub, monday, moment)
    return Digest(
        monday=monday,
        past=past(facts, monday, own.week_of(hub, monday - WEEK, moment).utilisation),
        coming=coming(facts, monday, local(moment, hub.time_zone).date()),
        requests=len(today_queries.waiting(hub.id, moment)),
        calendars=calendar_queries.failing(hub.id),
        faults=_faults(hub.id, moment),
    )


def _facts(hub: Hub, monday: date, moment: datetime) -> Sequence[Fact]:
    """The bookings that begin in the week of `monday` or the one before."""
    zone = hub.time_zone
    start, end = day_bounds(monday - WEEK, zone).start, day_bounds(monday + WEEK, zone).start
    columns = (Booking.starts_at, Booking.status, Booking.ends_at, Booking.runs_out(), Booking.checked_in_at)
    query = select(*columns).where(Booking.hub_id == hub.id, Booking.starts_at >= start, Booking.starts_at < end)
    found = []
    for starts_at, status, ends_at, runs_out_at, checked_in_at in db.session.execute(query):
        status = booking_rules.effective_status(status, ends_at, runs_out_at, moment)
        found.append(Fact(local(starts_at, zone).date(), status, checked_in_at is not None))
    return found


def _faults(hub_id: int, moment: datetime) -> list[str]:
    """The names of places that are out of order."""
    broken = {fault.space_id for fault in impact_queries.faults(hub_id, moment)}
    query = select(Space.name).where(Space.id.in_(broken)).order_by(Space.position, Space.id)
    return list(db.session.scalars(query)) if broken else []
