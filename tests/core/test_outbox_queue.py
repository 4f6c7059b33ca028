"""What is put into the outbox, what stays out of it, and what it says of itself."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from core import outbox, retention
from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction

MAIL = {"to": "anna@example.org", "locale": "de", "template": "no-account"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(now(), tick=False) as clock:
        yield clock


def test_a_job_that_comes_round_again_queues_a_mail_once(app: Flask) -> None:
    with app.app_context():
        with transaction():
            assert outbox.queue_once("a", **MAIL, name="first")
        with transaction():
            assert not outbox.queue_once("a", **MAIL, name="second")
            assert outbox.queue_once("b", **MAIL), "the transaction goes on"
        mails = {mail.key: mail.context for mail in outbox.latest()}

    assert mails == {"a": {"name": "first"}, "b": {}}


def test_a_mail_whose_time_is_over_is_not_sent(make_app: Any, smtp: Any, clock: Any) -> None:
    sender = make_app(smtp_url=smtp.url)
    with sender.app_context():
        with transaction():
            outbox.queue("late", **MAIL, stale_at=now() + MINUTE)
            outbox.queue("later", **MAIL, stale_at=now() + 2 * MINUTE)
        clock.shift(MINUTE)
        assert outbox.send_due() == 1
        late = db.session.scalars(select(OutboxMail).where(OutboxMail.key == "late")).one()

        assert (late.failed_at, late.error, late.attempts) == (now(), "stale", 0)
        assert outbox.counts() == (0, 0, 0)
        assert outbox.send_due() == 0
    assert len(smtp.mails) == 1


def test_a_mail_that_may_be_unsubscribed_says_how(app: Flask) -> None:
    with app.app_context():
        outbox.queue("a", **MAIL, unsubscribe="/mails/unsubscribe/TOKEN")
        outbox.queue("b", **MAIL)
        without, given = (outbox.render(mail) for mail in outbox.latest())

    assert given["List-Unsubscribe"] == "<http://localhost/mails/unsubscribe/TOKEN>"
    assert given["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert without["List-Unsubscribe"] is None
    assert without["List-Unsubscribe-Post"] is None


def test_a_calendar_part_is_written_when_the_mail_is_sent(make_app: Any) -> None:
    app, asked = make_app(), []

    def part(calendar: dict[str, Any], context: dict[str, Any], recipient: str) -> tuple[str, bytes]:
        asked.append((calendar, context["name"], recipient))
        return "REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

    outbox.install_calendar_part(app, part)
    with app.app_context():
        outbox.queue("a", **MAIL, name="Anna", calendar={"uid": "x"})
        assert asked == []
        message = outbox.render(outbox.latest()[0])

    assert asked == [({"uid": "x"}, "Anna", "anna@example.org")]
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    shown, kept = list(message.walk())[-2:]
    assert shown.get_param("method") == "REQUEST"
    assert shown.get_param("charset") == "utf-8"
    assert kept.get_filename() == "invite.ics"
    assert shown.get_payload(decode=True) == kept.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def test_counts_tell_waiting_late_and_given_up(app: Flask, clock: Any) -> None:
    with app.app_context():
        assert outbox.counts() == (0, 0, 0)
        with transaction():
            outbox.queue("a", **MAIL)
            outbox.queue("b", **MAIL, after=timedelta(hours=1))
            outbox.queue("c", **MAIL)
        clock.shift(timedelta(minutes=5))
        assert outbox.counts() == (3, 2, 0)
        outbox.table.give_up(OutboxMail.key == "c", "550 nobody")
        assert outbox.counts() == (2, 1, 1)


def test_what_was_sent_or_given_up_is_forgotten_in_time(app: Flask, clock: Any) -> None:
    with app.app_context():
        with transaction():
            for key in ("sent", "failed", "waiting"):
                outbox.queue(key, **MAIL)
        outbox.sending._mark(next(mail.id for mail in outbox.latest() if mail.key == "sent"), sent_at=now())
        outbox.table.give_up(OutboxMail.key == "failed", "550 nobody")
        for days, left in ((6, 3), (2, 2), (23, 1)):
            clock.shift(timedelta(days=days))
            retention.run([retention.registry(app)[name] for name in ("mails", "failed-mails")])
            assert len(outbox.latest()) == left
