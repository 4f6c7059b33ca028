"""How often people did not come of late: a query only where the hub has a rule about it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from bookings import rules
from bookings.models import Booking
from bookings.slots import Slot
from core.clock import now
from core.db import db
from hubs.rules import Rules
from members.models import Member


def count(hub_id: int, house: Rules, member_id: int, moment: datetime) -> int:
    """Of a member at a hub with these rules, within the days that they name. 0 where nothing hangs on it."""
    return counts(hub_id, house, {member_id}, moment).get(member_id, 0)


def counts(hub_id: int, house: Rules, member_ids: Collection[int], moment: datetime) -> dict[int, int]:
    """The same for several, by member. What is released counts, whether or not a job has written it down."""
    if house.most_no_shows is None or not member_ids:
        return {}
    since = moment - timedelta(days=house.no_show_days)
    released = and_(Booking.status == "confirmed", Booking.release_at <= moment)
    query = (
        select(Booking.member_id, func.count())
        .where(Booking.member_id.in_(sorted(member_ids)), Booking.hub_id == hub_id)
        .where(Booking.ends_at > since, Booking.starts_at > since, or_(Booking.status == "no_show", released))
        .group_by(Booking.member_id)
    )
    return {member_id: number for member_id, number in db.session.execute(query) if member_id is not None}


def are_asked_for(slots: Sequence[Slot], member: Member | None) -> list[bool]:
    """Of each slot, all of one hub, whether hosts decide on a booking there. Guests are let in by hosts or the door."""
    if member is None:
        return [False] * len(slots)
    hub, setup = slots[0].hub, slots[0].setup
    number = 0 if setup.rules.most_no_shows is None else count(hub.id, setup.rules, member.id, now())
    return [rules.hosts_decide(slot.place.rules, setup.standing_of(member.id), number) for slot in slots]
