"""A connection of urllib3 that goes only where it may, and no longer than it may.

A name is resolved once, each of its addresses must be allowed, and the connection goes to exactly such an address:
there is no second look at the name that could give another answer. urllib3's own time limits hold for each wait; ours
holds for all together, also when a byte comes now and then.
"""

import io
import queue
import socket
import ssl
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from calendars.outside.addresses import Target
from calendars.outside.errors import Unreadable

ADDRESSES_TRIED = 3


class FetchDeadline:
    """So many seconds from now on, by a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left; Unreadable("too-slow") when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise Unreadable("too-slow")
        return seconds


class Limited(HTTPConnection):
    """Of urllib3 it is all but where it goes, and how long each wait may be."""

    target: Target
    deadline: FetchDeadline
    resolve: Callable[[str, int, float], list[str]]
    may_reach: Callable[[str], bool]

    def connect(self) -> None:
        """Raises Unreadable. The certificate must be valid for the name, wherever it leads."""
        try:
            super().connect()
        except ssl.SSLError:
            raise Unreadable("tls") from None
        self.sock = _Timed(self.sock, self.deadline)

    def _new_conn(self) -> socket.socket:
        """urllib3 would look the name up here, and go wherever that leads."""
        found = self.resolve(self.target.host, self.target.port, self.deadline.left())
        if not found:
            raise Unreadable("unknown-host")
        if not all(self.may_reach(address) for address in found):
            raise Unreadable("not-public")
        sock = _first_that_answers(found[:ADDRESSES_TRIED], self.target.port, self.deadline)
        sock.settimeout(self.deadline.left())  # for TLS to agree
        return sock


class LimitedByTls(Limited, HTTPSConnection):
    """The same for https."""


def connection(
    target: Target,
    deadline: FetchDeadline,
    resolve: Callable[[str, int, float], list[str]],
    may_reach: Callable[[str], bool],
    tls: Callable[[], ssl.SSLContext],
) -> Limited:
    """A connection to `target` for one request, which is made when it is asked; close it. It raises Unreadable."""
    if target.scheme == "http":
        made = Limited(target.host, target.port)
    else:
        made = LimitedByTls(target.host, target.port, ssl_context=tls())
    made.target, made.deadline, made.resolve, made.may_reach = target, deadline, resolve, may_reach
    return made


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """All numeric addresses of a name. In a thread, as the system's resolver waits as long as it likes."""
    answer: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    Thread(target=lambda: answer.put(_resolve(host, port)), daemon=True).start()
    try:
        return answer.get(timeout=seconds)
    except queue.Empty:
        raise Unreadable("too-slow") from None


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _first_that_answers(found: list[str], port: int, deadline: FetchDeadline) -> socket.socket:
    for number, address in enumerate(found):
        try:
            return _connect(address, port, deadline.left() / (len(found) - number))
        except OSError:
            continue
    raise Unreadable("no-answer")


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    """To a numeric address: no name is looked up here."""
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


class _Timed:
    """What http.client needs of a socket. Each wait for data is as long as the deadline still allows."""

    def __init__(self, sock: Any, deadline: FetchDeadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._sock, self._deadline))

    def settimeout(self, _seconds: float | None) -> None:
        """urllib3's own limits, which hold for each wait."""

    def close(self) -> None:
        """Whoever reads an answer may still finish."""
        self._sock.close()


class _Incoming(io.RawIOBase):
    def __init__(self, sock: Any, deadline: FetchDeadline) -> None:
        super().__init__()
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.left())
        count: int | None = self._file.readinto(buffer)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()
