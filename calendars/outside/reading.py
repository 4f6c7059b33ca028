"""Reading a calendar that may be made to hurt: in a process of its own, with limits on time and memory."""

from datetime import datetime
from typing import Any

from calendars.outside.errors import Unreadable
from calendars.reading.busy import Read, Refused, check_shape
from core import sandbox
from core.timespans import Interval

SECONDS = sandbox.SECONDS


def read(content: bytes, zone: str, window: Interval) -> Read:
    """When the calendar says that somebody is busy, see `busy.read`; or Unreadable, or sandbox.Full."""
    try:
        check_shape(content)
    except Refused as refusal:
        raise Unreadable(refusal.reason) from None
    answer = ask(content, {"zone": zone, "start": window.start.isoformat(), "end": window.end.isoformat()})
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    busy = [Interval(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answer["busy"]]
    return Read(busy, answer["odd"])


def ask(content: bytes, what: dict[str, str]) -> dict[str, Any]:
    """What `apart.answer` says; a process that dies was given something to die of."""
    try:
        return sandbox.run("calendars.reading.apart:answer", what, content, seconds=SECONDS).head
    except sandbox.Died:
        raise Unreadable("too-complex") from None
