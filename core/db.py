"""The database: one session, aware UTC times, and transactions that the outermost caller commits once."""

from collections.abc import Callable, Collection, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.util import identity_key

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RETRYABLE = {"40P01", "40001"}
"""PostgreSQL's deadlock and serialisation failure: the same work may well succeed a moment later."""

read_only: ContextVar[bool] = ContextVar("read_only", default=False)
"""True while a GET is answered or inside `reading()`: SQLite then takes no write lock, and a write is refused."""


BigId = BigInteger().with_variant(Integer, "sqlite")
"""The key of tables that grow without end; SQLite counts up only in a plain INTEGER, which has 64 bits there."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


Model = TypeVar("Model", bound=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in Python, UTC in the database; SQLite keeps it as text without a zone.

    What is read goes through one function only: a day plan has hundreds of times.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _from_text if dialect.name == "sqlite" else _from_aware


class Words(TypeDecorator[tuple[str, ...]]):
    """Some words of ours (without blanks) as one text; a tuple in Python. None stays None."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split())


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


def _from_aware(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class StaleState(Exception):
    """Somebody else changed in the meantime what this work was based on. Done anew, it meets what is there now.

    Requests do so by themselves (core.requests); jobs leave it to their next round.
    """


class WriteRefused(RuntimeError):
    """Something tried to write where only reading is allowed (a GET, or inside `reading()`)."""


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def engine_options(url: str) -> dict[str, Any]:
    """More connections than threads are never needed; PostgreSQL answers in UTC whatever its own setting.

    An error does not repeat a statement's values, which are people's: it may end in a log.
    """
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 4, "hide_parameters": True}
    if url.startswith("postgresql"):
        options["connect_args"] = {"options": "-c timezone=UTC", "connect_timeout": 10}
    return options


def where(condition: str) -> dict[str, Any]:
    """Arguments that make an `Index` cover only the rows that meet a condition."""
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}


def insert_into(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of the database in use: only these know ON CONFLICT, and both say it alike."""
    return postgresql.insert(model) if db.engine.dialect.name == "postgresql" else sqlite.insert(model)


def insert_objects(rows: Sequence[Base]) -> None:
    """INSERT new objects of one class at once by a plain statement; they stay outside the session.

    All have the same attributes set. A flush would do the same in more time, and orders the rows of unrelated tables
    as it likes.
    """
    values = [{name: value for name, value in vars(row).items() if name != "_sa_instance_state"} for row in rows]
    db.session.connection().execute(insert(type(rows[0])), values)


def by_id(model: type[Model], ids: Collection[Any]) -> dict[Any, Model]:
    """The rows with these ids, by id. Those that this transaction has read already are not asked for again; one query
    for all others, none where there are none."""
    known = {key: db.session.identity_map.get(identity_key(model, key)) for key in ids}
    found = {key: row for key, row in known.items() if row is not None and not inspect(row).expired_attributes}
    missing = [key for key in ids if key not in found]
    if missing:
        column = inspect(model).primary_key[0]
        read = db.session.execute(select(column, model).where(column.in_(missing)))
        found |= dict(read.all())
    return found


def constraint_of(error: DBAPIError) -> str | None:
    """The name of the constraint (PostgreSQL) or trigger (SQLite raises its name) that refused a statement."""
    diagnosis: Any = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name) if diagnosis.constraint_name else None
    return str(error.orig)


def is_retryable(error: DBAPIError | StaleState) -> bool:
    """Whether the same work, begun anew in a new transaction, may well succeed."""
    return isinstance(error, StaleState) or getattr(error.orig, "sqlstate", None) in RETRYABLE
