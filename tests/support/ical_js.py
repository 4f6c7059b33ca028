"""A calendar as ical.js reads it, which Thunderbird uses: a third pair of eyes beside icalendar and vobject."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_suffix(".mjs")


def read(calendar: bytes) -> dict[str, Any]:
    """`method`, and `events` with uid, sequence, start and end (UTC), summary, status, names of properties."""
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    done = subprocess.run([node, str(SCRIPT)], input=calendar, capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(f"ical.js cannot read it: {done.stderr.decode()[-2000:]}\n{calendar.decode()[:2000]}")
    return json.loads(done.stdout)  # type: ignore[no-any-return]
