"""What a member may still book at a hub beside what they have: its quotas a week, and the gap between two bookings.

Every way to a place for a member asks here, after `rate_limits.lock_member` where it writes: two tabs must not both
take the last one. One query, and none where the hub limits nothing. Hosts who book for others are not limited.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from bookings import rules
from bookings.grid import MINUTE
from bookings.models import Booking
from bookings.quota_errors import QuotaReached, TooClose
from bookings.quota_rules import Use, amount, check_gap, is_over, limit, week_of
from bookings.slots import Slot
from core.clock import day_bounds, local
from core.db import db
from core.errors import DomainError
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.quotas.rules import QuotaFacts, holding
from hubs.setup import Setup

WEEK = timedelta(days=7)


def are_set(slots: Iterable[Slot]) -> bool:
    """Whether anything is limited for these slots, so that somebody has to wait for their turn."""
    return any(slot.setup.quotas or slot.place.rules.gap_minutes for slot in slots)


def check(slots: Sequence[Slot], member_id: int, moment: datetime, moving: Collection[uuid.UUID] = ()) -> None:
    """QuotaReached, TooClose for these slots of one hub, all of which are to be had. `moving`: the bookings that are to
    go there; they are no longer where they are."""
    if not are_set(slots):
        return
    allowance = WeeklyUse.of(slots, member_id, moment, moving)
    for slot in sorted(slots, key=lambda each: each.span):
        if refused := allowance.refusal(slot):
            raise refused
        allowance.take(slot)


class WeeklyUse:
    """What a member has at a hub, week by week, and what is still to be had beside it."""

    def __init__(self, hub: Hub, setup: Setup, member_id: int, moment: datetime) -> None:
        self._hub, self._setup, self._member_id, self._moment = hub, setup, member_id, moment
        self._there: dict[date, list[Use]] = defaultdict(list)
        self._before: dict[date, list[Use]] = defaultdict(list)
        self._taken: set[Use] = set()

    @classmethod
    def of(
        cls, slots: Sequence[Slot], member_id: int, moment: datetime, moving: Collection[uuid.UUID] = ()
    ) -> "WeeklyUse":
        """As it stands for these slots of one hub, at least one. At most one query."""
        made = cls(slots[0].hub, slots[0].setup, member_id, moment)
        if are_set(slots):
            made._read(slots, set(moving))
        return made

    def refusal(self, slot: Slot) -> DomainError | None:
        """Why the member may not have this, too."""
        try:
            self._check(slot)
        except (QuotaReached, TooClose) as error:
            return error
        return None

    def take(self, slot: Slot) -> None:
        """The member is to have it: what is asked next is asked beside it."""
        use = Use(slot.place.kind, slot.span)
        self._put(self._there, use)
        self._taken.add(use)

    def _check(self, slot: Slot) -> None:
        wanted, zone = Use(slot.place.kind, slot.span), self._hub.time_zone
        week = week_of(slot.span.start, zone)
        group = self._setup.standing_of(self._member_id).group_on(self._setup.day_of(slot.span.start))
        for quota in holding(self._setup.quotas, group):
            there = self._there[week]
            if quota.is_about(wanted.kind) and is_over(quota, there, wanted, self._before[week], zone):
                raise self._reached(quota, week, wanted, slot.rules.horizon_days)
        if slot.rules.gap_minutes and wanted not in self._taken:  # several places at one time are taken by one act
            check_gap(slot.rules.gap_minutes, wanted, [use for uses in self._there.values() for use in uses], zone)

    def _reached(self, quota: QuotaFacts, week: date, wanted: Use, horizon_days: int) -> QuotaReached:
        there, zone = amount(quota, self._there[week], self._hub.time_zone), self._hub.time_zone
        alone = amount(quota, [wanted], zone) > limit(quota)
        last = local(self._moment, zone).date() + timedelta(days=horizon_days)
        again = None if alone else self._again(quota, week, wanted, last)
        since = day_bounds(again, zone).start if again else None
        return QuotaReached(quota=quota, used=there, week=week, again=again, since=since, alone=alone)

    def _again(self, quota: QuotaFacts, week: date, wanted: Use, last: date) -> date | None:
        """The Monday of the next week in which as much fits, as far ahead as one may book."""
        weeks = 1
        while (monday := week + weeks * WEEK) <= last:
            shifted = Use(wanted.kind, Interval(wanted.span.start + weeks * WEEK, wanted.span.end + weeks * WEEK))
            if not is_over(quota, self._there[monday], shifted, self._before[monday], self._hub.time_zone):
                return monday
            weeks += 1
        return None

    def _read(self, slots: Sequence[Slot], moving: set[uuid.UUID]) -> None:
        """From the first week on, without an end: few bookings are to come, and it is asked when one may book again."""
        zone = self._hub.time_zone
        gap = max(slot.rules.gap_minutes or 0 for slot in slots) * MINUTE
        first = min(slot.span.start for slot in slots)
        since = min(day_bounds(week_of(first, zone), zone).start, first - gap)
        query = (
            select(Booking.id, Space.kind, Booking.starts_at, Booking.ends_at)
            .join(Space, Space.id == Booking.space_id)
            .where(Booking.member_id == self._member_id, Booking.hub_id == self._hub.id, Booking.ends_at > since)
            .where(or_(Booking.status.in_(rules.COUNTING), Booking.holds(self._moment)))
        )
        for key, kind, start, end in db.session.execute(query):
            use = Use(kind, Interval(start, end))
            self._put(self._before, use)
            if key not in moving:
                self._put(self._there, use)

    def _put(self, weeks: dict[date, list[Use]], use: Use) -> None:
        weeks[week_of(use.span.start, self._hub.time_zone)].append(use)
