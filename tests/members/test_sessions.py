"""A log-in that nobody uses ends: that of hosts, reviewers and admins after 12 hours, all others after 30 days."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from core import retention
from core.db import Base, db
from core.journal import JournalEntry
from core.transactions import transaction
from members.models import LoginSession, LoginUse, MemberRole
from tests.support import people, places

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
MEMBER_DAYS = timedelta(days=30)
ROLE_HOURS = timedelta(hours=12)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def give_role(app: Flask, role: str | None) -> None:
    member_id = people.member(app).id
    with app.app_context(), transaction():
        if role == "host":
            places.a_hub()
        slug = "coppenbruegge" if role == "host" else None
        db.session.execute(delete(MemberRole))
        if role:
            db.session.add(MemberRole(member_id=member_id, role=role, hub_slug=slug))


@pytest.mark.parametrize(
    ("role", "rest"),
    [(None, MEMBER_DAYS), ("host", ROLE_HOURS), ("reviewer", ROLE_HOURS), ("admin", ROLE_HOURS)],
)
def test_log_in_ends_when_it_is_not_used(
    app: Flask, client: FlaskClient, clock: Any, role: str | None, rest: timedelta
) -> None:
    people.add(app)
    give_role(app, role)
    people.log_in(client)
    for wait in (rest - MINUTE, rest - MINUTE, rest - MINUTE):  # each use counts anew
        clock.shift(wait)
        assert people.is_logged_in(client)
    clock.shift(rest)
    assert not people.is_logged_in(client)


def test_new_role_shortens_a_log_in_at_once(app: Flask, client: FlaskClient, clock: Any) -> None:
    people.add(app)
    people.log_in(client)
    clock.shift(ROLE_HOURS)
    give_role(app, "reviewer")
    assert not people.is_logged_in(client)
    give_role(app, None)
    assert people.is_logged_in(client)


def test_log_in_ends_after_a_year_however_much_it_is_used(app: Flask, client: FlaskClient, clock: Any) -> None:
    people.add(app)
    people.log_in(client)
    for _ in range(18):
        clock.shift(timedelta(days=20))
        assert people.is_logged_in(client)
    clock.shift(timedelta(days=5))
    assert not people.is_logged_in(client)


def test_reading_a_page_adds_its_use_and_changes_nothing(app: Flask, client: FlaskClient, clock: Any) -> None:
    people.add(app)
    people.log_in(client)
    before = everything(app)
    for _ in range(5):
        clock.shift(timedelta(minutes=11))
        client.get("/profile")
        client.get("/hubs")
    assert uses(app) == 5
    assert everything(app) == before
    clock.shift(timedelta(minutes=9))
    client.get("/profile")
    assert uses(app) == 5


def test_log_out_is_not_undone_by_the_use_of_the_same_request(app: Flask, client: FlaskClient, clock: Any) -> None:
    people.add(app)
    people.log_in(client)
    clock.shift(timedelta(hours=1))
    client.post("/logout")
    assert uses(app) == 0
    assert everything(app)["login_session"] == []


def test_only_the_last_use_is_kept_and_what_is_over_goes(app: Flask, clock: Any) -> None:
    people.add(app)
    used, unused = app.test_client(), app.test_client()
    people.log_in(used)
    people.log_in(unused)
    for _ in range(3):
        clock.shift(timedelta(days=10))
        assert people.is_logged_in(used)
    with app.app_context():
        done = retention.run([retention.registry(app)[name] for name in ("log-ins", "log-in-uses")])
        assert done == {"log-ins": 1, "log-in-uses": 2}
        assert db.session.query(LoginSession).count() == 1
    assert people.is_logged_in(used)


def test_devices_on_the_profile_are_those_that_are_logged_in(app: Flask, client: FlaskClient, clock: Any) -> None:
    people.add(app)
    people.log_in(app.test_client())
    clock.shift(MEMBER_DAYS - MINUTE)
    people.log_in(client)
    clock.shift(MINUTE)
    page = client.get("/profile?lang=en").text
    assert page.count("/profile/sessions/") - page.count("/profile/sessions/end-others") <= 1
    assert "end-others" not in page


def everything(app: Flask) -> dict[str, Any]:
    """All rows but those of tables that only grow."""
    grows = {LoginUse.__tablename__, JournalEntry.__tablename__}
    assert grows <= Base.metadata.tables.keys()
    return {name: rows for name, rows in people.rows(app).items() if name not in grows}


def uses(app: Flask) -> int:
    return len(people.rows(app)["login_use"])
