"""An entry of a calendar: what stands in it, and that nobody's title gets out of its line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar, Event

from calendars.writing import vtimezone
from calendars.writing.events import STATUS, EventFacts, event, uid_of
from calendars.writing.text import written

KEY = UUID("01970000-0000-7000-8000-000000000001")
FACTS = EventFacts(
    uid=uid_of(KEY),
    sequence=3,
    changed_at=datetime(2026, 11, 24, 6, 0, 1, 234567, tzinfo=UTC),
    created_at=datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
    starts_at=datetime(2026, 11, 25, 8, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
    zone="Europe/Berlin",
    summary="Team",
    location="Alte Sparkasse, Musterstraße 1",
    description="Platz 1\nhttp://localhost/bookings/1",
    url="http://localhost/bookings/1",
)
WEEKS = tuple(datetime(2026, 11, 25, 8, 0, tzinfo=UTC) + n * timedelta(weeks=1) for n in range(1, 40))
REPEATED = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
"""2 o'clock in Berlin, for the first time."""


def text_of(**changes: object) -> str:
    return bytes(event(replace(FACTS, **changes), status="confirmed").to_ical()).decode()  # type: ignore[arg-type]


def test_entry_has_what_calendars_go_by() -> None:
    text = text_of()

    for line in (
        f"UID:{KEY}@lebens-raum",
        "SEQUENCE:3",
        "DTSTAMP:20261124T060001Z",
        "LAST-MODIFIED:20261124T060001Z",
        "CREATED:20261123T060000Z",
        "DTSTART;TZID=Europe/Berlin:20261125T090000",
        "DTEND;TZID=Europe/Berlin:20261125T110000",
        "STATUS:CONFIRMED",
        "LOCATION:Alte Sparkasse\\, Musterstraße 1",
    ):
        assert f"{line}\r\n" in text


@pytest.mark.parametrize(
    ("status", "told"),
    [("requested", "TENTATIVE"), ("held", "TENTATIVE"), ("checked_in", "CONFIRMED"), ("declined", "CANCELLED")],
)
def test_status_is_told_in_the_words_of_calendars(status: str, told: str) -> None:
    assert str(event(FACTS, status=status)["STATUS"]) == told


def test_unknown_status_is_no_confirmation() -> None:
    with pytest.raises(KeyError):
        event(FACTS, status="anything")


@pytest.mark.parametrize("minutes", [0, 59, 60, 119])
def test_time_that_the_clock_shows_twice_is_in_utc(minutes: int) -> None:
    start = REPEATED + timedelta(minutes=minutes)

    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}\r\n" in text_of(starts_at=start, ends_at=start + timedelta(hours=5))


@pytest.mark.parametrize("minutes", [-1, 120])
def test_times_beside_those_are_by_the_wall(minutes: int) -> None:
    start = REPEATED + timedelta(minutes=minutes)

    assert "DTSTART;TZID=Europe/Berlin:20261025T0" in text_of(starts_at=start, ends_at=start + timedelta(hours=5))


HOSTILE = [
    "x\r\nBEGIN:VEVENT\r\nUID:evil",
    "x\nATTENDEE:mailto:evil@example.org",
    "x\rX-EVIL:1",
    "x\u2028X-EVIL:1\u2029\x85\x0b\x0c\x1c\x1d\x1e\x00\x07",
    "END:VEVENT\\nEND:VCALENDAR",
    'a;b,c\\d"e:f',
    "ä" * 200,
    "🏡" * 60 + "\n X-EVIL:1",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_text_stays_in_its_line(title: str) -> None:
    calendar = Calendar()
    calendar.add_component(vtimezone.component("Europe/Berlin"))
    facts = replace(FACTS, summary=title, location=title, description=title, organizer="hub@example.org")
    facts = replace(facts, attendee="anna@example.org", organizer_name=title, attendee_name=title)
    calendar.add_component(event(facts, status="confirmed"))
    written = bytes(calendar.to_ical())

    unfolded = written.replace(b"\r\n ", b"").decode().splitlines()
    names = {line.partition(":")[0].partition(";")[0] for line in unfolded}
    assert "X-EVIL" not in names
    assert written.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    (read,) = (each for each in Calendar.from_ical(written).walk("VEVENT") if isinstance(each, Event))
    assert str(read["UID"]) == FACTS.uid
    assert len(str(read["SUMMARY"]).splitlines()) == 1


@pytest.mark.parametrize("status", sorted(STATUS))
@pytest.mark.parametrize("hours", [0, 24 * 200, -31 * 24 - 8])
def test_quick_writing_is_that_of_the_library(status: str, hours: int) -> None:
    moved = replace(
        FACTS, starts_at=FACTS.starts_at + timedelta(hours=hours), ends_at=FACTS.ends_at + timedelta(hours=hours)
    )
    for title in [*HOSTILE, "", "\x00", "^^^\\\\" * 30]:
        for facts in (
            replace(moved, summary=title, location=title, description=f"{title}\n{FACTS.url}"),
            replace(moved, summary=title, url="", description="", zone="UTC", uid="x" * 90),
            replace(moved, summary=title, location="", zone="America/Argentina/ComodRivadavia"),
            replace(moved, summary=title, rule="FREQ=WEEKLY;UNTIL=20271122T080000Z;BYDAY=MO;WKST=MO", left_out=WEEKS),
            replace(moved, summary=title, stands_for=WEEKS[0]),
        ):
            assert written(facts, status) == bytes(event(facts, status=status).to_ical())
