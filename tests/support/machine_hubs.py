"""The two hubs of the naive model as the site has them, and what people do there.

Moments are minutes since 1970, as the model counts them; each act is a transaction of its own and returns what it made.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from bookings import actions, availability, blocking_actions, jobs, moving_actions
from bookings.cover import NO_CHOICE
from bookings.groups import actions as group_actions
from bookings.groups.actions import WantedPlace
from bookings.models import Blocking, Booking
from bookings.series import actions as series_actions
from bookings.series import changing_actions, queries
from bookings.series.actions import ChosenDate
from bookings.series.changing_actions import SeriesMove
from bookings.series.queries import SeriesWish, left_out_of
from bookings.series.rules import Repetition
from bookings.slots import Slot, slots_at
from bookings.subject import Subject
from bookings.today import actions as host_actions
from bookings.waiting import actions as waiting_actions
from bookings.waiting import jobs as waiting_jobs
from bookings.waiting.models import WaitingEntry
from core.clock import day_bounds, now
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.inductions import actions as induction_actions
from hubs.inductions import queries as induction_queries
from hubs.inductions.models import Induction
from hubs.inductions.rules import InductionValues
from hubs.people import standing_actions
from hubs.setup_rules import SpaceValues
from members.models import Member
from tests.support import people
from tests.support.house import ZONE, House, house

HOST = "hanna"
NAMES = ("anna", "bert", "cem")
TRAINED_MONTHS = 1


def moment(minutes: float) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)


def minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60


def span(start: int, end: int) -> Interval:
    return Interval(moment(start), moment(end))


class Hubs:
    """`hub` and `space` are names; a space's name says which hub it is of."""

    def __init__(self, app: Flask, of_space: dict[str, str]) -> None:
        self.app, self.of_space = app, of_space
        for name in (*NAMES, HOST):
            people.add(app, f"{name}@example.org", name.title())
        self.homes = {"rathaus": _rathaus(app), "schmiede": _schmiede(app)}
        self.ids = {name: key for home in self.homes.values() for name, key in home.spaces.items()}
        self.names = {key: name for name, key in self.ids.items()}
        with self.at("schmiede", HOST) as (member, hub, _setup):
            standing_actions.set_member(hub=hub, member=_member("bert"), is_member=True, actor=member)
            induction = _induction(hub, member, self.ids["Drucker"])
            self.induction = induction.id
        with app.app_context():
            self.people = {
                key: email.split("@")[0] for key, email in db.session.execute(select(Member.id, Member.email))
            }

    @contextmanager
    def at(self, hub: str, who: str) -> Iterator[Any]:
        """(member, hub, set-up) in a transaction."""
        with self.homes[hub].here(f"{who}@example.org") as (member, row, setup), transaction():
            yield member, row, setup

    def _at(self, space: str, who: str) -> Any:
        return self.at(self.of_space[space], who)

    def book(self, who: str, space: str, start: int, end: int) -> Any:
        with self._at(space, who) as (member, hub, setup):
            slot = Slot(hub, setup, setup.by_id[self.ids[space]], span(start, end))
            return actions.book(member=member, slot=slot).id

    def book_any(self, who: str, hub: str, start: int, end: int) -> Any:
        with self.at(hub, who) as (member, row, setup):
            slots = slots_at(row, setup, setup.of_kind("desk"), span(start, end))
            return actions.book_any(member=member, slots=slots).id

    def book_group(self, who: str, spaces: Sequence[str], start: int, end: int) -> list[tuple[str, Any]]:
        """Each space with its booking."""
        with self._at(spaces[0], who) as (member, hub, setup):
            slots = [Slot(hub, setup, setup.by_id[self.ids[space]], span(start, end)) for space in spaces]
            made = group_actions.book_group(member=member, seats=[WantedPlace(slot) for slot in slots])
            return [(self.names[one.space_id], one.id) for one in made]

    def move(self, key: Any, who: str, space: str, start: int, end: int) -> None:
        with self._at(space, who) as (member, hub, setup):
            slot = Slot(hub, setup, setup.by_id[self.ids[space]], span(start, end))
            moving_actions.move(booking=_booking(key), member=member, slot=slot)

    def cancel(self, key: Any, who: str, space: str) -> None:
        with self._at(space, who) as (member, hub, setup):
            actions.cancel(booking=_booking(key), member=member, hub=hub, place=setup.by_id[self.ids[space]])

    def check_in(self, key: Any, who: str, space: str) -> None:
        with self._at(space, who) as (member, _hub, setup):
            actions.check_in(booking=_booking(key), actor=member, place=setup.by_id[self.ids[space]])

    def check_out(self, key: Any, who: str, space: str) -> None:
        with self._at(space, who) as (member, _hub, _setup):
            actions.check_out(booking=_booking(key), actor=member)

    def by_host(self, what: str, key: Any, space: str) -> None:
        with self._at(space, HOST) as (host, hub, setup):
            given: dict[str, Any] = {"booking": _booking(key), "host": host}
            if what != "undo_check_in":
                given["hub"] = hub
            if what in {"approve", "decline", "cancel"}:
                given["place"] = setup.by_id[self.ids[space]]
            if what in {"decline", "cancel"}:
                given["reason"] = "Wasserschaden"
            getattr(host_actions, what)(**given)

    def block(self, space: str, start: int, end: int) -> Any:
        with self._at(space, HOST) as (_host, hub, setup):
            place = setup.by_id[self.ids[space]]
            return blocking_actions.block(hub=hub, place=place, start=moment(start), end=moment(end)).id

    def unblock(self, key: Any, space: str) -> None:
        with self._at(space, HOST):
            blocking_actions.unblock(blocking=db.session.get_one(Blocking, key))

    def book_series(self, who: str, space: str, days: Sequence[date], times: tuple[int, int]) -> Any:
        """(series, [(booking, day)…]); None where no date can be had."""
        with self._at(space, who) as (member, hub, setup):
            place = setup.by_id[self.ids[space]]
            every = (days[1] - days[0]).days
            repetition = Repetition(every=every, unit="day", count=len(days))
            wish = SeriesWish(Subject(hub, setup, place.kind, place), repetition, days[0], *times)
            planned = queries.plan(wish, member.id)
            chosen = [ChosenDate(one.day, one.slot) for one in planned if one.slot is not None]
            if not chosen:
                return None
            left_out = [left_out_of(one) for one in planned if one.slot is None]
            made = series_actions.book_series(member=member, wish=wish, occurrences=chosen, left_out=left_out)
            assert made.series is not None
            return made.series.id, [(one.id, day.day) for one, day in zip(made.bookings, chosen, strict=True)]

    def cancel_series(self, series: Any, who: str, space: str, first: date) -> None:
        with self._at(space, who) as (member, _hub, _setup):
            changing_actions.cancel_series(view=_series(member, series), member=member, first=first)

    def move_series(self, series: Any, who: str, space: str, first: date, times: tuple[int, int]) -> None:
        with self._at(space, who) as (member, _hub, _setup):
            wanted = SeriesMove(first=first, times=times)
            changing_actions.move_series(view=_series(member, series), member=member, wanted=wanted)

    def join(self, who: str, spaces: Sequence[str], start: int, end: int, *, at_once: bool) -> Any:
        """Several spaces: any desk."""
        with self._at(spaces[0], who) as (member, hub, setup):
            first = setup.by_id[self.ids[spaces[0]]]
            subject = Subject(hub, setup, first.kind, first if len(spaces) == 1 else None)
            choice = NO_CHOICE if at_once else None
            return waiting_actions.join(member=member, subject=subject, span=span(start, end), choice=choice).id

    def take(self, key: Any, who: str, space: str) -> None:
        with self._at(space, who) as (member, _hub, _setup):
            waiting_actions.take(booking=_booking(key), member=member)

    def leave(self, key: Any, who: str, space: str) -> None:
        with self._at(space, who) as (member, _hub, _setup):
            waiting_actions.leave(entry=db.session.get_one(WaitingEntry, key), member=member)

    def induct(self, who: str) -> None:
        with self.at("schmiede", HOST) as (host, hub, _setup):
            induction, member = db.session.get_one(Induction, self.induction), _member(who)
            seen = induction_queries.seen(induction_queries.open_grant(induction.id, member.id))
            induction_actions.grant(hub=hub, induction=induction, member=member, by=host, seen=seen)

    def take_induction_back(self, who: str) -> None:
        with self.at("schmiede", HOST) as (_host, hub, _setup):
            induction = db.session.get_one(Induction, self.induction)
            row = induction_queries.open_grant(induction.id, _member(who).id)
            assert row is not None
            induction_actions.revoke(hub=hub, induction=induction, row=row, reason="refresh")

    def write_down_what_ran_out(self) -> None:
        with self.app.app_context():
            jobs.expire_holds()

    def close_past(self) -> None:
        with self.app.app_context():
            jobs.close_past()

    def look_at_waiting_list(self) -> None:
        with self.app.app_context():
            waiting_jobs.propose()

    def free_minutes(self, space: str, day: date) -> set[int]:
        with self._at(space, HOST) as (_host, hub, setup):
            there = availability.look(hub, setup, *day_bounds(day, ZONE), now())
            found = there.free(setup.by_id[self.ids[space]])
            return {m for start, end in found for m in range(minutes(start), minutes(end))}

    def fits(self, space: str, start: int, end: int) -> bool:
        with self._at(space, HOST) as (_host, hub, setup):
            there = availability.look(hub, setup, *span(start, end), now())
            return there.fits(setup.by_id[self.ids[space]], span(start, end))


