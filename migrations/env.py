"""Alembic's entry: migrations run on the app's own engine, each in one transaction.

SQLite: foreign keys are switched off meanwhile (rebuilding a table would delete its children), and checked after.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from core.db import db


def run() -> None:
    if context.is_offline_mode():
        raise SystemExit("These migrations need a database; there is no SQL script mode.")
    with db.engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            _foreign_keys(connection, "OFF")
        context.configure(connection=connection, target_metadata=db.metadata, include_object=_belongs_here)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if on_sqlite:
            _check_foreign_keys(connection)
            _foreign_keys(connection, "ON")


def _belongs_here(item: Any, _name: str | None, kind: str, reflected: bool, _compared_to: Any) -> bool:
    """An index that is made for one database only (`info={"only_on": …}`) is not missed on the other."""
    only_on = item.info.get("only_on") if kind == "index" and not reflected else None
    return only_on in (None, db.engine.dialect.name)


def _foreign_keys(connection: Connection, state: str) -> None:
    """Outside a transaction, where alone SQLite obeys this pragma."""
    connection.rollback()
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={state}")
    cursor.close()


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    connection.rollback()
    if broken:
        raise SystemExit(f"After the migration these rows point nowhere: {broken[:10]}")


assert current_app, "run migrations through `flask --app app db …`"
run()
