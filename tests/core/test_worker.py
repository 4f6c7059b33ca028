"""Browsers that come at the same time are shared out among the processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.bench.server import family
from tests.support.programs import ending_with_us, free_port

BROWSERS = 24
REQUEST = b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"


def application(_environ: object, start_response: object) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "2")])  # type: ignore[operator]
    return [b"ok"]


@pytest.fixture
def server() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    port = free_port()
    command = [*ending_with_us("TERM"), sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "core.worker.Worker", "--workers", "2", "--threads", "4"]
    command += ["--keep-alive", "30", "--no-control-socket", "--log-level", "error", f"{__name__}:application"]
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 30
        while sum(waits_for_connections(pid) for pid in family(process.pid)[1:]) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def waits_for_connections(pid: int) -> bool:
    """Whether the process watches its pipe and the socket on which it listens."""
    return any(text.count("tfd:") >= 2 for text in contents(Path(f"/proc/{pid}/fdinfo")))


def contents(folder: Path) -> Iterator[str]:
    """Of its files; a process that just begins opens and closes some meanwhile."""
    for file in folder.iterdir():
        with suppress(OSError):
            yield file.read_text()


def connections_of(pid: int, port: int) -> int:
    """How many established connections to the port a process holds."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    established = {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "01"}
    held = [os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()]
    return sum(name.removeprefix("socket:[").removesuffix("]") in established for name in held)


def test_connections_that_stay_open_are_shared_by_all_processes(
    server: tuple[int, "subprocess.Popen[bytes]"],
) -> None:
    port, process = server
    browsers = [socket.create_connection(("127.0.0.1", port)) for _ in range(BROWSERS)]
    for browser in browsers:
        browser.sendall(REQUEST)
    assert [browser.recv(20)[:12] for browser in browsers] == [b"HTTP/1.1 200"] * BROWSERS
    held = [connections_of(pid, port) for pid in family(process.pid)[1:]]
    for browser in browsers:
        browser.close()
    print(held)
    assert sum(held) == BROWSERS
    assert max(held) <= BROWSERS * 2 // 3
