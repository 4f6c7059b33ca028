"""The body of an answer, in pieces and within a limit, also when a small body unpacks into a large one."""

import zlib
from collections.abc import Iterator
from http.client import HTTPResponse

from calendars.outside.errors import Unreadable

MOST_BYTES = 5_000_000
PIECE = 64 * 1024
GZIP = zlib.MAX_WBITS | 16


def body_of(response: HTTPResponse) -> bytes:
    """At most MOST_BYTES, sent or unpacked. Unreadable."""
    packing = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if (response.length or 0) > MOST_BYTES:
        raise Unreadable("too-large")
    if packing in {"gzip", "x-gzip"}:
        return _unpacked(_pieces(response))
    if packing != "identity":
        raise Unreadable("broken")
    return b"".join(_pieces(response))


def _pieces(response: HTTPResponse) -> Iterator[bytes]:
    """Counted here: a server may keep the line open after the last of them, or close it before."""
    length, size = response.length, 0
    while (length is None or size < length) and (piece := response.read1(PIECE)):
        size += len(piece)
        if size > MOST_BYTES:
            raise Unreadable("too-large")
        yield piece
    if length is not None and size < length:
        raise Unreadable("broken")


def _unpacked(pieces: Iterator[bytes]) -> bytes:
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
