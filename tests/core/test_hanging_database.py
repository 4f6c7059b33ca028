"""A database that hangs (SIGSTOP) or is locked: pages say so soon, jobs wait, and the site heals by itself."""

import itertools
import os
import signal
import socket
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask, request_finished
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from core import deadline, postgresql
from core.db import db
from tests.support import site
from tests.support.cluster import Cluster, execute
from tests.support.server import Server

PAGES = (
    "/",
    "/hubs",
    "/readyz",
    "/api/v1/hubs",
    "/hubs/coppenbruegge",
    "/hubs?municipality=1",
    "/feeds/x.ics",
    "/door/x",
)
LIMIT = 30.0
"""Seconds after which a request counts as hanging for ever; it should take at most five."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Of its own, since it is stopped: nobody else's database may stand still."""
    made = Cluster().start().wait()
    execute(made.url("postgres"), "CREATE DATABASE site")
    site.migrate(site.make_app(made.url("site"), instance_dir=tmp_path_factory.mktemp("instance")))
    yield made
    made.stop()


@pytest.mark.only_on("postgresql")
def test_database_that_hangs_is_told_soon_and_the_site_heals_by_itself(
    database_kind: str, cluster: Cluster, tmp_path: Path
) -> None:
    server = Server(cluster.url("site"), tmp_path, workers=2, threads=4).start()
    try:
        assert [status(server.url + path) for path in PAGES[:3]] == [200] * 3
        with ThreadPoolExecutor(40) as people:
            with stopped(cluster):
                waiting = [people.submit(status, server.url + path) for path in PAGES * 4]
                until(lambda: patient(server) >= 8)
                alive = [status(f"{server.url}/healthz") for _ in range(8)]
                still = sum(not one.done() for one in waiting)
                assert [one.result() for one in waiting] == [503] * len(waiting)
                assert status(f"{server.url}/login", b"email=a%40example.org&password=x") in {400, 503}
            assert alive == [200] * 8
            assert still > 0
        until(lambda: [status(server.url + path) for path in PAGES[:3]] == [200] * 3)
        assert [status(server.url + path) for path in PAGES[:3] * 4] == [200] * 12
        assert server.log.count("Traceback") == 0
    finally:
        server.stop()


@pytest.mark.only_on("postgresql")
def test_job_waits_for_a_database_that_hangs(database_kind: str, cluster: Cluster, tmp_path: Path) -> None:
    app = site.make_app(cluster.url("site"), instance_dir=tmp_path)

    def job() -> int:
        with app.app_context():
            return int(db.session.execute(text("SELECT 1")).scalar_one())

    assert job() == 1
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with ThreadPoolExecutor(1) as jobs:
        with stopped(cluster):
            found = jobs.submit(job)
            assert app.test_client().get("/hubs").status_code == 503  # gives up while the job goes on
            assert app.test_client().get("/hubs").status_code == 503
            assert not found.done()
        assert found.result(LIMIT) == 1
    until(lambda: app.test_client().get("/hubs").status_code == 200)
    site.close(app)


@pytest.mark.only_on("postgresql")
def test_who_is_logged_in_sees_the_page_of_errors_though_the_database_hangs(
    database_kind: str, cluster: Cluster, tmp_path: Path
) -> None:
    app = site.make_app(cluster.url("site"), instance_dir=tmp_path)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "a secret"
    with stopped(cluster):
        answers = [client.get("/hubs"), client.get("/bookings"), client.post("/profile"), client.get("/no/such/page")]
    assert [(a.status_code, a.mimetype) for a in answers] == [(503, "text/html")] * 3 + [(404, "text/html")]
    assert all("</main>" in a.text and a.headers["Cache-Control"] == "no-store" for a in answers)
    until(lambda: app.test_client().get("/hubs").status_code == 200)
    site.close(app)


@pytest.mark.only_on("postgresql")
def test_wait_for_a_lock_is_no_hanging_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits too long for another's row is told so, and nobody else."""
    monkeypatch.setattr(deadline, "SECONDS", 2.0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context(), db.engine.connect() as other:
        other.execute(text("LOCK TABLE rate_limit IN ACCESS EXCLUSIVE MODE"))
        with ThreadPoolExecutor(1) as threads:
            stop = threading.Event()
            others = threads.submit(lambda: [app.test_client().get("/hubs").status_code for _ in until_set(stop)])
            sent = {"email": "anna@example.org", "password": "x"}
            answers = [app.test_client().post("/login", data=sent).status_code for _ in range(3)]
            stop.set()
        other.rollback()
    assert answers == [503] * 3
    assert set(others.result()) == {200}


@pytest.mark.only_on("postgresql")
def test_page_that_is_ready_is_sent_though_others_find_that_the_database_hangs(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection is only given back then; another one tries the database."""
    breaker = deadline.Breaker()
    monkeypatch.setattr(postgresql, "breaker", breaker)

    def found_hanging(_app: Flask, **_response: object) -> None:
        breaker.gave_up(time.monotonic())
        with ThreadPoolExecutor(1) as threads:
            threads.submit(breaker.enter, 3.5).result()

    with request_finished.connected_to(found_hanging, app):
        assert app.test_client().get("/hubs").status_code == 200
    with pytest.raises(deadline.DeadlinePassed):
        breaker.enter(3.5)


@pytest.mark.only_on("sqlite")
def test_locked_sqlite_is_told_within_the_limit(app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another process, and by a writer of this one that does not come to an end; readers go on."""
    monkeypatch.setattr(deadline, "SECONDS_ON_SQLITE", 0.5)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    sent = {"email": "anna@example.org", "password": "x"}
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda _: app.test_client().post("/login", data=sent).status_code, range(4)))
        assert app.test_client().get("/hubs").status_code == 200
        other.execute("ROLLBACK")
    assert answers == [503] * 4
    assert app.test_client().post("/login", data=sent).status_code == 422


