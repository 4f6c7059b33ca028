"""Wait, take and leave as members do, each in a transaction of its own; and what the list holds for whom."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from bookings.actions import expire_holds
from bookings.cover import NO_CHOICE, Choice
from bookings.models import Booking
from bookings.subject import Subject
from bookings.waiting import actions, jobs, queries
from bookings.waiting.models import WaitingEntry
from bookings.waiting.queries import WaitingView
from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from members.models import Member
from tests.support.booking import ELEVEN, NINE
from tests.support.house import NOW, House

NAMES = ("Anna", "Bert", "Cem", "Dora")


@pytest.fixture
def clock() -> Iterator[Any]:
    """Tuesday, 24.11.2026, 7 o'clock; it goes on, so that who comes later is later."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


def address(name: str) -> str:
    return f"{name.lower()}@example.org"


def join(
    home: House,
    who: str,
    place: str | None = "Platz 1",
    start: datetime = NINE,
    end: datetime = ELEVEN,
    choice: Choice | None = None,
    kind: str = "desk",
) -> WaitingEntry:
    """`place` None: any of the kind."""
    with home.here(address(who)) as (member, hub, setup), transaction():
        subject = Subject(hub, setup, kind, home.place(setup, place) if place else None)
        return actions.join(member=member, subject=subject, span=Interval(start, end), choice=choice)


def take(home: House, who: str, choice: Choice = NO_CHOICE) -> Booking:
    """What is held for them."""
    key = held_for(home.app)[who].id
    with home.here(address(who)) as (member, _hub, _setup), transaction():
        booking = db.session.get_one(Booking, key)
        return actions.take(booking=booking, member=member, choice=choice)


def leave(home: House, who: str) -> None:
    """The first of theirs."""
    with home.here(address(who)) as (member, _hub, _setup), transaction():
        actions.leave(entry=queries.own(member.id, now())[0].entry, member=member)


def own(home: House, who: str) -> list[WaitingView]:
    with home.here(address(who)) as (member, _hub, _setup):
        return queries.own(member.id, now())


def states(home: House, *who: str) -> list[str]:
    """Of the first entry of each; "" where there is none."""
    return [next((view.state for view in own(home, name)), "") for name in who]


def held_for(app: Flask) -> dict[str, Booking]:
    """The proposals that still hold, by the first name of whose they are."""
    with app.app_context():
        query = select(Member.email, Booking).join(Member, Member.id == Booking.member_id)
        rows = db.session.execute(query.where(Booking.held_for == "taking", Booking.is_coming(now())))
        return {email.partition("@")[0].title(): booking for email, booking in rows}


def proposals_mailed(app: Flask) -> list[str]:
    """To whom places were proposed, in this order."""
    with app.app_context():
        query = select(OutboxMail.recipient).where(OutboxMail.template == "place-proposed").order_by(OutboxMail.id)
        return [recipient.partition("@")[0].title() for recipient in db.session.scalars(query)]


def run_out(app: Flask) -> None:
    """The job that writes down what has run out."""
    with app.app_context(), transaction():
        expire_holds()


def look(app: Flask) -> int:
    """The job of the waiting list."""
    with app.app_context():
        return jobs.propose()


def entries(app: Flask) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(WaitingEntry).order_by(WaitingEntry.joined_at)))
