"""kill -9 of web workers and schedulers while hundreds of reminders are due: each person is reminded once, nobody of a
booking that was cancelled or is past, and a kill costs one duplicate."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import insert, select

from bookings import actions
from bookings.models import Booking
from core.clock import now
from core.db import db
from core.identifiers import new_id
from core.transactions import transaction
from hubs.models import Hub, Space
from members.models import Member
from tests.races.outbox import leases_run_out, time_passes, waiting
from tests.races.schedulers import Schedulers, until
from tests.races.table import Table
from tests.support import people
from tests.support.house import House, house
from tests.support.mail import MailServer, text_of
from tests.support.night import IS_NIGHT

DUE, PAST, KILLS = (1000, 50, 12) if IS_NIGHT else (160, 20, 2)
CANCELLED = 40


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, remind_day_before=False, remind_hours_before=4)
    return house(app, hours="24/7", rules={"cancel_deadline_minutes": 0})


@pytest.fixture
def schedulers(database_url: str, tmp_path: Path, smtp: MailServer) -> Iterator[Schedulers]:
    running = Schedulers(database_url, tmp_path, {"SMTP_URL": smtp.url})
    yield running
    running.stop()


@pytest.mark.by_turns
def test_reminders_of_killed_schedulers_come_once(
    app: Flask, home: House, database_url: str, schedulers: Schedulers, smtp: MailServer
) -> None:
    random, table = Random(2026), Table(database_url)
    moment = now()
    due = a_thousand(home, DUE, moment + timedelta(hours=2), moment - timedelta(days=3))
    a_thousand(home, PAST, moment - timedelta(hours=3), moment - timedelta(days=3))
    gone = due[:: DUE // CANCELLED]
    cancel(home, gone[::2])
    schedulers.start()
    for _ in range(KILLS):
        sent = len(smtp.mails)
        if not until(lambda: len(smtp.mails) >= min(sent + random.randrange(5, 40), DUE - 100), 40):  # noqa: B023
            break
        schedulers.kill_some(random)
        leases_run_out(table)
    late = gone[1::2]
    cancel(home, late)
    too_late = set(reminded(smtp)) & set(late)  # their reminders had left
    assert until(lambda: queued(table) >= DUE - len(gone), 120), schedulers.log  # its job may have been killed too
    assert until(lambda: waiting(table, "due_at <= :now") == 0, 120), schedulers.log
    left_by_the_dead = time_passes(table)
    assert until(lambda: waiting(table) == 0, 60), schedulers.log

    arrived = reminded(smtp)
    duplicates = arrived.total() - len(arrived)
    on_the_wire = set(arrived) & set(late) - too_late
    print(schedulers.kills, "kills,", left_by_the_dead, "claims of the dead,", duplicates, "duplicates,", end=" ")
    print(len(too_late), "had left before they were cancelled,", len(on_the_wire), "were on the wire")
    assert set(arrived) - on_the_wire == set(due) - set(gone) | too_late
    assert len(on_the_wire) <= len(schedulers.processes), "more than one for each process"
    assert schedulers.kills > 0
    assert duplicates <= schedulers.kills


def queued(table: Table) -> int:
    return table.count("outbox_mail", "key LIKE '%reminder-hours%'")


def reminded(smtp: MailServer) -> Counter[UUID]:
    """How often each booking was reminded of."""
    found: Counter[UUID] = Counter()
    for mail in list(smtp.mails):
        if "Erinnerung" in str(mail["Subject"]) or "Reminder" in str(mail["Subject"]):
            key = re.search(r"/bookings/([0-9a-f-]{36})", text_of(mail))
            assert key, mail
            found[UUID(key[1])] += 1
    return found


def cancel(home: House, keys: list[UUID]) -> None:
    with home.here() as (member, hub, setup):
        for key in keys:
            with transaction():
                booking = db.session.get_one(Booking, key)
                place = setup.by_id[booking.space_id]
                actions.cancel(booking=booking, member=member, hub=hub, place=place)


def a_thousand(home: House, number: int, start: datetime, booked: datetime) -> list[UUID]:
    """So many confirmed bookings of one member, written past the rules."""
    with home.app.app_context(), transaction():
        hub_id = db.session.scalars(select(Hub.id)).one()
        space_id = db.session.scalars(select(Space.id).order_by(Space.id)).first()
        member_id = db.session.scalars(select(Member.id)).one()
        same: dict[str, Any] = {"hub_id": hub_id, "space_id": space_id, "member_id": member_id, "status": "confirmed"}
        same |= {"created_at": booked, "changed_at": booked, "ends_at": start + timedelta(hours=2)}
        rows = [{"id": new_id(), "starts_at": start + timedelta(seconds=n), **same} for n in range(number)]
        db.session.execute(insert(Booking), rows)
        return [row["id"] for row in rows]
