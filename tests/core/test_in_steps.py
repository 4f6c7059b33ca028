"""Views in steps: no transaction of their own, one for each step, none while somebody outside is asked."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import func, select

from core.db import StaleState, WriteRefused, db, read_only
from core.errors import TryAgain
from core.in_steps import in_steps, is_in_steps
from core.requests import commit_once, leave_to_steps
from core.transactions import ATTEMPTS, assert_outside, is_open, reading, transact, transaction
from hubs.models import Municipality


def answered(app: Flask, view: Callable[[], Any], method: str = "POST") -> Any:
    """What the view answers, wired as a request has it: only reading until a transaction begins."""
    wired = leave_to_steps(view) if is_in_steps(view) else commit_once(view)
    with app.test_request_context(method=method):
        token = read_only.set(True)
        try:
            written()  # as the guard reads who is calling
            return wired()
        finally:
            read_only.reset(token)


def write(name: str = "Neudorf") -> None:
    db.session.add(Municipality(key="03252000", name=name, lat=52, lon=9))
    db.session.flush()


def written() -> int:
    query = select(func.count()).select_from(Municipality).where(Municipality.key == "03252000")
    return db.session.execute(query).scalar_one()


def test_steps_are_committed_one_by_one_and_the_talk_is_outside(app: Flask) -> None:
    @in_steps
    def view() -> str:
        assert_outside()
        with transaction():
            write()
        assert_outside()
        with reading():
            found = written()
        assert_outside()
        with pytest.raises(ZeroDivisionError), transaction():
            db.session.get_one(Municipality, "03252000").lat = 1 // 0
        return f"{found}"

    assert answered(app, view) == "1"
    with app.app_context():
        assert written() == 1


def test_nothing_is_written_outside_a_step(app: Flask) -> None:
    @in_steps
    def view() -> None:
        write()

    with pytest.raises(WriteRefused):
        answered(app, view)


def test_steps_of_a_get_only_read(app: Flask) -> None:
    @in_steps
    def view() -> None:
        with transaction():
            write()

    with pytest.raises(WriteRefused):
        answered(app, view, "GET")


def test_talk_is_refused_while_a_transaction_is_open(app: Flask) -> None:
    """Also before its first statement, after a look outside any step, and in a view of one transaction."""

    @in_steps
    def view() -> None:
        for opens in (transaction, reading):
            with opens(), pytest.raises(RuntimeError, match="while a transaction is open"):
                assert_outside()
        assert not is_open()
        written()
        with pytest.raises(RuntimeError):
            assert_outside()
        raise KeyError("asked")

    def in_one() -> Response:
        with pytest.raises(RuntimeError):
            assert_outside()
        return Response("refused")

    with pytest.raises(KeyError):
        answered(app, view)
    assert answered(app, in_one).get_data() == b"refused"
    assert_outside()


def test_a_step_sees_what_others_did_since_the_last(app: Flask) -> None:
    @in_steps
    def view() -> str:
        with transaction():
            write("mine")
            mine = db.session.get_one(Municipality, "03252000")
        assert (mine.name, is_open()) == ("mine", False)  # what was read is still there, for the answer
        with app.app_context(), transaction():  # another's session
            db.session.get_one(Municipality, "03252000").name = "theirs"
        with transaction():
            return mine.name

    assert answered(app, view) == "theirs"


@pytest.mark.parametrize(("losses", "wins"), [(0, True), (ATTEMPTS - 1, True), (ATTEMPTS, False)])
def test_a_step_that_loses_a_race_is_begun_anew_and_the_view_is_not(app: Flask, losses: int, wins: bool) -> None:
    talked, tried = [], []

    def work() -> int:
        write()
        tried.append(1)
        if len(tried) <= losses:
            raise StaleState
        return written()

    @in_steps
    def view() -> int:
        talked.append(1)
        return transact(work)

    if wins:
        assert answered(app, view) == 1
    else:
        with pytest.raises(TryAgain):
            answered(app, view)
    assert (len(talked), len(tried)) == (1, min(losses + 1, ATTEMPTS))
    with app.app_context():
        assert written() == int(wins)


def test_a_plain_step_that_loses_a_race_asks_to_try_again(app: Flask) -> None:
    calls = []

    @in_steps
    def view() -> None:
        calls.append(1)
        with transaction():
            raise StaleState

    with pytest.raises(TryAgain):
        answered(app, view)
    assert calls == [1]
