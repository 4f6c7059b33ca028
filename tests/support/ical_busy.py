"""When calendars say that somebody is busy, as ical.js reads them: what our own reader is compared with."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

from calendars.writing import vtimezone
from core.timespans import Interval, intersect, merge

SCRIPT = Path(__file__).with_suffix(".mjs")


def busy(calendars: Iterable[tuple[bytes, Interval]], zone: str) -> list[list[Interval] | str]:
    """Of each calendar its busy times in its window, in normal form; or the words with which ical.js refuses it."""
    asked = list(calendars)
    files = [
        {"text": content.decode(errors="replace"), "start": window.start.timestamp(), "end": window.end.timestamp()}
        for content, window in asked
    ]
    given = json.dumps({"zone": _zone(zone), "zones": _zones(content for content, _ in asked), "files": files}).encode()
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    done = subprocess.run([node, str(SCRIPT)], input=given, capture_output=True, check=True)
    answers = json.loads(done.stdout)
    assert len(answers) == len(asked)
    return [answer.get("error") or _times(answer["busy"], asked[n][1]) for n, answer in enumerate(answers)]


def _zone(name: str) -> str:
    return vtimezone.component(name).to_ical().decode()


def _zones(calendars: Iterable[bytes]) -> dict[str, str]:
    """ical.js knows no zones but those of a file; with ours it can read files that bring none along."""
    names = {name.decode() for content in calendars for name in re.findall(rb"TZID=([A-Za-z_]+/[A-Za-z_]+)", content)}
    return {name: _zone(name) for name in names & available_timezones()}


def _times(found: list[tuple[float, float]], window: Interval) -> list[Interval]:
    times = (Interval(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in found)
    return intersect(merge(times), [window])
