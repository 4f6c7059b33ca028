"""What follows from a change is done after its commit, once, and cannot undo it."""

import pytest
from flask import Flask

from core.afterwards import afterwards
from core.db import db
from core.outbox import OutboxMail, queue
from core.transactions import transaction

NOTHING: dict[str, str] = {}


def number_of_mails() -> int:
    return db.session.query(OutboxMail).count()


def a_mail(key: str) -> None:
    queue(key, to="anna@example.org", locale="de", template="no-account", name="Anna")


def test_work_is_done_once_when_it_is_committed_and_sees_what_was_written(app: Flask) -> None:
    seen: list[int] = []
    with app.app_context():
        with transaction():
            a_mail("first")
            for _twice in range(2):
                afterwards("look", lambda: seen.append(number_of_mails()))
            assert seen == []
        assert seen == [1]
        with transaction():
            a_mail("second")
        assert seen == [1]


def test_nothing_is_done_after_what_was_undone(app: Flask) -> None:
    seen: list[str] = []

    def fail() -> None:
        with transaction():
            afterwards("look", lambda: seen.append("undone"))
            a_mail(NOTHING["key"])

    with app.app_context():
        with pytest.raises(KeyError):
            fail()
        with transaction():
            a_mail("first")
    assert seen == []


def test_work_that_fails_undoes_nothing_and_stops_no_other(app: Flask) -> None:
    seen: list[int] = []

    def fail() -> None:
        with transaction():
            a_mail("second")
            a_mail(NOTHING["key"])

    with app.app_context():
        with transaction():
            a_mail("first")
            afterwards("fail", fail)
            afterwards("look", lambda: seen.append(number_of_mails()))
        assert seen == [1]


def test_work_may_lead_to_more_and_waits_for_who_is_further_out(app: Flask) -> None:
    seen: list[str] = []

    def more() -> None:
        with transaction():
            a_mail("second")
            afterwards("last", lambda: seen.append("last"))
        seen.append("more")

    with app.app_context(), transaction():
        with transaction():
            a_mail("first")
            afterwards("more", more)
        assert seen == []
    assert seen == ["last", "more"]
