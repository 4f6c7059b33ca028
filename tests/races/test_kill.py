"""kill -9 of all processes of the server in the middle of a stream of bookings, on databases that keep their word."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

import pytest

from tests.races.clients import Answer, Client
from tests.races.house import House
from tests.races.table import HEX
from tests.support import site
from tests.support.cluster import Cluster, execute
from tests.support.databases import SQLITE
from tests.support.server import NO_LIMITS, Server

KILLS = 20 if IS_NIGHT else 3
CLIENTS = 8

State = tuple[str, int]  # status, space


class Alarm:
    """Rings when so many answers have come."""

    def __init__(self) -> None:
        self._answers = threading.Semaphore(0)

    def tick(self) -> None:
        self._answers.release()

    def wait_for(self, answers: int) -> None:
        for _ in range(answers):
            assert self._answers.acquire(timeout=30), "the stream has stopped"


@dataclass
class Streamer:
    """A member who books a desk, moves to another and cancels now and then, until nobody answers any more."""

    token: str
    desks: tuple[int, int]
    house: House
    alarm: Alarm
    known: dict[str, State] = field(default_factory=dict)
    asked: tuple[str | None, State] | None = None
    hours: Iterator[int] = field(default_factory=count)

    def stream(self, url: str) -> None:
        client = Client(url, self.token)
        try:
            while True:
                self._book_move_cancel(client, next(self.hours))
        except (OSError, HTTPException):
            client.close()

    def _book_move_cancel(self, client: Client, hour: int) -> None:
        old, new = self.desks
        self.asked = None, ("confirmed", old)
        booking = self._acknowledged(client.post("/bookings", self.house.wish(old, hour)))
        if hour % 2:
            self.asked = booking, ("confirmed", new)
            self._acknowledged(client.patch(f"/bookings/{booking}", {"space": str(new)}))
        if hour % 3 == 0:
            self.asked = booking, ("cancelled", self.known[booking][1])
            self._acknowledged(client.post(f"/bookings/{booking}/cancellation", {}))

    def _acknowledged(self, answer: Answer) -> str:
        assert answer.status in {200, 201}, answer.text
        assert self.asked
        booking = str(answer.body["id"]).replace("-", "")
        self.known[booking], self.asked = self.asked[1], None
        self.alarm.tick()
        return str(booking)

    def may_be(self, booking: str) -> set[State]:
        """What was acknowledged last, or what was asked for and never answered."""
        return {self.known[booking]} | ({self.asked[1]} if self.asked and self.asked[0] == booking else set())


@pytest.fixture
def durable_url(database_kind: str, tmp_path: Path) -> Iterator[str]:
    with ExitStack() as stack:
        if database_kind == SQLITE:
            url = f"sqlite:///{tmp_path}/durable.db"
        else:
            cluster = Cluster(durable=True).start().wait()
            stack.callback(cluster.stop)
            execute(cluster.url("postgres"), "CREATE DATABASE durable")
            url = cluster.url("durable")
        site.migrate(site.make_app(url, instance_dir=tmp_path))
        yield url


@pytest.fixture
def server(durable_url: str, tmp_path: Path) -> Iterator[Server]:
    server = Server(durable_url, tmp_path, 4, 2, NO_LIMITS)
    yield server
    server.kill()


@pytest.mark.by_turns
def test_kill_9_loses_no_acknowledged_booking_and_leaves_none_half(
    server: Server, durable_url: str, tmp_path: Path
) -> None:
    house = House(site.make_app(durable_url, instance_dir=tmp_path), server.url)
    random, alarm = Random(2026), Alarm()
    streamers = [
        Streamer(house.token(), (first, second), house, alarm)
        for first, second in zip(house.desks(CLIENTS), house.desks(CLIENTS), strict=True)
    ]
    site.close(house.app)
    for _ in range(KILLS):
        server.start()
        threads = [threading.Thread(target=one.stream, args=[server.url]) for one in streamers]
        for thread in threads:
            thread.start()
        alarm.wait_for(random.randrange(10, 60))
        server.kill()
        for thread in threads:
            thread.join()
        assert house.table.faults() == []
        assert lost(house, streamers) == []
    server.start()
    urlopen(f"{server.url}/readyz", timeout=10).close()  # an error when it is not ready
    print(KILLS, "kills,", sum(len(one.known) for one in streamers), "bookings")


def lost(house: House, streamers: list[Streamer]) -> list[Any]:
    """Bookings that are not as acknowledged, and too many that nobody was told of."""
    rows = house.table.rows(f"SELECT {HEX}, b.status, b.space_id FROM booking b")
    found = {str(key): (str(status), int(space)) for key, status, space in rows}
    wrong: list[Any] = [
        (booking, found.get(booking), one.known[booking])
        for one in streamers
        for booking in one.known
        if found.get(booking) not in one.may_be(booking)
    ]
    untold = set(found) - {booking for one in streamers for booking in one.known}
    for one in streamers:  # what came of a request whose answer was lost
        mine = {booking for booking in untold if found[booking][1] in one.desks}
        wrong += list(mine)[1:] if one.asked and one.asked[0] is None else list(mine)
        one.known |= {booking: found[booking] for booking in mine}
        for booking in one.known:
            one.known[booking] = found.get(booking, one.known[booking])
        one.asked = None
    return wrong
