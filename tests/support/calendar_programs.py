"""Three libraries that read calendars, and a real client: vdirsyncer fetches, khal lists."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import vobject  # type: ignore[import-untyped]

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent


class Read(NamedTuple):
    """An entry as a program understands it; times in seconds since 1970."""

    uid: str
    start: int
    end: int
    summary: str
    names: frozenset[str]


def by_icalendar(text: bytes) -> list[Read]:
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return [
        Read(
            str(event["UID"]),
            int(event["DTSTART"].dt.timestamp()),
            int(event["DTEND"].dt.timestamp()),
            str(event["SUMMARY"]),
            frozenset(name.lower() for name in event),
        )
        for event in events
    ]


def by_vobject(text: bytes) -> list[Read]:
    calendar = vobject.readOne(text.decode())
    return [
        Read(
            event.uid.value,
            int(event.dtstart.value.timestamp()),
            int(event.dtend.value.timestamp()),
            event.summary.value,
            frozenset(line.name.lower() for line in event.lines()),
        )
        for event in calendar.contents.get("vevent", [])
    ]


def by_ical_js(text: bytes) -> list[Read]:
    done = subprocess.run([node(), str(HERE / "ical_times.mjs")], input=text, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [Read(**(each | {"names": frozenset(each["names"])})) for each in found]


READERS = {"icalendar": by_icalendar, "vobject": by_vobject, "ical.js": by_ical_js}


def node() -> str:
    """The machine's, or the one that set-up has installed beside Python."""
    found = shutil.which("node") or shutil.which("node", path=str(BIN))
    assert found, "node is missing: run `make setup`."
    return found


class Client:
    """vdirsyncer and khal with all that they keep in one folder; `address` is what a person would have pasted."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "calendar").mkdir(parents=True)
        (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, address=address))
        (folder / "khal.conf").write_text(KHAL.format(folder=folder))
        self._run("vdirsyncer", "--config", f"{folder}/vdirsyncer.conf", "discover")

    def sync(self) -> None:
        self._run("vdirsyncer", "--config", f"{self.folder}/vdirsyncer.conf", "sync")

    def entries(self, first_day: str, days: int) -> list[tuple[str, ...]]:
        """(start, end, status, title, address) of each, by the clock in Berlin. vdirsyncer makes UIDs of its own."""
        shown = "{start}|{end}|{status}|{title}|{url}"
        arguments = ("list", "--format", shown, "--day-format", "", first_day, f"{days}d")
        text = self._run("khal", "--no-color", "--config", f"{self.folder}/khal.conf", *arguments)
        return sorted(tuple(part.strip() for part in line.split("|")) for line in text.splitlines() if "|" in line)

    def _run(self, program: str, *arguments: str) -> str:
        kept = {"HOME": str(self.folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "Europe/Berlin"}
        command = [str(BIN / program), *arguments]
        done = subprocess.run(command, env=kept, input="y\n" * 9, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair bookings]
a = "feed"
b = "folder"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{address}"
[storage folder]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[bookings]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
"""
