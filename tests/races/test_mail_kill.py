"""kill -9 of senders at random while hundreds of mails are due: each is sent once, and a kill costs one duplicate."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from core import outbox
from core.clock import now
from core.transactions import transaction
from tests.races.outbox import leases_run_out, time_passes, waiting
from tests.races.schedulers import Schedulers, until
from tests.races.table import Table
from tests.support.mail import MailServer
from tests.support.night import IS_NIGHT

MAILS, KILLS = (800, 12) if IS_NIGHT else (200, 2)
WITHDRAWN, STALE = range(50, MAILS, 10), range(55, MAILS, 10)
"""These must not arrive: taken back while others are sent, or too late already."""


@pytest.fixture
def schedulers(database_url: str, tmp_path: Path, smtp: MailServer) -> Iterator[Schedulers]:
    running = Schedulers(database_url, tmp_path, {"SMTP_URL": smtp.url})
    yield running
    running.stop()


@pytest.mark.by_turns
def test_mails_of_killed_senders_go_out_once(
    app: Flask, database_url: str, schedulers: Schedulers, smtp: MailServer
) -> None:
    table, random = Table(database_url), Random(2026)
    put(app)
    schedulers.start()
    assert until(lambda: len(smtp.mails) > 10, 60), schedulers.log
    with app.app_context(), transaction():
        taken_back = [key for key in map(key_of, reversed(WITHDRAWN)) if outbox.hold_back([key])]
        outbox.withdraw(taken_back)
    for _ in range(KILLS):
        sent = len(smtp.mails)
        if not until(lambda: len(smtp.mails) >= min(sent + random.randrange(5, 40), MAILS - 80), 30):  # noqa: B023
            break
        schedulers.kill_some(random)
        leases_run_out(table)
    assert until(lambda: waiting(table, "due_at <= :now") == 0, 120), schedulers.log
    left_by_the_dead = time_passes(table)
    assert until(lambda: waiting(table) == 0, 60), schedulers.log

    wanted = {key_of(n) for n in range(MAILS) if n not in STALE} - set(taken_back)
    arrived = Counter(str(mail["To"]).partition("@")[0] for mail in smtp.mails)
    duplicates = arrived.total() - len(arrived)
    print(schedulers.kills, "kills,", left_by_the_dead, "claims of the dead,", duplicates, "duplicates")
    assert set(arrived) == wanted
    assert duplicates <= schedulers.kills
    assert table.count("outbox_mail", "error = 'stale' AND sent_at IS NULL") == len(STALE)
    assert len(taken_back) > 5


def put(app: Flask) -> None:
    with app.app_context(), transaction():
        for n in range(MAILS):
            stale_at = now() - timedelta(minutes=1) if n in STALE else now() + timedelta(hours=1)
            to = {"to": f"{key_of(n)}@example.org", "locale": "de", "template": "no-account"}
            outbox.queue(key_of(n), **to, stale_at=stale_at)


def key_of(n: int) -> str:
    return f"m{n:04}"
