"""Forty bookings on a ten-visit pass use ten of it, whoever else cancels meanwhile: the database holds the numbers.

The negative control takes away its numbers and the lock, and uses more.
"""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, insert, select, text

from bookings.models import Booking
from core.clock import now
from core.db import StaleState, db
from core.errors import DomainError
from core.identifiers import new_id
from core.transactions import transact
from payments.errors import PassEmpty
from payments.passes import use_actions
from payments.passes.models import Pass, PassUse
from payments.passes.use_actions import Visit
from tests.support import people
from tests.support.at_once import at_once
from tests.support.booking import NINE, many
from tests.support.house import NOW, House
from tests.support.money import operator_of, paid_house
from tests.support.passes import buy, product, uses

DAY = date(2026, 11, 25)
TRIES = 40


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = paid_house(app)
        many(home, TRIES + 10)
        yield home


def visits(home: House, pass_id: uuid.UUID) -> list[Visit]:
    """One for each of Anna's bookings."""
    with home.here() as (_member, hub, _setup):
        owner = operator_of(home).id
        keys = db.session.scalars(select(Booking.id).order_by(Booking.id))
        return [Visit(pass_id, key, hub.id, owner, DAY) for key in keys]


def in_thread(home: House, work: Callable[[], object]) -> Callable[[], str]:
    """Each in a context and a transaction of its own; what became of it."""

    def run() -> str:
        with home.app.app_context():
            try:
                transact(work)
            except (DomainError, StaleState) as error:
                return type(error).__name__
            return "used"

    return run


def test_forty_at_once_use_the_ten_visits_of_a_pass(home: House) -> None:
    key = buy(home, product(home))
    wanted = visits(home, key)[:TRIES]
    done = at_once([in_thread(home, lambda one=one: use_actions.use(visits=[one])) for one in wanted])  # type: ignore[misc]
    assert sorted(done) == ["PassEmpty"] * (TRIES - 10) + ["used"] * 10
    assert [use.slot for use in uses(home, key)] == list(range(1, 11))


def test_cancelling_beside_new_bookings_never_makes_eleven(home: House) -> None:
    key = buy(home, product(home))
    wanted = visits(home, key)
    for one in wanted[:10]:
        in_thread(home, lambda one=one: use_actions.use(visits=[one]))()  # type: ignore[misc]
    back = [lambda one=one: use_actions.give_back(booking_ids=[one.booking_id]) for one in wanted[:5]] * 2  # type: ignore[misc]
    new = [lambda one=one: use_actions.use(visits=[one]) for one in wanted[10:25]]  # type: ignore[misc]
    done = at_once([in_thread(home, work) for work in [work for pair in zip(back, new, strict=False) for work in pair]])
    used = uses(home, key)
    assert len(used) <= 10
    assert len({use.slot for use in used}) == len(used)
    assert set(done) <= {"used", "PassEmpty"}
    with home.app.app_context():
        given = db.session.scalar(select(func.count()).where(PassUse.given_back_at.is_not(None)))
    assert given == 5  # each once, though each was given back twice


@pytest.mark.parametrize(
    "values",
    [{"slot": 11}, {"slot": 11, "pass_size": 20}, {"slot": 1}, {"slot": 0}],
    ids=["beyond the last", "another size", "taken already", "before the first"],
)
def test_database_refuses_what_no_pass_has(home: House, values: dict[str, int]) -> None:
    key = buy(home, product(home))
    first, second = visits(home, key)[:2]
    with home.app.app_context():
        transact(lambda: use_actions.use(visits=[first]))
        with pytest.raises(Exception, match=r"(?i)constraint|violates|unique"):
            transact(lambda: _insert(second, **values))
    assert len(uses(home, key)) == 1


def test_control_without_the_numbers_of_the_database_uses_more(home: House) -> None:
    """What reads first and then writes, without its lock, takes the last visit twice."""
    key = buy(home, product(home, size=1))
    first, second = visits(home, key)[:2]
    with home.app.app_context():
        transact(lambda: db.session.execute(text("DROP INDEX uq_pass_use_slot")))
        seen = [_left(key), _left(key)]  # both have looked before either writes
        for one, left in zip((first, second), seen, strict=True):
            if left > 0:
                transact(lambda one=one: _insert(one))  # type: ignore[misc]
    used = len(uses(home, key))
    with home.app.app_context():
        transact(_index_again)
    assert used == 2


def test_with_the_numbers_of_the_database_the_same_is_refused(home: House) -> None:
    key = buy(home, product(home, size=1))
    first, second = visits(home, key)[:2]
    with home.app.app_context():
        transact(lambda: _insert(first))
        with pytest.raises(Exception, match=r"(?i)constraint|violates|unique"):
            transact(lambda: _insert(second))
    assert len(uses(home, key)) == 1


def test_pass_that_was_never_paid_has_no_visit(home: House) -> None:
    key = buy(home, product(home), is_paid=False)
    with home.app.app_context(), pytest.raises(PassEmpty):
        transact(lambda: use_actions.use(visits=visits(home, key)[:1]))
    assert NINE > NOW
    assert new_id() != key


def _index_again() -> None:
    """The next test gets the same tables."""
    db.session.execute(delete(PassUse))
    index = next(one for one in PassUse.metadata.tables["pass_use"].indexes if one.name == "uq_pass_use_slot")
    index.create(db.session.connection())


def _left(key: uuid.UUID) -> int:
    row = db.session.get_one(Pass, key)
    used = select(func.count()).where(PassUse.pass_id == key, PassUse.given_back_at.is_(None))
    return (row.size or 0) - int(db.session.scalar(used) or 0)


def _insert(visit: Visit, **values: int) -> None:
    """Past the action."""
    row = db.session.get_one(Pass, visit.pass_id)
    usual = {"pass_id": row.id, "pass_size": row.size, "slot": 1, "booking_id": visit.booking_id}
    more = {"hub_id": visit.hub_id, "operator_id": visit.operator_id, "value_cents": 0, "used_on": DAY}
    db.session.connection().execute(insert(PassUse), [usual | more | {"used_at": now()} | values])
