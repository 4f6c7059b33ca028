"""Reads a calendar where it may die of it: `answer` runs in a process of its own (`core.sandbox`)."""

from datetime import datetime


def answer(content: bytes, what: dict[str, str]) -> dict[str, object]:
    from calendars.reading.busy import Refused, read  # within the limits of that process
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
