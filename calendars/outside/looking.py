"""Looking at a calendar outside: fetched or uploaded, it is read, and nothing is written.

Never inside a database transaction: a server may let us wait, and on SQLite nobody could book meanwhile. What it says
may be made to hurt, so it is read in a process of its own, with limits on time and memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from calendars.outside import rules
from calendars.outside.errors import Unreadable
from calendars.outside.fetching import Gate, fetch
from calendars.reading.busy import FileRefused, Read, check_shape
from core import sandbox
from core.clock import now
from core.timespans import Interval

SECONDS = sandbox.SECONDS
GATE = "outside_calendars"
"""Under this name the app's extensions hold what may be reached. It is no setting: see `wiring`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a calendar is, `url` or `content`, and what is known of it from the last reading."""

    zone: str
    url: str | None = None
    content: bytes | None = None
    etag: str = ""
    last_modified: str = ""
    succeeded_at: datetime | None = None
    is_failing: bool = False


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """`busy` is None when the calendar is as it was; `warnings` as `reading.warnings` has them."""

    busy: Sequence[Interval] | None
    warnings: str = ""
    etag: str = ""
    last_modified: str = ""


def look(source: Source) -> CalendarRead:
    """What the calendar says now; or Unreadable, or sandbox.Full: a page waits meanwhile, and few may at once."""
    with sandbox.aside():
        return _look(source)


def _look(source: Source) -> CalendarRead:
    moment = now()
    window = rules.window(moment, source.zone)
    if source.url is None:
        return CalendarRead(*read(source.content or b"", source.zone, window))
    gate: Gate = current_app.extensions[GATE]
    known = {"etag": source.etag, "last_modified": source.last_modified}
    if source.is_failing or not rules.may_ask_for_changes(source.succeeded_at, moment, source.zone):
        known = {}
    answer = fetch(source.url, gate=gate, **known)
    if answer.content is None:
        return CalendarRead(None, "", source.etag, source.last_modified)
    busy, warnings = read(answer.content, source.zone, window)
    return CalendarRead(busy, warnings, answer.etag, answer.last_modified)


def read(content: bytes, zone: str, window: Interval) -> Read:
    """When the calendar says that somebody is busy, see `busy.read`; or Unreadable, or sandbox.Full."""
    try:
        check_shape(content)
    except FileRefused as refusal:
        raise Unreadable(refusal.reason) from None
    answer = ask(content, {"zone": zone, "start": window.start.isoformat(), "end": window.end.isoformat()})
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    busy = [Interval(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answer["busy"]]
    return Read(busy, answer["warnings"])


def ask(content: bytes, what: dict[str, str]) -> dict[str, Any]:
    """What `busy.sandboxed` says; a process that dies was given something to die of."""
    try:
        return sandbox.run("calendars.reading.busy:sandboxed", what, content, seconds=SECONDS).head
    except sandbox.Died:
        raise Unreadable("too-complex") from None
