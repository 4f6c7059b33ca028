"""Asking a server outside for a calendar. The server may be hostile: it must not lead us into our own network, nor
hold us up, nor fill our memory.

A name is resolved once, each of its addresses must be public, and the connection goes to exactly such an address:
there is no second look at the name that could give another answer. Never call this inside a database transaction.
"""

import queue
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Thread
from typing import NamedTuple
from urllib.parse import urljoin

from calendars.outside import addresses
from calendars.outside.addresses import Target
from calendars.outside.bodies import body_of
from calendars.outside.errors import Unreadable
from calendars.outside.wire import Deadline, Wire

MOST_REDIRECTS = 3
SECONDS = 20.0
ADDRESSES_TRIED = 3
REDIRECTS = {301, 302, 303, 307, 308}
REFUSALS = {401: "not-allowed", 403: "not-allowed", 404: "not-found", 410: "not-found"}
HEADERS = {
    "User-Agent": "LEBENS-RAUM (reads busy times of a calendar)",
    "Accept": "text/calendar, */*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


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


@dataclass(frozen=True, slots=True)
class Gate:
    """What may be reached, and within how many seconds in all. The usual one is for the open internet."""

    schemes: frozenset[str] = frozenset({"https"})
    ports: frozenset[int] = frozenset({443})
    may_reach: Callable[[str], bool] = addresses.is_public
    resolve: Callable[[str, int, float], list[str]] = resolve
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = SECONDS


OPEN_INTERNET = Gate()


class Answer(NamedTuple):
    """`content` is None when the server says that nothing has changed. The others are its own words for what it is."""

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


def fetch(url: str, *, etag: str = "", last_modified: str = "", gate: Gate = OPEN_INTERNET) -> Answer:
    """What is at the address, or whether it is still what `etag` and `last_modified` stand for. Unreadable."""
    deadline = Deadline(gate.seconds)
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = HEADERS | {name: value for name, value in conditions.items() if value}
    for _ in range(1 + MOST_REDIRECTS):
        target = addresses.read(url, gate.schemes, gate.ports)
        answer = _ask(target, headers, gate, deadline)
        if isinstance(answer, Answer):
            return answer
        url = _next(target, answer)
    raise Unreadable("too-many-redirects")


def _next(target: Target, location: str) -> str:
    try:
        return urljoin(target.url, location)
    except ValueError:
        raise Unreadable("bad-address") from None


def _ask(target: Target, headers: dict[str, str], gate: Gate, deadline: Deadline) -> Answer | str:
    """The answer, or the address to which it leads on."""
    try:
        with _connected(target, gate, deadline) as sock:
            connection = HTTPConnection(target.host, target.port)
            connection.sock = Wire(sock, deadline)
            connection.request("GET", target.path, headers=headers | {"Host": target.authority})
            with connection.getresponse() as response:
                return _understood(response, asked_if_changed=len(headers) > len(HEADERS))
    except TimeoutError:
        raise Unreadable("too-slow") from None
    except (HTTPException, OSError, ValueError):
        raise Unreadable("no-answer") from None


def _understood(response: HTTPResponse, *, asked_if_changed: bool) -> Answer | str:
    if response.status in REDIRECTS:
        return response.getheader("Location") or _refuse("not-found")
    if response.status == 304 and asked_if_changed:
        return Answer(None)
    if response.status != 200:
        _refuse(REFUSALS.get(response.status, "server-error"))
    content = body_of(response)
    return Answer(content, _kept(response, "ETag", 200), _kept(response, "Last-Modified", 80))


def _refuse(reason: str) -> str:
    raise Unreadable(reason)


def _kept(response: HTTPResponse, name: str, longest: int) -> str:
    """A header that we shall send back; one that is too long or strange is forgotten, which only costs time."""
    value = (response.getheader(name) or "").strip()
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _connected(target: Target, gate: Gate, deadline: Deadline) -> socket.socket:
    found = gate.resolve(target.host, target.port, deadline.left())
    if not found:
        raise Unreadable("unknown-host")
    if not all(gate.may_reach(address) for address in found):
        raise Unreadable("not-public")
    sock = _first_that_answers(found[:ADDRESSES_TRIED], target.port, deadline)
    return sock if target.scheme == "http" else _secured(sock, target.host, gate, deadline)


def _first_that_answers(found: list[str], port: int, deadline: Deadline) -> socket.socket:
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


def _secured(sock: socket.socket, host: str, gate: Gate, deadline: Deadline) -> socket.socket:
    """The certificate must be valid for the name, wherever it leads."""
    try:
        sock.settimeout(deadline.left())
        return gate.tls().wrap_socket(sock, server_hostname=host)
    except (ssl.SSLError, ssl.CertificateError):
        raise Unreadable("tls") from None
    except BaseException:
        sock.close()
        raise
