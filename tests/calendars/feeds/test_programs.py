"""Programs of others read our feeds, and all read the same: across both changes of the clock, whatever titles say."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from bookings.models import Booking
from calendars.models import Feed
from core.clock import local, to_utc, today
from core.db import db
from core.transactions import transaction
from tests.support import people
from tests.support.booking import book, cancel, move
from tests.support.calendar_programs import READERS, Client, Read
from tests.support.feeds import fetched, fill, give
from tests.support.house import ZONE, House, house

CHANGES = ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31")
HALF_HOUR = timedelta(minutes=30)
NAMES = {"uid", "dtstamp", "created", "last-modified", "sequence", "dtstart", "dtend", "summary", "location"}
NAMES |= {"description", "url", "status", "transp"}


def around_the_changes() -> list[datetime]:
    """A thousand half hours: all of the days before, of and after each change of the clock, and many others."""
    at_one = [datetime.fromisoformat(f"{day}T01:00:00+00:00") for day in CHANGES]
    near = [change + HALF_HOUR * n for change in at_one for n in range(-72, 72)]
    far = [datetime(2026, 11, 2, tzinfo=UTC) + timedelta(hours=5 * n) for n in range(1000 - len(near))]
    return sorted({*near, *far})


@pytest.fixture
def path(app: Flask, home: House, anna: int) -> str:
    path = give(app, anna)
    with app.app_context(), transaction():
        db.session.execute(update(Feed).values(window_days=400))
    return path


def in_the_database(app: Flask) -> set[tuple[str, int, int]]:
    with app.app_context():
        rows = db.session.execute(select(Booking.id, Booking.starts_at, Booking.ends_at))
        return {(f"{row.id}@lebens-raum", int(row.starts_at.timestamp()), int(row.ends_at.timestamp())) for row in rows}


def times(read: list[Read]) -> set[tuple[str, int, int]]:
    return {(each.uid, each.start, each.end) for each in read}


@pytest.mark.one_database
def test_all_read_the_same_instants_on_both_sides_of_both_clock_changes(
    app: Flask, program: FlaskClient, home: House, path: str
) -> None:
    assert fill(home, around_the_changes()) == 1000
    text = fetched(program, path).data
    expected = in_the_database(app)

    for name, read in READERS.items():
        assert times(read(text)) == expected, name


def test_uids_are_the_same_over_ten_fetches_of_a_thousand(
    app: Flask, program: FlaskClient, home: House, path: str
) -> None:
    fill(home, around_the_changes())
    texts = {fetched(program, path).data for _ in range(10)}
    assert len(texts) == 1
    assert texts.pop().count(b"\r\nUID:") == 1000


PIECES = (
    *("\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e", "\t", "\x7f", "\x01"),
    *("BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "X-EVIL:1", "UID:evil", "ATTENDEE:mailto:evil@example.org"),
    *("\\n", "\\", "\\;", ";", ",", ":", '"', "^n", "^'", "DTSTART:20200101T000000Z", "=0D=0A", "%0D%0A"),
    *("ä" * 40, "🏡" * 20, "\u202e", "\u200d", "e\u0301" * 30, " ", "Treffen", "<script>", "{{ 7*7 }}", "${x}"),
)


def hostile_titles(number: int) -> list[str]:
    random = Random(20261124)
    made = ("".join(random.choices(PIECES, k=random.randint(1, 8)))[:120] for _ in range(number * 2))
    return [title for title in made if title.strip()][:number]


@pytest.mark.one_database
def test_a_thousand_hostile_titles_stay_in_their_lines(
    app: Flask, program: FlaskClient, home: House, path: str
) -> None:
    """Titles as a database may hold them: put there past all that cleans what people type."""
    titles = hostile_titles(1000)
    assert len(set(titles)) > 900
    fill(home, around_the_changes(), titles=titles)
    text = fetched(program, path).data
    read = {name: reader(text) for name, reader in READERS.items()}

    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert text.replace(b"\r\n", b"").translate(None, b"\t").find(b"\n") == -1
    for name, entries in read.items():
        assert times(entries) == in_the_database(app), name
        assert {each for entry in entries for each in entry.names} <= NAMES, name
        assert all(len(entry.summary.splitlines()) == 1 for entry in entries), name
    summaries = [{entry.uid: entry.summary for entry in entries} for entries in read.values()]
    for one, other in pairwise(summaries):
        assert one == other


@pytest.mark.one_database
def test_real_client_lists_the_same_bookings_after_a_change_too(app: Flask, server: Any, tmp_path: Path) -> None:
    path = give(app, people.add(app))
    home = house(app, hours="Mo-Su 00:00-24:00")
    days = [today(ZONE) + timedelta(days=n) for n in (1, 2, 3)]
    slots = [(to_utc(day, _clock(9), ZONE), to_utc(day, _clock(11), ZONE)) for day in days]
    first, second = (book(home, "Platz 1", *slots[n], title=f"Termin {n}") for n in (0, 1))
    client = Client(tmp_path / "client", server.url + path)
    client.sync()
    assert listed(client) == expected(app, server.url)

    move(home, first, "Platz 2", slots[0][0] + timedelta(hours=1), slots[0][1] + timedelta(hours=2))
    cancel(home, second)
    book(home, "Platz 1", *slots[2], title="Neu; dazu")
    client.sync()
    after = listed(client)
    assert after == expected(app, server.url)
    assert '"/feeds/<secret>.ics"' in server.log
    assert path.split("/")[2].removesuffix(".ics") not in server.log
    assert {entry[2] for entry in after} == {"CONFIRMED", "CANCELLED"}


def _clock(hour: int) -> Any:
    return datetime(2026, 1, 1, hour).time()  # noqa: DTZ001 - only the time of it


def listed(client: Client) -> list[tuple[str, ...]]:
    return client.entries(f"{today(ZONE)}", 30)


def expected(app: Flask, url: str) -> list[tuple[str, ...]]:
    """The bookings in the words of the client."""
    with app.app_context():
        rows = list(db.session.scalars(select(Booking)))
    return sorted(
        (
            f"{local(row.starts_at, ZONE):%Y-%m-%d %H:%M}",
            f"{local(row.ends_at, ZONE):%Y-%m-%d %H:%M}",
            "CANCELLED" if row.status == "cancelled" else "CONFIRMED",
            row.title,
            f"{url}/bookings/{row.id}",
        )
        for row in rows
    )
