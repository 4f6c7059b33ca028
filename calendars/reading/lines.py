"""The lines of a calendar file, however it is written: bytes in, text out. What they mean is `parts`' business.

RFC 5545 wants UTF-8, CRLF and long lines folded (3.1). Programs write UTF-16, Latin-1, LF, lone CR, blank lines, and
the quoted-printable of vCalendar 1.0.
"""

import codecs
import re
from collections.abc import Iterator

_BREAKS = re.compile(rb"[\r\n]+")
_FOLD = re.compile(rb"\n[ \t]")
_SOFT = "ENCODING=QUOTED-PRINTABLE"
_MARKS = ((codecs.BOM_UTF8, ""), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def lines_of(content: bytes) -> Iterator[str]:
    """Whole lines without what ends or folds them; empty ones are left out. Never fails."""
    text = _plain(content).strip()
    raw = _FOLD.sub(b"", _BREAKS.sub(b"\n", text)).split(b"\n")
    going_on = False
    for line in map(_decoded, raw):
        is_new, going_on = not going_on, _goes_on(line, going_on)
        if is_new and line.strip():
            yield line.strip()


def _plain(content: bytes) -> bytes:
    """In an encoding of which ASCII is a part, without a mark of the encoding and without NUL."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            rest = content.removeprefix(mark)
            return rest.decode(encoding, "replace").encode() if encoding else rest.replace(b"\0", b"")
    head = content[:64]
    for zero, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and not any(head[zero::2]) and all(head[1 - zero :: 2]):
            return content.decode(encoding, "replace").encode()
    return content.replace(b"\0", b"")


def _decoded(line: bytes) -> str:
    """Each line by itself: some programs mix."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _goes_on(line: str, going_on: bool) -> bool:
    """Quoted-printable goes on in the next line after a "=" at the end; what stands there is text."""
    head = line.partition(":")[0].upper()
    return line.endswith("=") and (going_on or _SOFT in head or ";QUOTED-PRINTABLE" in head)
