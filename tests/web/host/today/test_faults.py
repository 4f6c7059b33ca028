"""A place is out of order: what that hits, what becomes of each booking, taking it back, and that it works again."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.impact.rules import DELAY
from bookings.models import Blocking
from core.db import db
from tests.support import people
from tests.support.booking import book, cancel
from tests.support.house import House, bookings, clock, taken
from tests.support.html import error_at, faults, fields, links, section, text
from tests.support.impact import waiting
from tests.support.queries import counted

HOST = "/host/coppenbruegge"
TODAY = f"{HOST}/today"
NINE, TEN, TWELVE = clock("9:00"), clock("10:00"), clock("12:00")
TONIGHT = {"until": "2026-11-24", "reason": "Lampe"}


def page_of(home: House, name: str = "Platz 1") -> str:
    return f"{TODAY}/faults/{home.spaces[name]}"


def blockings(app: Flask) -> list[Blocking]:
    with app.app_context():
        return list(db.session.scalars(select(Blocking).order_by(Blocking.starts_at)))


def at_desk(app: Flask, home: House, name: str = "Platz 1") -> list[tuple[Any, Any]]:
    """From when until when it is taken."""
    return [(start, end) for space_id, start, end in taken(app) if space_id == home.spaces[name]]


def test_place_without_bookings_is_out_of_order_with_two_clicks(app: Flask, hanna: FlaskClient, home: House) -> None:
    path = page_of(home)
    assert path in links(hanna.get(TODAY), path)
    assert hanna.post(path, data=TONIGHT).location == path
    assert "Out of order until 24:00" in text(hanna.get(path))
    assert "Platz 1 Lampe until 24:00" in section(hanna.get(TODAY), "faults")
    assert "Platz 1 Out of order until 24:00: Lampe" in text(hanna.get(f"{TODAY}/faults"))
    assert "Platz 1" not in section(hanna.get(TODAY), "free")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": ""}, "reason"), ({"reason": " \u200b"}, "reason"), ({"until": "2026-11-23"}, "until")],
)
def test_what_is_missing_is_said_at_its_field(
    app: Flask, hanna: FlaskClient, home: House, values: dict[str, str], field: str
) -> None:
    answer = hanna.post(page_of(home), data=TONIGHT | values)
    assert answer.status_code == 422
    assert error_at(answer, field)
    assert blockings(app) == []


def test_hit_bookings_are_shown_before_anything_happens(app: Flask, hanna: FlaskClient, home: House) -> None:
    book(home, start=NINE, end=TWELVE)
    before = people.rows(app)["booking"], people.rows(app)["blocking"]
    asked = hanna.post(page_of(home), data=TONIGHT)
    assert asked.status_code == 200
    assert faults(asked.text) == []
    for words in (
        "1 booking is affected",
        "Anna Muster",
        "Move to Platz 2",
        "Cancel the booking",
        "Keep: it still stands",
    ):
        assert words in text(asked)
    assert (people.rows(app)["booking"], people.rows(app)["blocking"]) == before
    open_one = hanna.post(page_of(home), data=fields(asked))
    assert open_one.status_code == 409
    assert "please choose what should happen to each booking" in text(open_one)
    assert (people.rows(app)["booking"], people.rows(app)["blocking"]) == before


def test_each_booking_is_moved_kept_or_cancelled(app: Flask, hanna: FlaskClient, home: House) -> None:
    moved = book(home, start=NINE, end=TEN)
    kept = book(home, start=TEN, end=clock("11:00"), who="bert@example.org")
    gone = book(home, start=clock("11:00"), end=TWELVE, who="bert@example.org")
    asked = hanna.post(page_of(home), data=TONIGHT)
    ways = {f"way-{moved.id.hex}": "move", f"way-{kept.id.hex}": "keep", f"way-{gone.id.hex}": "cancel"}
    receipt = hanna.get(hanna.post(page_of(home), data=fields(asked) | ways).location)

    assert "moved to Platz 2" in text(receipt)
    assert "To the day’s list" in text(receipt)
    assert [(b.id, b.status) for b in bookings(app)] == [
        (moved.id, "confirmed"),
        (kept.id, "confirmed"),
        (gone.id, "cancelled"),
    ]
    assert at_desk(app, home, "Platz 2") == [(NINE, TEN)]
    (_, first), (begin, end), (second, night) = at_desk(app, home)
    assert [first, begin, end, second, night] == [TEN, TEN, clock("11:00"), clock("11:00"), clock("24:00")]
    assert {mail.recipient for mail in waiting(app)} == {"anna@example.org", "bert@example.org"}
    page = hanna.get(page_of(home))
    assert "1 booking remains" in text(page)
    assert links(page, f"{HOST}/bookings/{kept.id}")


def test_all_is_undone_also_what_the_fault_was_before(app: Flask, hanna: FlaskClient, home: House) -> None:
    hanna.post(page_of(home), data=TONIGHT)
    booking = book(home, start=clock("9:00") + timedelta(days=1), end=clock("12:00") + timedelta(days=1))
    before = taken(app)
    longer = {"until": "2026-11-26", "reason": "Lampe und Stuhl"}
    asked = hanna.post(page_of(home), data=longer)
    receipt = hanna.get(hanna.post(page_of(home), data=fields(asked) | {"all": "move"}).location)
    assert at_desk(app, home, "Platz 2") == [(booking.starts_at, booking.ends_at)]
    assert hanna.post(f"{HOST}/impact", data=fields(receipt)).status_code == 303
    assert (taken(app), waiting(app)) == (before, [])
    assert [(b.reason, b.kind) for b in blockings(app)] == [("Lampe", "fault")]


def test_later_nothing_is_undone(app: Flask, hanna: FlaskClient, home: House, tuesday: Any) -> None:
    book(home, start=NINE, end=TWELVE)
    asked = hanna.post(page_of(home), data=TONIGHT)
    receipt = hanna.get(hanna.post(page_of(home), data=fields(asked) | {"all": "cancel"}).location)
    tuesday.shift(DELAY)
    assert hanna.post(f"{HOST}/impact", data=fields(receipt)).status_code == 409
    assert [b.status for b in bookings(app)] == ["cancelled"]


def test_what_was_booked_while_the_host_decided_is_asked_about(app: Flask, hanna: FlaskClient, home: House) -> None:
    book(home, start=NINE, end=TEN)
    asked = hanna.post(page_of(home), data=TONIGHT)
    book(home, start=TEN, end=TWELVE, who="bert@example.org")
    answer = hanna.post(page_of(home), data=fields(asked) | {"all": "cancel"})
    assert answer.status_code == 409
    assert "Bert Beispiel new" in text(answer)
    assert blockings(app) == []


def test_it_works_again(app: Flask, hanna: FlaskClient, home: House) -> None:
    kept = book(home, start=NINE, end=TWELVE)
    asked = hanna.post(page_of(home), data=TONIGHT)
    assert hanna.post(page_of(home), data=fields(asked) | {"all": "keep"}).location == page_of(home)
    assert len(blockings(app)) == 2
    for _ in range(2):
        assert hanna.post(f"{page_of(home)}/mended").location == TODAY
    assert blockings(app) == []
    assert at_desk(app, home) == [(NINE, TWELVE)]
    cancel(home, kept)
    assert taken(app) == []


def test_form_sent_twice_does_it_once(app: Flask, hanna: FlaskClient, home: House) -> None:
    booking = book(home, start=NINE, end=TWELVE)
    data = fields(hanna.post(page_of(home), data=TONIGHT)) | {"all": "move"}
    first, second = (hanna.post(page_of(home), data=data) for _ in range(2))
    assert first.location == second.location
    assert [b.space_id for b in bookings(app) if b.id == booking.id] == [home.spaces["Platz 2"]]
    assert len(waiting(app)) == 1


def test_pages_ask_as_often_for_many_bookings(app: Flask, hanna: FlaskClient, home: House) -> None:
    book(home, start=NINE, end=TEN)
    hanna.post(page_of(home), data=TONIGHT)
    with counted(app) as few:
        hanna.post(page_of(home), data=TONIGHT)
    for hour in range(10, 16):
        book(home, start=clock(f"{hour}:00"), end=clock(f"{hour + 1}:00"), who="bert@example.org")
    with counted(app) as many:
        hanna.post(page_of(home), data=TONIGHT)
    assert len(many) == len(few)
