"""What is slow or dangerous to do is done in a process of its own: `run("package.module:function", …)`.

Threads would share the interpreter: one that reads a large calendar holds up every page. A process may be killed, has
limits on time and memory, runs behind the pages (nice), knows none of our settings, and ends with the server, also
after kill -9. There are few places for the whole server (`core.sandbox_places`). What runs inside:
`core.sandbox_worker`.
"""

import json
import logging
import os
import subprocess
import sys
from typing import Any, NamedTuple

from core.sandbox_places import Full, aside, place
from core.settings import ROOT

__all__ = ["Answer", "Died", "Full", "aside", "run"]

COMMAND = (sys.executable, "-m", "core.sandbox_worker")
SECONDS = 45.0
"""By the clock on the wall, unless the caller says otherwise. Longer than what it may work (`sandboxed.CPU_SECONDS`),
since a machine may have much to do; shorter than a proxy waits."""

log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """What the function returned: values that JSON knows, and bytes."""

    head: dict[str, Any]
    content: bytes


class Died(Exception):
    """The process gave no answer. `reason`: "limits" when it took too long or too much memory, "crashed" when the
    function raised (which the log tells) or the process ended by itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run(target: str, head: dict[str, Any], content: bytes = b"", *, seconds: float = SECONDS) -> Answer:
    """What the function `target` ("package.module:name") answers to `(content, head)`, called in a process of its own.

    It returns a dict, or a dict and bytes. Raises Full when no place is free, within a moment for whoever waits for a
    page; Died when it gave no answer within `seconds` or its limits. Never call this inside a database transaction.
    """
    order = {"target": target, "head": head, "parent": os.getpid()}
    with aside(), place():
        written = _answer_of(json.dumps(order).encode() + b"\n" + content, seconds)
    line, _, rest = written.partition(b"\n")
    answer = json.loads(line)
    if "died" in answer:
        log.error("sandboxed function failed", extra={"target": target, "why": answer["why"]})
        raise Died(answer["died"])
    return Answer(answer, rest)


def _answer_of(order: bytes, seconds: float) -> bytes:
    """What the process writes; one that dies was given something to die of."""
    limits: dict[str, Any] = {"timeout": seconds, "cwd": ROOT, "env": {}, "check": True}
    try:
        done = subprocess.run(COMMAND, input=order, capture_output=True, **limits)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Died("limits") from None
    except subprocess.CalledProcessError as error:
        raise Died("limits" if error.returncode < 0 else "crashed") from None
    except OSError:  # no process can be made just now
        raise Full(retry_after=30) from None
    written: bytes = done.stdout
    return written
