"""What only reads begins no transaction on PostgreSQL (on SQLite a short one, without the write lock); what writes is
always one transaction."""

from typing import Any

from flask import Flask
from sqlalchemy import text

from core.db import db
from core.transactions import reading, transaction

COUNT = text("SELECT count(*) FROM municipality")
INSERT = text("INSERT INTO municipality (key, name, lat, lon) VALUES ('03252001', 'Aerzen', 52, 9)")


def in_transaction() -> bool:
    driver: Any = db.session.connection().connection.dbapi_connection
    if hasattr(driver, "in_transaction"):
        return bool(driver.in_transaction)
    return bool(driver.info.transaction_status)  # 0 is IDLE


def test_reading_begins_a_transaction_only_on_sqlite(app: Flask, database_kind: str) -> None:
    with app.app_context(), reading():
        db.session.execute(COUNT)
        assert in_transaction() is (database_kind == "sqlite")


def test_writing_after_reading_is_one_transaction(app: Flask) -> None:
    with app.app_context():
        with reading():
            db.session.execute(COUNT)
        db.session.execute(INSERT)
        assert in_transaction()
        db.session.rollback()
        assert db.session.scalar(COUNT) == 0
        db.session.rollback()


def test_reading_inside_a_transaction_that_has_begun_stays_in_it(app: Flask) -> None:
    with app.app_context():
        db.session.execute(INSERT)
        with reading():
            assert in_transaction()
            assert db.session.scalar(COUNT) == 1
        assert db.session.scalar(COUNT) == 0  # `reading` ends what was begun
        db.session.rollback()


def test_reading_after_writing_sees_what_was_committed(app: Flask) -> None:
    with app.app_context():
        with transaction():
            db.session.execute(INSERT)
        with reading():
            assert db.session.scalar(COUNT) == 1
