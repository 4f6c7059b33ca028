"""Calendar feeds for tests: give an address, ask it as a program does, put in bookings by the thousand."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from bookings import bulk_actions
from bookings.bulk_actions import Planned
from calendars.feeds import actions
from core.identifiers import new_id
from core.transactions import transaction
from tests.support.house import House

CONTENT_TYPE = "text/calendar; charset=utf-8"


def give(app: Flask, member_id: int, hub_id: int | None = None, space_id: int | None = None) -> str:
    """The path of a new feed."""
    with app.app_context(), transaction():
        secret = actions.give_address(member_id=member_id, hub_id=hub_id, space_id=space_id)
    return f"/feeds/{secret}.ics"


def fetched(program: FlaskClient, path: str, **headers: str) -> Any:
    answer = program.get(path, headers=headers)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.content_type == CONTENT_TYPE
    if "Content-Encoding" not in answer.headers:
        assert "\r\nMETHOD" not in answer.text, "that is for what is sent to somebody"
    return answer


def events(answer: Any) -> list[Any]:
    """The entries, as icalendar reads them."""
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def only(answer: Any) -> Any:
    (event,) = events(answer)
    return event


def fill(home: House, starts: Iterable[datetime], minutes: int = 30, titles: Iterable[str] = ()) -> int:
    """A confirmed booking of the first space for each moment, and others' titles for them; returns how many."""
    names = iter(titles)
    with home.here() as (member, hub, setup), transaction():
        place = home.place(setup, "Platz 1")
        planned = [
            Planned(
                id=new_id(),
                hub_id=hub.id,
                place=place,
                member_id=member.id,
                start=start,
                end=start + timedelta(minutes=minutes),
                status="confirmed",
                title=next(names, ""),
                price_cents=0,
                created_at=start - timedelta(days=400),
                changed_at=start - timedelta(days=400),
            )
            for start in starts
        ]
        return bulk_actions.insert_planned(planned=planned)
