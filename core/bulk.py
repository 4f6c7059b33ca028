"""Many rows at once, as each database takes them fastest: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from core.db import Base, db


def insert_rows(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """All rows have the same keys: the names of columns. Defaults made in Python do not apply; constraints do."""
    if not rows:
        return
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(insert(model), rows)
        return
    names = list(rows[0])
    statement = f'COPY "{model.__tablename__}" ({", ".join(names)}) FROM STDIN'
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
