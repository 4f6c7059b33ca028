"""Looking at a calendar outside: fetched or uploaded, it is read, and nothing is written.

Never inside a database transaction: a server may let us wait, and on SQLite nobody could book meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from calendars.outside import reading, rules
from calendars.outside.fetching import Gate, fetch
from core import sandbox
from core.clock import now
from core.timespans import Interval

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
class Found:
    """`busy` is None when the calendar is as it was; `odd` is what was odd in it, see `oddities`."""

    busy: Sequence[Interval] | None
    odd: str = ""
    etag: str = ""
    last_modified: str = ""


def look(source: Source) -> Found:
    """What the calendar says now; or Unreadable, or sandbox.Full: a page waits meanwhile, and few may at once."""
    with sandbox.aside():
        return _look(source)


def _look(source: Source) -> Found:
    moment = now()
    window = rules.window(moment, source.zone)
    if source.url is None:
        return Found(*reading.read(source.content or b"", source.zone, window))
    gate: Gate = current_app.extensions[GATE]
    known = {"etag": source.etag, "last_modified": source.last_modified}
    if source.is_failing or not rules.may_ask_for_changes(source.succeeded_at, moment, source.zone):
        known = {}
    answer = fetch(source.url, gate=gate, **known)
    if answer.content is None:
        return Found(None, "", source.etag, source.last_modified)
    busy, odd = reading.read(answer.content, source.zone, window)
    return Found(busy, odd, answer.etag, answer.last_modified)
