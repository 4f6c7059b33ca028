"""The named errors of what one member may have at a hub in a week, and how close together."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from core.clock import local
from core.errors import DomainError
from core.formats import clock, day_and_weekday, short_day
from hubs.quotas import words
from hubs.words import length


class QuotaReached(DomainError):
    """It would be more than a member may book at the hub in a week. Facts: quota; used, what they have in that week
    (of hours: minutes); week, its Monday; again, the Monday of the next week in which as much fits, or None, and since,
    the moment at which that begins; alone: it is more than any week allows."""

    code, status = "quota-reached", 422
    meaning = _l("The booking would be more than the member may book at this hub in one week.")

    def message(self) -> Any:
        quota, kinds = self.facts["quota"], words.KINDS
        if self.facts["alone"]:
            most = words.limit(quota)
            return _l("You can book at most %(most)s a week here. Please choose a shorter time.", most=most)
        used = words.used_of(quota.unit, self.facts["used"], quota.most)
        if quota.kind:
            used = _l("%(used)s (%(kinds)s)", used=used, kinds=kinds[quota.kind])
        monday = self.facts["week"]
        first, last = short_day(monday), short_day(monday + timedelta(days=6))
        if again := self.facts["again"]:
            return _l(
                "In this week (%(first)s – %(last)s) you have already booked %(used)s. "
                "From %(day)s on, you can book again.",
                first=first,
                last=last,
                used=used,
                day=day_and_weekday(again),
            )
        return _l(
            "In this week (%(first)s – %(last)s) you have already booked %(used)s. Please cancel one of these bookings "
            "first.",
            first=first,
            last=last,
            used=used,
        )


class TooClose(DomainError):
    """Too little time lies between it and another booking of the member's, at a place of the same kind. Facts:
    gap_minutes; since, from when on as much is possible again, and the hub's zone."""

    code, status = "too-close", 422
    meaning = _l("The booking is too close to another one of the member’s at the same hub.")

    def message(self) -> Any:
        since, zone = self.facts["since"], self.facts["zone"]
        return _l(
            "At least %(gap)s must lie between two of your bookings here. From %(day)s, %(time)s on, you can book "
            "again.",
            gap=length(self.facts["gap_minutes"]),
            day=day_and_weekday(local(since, zone).date()),
            time=clock(since, zone),
        )
