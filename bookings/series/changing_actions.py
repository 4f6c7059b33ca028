"""Moving and cancelling dates of a series at once. Flushes and never commits; what is not allowed is a named error, and
then nothing of it is done. StaleState when somebody else was faster.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, update

from bookings import actions, checks, moving_actions, rules
from bookings.availability import Availability
from bookings.cover import NO_CHOICE, Choice
from bookings.models import Booking
from bookings.rules import ATTENDED, OCCUPYING
from bookings.series import mails, queries
from bookings.series.errors import DatesTaken, NoSuchTime, NothingToMove
from bookings.series.models import Series
from bookings.series.queries import SeriesBooking, SeriesView, span_on
from bookings.slots import Booked, Move, Slot
from core.clock import now
from core.db import db
from core.errors import is_allowed
from core.timespans import Interval
from hubs.setup import Place, Setup, place_of, setup_of
from members.models import Member

ONE_DAY = timedelta(days=1)


def cancel_series(
    *, view: SeriesView, member: Member, first: date | None = None, last: date | None = None
) -> list[Booking]:
    """Cancel the dates from `first` to `last` (both included) that can still be cancelled; returns these bookings.

    Those that are over, or that it is too late for, stay; TooLateToCancel when that keeps all of them. A second time
    changes nothing.
    """
    going = cancellable(view, first, last)
    if not going:
        _check_not_too_late(view, in_range(view, first, last))
        return []
    setup = setup_of(view.hub)
    booked = [Booked(one.booking, place_of(setup, one.space)) for one in going]
    actions.cancel_all(booked=booked, member=member, hub=view.hub, tells=False)
    _change(view, {})
    mails.cancelled(booked, member, queries.reread(view))
    return [one.booking for one in booked]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesMove:
    """Where the dates of a series from `first` on are to go: to `times` of the clock (minutes; None: as each is now),
    `shift` days later, to another `place` of the hub (None: as each is now). `leaves_some`: those for which that cannot
    be had stay."""

    first: date
    times: tuple[int, int] | None = None
    shift: int = 0
    place: Place | None = None
    leaves_some: bool = False


def move_series(*, view: SeriesView, member: Member, wanted: SeriesMove, choice: Choice = NO_CHOICE) -> list[Booking]:
    """Move dates of a series, all or none unless some may stay; returns those that moved.

    What is over, has begun, or was moved by itself stays as it is. Raises what `moving_actions.move_all` raises,
    NoSuchTime, DatesTaken, NothingToMove.
    """
    moves = moves_of(view, wanted)
    if not moves:
        raise NothingToMove(some=bool(movable(view, wanted.first)))
    if not wanted.leaves_some:
        _check_free(view, moves)
    moving_actions.move_all(moves=moves, member=member, choice=choice, of_series=True, tells=False)
    pattern = {}
    if wanted.times is not None and not wanted.shift:
        pattern = {"starts_minute": wanted.times[0], "ends_minute": wanted.times[1]}
    _change(view, pattern)
    mails.moved([Booked(booking, slot.place) for booking, slot in moves], member, queries.reread(view))
    return [booking for booking, _slot in moves]


def moves_of(view: SeriesView, wanted: SeriesMove) -> list[Move]:
    """The bookings that would move, each with its new slot. NoSuchTime. At most one query."""
    setup, found = setup_of(view.hub), []
    for one in movable(view, wanted.first):
        there = wanted.place or place_of(setup, one.space)
        try:
            found.append(Move(one.booking, Slot(view.hub, setup, there, _span(view, one, wanted))))
        except NoSuchTime:
            if not wanted.leaves_some:
                raise
    return _possible(view, setup, found) if wanted.leaves_some else found


def _span(view: SeriesView, one: SeriesBooking, wanted: SeriesMove) -> Interval:
    if wanted.times is None:
        return Interval(one.booking.starts_at, one.booking.ends_at)
    return span_on(one.day + wanted.shift * ONE_DAY, *wanted.times, view.hub.time_zone)


def movable(view: SeriesView, first: date | None = None) -> list[SeriesBooking]:
    """Those from a day on that a change of the whole takes along."""
    moment = now()
    return [
        one
        for one in in_range(view, first, None)
        if one.status in OCCUPYING - ATTENDED and one.booking.starts_at > moment and not one.booking.series_own
    ]


def cancellable(view: SeriesView, first: date | None = None, last: date | None = None) -> list[SeriesBooking]:
    """Those from a day to another, both included, that can still be cancelled."""
    setup, moment = setup_of(view.hub), now()
    return [
        one
        for one in in_range(view, first, last)
        if one.status in OCCUPYING and is_allowed(_check_cancellable, setup, one, moment)
    ]


def _check_cancellable(setup: Setup, one: SeriesBooking, moment: datetime) -> None:
    rules.check_cancellable(place_of(setup, one.space).rules, one.status, one.booking.starts_at, moment)


def _check_not_too_late(view: SeriesView, chosen: Sequence[SeriesBooking]) -> None:
    """TooLateToCancel where that is why nothing can be cancelled: something is still to come."""
    setup, moment = setup_of(view.hub), now()
    for one in chosen:
        if one.status == "confirmed":
            _check_cancellable(setup, one, moment)


def in_range(view: SeriesView, first: date | None, last: date | None) -> list[SeriesBooking]:
    """The bookings that stand for dates in it, both included."""
    return [one for one in view.bookings if (first is None or first <= one.day) and (last is None or one.day <= last)]


def _check_free(view: SeriesView, moves: Sequence[Move]) -> None:
    """DatesTaken, with all that are: one reads at once which dates stand in the way."""
    days = {one.booking.id: one.day for one in view.bookings}
    there = _around(view, setup_of(view.hub), moves)
    if taken := [days[one.booking.id] for one in moves if there.is_taken(one.slot.place, one.slot.span)]:
        raise DatesTaken(days=taken)


def _around(view: SeriesView, setup: Setup, moves: Sequence[Move]) -> Availability:
    """What others have where these are to go: the series' own bookings are not in the way."""
    own = [one.booking.id for one in view.bookings]
    places = list(dict.fromkeys(one.slot.place for one in moves))
    return queries.taken_of(view.hub, setup, places, queries.around([one.slot.span for one in moves]), now(), own)


