"""What many programs write, read by us and by ical.js: all of it without a fault, and alike where ical.js is right."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from calendars.outside import rules
from calendars.reading import busy
from calendars.reading.busy import FileRefused
from core.timespans import Interval, subtract
from tests.calendars.reading.programs import PROGRAMS
from tests.support import ical_busy
from tests.support.house import NOW, ZONE

WINDOW = rules.window(NOW, ZONE)
SHIPPED = {"icalendar": "tests", "recurring_ical_events": "test"}
HANGS = {"invalid_duration.ics"}
"""ical.js never ends with them: a duration of `X`."""

PROGRAM_NOTES = {
    "outlook, microsoft's utc": "ical.js refuses the file: it looks for the value behind the first colon.",
    "wordpress, an end before its beginning": "ical.js gives it a negative length; we block its day.",
    "wordpress, blanks in days": "ical.js refuses the file.",
    "wordpress, empty rule and exceptions": "ical.js refuses the file.",
    "notes, periods": "ical.js cannot carry out periods of RDATE.",
}
"""Where they differ, and why ours is right."""

SHIPPED_NOTES = {
    "end_before_start_event.ics": "ical.js gives it a negative length; we block its day.",
    "fablab_cottbus.ics": "The file's own Europe/Berlin is hours off; we know the city.",
    "freebusy/example.ics": "A list without a calendar around it; ical.js is not asked for it.",
    "issue_107_omitting_last_event.ics": "The name in the VTIMEZONE has one more colon; we know Windows' names.",
    "issue_132_swapped_start_and_end.ics": "ical.js gives it a negative length; we block its day.",
    "issue_148_exdate_and_rdate_updated.ics": "Two versions: the higher SEQUENCE holds (RFC 5545, 3.8.7.4).",
    "issue_148_ignored_exdate.ics": "Two versions: the higher SEQUENCE holds.",
    "issue_156_RDATE_with_PERIOD_TZID_khal.ics": "ical.js leaves out the dates of an entry with a RECURRENCE-ID.",
    "issue_156_RDATE_with_PERIOD_TZID_khal_2.ics": "ical.js leaves out the dates of an entry with a RECURRENCE-ID.",
    "issue_253_additional_recurrence_id.ics": "An occurrence that its series has no more still stands there.",
    "issue_313_globally_unique_tzid.ics": "ical.js takes zones that it does not know as floating; we know them.",
    "multiple_rrule.ics": "ical.js ends both rules with the one that ends first.",
    "rdate2.ics": "EXDATE takes out a date of RDATE as well (RFC 5545, 3.8.5.1).",
}


def windows(content: bytes) -> Iterator[Interval]:
    """Over the first and the last year of which the file speaks."""
    found = re.findall(rb"(?:DTSTART|FREEBUSY|RDATE)[^\r\n]*?[:=](\d{4})\d{4}", content)
    years = sorted({int(year) for year in found if b"1990" <= year < b"2100"}) or [2020]
    for year in {years[0], years[-1]}:
        yield Interval(datetime(year - 1, 12, 30, 23, tzinfo=UTC), datetime(year + 1, 2, 5, 23, tzinfo=UTC))


def ours(content: bytes, window: Interval) -> list[Interval] | str:
    try:
        return busy.read(content, ZONE, window).busy
    except FileRefused as refusal:
        return refusal.reason


def differing(asked: list[tuple[str, bytes, Interval]]) -> dict[str, str]:
    """By their names those that we and ical.js read differently, with what only one of us finds.

    What ical.js refuses cannot be compared; what we refuse must be empty for ical.js, too.
    """
    found = {}
    known = ical_busy.busy([(content, window) for _name, content, window in asked], ZONE)
    for (name, content, window), theirs in zip(asked, known, strict=True):
        own = ours(content, window)
        if own != theirs and not isinstance(theirs, str) and not (isinstance(own, str) and not theirs):
            found[name] = own if isinstance(own, str) else f"{subtract(own, theirs)} {subtract(theirs, own)}"
    return found


def shipped() -> list[tuple[str, Path]]:
    """The .ics files that icalendar and recurring-ical-events bring along with their own tests."""
    folders = [Path(str(files(package) / folder)) for package, folder in SHIPPED.items()]
    paths = [path for folder in folders for path in sorted(folder.rglob("*.ics"))]
    return [(f"{path.parent.name}/{path.name}" if path.name == "example.ics" else path.name, path) for path in paths]


@pytest.mark.parametrize("name", PROGRAMS)
def test_calendar_of_a_program_is_understood(name: str) -> None:
    found = busy.read(PROGRAMS[name], ZONE, WINDOW)
    assert found.warnings == ("b1:20261202" if "before its beginning" in name else "")
    assert bool(found.busy) != any(word in name for word in ("free all day", "cancelled"))
    assert busy.read(rules.times_only(PROGRAMS[name]), ZONE, WINDOW) == found


def test_calendars_of_programs_say_what_ical_js_says() -> None:
    assert len(PROGRAMS) >= 40
    asked = [(name, content, WINDOW) for name, content in PROGRAMS.items() if name not in PROGRAM_NOTES]
    known = ical_busy.busy([(content, window) for _name, content, window in asked], ZONE)
    for (name, content, _window), theirs in zip(asked, known, strict=True):
        assert busy.read(content, ZONE, WINDOW).busy == theirs, name


def test_calendars_that_libraries_ship_are_read_without_a_fault() -> None:
    paths = shipped()
    assert len(paths) > 250
    reasons = {"nothing-understood", "not-a-calendar", "broken"}
    for name, path in paths:
        content = path.read_bytes()
        for window in windows(content):
            found = ours(content, window)
            assert not isinstance(found, str) or found in reasons, name


def test_calendars_that_libraries_ship_say_what_ical_js_says() -> None:
    asked = [
        (name, path.read_bytes(), window)
        for name, path in shipped()
        if path.name not in HANGS
        for window in windows(path.read_bytes())
    ]
    assert differing(asked).keys() == SHIPPED_NOTES.keys()


PIECES = (b":", b";", b",", b"=", b"\r\n", b"\xff", b"\0", b'"', b"99999999", b"END:VEVENT", b"BEGIN:VEVENT", b"RRULE:")


def spoilt(content: bytes, lot: random.Random) -> bytes:
    """With some bytes changed, left out or put in."""
    found = bytearray(content)
    for _ in range(lot.randint(1, 6)):
        place = lot.randrange(len(found))
        found[place : place + lot.randint(0, 3)] = lot.choice(PIECES)
    return bytes(found)


def test_spoilt_calendars_are_read_or_refused_and_kept_files_say_the_same() -> None:
    lot = random.Random(8)
    for content in list(PROGRAMS.values()) * 4:
        given = spoilt(content, lot)
        kept = rules.times_only(given)
        assert ours(given, WINDOW) == ours(kept, WINDOW), given
