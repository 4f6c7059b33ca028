"""What is for one person within minutes becomes one mail, and none of it is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from core import outbox
from core.clock import now
from core.db import db
from core.outbox import OutboxMail, gathering
from core.transactions import transaction
from tests.support.mail import MailServer

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sender(make_app: Callable[..., Flask], smtp: MailServer) -> Flask:
    return make_app(smtp_url=smtp.url)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(now(), tick=False) as clock:
        yield clock


def piece(item: str, bundle: str = "requests:1:1", to: str = "hanna@example.org", **more: Any) -> outbox.Piece:
    context = {"name": "Hanna", "hub": "Am Bahnhof", "hub_slug": "coppenbruegge"}
    when = {"starts_at": "2026-11-25T08:00:00+00:00", "ends_at": "2026-11-25T10:00:00+00:00", "zone": "Europe/Berlin"}
    about = {"id": item, "booking_id": item, "person": "Anna", "space": "Platz 1", "title": ""}
    return outbox.Piece(bundle, about | when | more, to, "de", "request-for-hosts", context)


def put(app: Flask, *pieces: outbox.Piece) -> None:
    with app.app_context(), transaction():
        outbox.gather(pieces)


def take_back(app: Flask, item: str, beginning: str = "requests:1:") -> None:
    with app.app_context(), transaction():
        outbox.take_back(beginning, item)


def send(app: Flask) -> int:
    with app.app_context():
        return outbox.send_due()


def waiting(app: Flask) -> list[tuple[str, list[str], timedelta]]:
    """(recipient, ids, how long it waits) of the mails that have not left, in their order."""
    with app.app_context():
        rows = db.session.scalars(select(OutboxMail).where(OutboxMail.sent_at.is_(None)).order_by(OutboxMail.id)).all()
        wait = [max(timedelta(0), row.due_at - now()) for row in rows]
        return [
            (row.recipient, [each["id"] for each in row.context["items"]], w) for row, w in zip(rows, wait, strict=True)
        ]


def test_what_comes_before_the_mail_leaves_is_in_it(sender: Flask, smtp: MailServer, clock: Any) -> None:
    for item in "abc":
        put(sender, piece(item))
    assert waiting(sender) == [("hanna@example.org", ["a", "b", "c"], timedelta(0))]
    assert send(sender) == 1
    assert smtp.mails[0]["Subject"] == "3 Anfragen: Am Bahnhof"


def test_what_follows_waits_for_more_and_leaves_together(sender: Flask, smtp: MailServer, clock: Any) -> None:
    put(sender, piece("a"))
    assert send(sender) == 1
    for item in "bcd":
        clock.shift(MINUTE)
        put(sender, piece(item))
        assert send(sender) == 0
    clock.shift(2 * MINUTE)
    assert send(sender) == 1
    assert [mail["Subject"].partition(":")[0] for mail in smtp.mails] == ["Anfrage", "3 Anfragen"]
    clock.shift(gathering.PAUSE)
    put(sender, piece("e"))
    assert send(sender) == 1, "after a pause the next one leaves at once"


def test_each_bundle_and_each_person_by_itself(sender: Flask, clock: Any) -> None:
    put(sender, piece("a"), piece("a", "requests:1:2", "ben@example.org"), piece("a", "requests:2:1"))
    put(sender, piece("b", to="new@example.org"))
    found = [(to, items) for to, items, _wait in waiting(sender)]
    assert found == [
        ("hanna@example.org", ["a"]),
        ("ben@example.org", ["a"]),
        ("hanna@example.org", ["a"]),
        ("new@example.org", ["b"]),
    ], "nobody reads what is for somebody else, even if they have their number now"


def test_same_thing_again_takes_the_place_of_the_first(sender: Flask, clock: Any) -> None:
    put(sender, piece("a"), piece("b"), piece("a", space="Platz 2"))
    assert [items for _to, items, _wait in waiting(sender)] == [["b", "a"]]


def test_what_is_taken_back_is_in_no_mail_that_has_not_left(sender: Flask, smtp: MailServer, clock: Any) -> None:
    put(sender, piece("a"), piece("b"), piece("a", "requests:1:2"), piece("a", "requests:11:1"))
    take_back(sender, "a")
    assert sorted(items for _to, items, _wait in waiting(sender)) == [["a"], ["b"]], "the other hub's stays"
    take_back(sender, "b")
    assert len(waiting(sender)) == 1
    put(sender, piece("c"))
    assert send(sender) == 2
    take_back(sender, "c")
    assert len(smtp.mails) == 2


def test_mail_that_is_leaving_takes_nothing_more(sender: Flask, smtp: MailServer, clock: Any) -> None:
    put(sender, piece("a"))
    smtp.refuse = "451 later"
    assert send(sender) == 0
    put(sender, piece("b"))
    take_back(sender, "a")
    assert [(items, wait) for _to, items, wait in waiting(sender)] == [(["a"], MINUTE), (["b"], gathering.PAUSE)]


def test_mail_that_is_full_is_followed_by_another(sender: Flask, clock: Any) -> None:
    put(sender, *(piece(f"{n:03d}") for n in range(gathering.MOST + 3)))
    assert [len(items) for _to, items, _wait in waiting(sender)] == [gathering.MOST, 3]


def test_what_is_undone_is_in_no_mail(sender: Flask, clock: Any) -> None:
    put(sender, piece("a"))
    with sender.app_context():
        outbox.gather([piece("b")])
        db.session.rollback()
    assert [items for _to, items, _wait in waiting(sender)] == [["a"]]


@pytest.mark.parametrize("before", [0, 1])
def test_many_at_once_are_one_mail_and_none_is_lost(sender: Flask, before: int) -> None:
    put(sender, *(piece(f"x{n}") for n in range(before)))
    gate = Barrier(8)

    def run(n: int) -> None:
        gate.wait()
        put(sender, piece(str(n)), piece(str(n), "requests:1:2"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(8)))
    found = [set(items) - {"x0"} for _to, items, _wait in waiting(sender)]
    assert found == [{str(n) for n in range(8)}] * 2


def test_number_that_is_given_again_reuses_no_key(sender: Flask, clock: Any) -> None:
    """SQLite gives the number of a deleted row to the next one."""
    for round_ in range(3):
        put(sender, piece(f"a{round_}"))
        assert send(sender) == 1
        put(sender, piece(f"b{round_}"))
        take_back(sender, f"b{round_}")
        clock.shift(gathering.PAUSE)
    assert waiting(sender) == []
