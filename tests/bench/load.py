"""The load: a process of its own that speaks HTTP/1.1 over keep-alive connections, one per client.

Reads a job as JSON from standard input and writes what it saw as JSON to standard output. Started by its file name, so
that it imports nothing but the standard library. One thread with epoll: it takes a small share of the processor, which
it reports, since it shares the machine with the server.

Each client sends its next request as soon as its answer is complete. Every status is checked. A piece of work may go on
where its answer leads: the page behind a redirect has a button, and that is pressed as well.
"""

import json
import re
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
LONGEST_WAIT = 20.0


class Client:
    """One connection. `headers` make it a distinct member."""

    def __init__(self, port: int, headers: str) -> None:
        self.port = port
        self.headers = headers.encode()
        self.sent_at = 0.0
        self.received = b""
        self.goes_on = False  # to where its answer has led it
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: tuple[bytes, bytes]) -> None:
        """`request`: the first line; the rest from the last headers on."""
        first_line, rest = request
        self.received = b""
        self.sent_at = self.sent_at if self.goes_on else time.perf_counter()
        self.socket.sendall(first_line + self.headers + rest)

    def go_on(self, button: str) -> None:
        """Press a button of the page to which the answer leads; the time goes on."""
        found = LOCATION.search(self.received)
        path = urlsplit(found[1].decode()).path if found else "/"
        self.goes_on = True
        self.send(_written("POST", path + button, ""))

    def receive(self) -> tuple[int, int] | None:
        """Status and size of the body once the answer is complete; status 0 when the server has hung up instead."""
        part = self.socket.recv(1 << 18)
        if not part:
            return 0, 0
        self.received += part
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return None
        found = LENGTH.search(head)
        size = int(found[1]) if found else 0
        return (int(head[9:12]), size) if len(body) >= size else None


class Result:
    """What was answered after the warm-up."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.seconds: list[float] = []
        self.sizes: list[int] = []
        self.statuses: Counter[str] = Counter()
        self.sample = ""
        self.asked = 0

    def add(self, client: Client, status: int, size: int, at: float, counts: bool) -> None:
        self.asked += 1
        if status != self.expected:
            self.statuses[str(status)] += 1
            self.sample = self.sample or client.received[:600].decode(errors="replace")
        elif counts:
            self.seconds.append(at - client.sent_at)
            self.sizes.append(size)

    def as_json(self, wall: float, cpu: float) -> dict[str, Any]:
        """Rates a second, times in ms, sizes in bytes."""
        times = sorted(self.seconds) or [0.0]
        return {
            "asked": self.asked,
            "answered": len(self.seconds),
            "per_second": round(len(self.seconds) / wall, 1),
            "p50_ms": round(times[len(times) // 2] * 1000, 2),
            "p99_ms": round(times[min(len(times) - 1, len(times) * 99 // 100)] * 1000, 2),
            "max_ms": round(times[-1] * 1000, 2),
            "bytes": sum(self.sizes) // max(len(self.sizes), 1),
            "errors": sum(self.statuses.values()),
            "statuses": dict(self.statuses),
            "sample": self.sample,
            "load_cpu_share": round(cpu / wall, 3),
        }


def run(job: dict[str, Any]) -> dict[str, Any]:
    """`job`: port, clients (headers of each), requests ([method, path, body]), again (ask them over and over),
    button (behind each answer, or ""), expected status, warm_up and seconds."""
    clients = [Client(job["port"], headers) for headers in job["clients"]]
    load = Load(clients, _requests(job["requests"], job["again"]), Result(job["expected"]), job["button"])
    load.run(job["warm_up"], count=False)
    cpu = time.process_time()
    load.run(job["seconds"], count=True)
    cpu = time.process_time() - cpu
    load.finish()
    for client in clients:
        client.socket.close()
    return load.result.as_json(job["seconds"], cpu)


class Load:
    """All clients in one thread."""

    def __init__(
        self, clients: list[Client], requests: Iterator[tuple[bytes, bytes]], result: Result, button: str
    ) -> None:
        self.requests, self.result, self.button = requests, result, button
        self.poll = select.epoll()
        self.by_number: dict[int, Client] = {}
        self.goes_on = True
        for client in clients:
            self._begin(client)

    def run(self, seconds: float, count: bool) -> None:
        """Serve whoever has an answer, for so long and until there was one. TimeoutError when nobody gets one."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or not self.result.asked:
            self._serve_ready(count)

    def finish(self) -> None:
        """Await what is still to come, so that the work for all that was asked is done and counted in `asked`."""
        self.goes_on = False
        while self.by_number:
            self._serve_ready(count=False)

    def _serve_ready(self, count: bool) -> None:
        ready = self.poll.poll(LONGEST_WAIT)
        if not ready:
            raise TimeoutError(f"no answer within {LONGEST_WAIT} s")
        for number, _events in ready:
            self._serve(self.by_number[number], count)

    def _serve(self, client: Client, count: bool) -> None:
        answer = client.receive()
        if answer is None:
            return
        status, size = answer
        if self.button and not client.goes_on and status == self.result.expected:
            client.go_on(self.button)
            return
        client.goes_on = False
        self.result.add(client, status, size, time.perf_counter(), count)
        if not self.goes_on:
            self.poll.unregister(client.socket)
            del self.by_number[client.socket.fileno()]
        elif status:
            client.send(next(self.requests))
        else:
            self._hung_up(client)

    def _hung_up(self, client: Client) -> None:
        del self.by_number[client.socket.fileno()]
        client.socket.close()
        client.connect()
        self._begin(client)

    def _begin(self, client: Client) -> None:
        self.by_number[client.socket.fileno()] = client
        self.poll.register(client.socket, select.EPOLLIN)
        client.send(next(self.requests))


def _requests(wanted: list[list[str]], again: bool) -> Iterator[tuple[bytes, bytes]]:
    ready: Iterable[tuple[bytes, bytes]] = (_written(*request) for request in wanted)
    yield from cycle(list(ready)) if again else ready
    raise RuntimeError("more requests were wanted than prepared")


def _written(method: str, path: str, body: str) -> tuple[bytes, bytes]:
    line = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    length = len(body.encode())
    rest = f"Content-Type: {content_type(body)}\r\nContent-Length: {length}\r\n" if body or method == "POST" else ""
    return line.encode(), f"{rest}\r\n{body}".encode()


def content_type(body: str) -> str:
    """A body that begins with a brace is JSON, another one a form's."""
    return "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