def _possible(view: SeriesView, setup: Setup, moves: Sequence[Move]) -> list[Move]:
    """Those whose new time is allowed and free, the series' own bookings not counted."""
    moment = now()
    allowed = [one for one in moves if is_allowed(checks.check, one.slot, moment, in_series=True)]
    if not allowed:
        return []
    there = _around(view, setup, allowed)
    return [one for one in allowed if not there.is_taken(one.slot.place, one.slot.span)]


def _change(view: SeriesView, pattern: Mapping[str, int]) -> None:
    """The series was changed as a whole: calendars are told a later state of it, and of each booking that still holds,
    so that what they are told of one date afterwards is later still. A new `pattern` moves the moments by which they
    know its dates."""
    series, connection = view.series, db.session.connection()
    changed = update(Series).where(Series.id == series.id)
    connection.execute(changed.values(**pattern, sequence=Series.sequence + 1, changed_at=now()))
    live = update(Booking).where(Booking.series_id == series.id, Booking.status.in_(OCCUPYING))
    connection.execute(live.values(sequence=Booking.sequence + 1))
    if rows := _new_moments(view, pattern):
        moving = update(Booking).where(Booking.id == bindparam("key")).values(series_at=bindparam("at"))
        connection.execute(moving, rows)


def _new_moments(view: SeriesView, pattern: Mapping[str, int]) -> list[dict[str, object]]:
    """For each booking the moment of its date by the new pattern; where the clock change leaves none, it keeps its
    own."""
    if not pattern:
        return []
    rows: list[dict[str, object]] = []
    for one in view.bookings:
        try:
            at = span_on(one.day, pattern["starts_minute"], pattern["ends_minute"], view.hub.time_zone).start
        except NoSuchTime:
            continue
        rows.append({"key": one.booking.id, "at": at})
    return rows
