"""PostgreSQL without needless round trips (what only reads begins no transaction), and with an end to waiting."""

import time
from collections.abc import Generator
from contextvars import ContextVar
from typing import Any, Self, TypeVar, cast

import psycopg
from psycopg import errors
from psycopg.abc import PQGenConn
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from core import deadline
from core.db import read_only
from core.deadline import DeadlinePassed, breaker

NO_ANSWER = "the database did not answer in time"

RV = TypeVar("RV")
_until: ContextVar[float | None] = ContextVar("until", default=None)
"""When the page that connects gives up, by the clock `time.monotonic`."""


class LimitedConnection(psycopg.Connection[Any]):
    """The driver's connection. It is closed when the database does not answer as long as a page may wait: what becomes
    of the statement is not known, as whenever a line breaks."""

    def wait(self, gen: Generator[Any, Any, RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        mine = deadline.current()
        if mine is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        began = time.monotonic()
        try:
            with mine.used() as left:
                found = super().wait(gen, interval, breaker.enter(left))
        except (DeadlinePassed, errors._WaitTimeout) as error:
            self.pgconn.finish()
            if not isinstance(error, DeadlinePassed):
                breaker.gave_up(began)
                mine.gave_up()
            raise psycopg.OperationalError(NO_ANSWER) from None
        except BaseException:
            breaker.answered()
            raise
        breaker.answered()
        return found

    def rollback(self) -> None:
        """Where nothing has begun there is nothing to undo, and nothing to wait for: a page that is ready would be lost
        when others find just then that the database hangs, since its connection is given back with a rollback."""
        if self.pgconn.transaction_status != TransactionStatus.IDLE:
            super().rollback()

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> PQGenConn[Self]:
        """The driver's limit is in whole seconds, at least two, and for each address of the server; ours is in all."""
        steps = super()._connect_gen(conninfo)
        if (until := _until.get()) is None:
            return (yield from steps)
        ready = None
        try:
            while time.monotonic() < until:
                ready = yield steps.send(cast("Any", ready))
        except StopIteration as made:
            return cast("Self", made.value)
        steps.close()
        raise errors.ConnectionTimeout(NO_ANSWER)


def install(engine: Engine) -> None:
    """Listen on the engine. While only reading is allowed each statement stands for itself.

    With READ COMMITTED, which we use, each statement sees the newest state in a transaction, too; so nothing is lost,
    and BEGIN and ROLLBACK are spared: half of the round trips of a small page.
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin)
        event.listen(engine, "do_connect", _connect)


def _begin(connection: Connection) -> None:
    """Before the first statement; the driver itself sends BEGIN with it unless the connection is in autocommit."""
    driver: Any = connection.connection.dbapi_connection
    try:
        if driver.autocommit != read_only.get():
            driver.autocommit = read_only.get()
    except psycopg.OperationalError as error:  # given up: SQLAlchemy does not look at errors of listeners
        raise OperationalError("BEGIN", None, error) from None


def _connect(_dialect: Any, _record: Any, arguments: Any, parameters: dict[str, Any]) -> LimitedConnection:
    mine = deadline.current()
    if mine is None:
        return LimitedConnection.connect(*arguments, **parameters)
    began = time.monotonic()
    try:
        with mine.used() as left:
            token = _until.set(began + breaker.enter(left))
            try:
                made = LimitedConnection.connect(*arguments, **parameters)
            finally:
                _until.reset(token)
    except DeadlinePassed:
        raise psycopg.OperationalError(NO_ANSWER) from None
    except errors.ConnectionTimeout:
        breaker.gave_up(began)
        mine.gave_up()
        raise
    except psycopg.Error:
        breaker.answered()
        raise
    breaker.answered()
    return made
