"""Accounts that nobody uses end after a warning; whoever logs in or books keeps theirs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core import retention
from core.db import db
from core.transactions import transaction
from members import actions
from members.models import Member, MemberRole
from members.queries import Credentials
from tests.support import house, people

SEEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WARNING_DUE = datetime(2028, 10, 25, 0, 0, tzinfo=UTC)
"""30 days before SEEN is 24 months ago."""
END = datetime(2028, 11, 24, 3, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(SEEN, tick=False) as clock:
        yield clock


def run(app: Flask, *names: str) -> dict[str, int]:
    with app.app_context():
        rules = retention.registry(app)
        return retention.run([rules[name] for name in names or ("account-warnings", "accounts", "mails")])


def due(app: Flask, name: str) -> int:
    with app.app_context():
        return retention.due([retention.registry(app)[name]])[name]


def subjects(app: Flask) -> list[str]:
    return [mail["To"] for mail in people.mails(app)]


def exists(app: Flask, email: str = people.EMAIL) -> bool:
    with app.app_context():
        return db.session.query(Member).filter_by(email=email).count() == 1


def test_account_ends_24_months_after_the_last_use_and_30_days_after_a_warning(app: Flask, clock: Any) -> None:
    people.add(app, last_seen_on=SEEN.date())
    clock.move_to(WARNING_DUE - timedelta(seconds=1))
    assert run(app) == {"account-warnings": 0, "accounts": 0, "mails": 0}
    clock.move_to(WARNING_DUE)
    assert (due(app, "account-warnings"), due(app, "accounts")) == (1, 0)
    assert run(app)["account-warnings"] == 1
    assert run(app)["account-warnings"] == 0
    assert subjects(app) == [people.EMAIL]
    clock.move_to(END - DAY)
    run(app)
    assert exists(app)
    clock.move_to(END)
    assert run(app)["accounts"] == 1
    assert not exists(app)
    assert run(app)["accounts"] == 0
    assert subjects(app) == []


def test_warning_names_the_day_and_the_way_to_keep_the_account(app: Flask, clock: Any) -> None:
    people.add(app, last_seen_on=SEEN.date(), locale="en")
    clock.move_to(WARNING_DUE)
    run(app)
    [mail] = people.mails(app)
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "24 Nov 2028" in text
    assert "http://localhost/login" in text


@pytest.mark.parametrize("pause", [timedelta(0), timedelta(days=700)])
def test_nobody_is_erased_without_30_days_of_warning(app: Flask, clock: Any, pause: timedelta) -> None:
    """Also when the jobs stood still for long."""
    people.add(app, last_seen_on=SEEN.date())
    clock.move_to(END + pause)
    assert run(app) == {"account-warnings": 1, "accounts": 0, "mails": 0}
    clock.shift(30 * DAY - timedelta(seconds=1))
    run(app)
    assert exists(app)
    clock.shift(1)
    run(app)
    assert not exists(app)


def test_logging_in_keeps_the_account_and_its_next_warning_comes_again(app: Flask, clock: Any) -> None:
    people.add(app, last_seen_on=SEEN.date())
    clock.move_to(WARNING_DUE)
    run(app)
    people.log_in(app.test_client())
    member = people.member(app)
    assert (member.last_seen_on, member.warned_at) == (WARNING_DUE.date(), None)
    clock.move_to(END + DAY)
    run(app)
    assert exists(app)
    clock.move_to(datetime(2030, 10, 1, tzinfo=UTC))
    assert run(app)["account-warnings"] == 1


def test_day_of_the_last_use_is_written_by_logging_in_and_never_by_looking(
    app: Flask, clock: Any, client: FlaskClient
) -> None:
    people.add(app, last_seen_on=None)
    people.log_in(client)
    assert people.member(app).last_seen_on == SEEN.date()
    clock.shift(5 * DAY)
    assert client.get("/profile").status_code == 200
    assert people.member(app).last_seen_on == SEEN.date()


def test_account_from_before_there_was_a_day_counts_from_when_it_was_made(app: Flask, clock: Any) -> None:
    people.add(app, last_seen_on=None, created_at=SEEN)
    clock.move_to(WARNING_DUE)
    assert run(app)["account-warnings"] == 0
    clock.move_to(WARNING_DUE.replace(hour=9))
    assert run(app)["account-warnings"] == 1


@pytest.mark.parametrize("what", ["host", "reviewer", "admin", "opens hubs", "closed"])
def test_account_with_a_task_or_closed_by_the_operator_is_reported_and_stays(app: Flask, clock: Any, what: str) -> None:
    house.house(app)
    closed, opens = what == "closed", what == "opens hubs"
    key = people.add(app, last_seen_on=SEEN.date(), is_active=not closed, may_open_hub=opens)
    if what in ("host", "reviewer", "admin"):
        with app.app_context(), transaction():
            slug = "coppenbruegge" if what == "host" else None
            db.session.add(MemberRole(member_id=key, role=what, hub_slug=slug))
    clock.move_to(END - DAY)
    assert due(app, "accounts-kept") == 0
    for moment in (END, END + 40 * DAY):
        clock.move_to(moment)
        assert run(app) == {"account-warnings": 0, "accounts": 0, "mails": 0}
        assert due(app, "accounts-kept") == 1
        assert run(app, "accounts-kept") == {"accounts-kept": 0}
    assert exists(app)


def test_month_of_the_setting_counts(make_app: Any, clock: Any) -> None:
    app = make_app(retention_accounts_months=3)
    people.add(app, last_seen_on=date(2026, 11, 24))
    clock.move_to(datetime(2027, 1, 24, tzinfo=UTC))
    assert run(app)["account-warnings"] == 0
    clock.move_to(datetime(2027, 1, 25, tzinfo=UTC))
    assert run(app)["account-warnings"] == 1


def test_operator_erases_an_account_at_once(app: Flask) -> None:
    people.add(app)
    with app.app_context():
        runner = app.test_cli_runner()
        assert runner.invoke(args=["members", "erase", people.EMAIL], input="n\n").exit_code != 0
        assert exists(app)
        done = runner.invoke(args=["members", "erase", people.EMAIL, "--yes"])
        assert (done.exit_code, done.output) == (0, f"{people.EMAIL} was erased.\n")
        assert runner.invoke(args=["members", "erase", people.EMAIL, "--yes"]).exit_code != 0
    assert not exists(app)


def test_who_logs_in_at_the_last_moment_stays(app: Flask, clock: Any) -> None:
    """The night's work waits for a log-in under way, and then asks again whether the account is unused."""
    key = people.add(app, last_seen_on=SEEN.date(), warned_at=WARNING_DUE)
    clock.move_to(END)
    credentials = Credentials(True, key, people.HASH, is_confirmed=True)
    with ThreadPoolExecutor(1) as pool, app.app_context():
        actions.log_in(credentials=credentials, device="")
        night = pool.submit(run, app, "accounts")
        with pytest.raises(TimeoutError):
            night.result(0.5)
        db.session.commit()
        assert night.result(10) == {"accounts": 0}
    assert exists(app)
