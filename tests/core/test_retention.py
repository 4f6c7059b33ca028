"""The mechanism of retention: batches, a dry run that writes nothing, and a run that is gone on with after a kill."""

import os
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from core import idempotency, jobs, outbox, retention, retention_rules
from core.clock import now
from core.db import Base, WriteRefused, db
from core.idempotency import IdempotencyKey
from core.jobs import JobLease
from core.journal import JournalEntry
from core.outbox import OutboxMail
from core.ratelimit import RateLimit
from core.retention import BATCH, RetentionRule
from core.transactions import transaction
from tests.support import people
from tests.support.processes import ROOT, python
from tests.support.site import SECRET

MOMENT = datetime(2027, 3, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def still() -> Any:
    with time_machine.travel(MOMENT, tick=False) as clock:
        yield clock


def command(app: Flask, *arguments: str) -> Any:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["retention", "run", *arguments])


def looks(app: Flask, number: int, seen_at: datetime) -> None:
    with app.app_context(), transaction():
        db.session.add_all(
            JournalEntry(actor_id=n, hub_slug="x", what="today", hour=seen_at, seen_at=seen_at)
            for n in range(1, number + 1)
        )


def count(app: Flask, model: type[Base]) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [
        (datetime(2027, 3, 31, tzinfo=UTC), 1, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2028, 3, 31, tzinfo=UTC), 1, datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 12, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2027, 1, 1, 5, tzinfo=UTC), 12, datetime(2026, 1, 1, 5, tzinfo=UTC)),
        (datetime(2027, 1, 15, tzinfo=UTC), 24, datetime(2025, 1, 15, tzinfo=UTC)),
        (datetime(2027, 12, 31, tzinfo=UTC), 120, datetime(2017, 12, 31, tzinfo=UTC)),
    ],
)
def test_months_before(moment: datetime, months: int, before: datetime) -> None:
    assert retention.months_before(moment, months) == before


# What is due a second after this moment and not at it, by rule.
AGES = {
    "attempts": timedelta(hours=1),
    "answers": idempotency.KEEP,
    "mails": outbox.KEEP_SENT,
    "failed-mails": retention_rules.KEEP_FAILED,
    "journal": timedelta(days=366),  # twelve months, with a 29 February
}


def made(rule: str, moment: datetime) -> Base:
    mail = {"recipient": "a@example.org", "locale": "de", "template": "no-account", "context": {}}
    times = {"created_at": moment, "due_at": moment}
    rows: dict[str, Callable[[], Base]] = {
        "attempts": lambda: RateLimit(bucket="x", count=1, expires_at=moment),
        "answers": lambda: IdempotencyKey(caller="1", key="x", fingerprint="x", created_at=moment),
        "mails": lambda: OutboxMail(key="x", **mail, **times, sent_at=moment),
        "failed-mails": lambda: OutboxMail(key="x", **mail, **times, failed_at=moment, error="no such mailbox"),
        "journal": lambda: JournalEntry(actor_id=1, hub_slug="x", what="today", hour=moment, seen_at=moment),
    }
    return rows[rule]()


@pytest.mark.parametrize("rule", AGES)
def test_rule_of_the_core_at_its_boundary(app: Flask, still: Any, rule: str) -> None:
    with app.app_context(), transaction():
        row = made(rule, MOMENT)
        model = type(row)
        db.session.add(row)
    still.move_to(MOMENT + AGES[rule])
    assert command(app, rule).exit_code == 0
    assert count(app, model) == 1
    still.shift(1)
    assert command(app, rule).exit_code == 0
    assert count(app, model) == 0


def test_mails_that_became_files_go_too(make_app: Callable[..., Flask], tmp_path: Path, still: Any) -> None:
    app = make_app(instance_dir=tmp_path)
    with app.app_context(), transaction():
        outbox.queue("x", to="a@example.org", locale="de", template="no-account")
    with app.app_context():
        assert outbox.send_due() == 1
    (tmp_path / "outbox" / "notes.txt").touch()
    still.move_to(MOMENT + outbox.KEEP_SENT)
    command(app, "mail-files")
    assert len(list(tmp_path.glob("outbox/*.eml"))) == 1
    still.shift(1)
    command(app, "--dry-run")
    assert len(list(tmp_path.glob("outbox/*.eml"))) == 1
    assert command(app, "mail-files").output.splitlines()[1].split()[:3] == ["mail-files", "1", "1"]
    assert [file.name for file in tmp_path.glob("outbox/*")] == ["notes.txt"]


def test_waiting_mail_stays_however_old(app: Flask, still: Any) -> None:
    with app.app_context(), transaction():
        outbox.queue("x", to="a@example.org", locale="de", template="no-account")
    still.shift(timedelta(days=900))
    command(app)
    assert count(app, OutboxMail) == 1