def test_breaker_lets_one_try_and_tells_all_others() -> None:
    breaker = deadline.Breaker()
    assert breaker.enter(3.5) == 3.5
    breaker.gave_up(time.monotonic())
    assert breaker.enter(3.5) == deadline.PROBE_SECONDS
    for _ in range(3):
        with pytest.raises(deadline.DeadlinePassed):
            breaker.enter(3.5)
    breaker.gave_up(time.monotonic())
    assert breaker.enter(3.5) == deadline.PROBE_SECONDS
    breaker.answered()
    assert [breaker.enter(3.5), breaker.enter(3.5)] == [3.5, 3.5]


def test_breaker_lets_one_try_though_those_before_it_give_up_meanwhile() -> None:
    """They began together, and end one after the other: each end must not let the next one in."""
    breaker = deadline.Breaker()
    began = time.monotonic()
    breaker.gave_up(began)
    breaker.enter(3.5)
    with ThreadPoolExecutor(1) as others:
        others.submit(breaker.gave_up, began).result()
    with pytest.raises(deadline.DeadlinePassed):
        breaker.enter(3.5)


def test_request_waits_for_a_hanging_database_once() -> None:
    """Neither on the next line, nor for what comes after the answer."""
    mine = deadline.Deadline(3.5)
    with mine.used():
        mine.gave_up()
    with pytest.raises(deadline.DeadlinePassed), mine.used():
        pass


@pytest.mark.parametrize("addresses", [1, 3])
def test_page_connects_as_long_as_it_may_wait_however_many_addresses_there_are(
    monkeypatch: pytest.MonkeyPatch, addresses: int
) -> None:
    """Those of a server that takes a connection and says nothing; the driver's own limit is two seconds for each."""
    monkeypatch.setattr(deadline, "breaker", deadline.Breaker())
    monkeypatch.setattr(postgresql, "breaker", deadline.breaker)
    with closing(socket.create_server(("127.0.0.1", 0), backlog=8)) as silent:
        port = str(silent.getsockname()[1])
        url = f"postgresql+psycopg:///x?host={','.join(['127.0.0.1'] * addresses)}&port={','.join([port] * addresses)}"
        engine = create_engine(url)
        postgresql.install(engine)
        mine = deadline.Deadline(0.3)
        token = deadline._current.set(mine)
        try:
            with pytest.raises(OperationalError):
                engine.connect()
            with pytest.raises(OperationalError):
                engine.connect()
            assert tried(silent) == 1
        finally:
            deadline._current.reset(token)
        assert mine.left <= 0


def test_breaker_stays_closed_while_others_are_answered() -> None:
    breaker = deadline.Breaker()
    began = time.monotonic()
    breaker.answered()
    breaker.gave_up(began)
    assert breaker.enter(3.5) == 3.5


def test_patience_is_one_for_all_that_a_request_waits_for() -> None:
    mine = deadline.Deadline(0.02)
    with mine.used() as left:
        assert left == 0.02
        time.sleep(0.03)
    with pytest.raises(deadline.DeadlinePassed), mine.used():
        pass


@contextmanager
def stopped(cluster: Cluster) -> Iterator[None]:
    """All processes of the cluster stand still, those that were there and the one that would begin new ones."""
    os.kill(cluster.pid, signal.SIGSTOP)
    children = [int(pid) for pid in Path(f"/proc/{cluster.pid}/task/{cluster.pid}/children").read_text().split()]
    for pid in children:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in [*children, cluster.pid]:
            os.kill(pid, signal.SIGCONT)


def status(address: str, data: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(address, data, timeout=LIMIT) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return int(error.code)


def tried(silent: socket.socket) -> int:
    """How many connections were begun; nobody had taken them yet."""
    silent.setblocking(False)
    for count in itertools.count():
        try:
            silent.accept()[0].close()
        except BlockingIOError:
            return count
    raise AssertionError


def patient(server: Server) -> int:
    """How many requests are under way: connections to the server that it has taken."""
    port = f"{server.port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(line.split()[1].endswith(f":{port}") and line.split()[3] == "01" for line in lines)


def until_set(stop: threading.Event) -> Iterator[int]:
    while not stop.is_set():
        yield 1


def until(look: Callable[[], bool], seconds: float = LIMIT) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end
        time.sleep(0.05)
