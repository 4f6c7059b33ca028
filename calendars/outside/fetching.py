"""Asking a server outside for a calendar. The server may be hostile: it must not lead us into our own network, nor
hold us up, nor fill our memory.

HTTP is urllib3's. The connection is ours (`outside.connecting`): it goes to an address that was checked, and ends when
the time is over.
"""

import ssl
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import NamedTuple
from urllib.parse import urljoin

from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError, ReadTimeoutError
from urllib3.response import HTTPResponse

from calendars.outside import addresses, connecting
from calendars.outside.addresses import Target
from calendars.outside.connecting import FetchDeadline
from calendars.outside.errors import Unreadable
from core.transactions import assert_outside

MOST_REDIRECTS = 3
MOST_BYTES = 5_000_000
"""Of the body, sent or unpacked: also when a small body unpacks into a large one."""
PIECE = 64 * 1024
SECONDS = 20.0
GZIP = zlib.MAX_WBITS | 16
REDIRECTS = {301, 302, 303, 307, 308}
REFUSALS = {401: "not-allowed", 403: "not-allowed", 404: "not-found", 410: "not-found"}
HEADERS = {
    "User-Agent": "LEBENS-RAUM (reads busy times of a calendar)",
    "Accept": "text/calendar, */*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What may be reached, and within how many seconds in all. The usual one is for the open internet."""

    schemes: frozenset[str] = frozenset({"https"})
    ports: frozenset[int] = frozenset({443})
    may_reach: Callable[[str], bool] = addresses.is_public
    resolve: Callable[[str, int, float], list[str]] = connecting.resolve
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = SECONDS


OPEN_INTERNET = Gate()


class Fetched(NamedTuple):
    """`content` is None when the server says that nothing has changed. The others are its own words for what it is."""

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


def fetch(url: str, *, etag: str = "", last_modified: str = "", gate: Gate = OPEN_INTERNET) -> Fetched:
    """What is at the address, or whether it is still what `etag` and `last_modified` stand for. Unreadable.

    RuntimeError inside a transaction."""
    assert_outside()
    deadline = FetchDeadline(gate.seconds)
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = HEADERS | {name: value for name, value in conditions.items() if value}
    for _ in range(1 + MOST_REDIRECTS):
        target = addresses.read(url, gate.schemes, gate.ports)
        answer = _ask(target, headers, gate, deadline)
        if isinstance(answer, Fetched):
            return answer
        url = _next(target, answer)
    raise Unreadable("too-many-redirects")


def _next(target: Target, location: str) -> str:
    """Redirects are followed here and not by urllib3: each is judged like an address that a host has typed."""
    try:
        return urljoin(target.url, location)
    except ValueError:
        raise Unreadable("bad-address") from None


def _ask(target: Target, headers: dict[str, str], gate: Gate, deadline: FetchDeadline) -> Fetched | str:
    """The answer, or the address to which it leads on."""
    connection = connecting.connection(target, deadline, gate.resolve, gate.may_reach, gate.tls)
    try:
        connection.request("GET", target.path, headers=headers | {"Host": target.authority}, preload_content=False)
        with connection.getresponse() as response:
            return _understood(response, asked_if_changed=len(headers) > len(HEADERS))
    except (TimeoutError, ReadTimeoutError):
        raise Unreadable("too-slow") from None
    except (HTTPError, HTTPException, OSError, ValueError):
        raise Unreadable("no-answer") from None
    finally:
        connection.close()


def _understood(response: HTTPResponse, *, asked_if_changed: bool) -> Fetched | str:
    if response.status in REDIRECTS:
        return response.headers.get("Location") or _refuse("not-found")
    if response.status == 304 and asked_if_changed:
        return Fetched(None)
    if response.status != 200:
        _refuse(REFUSALS.get(response.status, "server-error"))
    content = _body(response)
    return Fetched(content, _kept(response, "ETag", 200), _kept(response, "Last-Modified", 80))


def _refuse(reason: str) -> str:
    raise Unreadable(reason)


def _kept(response: HTTPResponse, name: str, longest: int) -> str:
    """A header that we shall send back; one that is too long or strange is forgotten, which only costs time."""
    value = (response.headers.get(name) or "").strip()
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _body(response: HTTPResponse) -> bytes:
    packing = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if (response.length_remaining or 0) > MOST_BYTES:
        raise Unreadable("too-large")
    if packing in {"gzip", "x-gzip"}:
        return _unpacked(_pieces(response))
    if packing != "identity":
        raise Unreadable("broken")
    return b"".join(_pieces(response))


def _pieces(response: HTTPResponse) -> Iterator[bytes]:
    """As they come, without waiting for what a server may send behind the last of them."""
    size = 0
    try:
        while response.length_remaining != 0 and (piece := response.read1(PIECE, decode_content=False)):
            size += len(piece)
            if size > MOST_BYTES:
                raise Unreadable("too-large")
            yield piece
    except ProtocolError as error:
        is_cut_off = isinstance(error.__cause__, IncompleteRead)  # it ends before its Content-Length
        raise Unreadable("broken" if is_cut_off else "no-answer") from None


def _unpacked(pieces: Iterator[bytes]) -> bytes:
    """Not by urllib3, which takes what is cut off for the whole: half a calendar would free what is taken."""
    unpacker, found = zlib.decompressobj(GZIP), bytearray()
    try:
        for piece in pieces:
            found += unpacker.decompress(piece, MOST_BYTES + 1 - len(found))
            if len(found) > MOST_BYTES:
                raise Unreadable("too-large")
    except zlib.error:
        raise Unreadable("broken") from None
    if not unpacker.eof:
        raise Unreadable("broken")
    return bytes(found)
