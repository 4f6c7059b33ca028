"""Reading a calendar that may be made to hurt: in a process of its own, with limits on time and memory."""

import json
import subprocess
import sys
from datetime import datetime
from typing import Any

from bookings.imports.busy import Read, Refused, check_shape
from bookings.imports.errors import Unreadable
from core.settings import ROOT
from core.timespans import Interval

SECONDS = 20
"""By the clock on the wall; the process has a limit of its own on what it may work (`apart.CPU_SECONDS`)."""
COMMAND = [sys.executable, "-m", "bookings.imports.apart"]


def read(content: bytes, zone: str, window: Interval) -> Read:
    """When the calendar says that somebody is busy, see `busy.read`; or Unreadable. The process knows nothing
    of our settings."""
    try:
        check_shape(content)
    except Refused as refusal:
        raise Unreadable(refusal.reason) from None
    head = {"zone": zone, "start": window.start.isoformat(), "end": window.end.isoformat()}
    answer = ask(json.dumps(head).encode() + b"\n" + content)
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    busy = [Interval(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answer["busy"]]
    return Read(busy, answer["odd"])


def ask(data: bytes) -> dict[str, Any]:
    """What the process answers; a process that dies was given something to die of."""
    limits: dict[str, Any] = {"timeout": SECONDS, "cwd": ROOT, "env": {}, "check": True}
    try:
        done = subprocess.run(COMMAND, input=data, capture_output=True, **limits)  # noqa: S603
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise Unreadable("too-complex") from None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