def _rathaus(app: Flask) -> House:
    hours = "Mo-Fr 08:00-12:00,13:00-18:00; Sa 10:00-14:00; Su 00:00-06:00; PH off"
    limits = {"min_minutes": 60, "max_minutes": 300, "notice_minutes": 30, "horizon_days": 5, "series_days": 14}
    limits |= {"max_active": 3, "release_minutes": 30, "most_no_shows": 2}
    desks = ("Platz 1", "Platz 2", "Platz 3")
    inside = ("Platz 1", "Platz 2")
    return house(app, "rathaus", spaces=desks, room_of=inside, hours=hours, rules=limits, turnaround=30)


def _schmiede(app: Flask) -> House:
    limits = {"min_minutes": 30, "max_minutes": 600, "horizon_days": 7, "series_days": 7, "max_active": 0}
    limits |= {"cancel_deadline_minutes": 0, "answer_hours": 3}
    asks = {"admission": "approval", **limits}
    home = house(app, "schmiede", spaces=("Platz 4",), hours="Mo-Su 00:00-24:00", rules=asks, marks_no_shows=True)
    with home.here(f"{HOST}@example.org") as (_host, hub, _setup), transaction():
        [printer] = hub_actions.create_spaces(hub=hub, values=[SpaceValues(name="Drucker", kind="workshop")])
        home.spaces["Drucker"] = printer.id
    return home


def _induction(hub: Any, trainer: Member, space_id: int) -> Induction:
    values = InductionValues(name="3D-Druck", valid="months", months=TRAINED_MONTHS)
    induction = induction_actions.define(hub=hub, values=values)
    induction_actions.require_for(hub=hub, induction=induction, space_ids=[space_id])
    induction_actions.appoint(induction=induction, member=trainer)
    return induction


def _member(name: str) -> Member:
    return db.session.scalars(select(Member).where(Member.email == f"{name}@example.org")).one()


def _booking(key: Any) -> Booking:
    return db.session.get_one(Booking, key)


def _series(member: Member, series: Any) -> Any:
    view = queries.series_of(member.id, str(series))
    assert view is not None
    return view
