"""The house of a race: a server with 16 threads (on PostgreSQL 4 processes; on SQLite 1, then 4) and its database."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.races import ROUNDS
from tests.support import site
from tests.support.night import IS_NIGHT
from tests.support.server import NO_LIMITS, Server


@pytest.fixture(scope="session")
def _racing(_folder: Path, _mail_server: Any) -> Iterator[Any]:
    """`_racing(url, processes)` → a server that stays for the tests to come."""
    servers: dict[tuple[str, int], Server] = {}
    with ExitStack() as stack:

        def run(url: str, processes: int) -> Server:
            if (url, processes) not in servers:
                settings = NO_LIMITS | {"SMTP_URL": _mail_server.url}
                server = Server(url, _folder, 4, 4, settings, sqlite_processes=processes)
                servers[url, processes] = server.start()
                stack.callback(server.kill)  # quicker than to stop it
            return servers[url, processes]

        yield run


@pytest.fixture
def rounds(database_kind: str, processes: int) -> int:
    """At night all, and more where it is run as in production, fewer for SQLite under several processes."""
    if not IS_NIGHT:
        return 8
    return (4 if database_kind == "sqlite" and processes > 1 else 13) * ROUNDS


@pytest.fixture
def house(app: Any, database_url: str, processes: int, _racing: Any) -> Iterator[Any]:
    """An open hub without places yet. At the end nothing in the database may be half, and no answer was 5xx."""
    from tests.races.house import House

    server = _racing(database_url, processes)
    logged = len(server.log)
    house = House(app, server.url)
    yield house
    house.close()
    assert house.table.faults() == []
    assert "Traceback" not in server.log[logged:], server.log[logged:]


@pytest.fixture
def own_house(fresh_database: Any, processes: int, _folder: Any) -> Iterator[Any]:
    """A house with a database of its own, which the test may spoil."""
    from tests.races.house import House

    url = fresh_database()
    app = site.make_app(url, instance_dir=_folder)
    server = Server(url, _folder, 4, 4, NO_LIMITS, sqlite_processes=processes).start()
    house = House(app, server.url)
    yield house
    house.close()
    server.kill()
    site.close(app)
