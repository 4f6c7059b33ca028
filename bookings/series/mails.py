"""The mails about a series: one for all that was done at once, with one entry for calendars."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bookings import confiding
from bookings.cover import Cover
from bookings.invitations.facts import entry
from bookings.mails import RECEIPT, is_told_of_a_change, together
from bookings.models import Booking
from bookings.rules import CALLED_OFF
from bookings.series.models import Series
from bookings.series.queries import LeftOut, SeriesView
from bookings.slots import Booked, Slot
from core import outbox
from hubs.models import Hub
from members.models import Member
from members.rules import wants


class ToldBooking(NamedTuple):
    """A booking that was just made, where and how it begins."""

    booking: Booking
    slot: Slot
    cover: Cover

    @property
    def place_name(self) -> str:
        """What its place is called wherever it is told."""
        return confiding.place_name(self.booking, self.slot.place)


def booked(
    told: Sequence[ToldBooking], member: Member, series: Series | None, left_out: Sequence[LeftOut] = ()
) -> None:
    """All that was booked by one act, also at several hubs, with the dates that were left out. Not of what is held:
    whoever has it wait says what for."""
    done = [one for one in told if one.booking.status != "held"]
    if not done or not (wants(member, RECEIPT) or any("consent" in one.cover.told for one in done)):
        return
    items = [(Booked(one.booking, one.slot.place), one.slot.hub, one.cover.told) for one in done]
    more, calendar = _more(series, left_out), _entries(done, member, series)
    outbox.queue_all([together("bookings-confirmed", items, member, more, calendar)])


def moved(booked: Sequence[Booked], member: Member, view: SeriesView) -> None:
    """`view` is the series as it is now."""
    _change("bookings-moved", booked, member, view)


def cancelled(booked: Sequence[Booked], member: Member, view: SeriesView) -> None:
    """`view` is the series as it is now."""
    _change("bookings-cancelled", booked, member, view)


def _change(template: str, booked: Sequence[Booked], member: Member, view: SeriesView) -> None:
    """What is left of the series is told to calendars whole: they then forget the dates that it has no longer."""
    told = [one for one in booked if is_told_of_a_change(one.booking, member)]
    if not told:
        return
    items: list[tuple[Booked, Hub, dict[str, str]]] = [(one, view.hub, {}) for one in told]
    outbox.queue_all([together(template, items, member, _more(view.series, ()), _whole(view, member))])


def _more(series: Series | None, left_out: Sequence[LeftOut]) -> dict[str, Any]:
    missing = [[f"{one.day.isoformat()}T12:00:00+00:00", one.code, one.why] for one in left_out]
    return {"series_id": str(series.id) if series else "", "left_out": missing}


def _entries(told: Sequence[ToldBooking], member: Member, series: Series | None) -> dict[str, Any] | None:
    """For the calendar part of the mail: the series, and what was booked elsewhere along with it."""
    dates = [entry(one.booking, one.place_name, one.slot.hub, member) for one in told]
    known = [date for date in dates if date is not None]
    if not known:
        return None
    hub = told[0].slot.hub
    return {"series": pattern(series, hub) if series else None, "dates": known}


def _whole(view: SeriesView, member: Member) -> dict[str, Any] | None:
    """All that still holds; when nothing does, that all is off."""
    live = [one for one in view.bookings if one.status not in CALLED_OFF]
    dates = [entry(one.booking, one.place_name, view.hub, member) for one in live or view.bookings]
    known = [date for date in dates if date is not None]
    return {"series": pattern(view.series, view.hub), "dates": known} if known else None


def pattern(series: Series, hub: Hub) -> dict[str, Any]:
    """How the series repeats, in JSON; `calendars` reads it."""
    return {
        "id": str(series.id),
        "every": series.every,
        "unit": series.unit,
        "days": series.days,
        "nth": series.nth,
        "until": series.until.isoformat() if series.until else None,
        "count": series.count,
        "first_on": series.first_on.isoformat(),
        "starts_minute": series.starts_minute,
        "ends_minute": series.ends_minute,
        "sequence": series.sequence,
        "changed_at": series.changed_at.isoformat(),
        "created_at": series.created_at.isoformat(),
        "zone": hub.time_zone,
    }
