"""A database in which all can be undone: the app has one connection, and what it commits there is a savepoint.

So a story costs no emptying of tables, and one can look ahead: go on from some moment, and come back to it. On SQLite
it is in memory. For one thread: nobody else sees what was written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from flask import Flask
from sqlalchemy import Connection, Engine, StaticPool, create_engine

from core import sqlite
from core.db import db


@contextmanager
def rewinding(app: Flask) -> Iterator[Connection]:
    """The app's one connection meanwhile; afterwards its database is as it was before."""
    with app.app_context():
        own, engines = db.engine, db._app_engines[app]
    engine = _in_memory(own) if own.dialect.name == "sqlite" else own
    factory = db.session.session_factory
    with engine.connect() as connection, connection.begin() as everything:
        engines[None] = connection
        factory.configure(join_transaction_mode="create_savepoint")
        try:
            yield connection
        finally:
            del factory.kw["join_transaction_mode"]
            engines[None] = own
            everything.rollback()
    if engine is not own:
        engine.dispose()


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """What is written inside is gone afterwards."""
    mark = connection.begin_nested()
    try:
        yield
    finally:
        mark.rollback()


def _in_memory(file: Engine) -> Engine:
    """A copy of the database."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(str(file.url.database))) as original:
        original.backup(copy)
    engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
    sqlite.install(engine)
    return engine
