"""`python -m core.sandbox_worker`: the inside of `core.sandbox`. One function is called, under limits, and it ends.

In: a line of JSON (target, head, parent), then bytes. Out: a line of JSON, then bytes.
Imports nothing of ours by itself, so that it is ready soon and the limits hold before anything else happens.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from importlib import import_module
from typing import Any, BinaryIO

CPU_SECONDS = 10
MOST_MEMORY = 512 * 1024 * 1024
NICENESS = 5
"""Pages come first, but a machine that has other things to do must not keep a calendar from being read at all."""
PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> None:
    limit()
    out = _own_output()
    line, _, content = sys.stdin.buffer.read().partition(b"\n")
    order = json.loads(line)
    if os.getppid() != order["parent"]:  # the server ended before we had asked to be told
        sys.exit(1)
    head, rest = _answer(order["target"], order["head"], content)
    out.write(json.dumps(head).encode() + b"\n" + rest)
    out.flush()


def limit() -> None:
    """What is over these limits ends the process, and so does the end of the server's thread that waits for it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _own_output() -> BinaryIO:
    """Where the answer goes; what a library prints goes nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return out


def _answer(target: str, head: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    module, _, name = target.partition(":")
    try:
        found = getattr(import_module(module), name)(content, head)
    except (MemoryError, RecursionError) as error:
        return {"died": "limits", "why": type(error).__name__}, b""
    except Exception as error:
        return {"died": "crashed", "why": f"{type(error).__name__} {_where(error)}"}, b""
    return found if isinstance(found, tuple) else (found, b"")


def _where(error: Exception) -> str:
    """The place in the code, and no word of what was read: it may be a person's."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}" if step else ""


if __name__ == "__main__":
    main()