def test_journal_is_kept_as_long_as_the_setting_says(make_app: Callable[..., Flask], still: Any) -> None:
    app = make_app(retention_journal_months=1)
    looks(app, 1, MOMENT)
    still.move_to(datetime(2027, 4, 30, 12, 0, tzinfo=UTC))
    command(app)
    assert count(app, JournalEntry) == 1
    still.shift(timedelta(days=1, seconds=1))
    command(app)
    assert count(app, JournalEntry) == 0


def test_dry_run_says_what_is_due_and_writes_nothing(app: Flask, still: Any) -> None:
    looks(app, 3, MOMENT - timedelta(days=400))
    before = people.rows(app)
    done = command(app, "--dry-run")
    assert done.exit_code == 0
    [line] = [line for line in done.output.splitlines() if line.startswith("journal ")]
    assert line.split()[:3] == ["journal", "3", "-"]
    assert "12 months" in line
    assert people.rows(app) == before
    assert command(app, "journal").output.splitlines()[1].split()[:3] == ["journal", "3", "3"]
    assert count(app, JournalEntry) == 0


def test_counting_could_not_write_if_it_tried(app: Flask) -> None:
    def count_badly(_moment: datetime) -> int:
        db.session.execute(text("DELETE FROM member"))
        return 0

    with app.app_context(), pytest.raises(WriteRefused):
        retention.due([RetentionRule("bad", lambda: "", count_badly)])


def test_every_rule_says_in_words_what_it_does(app: Flask) -> None:
    lines = command(app, "--dry-run").output.splitlines()
    rules = retention.registry(app)
    assert [line.split()[0] for line in lines[1:]] == list(rules)
    assert all(line.endswith(".") for line in lines[1:])
    assert len(rules) >= 15


def test_unknown_rule_is_named(app: Flask) -> None:
    done = command(app, "nonsense")
    assert done.exit_code != 0
    assert "No rule is called nonsense. There are: acceptances, account" in done.output


def test_batches_are_transactions_of_their_own_and_a_second_run_does_nothing(app: Flask, still: Any) -> None:
    looks(app, 2 * BATCH + 1, MOMENT - timedelta(days=400))
    with app.app_context():
        sizes = []
        rule = retention.registry(app)["journal"]
        assert rule.apply
        while done := rule.apply(MOMENT):
            db.session.commit()
            sizes.append(done)
        assert sizes == [BATCH, BATCH, 1]
        assert retention.run([rule]) == {"journal": 0}


def test_rule_that_fails_does_not_stop_the_others(app: Flask, still: Any) -> None:
    def fails(_moment: datetime) -> int:
        raise ValueError("the shredder is stuck")

    looks(app, 1, MOMENT - timedelta(days=400))
    with app.app_context(), pytest.raises(retention.RetentionFailed, match=r"^broken$"):
        retention.run([RetentionRule("broken", lambda: "", lambda _: 1, fails), retention.registry(app)["journal"]])
    assert count(app, JournalEntry) == 0


@pytest.mark.parametrize(("job", "gone"), [("retention", True), ("prune", False)])
def test_the_nightly_job_does_all_and_the_hourly_one_what_cannot_wait(
    make_app: Callable[..., Flask], tmp_path: Path, still: Any, job: str, gone: bool
) -> None:
    app = make_app(instance_dir=tmp_path)
    looks(app, 1, MOMENT - timedelta(days=400))
    with app.app_context(), transaction():
        db.session.add(RateLimit(bucket="x", count=1, expires_at=MOMENT - timedelta(hours=2)))
    with app.app_context():
        assert jobs.run_now(jobs.registry(app)[job]) == 1 + gone
        assert db.session.get_one(JobLease, job).error is None
    assert (count(app, JournalEntry), count(app, RateLimit)) == (0 if gone else 1, 0)


KILLED = """
import os, signal, sys
from sqlalchemy import event
from core import retention
from core.db import db
from core.settings import Settings
from app import create_app

app = create_app(Settings(_env_file=None))
with app.app_context():
    commits = []
    def die(_connection):
        commits.append(1)
        if len(commits) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(db.engine, "commit", die)  # the second batch is done and its transaction not yet over
    retention.run([retention.registry(app)["journal"]])
"""


@pytest.mark.by_turns
def test_killed_in_the_middle_it_is_gone_on_with(app: Flask, database_url: str, tmp_path: Path) -> None:
    looks(app, 3 * BATCH, now() - timedelta(days=400))
    settings = {"DATABASE_URL": database_url, "INSTANCE_DIR": str(tmp_path), "SECRET_KEY": SECRET, "SCHEDULER": "off"}
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | settings
    done = subprocess.run(python("-c", KILLED), cwd=ROOT, env=environment, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert count(app, JournalEntry) == 2 * BATCH
    with app.app_context():
        assert retention.run([retention.registry(app)["journal"]]) == {"journal": 2 * BATCH}
    assert count(app, JournalEntry) == 0
