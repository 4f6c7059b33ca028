"""Reads of groups: a member's own with all its bookings, and which places are free for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from bookings import availability, checks, queries, rules
from bookings.errors import SlotTaken
from bookings.models import Booking
from bookings.queries import BookingView
from bookings.slots import Slot
from core.arguments import read_uuid
from core.db import db
from core.errors import DomainError, is_allowed
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import Place, Setup, place_of


@dataclass(frozen=True, slots=True)
class GroupView:
    """The bookings of one group of a member, those that have been called off as well; all of one hub."""

    id: UUID
    views: Sequence[BookingView]

    @property
    def hub(self) -> Hub:
        return self.views[0].hub

    @property
    def title(self) -> str:
        return self.views[0].booking.title

    @property
    def live(self) -> list[BookingView]:
        """Those that were not called off."""
        return [view for view in self.views if view.status not in rules.CALLED_OFF]

    @property
    def span(self) -> Interval | None:
        """From when to when, where all that is left have the same time."""
        spans = {(view.booking.starts_at, view.booking.ends_at) for view in self.live or self.views}
        return Interval(*spans.pop()) if len(spans) == 1 else None


def group_of(member_id: int, group_id: str, moment: datetime) -> GroupView | None:
    """The member's own group, places in the hosts' order; None for another's, an unknown or an impossible id."""
    key = read_uuid(group_id)
    if key is None:
        return None
    query = queries.views().where(Booking.group_id == key, Booking.member_id == member_id)
    rows = db.session.execute(query.order_by(Booking.starts_at, Space.position, Space.id)).all()
    return GroupView(key, [queries.view_of(row, moment) for row in rows]) if rows else None


def size_of(group_id: UUID) -> int:
    """How many bookings of the group hold or have held."""
    query = select(func.count()).where(Booking.group_id == group_id, Booking.status.not_in(rules.CALLED_OFF))
    return int(db.session.execute(query).scalar_one())


def cancellable(view: GroupView, setup: Setup, moment: datetime) -> list[BookingView]:
    """Those of its bookings that can still be cancelled."""
    return [one for one in view.views if is_allowed(_check_cancellable, setup, one, moment)]


def _check_cancellable(setup: Setup, one: BookingView, moment: datetime) -> None:
    house = place_of(setup, one.space).rules
    rules.check_cancellable(house, one.status, one.booking.starts_at, moment)


def refusals(
    hub: Hub, setup: Setup, places: Sequence[Place], span: Interval, moment: datetime
) -> dict[int, DomainError | None]:
    """By place: why the house does not give it for this time, whoever asks; None where it is free. One query."""
    found = dict[int, DomainError | None]()
    there = availability.look(hub, setup, *span, moment)
    for place in places:
        try:
            checks.check(Slot(hub, setup, place, span), moment)
        except DomainError as error:
            found[place.id] = error
            continue
        found[place.id] = SlotTaken() if there.is_taken(place, span) else None
    return found
