"""Mail leaves once, whatever senders and mail servers do."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import outbox
from core.clock import now
from core.db import db
from core.mail_transport import mail_transport
from core.outbox import CLAIM, PAUSES, OutboxMail, sending
from core.transactions import transaction
from tests.support.mail import MailServer
from tests.support.processes import ROOT, python
from tests.support.site import SECRET


@pytest.fixture
def sender(make_app: Callable[..., Flask], smtp: MailServer) -> Flask:
    return make_app(smtp_url=smtp.url)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(now(), tick=False) as clock:
        yield clock


def put(app: Flask, *keys: str) -> None:
    """Queue a mail for each key, to KEY@example.org."""
    with app.app_context(), transaction():
        for key in keys:
            to = {"to": f"{key}@example.org", "locale": "de", "template": "no-account"}
            outbox.queue(key, **to, name=key, email=to["to"])


def send(app: Flask) -> int:
    with app.app_context():
        return outbox.send_due()


def rows(app: Flask) -> dict[str, OutboxMail]:
    with app.app_context():
        return {mail.key: mail for mail in db.session.scalars(select(OutboxMail))}


def arrived(smtp: MailServer) -> list[str]:
    return sorted(str(mail["To"]).partition("@")[0] for mail in smtp.mails)


def test_two_senders_at_once_send_each_mail_once(make_app: Callable[..., Flask], smtp: MailServer) -> None:
    apps = [make_app(smtp_url=smtp.url) for _ in range(3)]
    keys = [f"m{n:02}" for n in range(30)]
    put(apps[0], *keys)
    gate = Barrier(len(apps))

    def run(app: Flask) -> int:
        gate.wait(10)
        return send(app)

    with ThreadPoolExecutor(len(apps)) as pool:
        sent = list(pool.map(run, apps))

    assert arrived(smtp) == keys
    assert sum(sent) == 30


def test_a_mail_that_another_sender_has_just_claimed_is_left_to_it(sender: Flask, smtp: MailServer) -> None:
    put(sender, "a")
    with sender.app_context():
        seen = sending._due()
        with mail_transport(sender.extensions["settings"]) as out:
            out.ready()
            assert [sending._send_one(*seen[0], out), sending._send_one(*seen[0], out)] == [1, 0]

    assert arrived(smtp) == ["a"]


def test_a_mail_is_rolled_back_with_what_it_was_about(sender: Flask) -> None:
    with sender.app_context():
        outbox.queue("a", to="a@example.org", locale="de", template="no-account")
        db.session.rollback()

    assert rows(sender) == {}


def test_the_same_occasion_makes_no_second_mail(sender: Flask) -> None:
    put(sender, "a")
    with pytest.raises(IntegrityError):
        put(sender, "a")


def test_mail_that_one_recipient_refuses_does_not_stop_the_others(sender: Flask, smtp: MailServer, clock: Any) -> None:
    put(sender, "a", "b", "c")
    smtp.refused = {"b@example.org"}
    assert send(sender) == 2

    assert arrived(smtp) == ["a", "c"]
    refused = rows(sender)["b"]
    assert "550" in str(refused.error)
    assert (refused.attempts, refused.sent_at, refused.failed_at) == (1, None, now())
    assert smtp.connections == 1, "the others went out on the same connection"
    smtp.refused = set()
    clock.shift(timedelta(days=1))
    assert send(sender) == 0, "that was its last word"


def test_a_connection_that_breaks_counts_against_no_other_mail(sender: Flask, smtp: MailServer, clock: Any) -> None:
    put(sender, "a", "b", "c", "d")
    smtp.dropped = {"b@example.org"}

    assert send(sender) == 1
    assert {key: mail.attempts for key, mail in rows(sender).items()} == {"a": 1, "b": 1, "c": 0, "d": 0}
    assert rows(sender)["b"].due_at == now() + PAUSES[0]
    assert send(sender) == 2
    smtp.dropped = set()
    clock.shift(PAUSES[0])
    assert send(sender) == 1
    assert sorted(arrived(smtp)) == ["a", "b", "c", "d"]


def test_pauses_grow_until_the_mail_server_takes_the_mail(sender: Flask, smtp: MailServer, clock: Any) -> None:
    put(sender, "a")
    smtp.refuse = "451 later"
    for pause in PAUSES:
        assert send(sender) == 0
        assert rows(sender)["a"].due_at == now() + pause
        clock.shift(pause - timedelta(seconds=1))
        assert send(sender) == 0
        assert rows(sender)["a"].due_at > now(), "not tried before its time"
        clock.shift(1)
    smtp.refuse = None

    assert send(sender) == 1
    assert (rows(sender)["a"].sent_at, rows(sender)["a"].error) == (now(), None)
    assert send(sender) == 0
    assert arrived(smtp) == ["a"]


def test_after_three_days_we_give_up(sender: Flask, smtp: MailServer, clock: Any) -> None:
    put(sender, "a")
    smtp.refuse = "451 later"
    for pause in PAUSES:
        send(sender)
        assert rows(sender)["a"].failed_at is None
        clock.shift(pause)
    send(sender)

    given_up = rows(sender)["a"]
    assert (given_up.failed_at, given_up.attempts) == (now(), len(PAUSES) + 1)
    assert "451" in str(given_up.error)
    assert timedelta(days=2.5) < now() - given_up.created_at < timedelta(days=3)
    smtp.refuse = None
    clock.shift(timedelta(days=1))
    assert send(sender) == 0


def test_mail_server_that_is_away_for_ten_minutes_costs_no_mail_an_attempt(
    make_app: Callable[..., Flask], smtp: MailServer, clock: Any
) -> None:
    away, back = make_app(smtp_url="smtp://127.0.0.1:1"), make_app(smtp_url=smtp.url)
    for n in range(300):  # every two seconds, as the scheduler ticks
        if n % 3 == 0:
            put(away, f"m{n}")
        assert send(away) == 0
        clock.shift(timedelta(seconds=2))

    assert {mail.attempts for mail in rows(away).values()} == {0}
    assert send(back) == 100
    assert len(set(arrived(smtp))) == len(smtp.mails) == 100
    assert {mail.attempts for mail in rows(back).values()} == {1}


def test_mail_server_that_is_away_is_not_asked_all_the_time(make_app: Callable[..., Flask], clock: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.settimeout(0.01)
        away, asked = make_app(smtp_url=f"smtp://127.0.0.1:{deaf.getsockname()[1]}"), 0
        put(away, "a")
        for _ in range(300):
            with ThreadPoolExecutor(1) as pool:
                sending = pool.submit(send, away)
                while not sending.done():
                    asked += _hung_up_on(deaf)
            clock.shift(timedelta(seconds=2))

    assert 5 < asked < 20


def _hung_up_on(server: socket.socket) -> int:
    """Whether somebody called."""
    try:
        server.accept()[0].close()
    except TimeoutError:
        return 0
    return 1


@pytest.mark.by_turns
def test_mail_that_waited_for_days_for_a_mail_server_is_given_up(make_app: Callable[..., Flask], clock: Any) -> None:
    away = make_app(smtp_url="smtp://127.0.0.1:1")
    put(away, "a")
    clock.shift(timedelta(days=4))
    send(away)
    assert rows(away)["a"].failed_at is None, "a machine that was switched off may find its network a moment later"
    put(away, "b")
    for _ in range(60):
        send(away)
        clock.shift(timedelta(minutes=1))

    assert rows(away)["a"].failed_at is not None
    assert "Connection refused" in str(rows(away)["a"].error)
    assert rows(away)["b"].failed_at is None


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(hours=-2)])
def test_clock_that_jumps_sends_nothing_twice_and_loses_nothing(
    sender: Flask, smtp: MailServer, clock: Any, jump: timedelta
) -> None:
    put(sender, "a", "b")
    smtp.refuse = "451 later"
    send(sender)
    smtp.refuse = None
    put(sender, "c")
    clock.shift(jump)
    put(sender, "d")
    send(sender)
    clock.shift(-jump)
    put(sender, "e")
    for _ in range(3):
        send(sender)
        clock.shift(timedelta(hours=1))

    assert sorted(arrived(smtp)) == ["a", "b", "c", "d", "e"]


def test_clock_that_is_put_back_does_not_prolong_the_wait_for_the_mail_server(
    make_app: Callable[..., Flask], smtp: MailServer, clock: Any
) -> None:
    app = make_app(smtp_url="smtp://127.0.0.1:1")
    for _ in range(10):
        put(app, f"m{_}")
        send(app)
        clock.shift(timedelta(minutes=1))
    clock.shift(timedelta(hours=-2))
    put(app, "new")
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"smtp_url": smtp.url})

    assert send(app) == 1
    clock.shift(timedelta(hours=2))
    assert send(app) == 10


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(sender: Flask, smtp: MailServer) -> None:
    put(sender, "a")
    with sender.app_context(), transaction():
        outbox.queue("broken", to="x@example.org", locale="de", template="no-such-template")
    put(sender, "b")

    assert send(sender) == 2
    assert "no-such-template" in str(rows(sender)["broken"].error)


def test_while_a_mail_server_lets_wait_others_can_write(sender: Flask, smtp: MailServer) -> None:
    """On SQLite a sender that kept its transaction open would keep everybody from booking."""
    put(sender, "a")
    smtp.hold = True
    with ThreadPoolExecutor(2) as pool:
        sending = pool.submit(send, sender)
        _until(lambda: smtp.holding == 1)
        try:
            pool.submit(put, sender, "b").result(5)
        finally:
            smtp.hold = False
        assert sending.result(30) == 2, "what came meanwhile goes along"


@pytest.mark.by_turns
def test_mail_of_a_sender_that_is_killed_goes_out_after_the_claim(
    sender: Flask, smtp: MailServer, database_url: str, tmp_path: Path, clock: Any
) -> None:
    put(sender, "a")
    smtp.hold = True
    killed = _sender_process(database_url, smtp.url, tmp_path)
    _until(lambda: smtp.holding == 1)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    smtp.hold = False

    clock.shift(1)
    assert send(sender) == 0, "it is claimed"
    clock.shift(CLAIM + timedelta(minutes=1))  # the process had a clock of its own
    assert send(sender) == 1
    assert arrived(smtp) == ["a"]
    assert rows(sender)["a"].attempts == 2


def _sender_process(url: str, smtp_url: str, folder: Path) -> "subprocess.Popen[bytes]":
    own = {"DATABASE_URL": url, "SMTP_URL": smtp_url, "SECRET_KEY": SECRET, "INSTANCE_DIR": str(folder), "ENV": "demo"}
    command = python("-m", "flask", "--app", "app", "jobs", "once", "outbox")
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | own)


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + 30
    while not condition():
        assert time.perf_counter() < deadline
        time.sleep(0.01)


def test_mail_that_is_rendered_again_is_the_same_message(app: Flask) -> None:
    with app.app_context():
        mail = OutboxMail(id=7, key="x:1", recipient="a@example.org", locale="de", template="no-account", context={})
        mail.created_at = now()
        assert outbox.render(mail)["Message-ID"] == outbox.render(mail)["Message-ID"]
        other = OutboxMail(id=7, key="x:2", recipient="a@example.org", locale="de", template="no-account", context={})
        other.created_at = now()
        assert outbox.render(mail)["Message-ID"] != outbox.render(other)["Message-ID"]
