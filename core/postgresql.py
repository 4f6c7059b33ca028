"""PostgreSQL without needless round trips: what only reads begins no transaction."""

from typing import Any

from sqlalchemy import Connection, Engine, event

from core.db import read_only


def install(engine: Engine) -> None:
    """Listen on the engine. While only reading is allowed each statement stands for itself.

    With READ COMMITTED, which we use, each statement sees the newest state in a transaction, too; so nothing is lost,
    and BEGIN and ROLLBACK are spared: half of the round trips of a small page.
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    """Before the first statement; the driver itself sends BEGIN with it unless the connection is in autocommit."""
    driver: Any = connection.connection.dbapi_connection
    if driver.autocommit != read_only.get():
        driver.autocommit = read_only.get()
