"""Series for tests: planned, booked, moved and cancelled as the faces do it, each in a transaction of its own."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bookings.cover import NO_CHOICE, Choice
from bookings.models import Booking
from bookings.series import actions, changing_actions, queries
from bookings.series.actions import BookedSeries, ChosenDate
from bookings.series.changing_actions import SeriesMove
from bookings.series.models import Series
from bookings.series.queries import PlannedDate, SeriesView, SeriesWish, left_out_of
from bookings.series.rules import Repetition
from bookings.subject import Subject
from core.clock import local
from core.db import db
from core.transactions import transaction
from tests.support.house import ZONE, House
from tests.support.queries import counted

MONDAYS = Repetition(days=(0,), count=52)
"""A year of them from MONDAY on: over both clock changes, with Easter Monday and Whit Monday."""
MONDAY = date(2026, 11, 30)
EASTER, WHITSUN = date(2027, 3, 29), date(2027, 5, 17)
NINE_OCLOCK, ELEVEN_OCLOCK = 9 * 60, 11 * 60


def wish(
    home: House,
    hub: Any,
    setup: Any,
    repetition: Repetition = MONDAYS,
    first: date = MONDAY,
    name: str = "Platz 1",
    times: tuple[int, int] = (NINE_OCLOCK, ELEVEN_OCLOCK),
) -> SeriesWish:
    place = home.place(setup, name) if name else None
    return SeriesWish(Subject(hub, setup, place.kind if place else "desk", place), repetition, first, *times)


def planned(
    home: House, repetition: Repetition = MONDAYS, who: str = "anna@example.org", **how: Any
) -> list[PlannedDate]:
    with home.here(who) as (member, hub, setup):
        return queries.plan(wish(home, hub, setup, repetition, **how), member.id)


def book_series(
    home: House,
    repetition: Repetition = MONDAYS,
    who: str = "anna@example.org",
    choice: Choice = NO_CHOICE,
    statements: list[str] | None = None,
    title: str = "Treff",
    **how: Any,
) -> BookedSeries:
    """All dates that can be had, the others left out; `statements` gets those that it took, planning included."""
    with home.here(who) as (member, hub, setup), transaction():
        wanted = wish(home, hub, setup, repetition, **how)
        with counted(home.app) as asked:
            dates = queries.plan(wanted, member.id)
            made = actions.book_series(
                member=member,
                wish=wanted,
                occurrences=[ChosenDate(one.day, one.slot) for one in dates if one.slot is not None],
                left_out=[left_out_of(one) for one in dates if one.slot is None],
                title=title,
                choice=choice,
            )
        if statements is not None:
            statements += asked
        return made


def view_of(home: House, made: BookedSeries, who: str = "anna@example.org") -> SeriesView:
    with home.here(who) as (member, _hub, _setup):
        assert made.series is not None
        view = queries.series_of(member.id, str(made.series.id))
        assert view is not None
        return view


def move_series(
    home: House, made: BookedSeries, first: date, times: tuple[int, int] | None, place: str = "", **how: Any
) -> list[Booking]:
    with home.here() as (member, _hub, setup), transaction():
        assert made.series is not None
        view = queries.series_of(member.id, str(made.series.id))
        assert view is not None
        there = home.place(setup, place) if place else None
        wanted = SeriesMove(first=first, times=times, place=there, **how)
        return changing_actions.move_series(view=view, member=member, wanted=wanted)


def cancel_series(
    home: House, made: BookedSeries, first: date | None = None, last: date | None = None
) -> list[Booking]:
    with home.here() as (member, _hub, _setup), transaction():
        assert made.series is not None
        view = queries.series_of(member.id, str(made.series.id))
        assert view is not None
        return changing_actions.cancel_series(view=view, member=member, first=first, last=last)


def shown(moment: datetime) -> str:
    """By the hub's clock."""
    return f"{local(moment, ZONE):%Y-%m-%d %H:%M}"


def series_rows(home: House) -> list[Series]:
    with home.app.app_context():
        return list(db.session.scalars(select(Series)))
