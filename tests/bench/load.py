"""The load: a process of its own that speaks HTTP/1.1 over keep-alive connections, one per client.

Reads a job as JSON from standard input and writes what it saw as JSON to standard output. Started by its file name, so
that it imports nothing but the standard library. One thread with epoll: it takes a small share of the processor, which
it reports, since it shares the machine with the server.

Each client sends its next request as soon as its answer is complete. Every status is checked.
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

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LONGEST_WAIT = 20.0


class Client:
    """One connection. `headers` make it a distinct member."""

    def __init__(self, port: int, headers: str) -> None:
        self.headers = headers.encode()
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self.received = b""

    def send(self, request: tuple[bytes, bytes]) -> None:
        """`request`: the first line; the rest from the last headers on."""
        first_line, rest = request
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(first_line + self.headers + rest)

    def receive(self) -> tuple[int, int] | None:
        """Status and size of the body once the answer is complete. ConnectionError when the server hangs up."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection")
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
    expected status, warm_up and seconds."""
    requests = _requests(job["requests"], job["again"])
    clients = [Client(job["port"], headers) for headers in job["clients"]]
    poll = select.epoll()
    by_number = {client.socket.fileno(): client for client in clients}
    for client in clients:
        poll.register(client.socket, select.EPOLLIN)
        client.send(next(requests))
    result = Result(job["expected"])
    begin = time.perf_counter() + job["warm_up"]
    end, cpu = begin + job["seconds"], 0.0
    while (at := time.perf_counter()) < end:
        cpu = cpu or (time.process_time() if at >= begin else 0.0)
        ready = poll.poll(LONGEST_WAIT)
        if not ready:
            raise TimeoutError(f"no answer within {LONGEST_WAIT} s")
        for number, _events in ready:
            _serve(by_number[number], result, requests, begin, end)
    used = time.process_time() - cpu
    for client in clients:
        client.socket.close()
    return result.as_json(job["seconds"], used)


def _serve(client: Client, result: Result, requests: Iterator[tuple[bytes, bytes]], begin: float, end: float) -> None:
    answer = client.receive()
    if answer is None:
        return
    at = time.perf_counter()
    result.add(client, *answer, at, begin <= at < end)
    client.send(next(requests))


def _requests(wanted: list[list[str]], again: bool) -> Iterator[tuple[bytes, bytes]]:
    ready: Iterable[tuple[bytes, bytes]] = (_written(*request) for request in wanted)
    yield from cycle(list(ready)) if again else ready
    raise RuntimeError("more requests were wanted than prepared")


def _written(method: str, path: str, body: str) -> tuple[bytes, bytes]:
    line = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    rest = f"Content-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n" if body else ""
    return line.encode(), f"{rest}\r\n{body}".encode()


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
