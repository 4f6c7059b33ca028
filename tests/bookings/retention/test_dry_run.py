"""What a dry run says is what the run does, in numbers, rule by rule, whatever belongs to whom."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update

from bookings.models import Blocking, Booking, Impact
from core import retention
from core.clock import now
from core.db import db
from core.journal import JournalEntry
from core.transactions import transaction
from members.models import LoginSession, Member
from tests.support.house import House, at

DUE_AFTER = at("2028-12-24", "9:00")
"""25 months after the booking."""


def table(app: Flask, *arguments: str) -> dict[str, tuple[str, str]]:
    """By rule what was due, and what was done."""
    with app.app_context():
        lines = app.test_cli_runner().invoke(args=["retention", "run", *arguments]).output.splitlines()
    return {name: (due, done) for name, due, done, *_what in (line.split() for line in lines[1:])}


def unused_for_years(app: Flask, booking: Booking) -> None:
    """Whose booking, log-in, impact and looks at others are all old, and the warning, too."""
    with app.app_context(), transaction():
        was = {"last_seen_on": date(2026, 11, 24), "warned_at": DUE_AFTER - timedelta(days=40)}
        db.session.execute(update(Member).values(email_confirmed_at=booking.created_at, **was))
        look = {"actor_id": booking.member_id, "hub_slug": "coppenbruegge", "what": "today"}
        db.session.add(JournalEntry(**look, hour=booking.starts_at, seen_at=booking.starts_at))
        moved = {"operation": "x", "outcome": "moved", "from_space_id": booking.space_id, "from_status": "confirmed"}
        db.session.add(Impact(hub_id=booking.hub_id, booking_id=booking.id, created_at=booking.starts_at, **moved))


def test_each_rule_does_as_many_as_were_due(
    app: Flask, home: House, booked: Booking, count_days: Callable[..., None], tuesday: Any
) -> None:
    unused_for_years(app, booked)
    count_days(date(2026, 11, 24))
    tuesday.move_to(DUE_AFTER)
    said = table(app, "--dry-run")
    done = table(app)
    assert said["bookings"] == ("1", "-")
    assert said["accounts"][0] == "2"
    reported = {"accounts-kept", "bookings-uncounted", "confidential-uncounted"}
    assert {name: due for name, (due, _) in said.items()} == {name: due for name, (due, _) in done.items()}
    assert {name: row for name, row in done.items() if row[0] != row[1] and name not in reported} == {}
    assert {due for due, _done in table(app, "--dry-run").values()} == {"0"}
    with app.app_context():
        assert [db.session.scalar(select(func.count()).select_from(m)) for m in (Member, LoginSession)] == [0, 0]


def test_reason_of_a_blocking_goes_with_the_names_of_its_time(
    app: Flask, booked: Booking, run: Callable[..., int], tuesday: Any
) -> None:
    with app.app_context(), transaction():
        times = {"starts_at": booked.starts_at, "ends_at": booked.ends_at}
        where = {"hub_id": booked.hub_id, "space_id": booked.space_id}
        db.session.add(Blocking(**where, **times, reason="Familie Schmidt, Konfirmation"))
    tuesday.move_to(at("2027-11-24", "11:59"))
    assert run("blockings") == 0
    tuesday.move_to(at("2027-11-24", "12:00"))
    assert (run("blockings"), run("blockings")) == (1, 0)
    with app.app_context():
        left = db.session.scalars(select(Blocking)).one()
        assert (left.reason, left.starts_at, left.ends_at) == ("", booked.starts_at, booked.ends_at)


def test_what_takes_others_along_comes_last_in_the_table(app: Flask) -> None:
    rules = list(retention.registry(app).values())
    assert [rule.name for rule in rules if rule.last] == ["accounts"]
    assert rules[-1].name == "accounts"


def test_run_is_as_of_the_moment_of_its_table(
    app: Flask, booked: Booking, tuesday: Any, count_days: Callable[..., None]
) -> None:
    """A code that becomes due while the rules before it are applied is next time's."""
    rule = retention.registry(app)["door-codes"]
    moment: datetime = booked.ends_at + timedelta(hours=24)
    tuesday.move_to(moment + timedelta(seconds=1))
    with app.app_context():
        early = moment - timedelta(seconds=1)
        assert (retention.due([rule], early), retention.run([rule], early)) == ({"door-codes": 0}, {"door-codes": 0})
        assert (retention.due([rule], now()), retention.run([rule])) == ({"door-codes": 1}, {"door-codes": 1})
