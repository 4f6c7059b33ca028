"""Operators are told by mail of withdrawals that concern them: each of their people once, and nothing of who it was."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from core.db import db
from core.jobs import registry
from core.outbox import KEEP_SENT, OutboxMail
from core.transactions import transaction
from members.admin_actions import add_member
from members.models import Member
from payments.withdrawals import actions
from payments.withdrawals.telling_actions import TOLD_WITHIN
from tests.support import people
from tests.support.booking import ELEVEN, TWELVE
from tests.support.hosts import make_host
from tests.support.house import NOW, House
from tests.support.money import book_for_money, operator_of, paid_house
from tests.support.passes import elsewhere
from tests.support.withdrawals import ANNA, declare

OWN, OTHER = "own@example.org", "other@example.org"
SLUG = "coppenbruegge"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app, ANNA, "Anna")
    return paid_house(app)


def acts_for(home: House, email: str, role: tuple[str, str | None] = ("operator", SLUG)) -> None:
    with home.app.app_context(), transaction():
        add_member(email=email, password_hash=people.HASH, roles=[role])


def tell(home: House) -> int:
    with home.app.app_context():
        return registry(home.app)["withdrawals-for-operators"].run()


def told(home: House) -> list[OutboxMail]:
    with home.app.app_context():
        query = select(OutboxMail).where(OutboxMail.template == "withdrawal-for-operator")
        return list(db.session.scalars(query.order_by(OutboxMail.recipient)))


def test_each_of_the_operators_people_is_told_once(home: House) -> None:
    acts_for(home, OWN)
    acts_for(home, OTHER)
    acts_for(home, "admin@example.org", ("admin", None))
    make_host(home.app)
    declare(home, book_for_money(home).id)
    assert tell(home) == 2
    assert tell(home) == 0
    assert [mail.recipient for mail in told(home)] == [OTHER, OWN]
    declare(home, book_for_money(home, name="Platz 2").id)
    assert tell(home) == 2


def test_mail_to_the_operator_says_nothing_of_who_withdraws(home: House) -> None:
    acts_for(home, OWN)
    code = book_for_money(home).id
    declare(home, code)
    tell(home)
    [mail] = told(home)
    said = json.dumps(mail.context) + mail.key
    for personal in (str(code), code.hex, "Anna", ANNA):
        assert personal not in said
    assert mail.context["operator_slug"] == SLUG


def test_withdrawal_is_told_to_those_alone_whom_it_concerns(home: House) -> None:
    there = elsewhere(home.app)
    acts_for(home, OWN)
    with home.app.app_context():
        elsewhere_slug = operator_of(there).slug
    acts_for(home, OTHER, ("operator", elsewhere_slug))
    book_for_money(home)
    theirs = book_for_money(there, name="Platz 2", start=ELEVEN, end=TWELVE)
    declare(home, theirs.id)
    declare(home, "unknown", "nobody@example.org")
    tell(home)
    assert [mail.recipient for mail in told(home)] == [OTHER]
    declare(home, "weiß ich nicht")  # by her address it may be about both
    tell(home)
    assert [mail.recipient for mail in told(home)] == [OTHER, OTHER, OWN]


def test_nobody_is_told_where_nobody_active_acts_for_the_operator(home: House) -> None:
    acts_for(home, OWN)
    with home.app.app_context(), transaction():
        db.session.execute(update(Member).where(Member.email == OWN).values(is_active=False))
    declare(home, book_for_money(home).id)
    assert tell(home) == 0


def test_what_is_answered_is_not_told(home: House) -> None:
    acts_for(home, OWN)
    key = declare(home, book_for_money(home).id)
    with home.app.app_context(), transaction():
        actions.settle(key, "refused", reason="Too late")
    assert tell(home) == 0


def test_withdrawal_is_told_after_jobs_have_rested_and_never_a_second_time(home: House, clock: Any) -> None:
    acts_for(home, OWN)
    declare(home, book_for_money(home).id)
    clock.shift(TOLD_WITHIN - timedelta(hours=1))
    assert tell(home) == 1
    clock.shift(timedelta(hours=1, seconds=1))
    with home.app.app_context(), transaction():
        db.session.execute(update(OutboxMail).values(key=OutboxMail.key + ":gone"))  # as if it was no longer kept
    assert tell(home) == 0
    assert TOLD_WITHIN < KEEP_SENT
