"""A connection on which a time limit holds for all together, also when a byte comes now and then."""

import io
import socket
import time
from typing import Any

from calendars.outside.errors import Unreadable


class Deadline:
    """So many seconds from now on, by a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left; Unreadable("too-slow") when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise Unreadable("too-slow")
        return seconds


class Wire:
    """What http.client needs of a socket. Each wait for data is as long as the deadline still allows."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._sock, self._deadline))

    def close(self) -> None:
        """http.client says so when no second request may follow; the body is still to be read from it."""


class _Incoming(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        super().__init__()
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)
