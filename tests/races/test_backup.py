"""Backups while bookings are being made: each is one moment of the database, and restored elsewhere it is whole."""

import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.backup import archive
from tests.races.clients import Client
from tests.races.house import House
from tests.races.table import Table
from tests.support import site
from tests.support.server import NO_LIMITS

CLIENTS = 4
BACKUPS = 2


class Stream:
    """Members who book, and cancel now and then, until they are told to end."""

    def __init__(self, house: House) -> None:
        self.house, self._ended, self._answers = house, threading.Event(), [0] * CLIENTS
        places = zip(range(CLIENTS), house.members(CLIENTS), house.desks(CLIENTS), strict=True)
        self._threads = [threading.Thread(target=self._flow, args=place) for place in places]
        for thread in self._threads:
            thread.start()

    @property
    def answers(self) -> int:
        """How many bookings have been acknowledged."""
        return sum(self._answers)

    def answers_after(self, more: int) -> int:
        """The same, once so many more are acknowledged: then the stream flows."""
        wanted = self.answers + more
        while self.answers < wanted:
            assert any(thread.is_alive() for thread in self._threads), "the stream has stopped"
            time.sleep(0.01)
        return self.answers

    def end(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _flow(self, number: int, client: Client, desk: int) -> None:
        for hour in count():
            if self._ended.is_set():
                return
            booking = client.post("/bookings", self.house.wish(desk, hour))
            assert booking.status == 201, booking.text
            self._answers[number] += 1
            if hour % 3 == 0:
                client.post(f"/bookings/{booking.body['id']}/cancellation", {})


@pytest.mark.by_turns
def test_backups_under_load_are_whole_and_come_back_elsewhere(
    app: Any, start_server: Callable[..., Any], database_url: str, fresh_database: Callable[..., str], tmp_path: Path
) -> None:
    server = start_server(workers=4, threads=2, url=database_url, **NO_LIMITS)
    house = House(app, server.url)
    stream, made = Stream(house), []
    for number in range(BACKUPS):
        before = stream.answers_after(CLIENTS)
        server.flask("backup", str(tmp_path / f"{number}.zip"))
        made.append((before, stream.answers))
    stream.end()
    server.stop()
    house.close()
    print("bookings before and after each backup:", made)
    assert house.table.faults() == []
    for number, (before, after) in enumerate(made):
        assert after > before  # bookings went on meanwhile
        assert before <= restored(tmp_path / f"{number}.zip", fresh_database(), tmp_path) <= after + CLIENTS


def restored(file: Path, url: str, folder: Path) -> int:
    """How many bookings there are once the file is restored; it is what the manifest says, and nothing is half."""
    app = site.make_app(url, instance_dir=folder)
    result = app.test_cli_runner().invoke(args=["restore", str(file)])
    assert result.exit_code == 0, result.output
    table, contents = Table(url), archive.check(file)
    assert {name: table.count(name) for name in contents.tables} == {n: t.rows for n, t in contents.tables.items()}
    assert table.faults() == []
    site.close(app)
    return contents.tables["booking"].rows
