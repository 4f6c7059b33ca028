"""`python -m bookings.imports.apart`: reads a calendar in a process of its own, which may die of it.

In: a line of JSON (zone, start, end), then the calendar.
Out: JSON, {"busy": [[start, end], …], "odd": text} or {"refused": reason}.
"""

import json
import resource
import sys
from datetime import datetime

CPU_SECONDS = 10
MOST_MEMORY = 512 * 1024 * 1024


def main() -> None:
    limit()
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    json.dump(answer(content, json.loads(head)), sys.stdout)


def limit() -> None:
    """What is over these limits ends the process."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(content: bytes, what: dict[str, str]) -> dict[str, object]:
    from bookings.imports.busy import Refused, read  # within the limits
    from core.timespans import Interval

    window = Interval(datetime.fromisoformat(what["start"]), datetime.fromisoformat(what["end"]))
    try:
        found = read(content, what["zone"], window)
    except Refused as refusal:
        return {"refused": refusal.reason}
    except (MemoryError, RecursionError):
        return {"refused": "too-complex"}
    except Exception:  # the libraries have many words for what they cannot read
        return {"refused": "broken"}
    return {"busy": [[start.isoformat(), end.isoformat()] for start, end in found.busy], "odd": found.odd}


if __name__ == "__main__":
    main()
