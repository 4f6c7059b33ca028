"""A host's feeds of the hub and of its spaces: with names, for hosts only, and each look is noted."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from bookings.models import Booking
from core.db import db
from core.journal import JournalEntry
from core.transactions import transaction
from hubs.models import Hub
from members.models import Member, MemberRole
from tests.support.booking import ELEVEN, NINE, book, cancel
from tests.support.feeds import events, fetched, give, only
from tests.support.house import House, house
from tests.support.queries import counted


@pytest.fixture
def hub_id(app: Flask, home: House) -> int:
    with app.app_context():
        return db.session.scalars(select(Hub.id).where(Hub.slug == home.slug)).one()


@pytest.fixture
def path(app: Flask, host: int, hub_id: int) -> str:
    return give(app, host, hub_id)


def looks(app: Flask) -> list[tuple[int, str, str]]:
    with app.app_context():
        return [(e.actor_id, e.hub_slug, e.what) for e in db.session.scalars(select(JournalEntry))]


def test_entries_begin_with_the_name(program: FlaskClient, home: House, path: str) -> None:
    booking = book(home, title="Geheimes Treffen")
    event = only(fetched(program, path))

    assert str(event["SUMMARY"]) == "Anna Muster · Platz 1"
    assert "Geheimes Treffen" in str(event["DESCRIPTION"])
    assert str(event["URL"]).endswith(f"/host/{home.slug}/bookings/{booking.id}")
    assert str(event["UID"]) == f"{booking.id}@lebens-raum"


def test_guests_without_an_account_have_the_name_that_was_given(
    app: Flask, program: FlaskClient, home: House, path: str
) -> None:
    book(home)
    book(home, "Platz 2")
    with app.app_context(), transaction():
        keys = list(db.session.scalars(select(Booking.id).order_by(Booking.id)))
        guest = {"origin": "walk_in", "member_id": None}
        db.session.execute(update(Booking).where(Booking.id == keys[0]).values(guest_name="Frau Gast", **guest))
        db.session.execute(update(Booking).where(Booking.id == keys[1]).values(**guest))

    found = sorted(str(event["SUMMARY"]).partition(" · ")[0] for event in events(fetched(program, path)))
    assert found[0] == "Frau Gast"
    assert found[1] in {"Gast", "Guest"}


def test_other_hubs_are_not_in_it(app: Flask, program: FlaskClient, home: House, path: str) -> None:
    book(house(app, "hameln", hours="Mo-Su 00:00-24:00"))

    assert events(fetched(program, path)) == []


def test_feed_of_a_space_has_what_takes_it(
    app: Flask, program: FlaskClient, home: House, host: int, hub_id: int
) -> None:
    path = give(app, host, hub_id, home.spaces["Platz 3"])
    book(home, "Platz 1")
    assert events(fetched(program, path)) == []
    book(home, "Platz 3")
    assert str(only(fetched(program, path))["SUMMARY"]) == "Anna Muster"
    with home.here() as (_member, _hub, _setup), transaction():
        db.session.execute(delete(Booking).where(Booking.space_id == home.spaces["Platz 3"]))
    book(home, "Besprechung")
    assert str(only(fetched(program, path))["SUMMARY"]) == "Anna Muster · Besprechung"


def test_each_look_at_names_is_noted_and_none_at_nothing(
    app: Flask, program: FlaskClient, home: House, host: int, path: str
) -> None:
    book(home)
    etag = fetched(program, path).headers["ETag"]
    assert looks(app) == [(host, home.slug, "feed")]
    with app.app_context(), transaction():
        db.session.execute(delete(JournalEntry))
    assert program.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert looks(app) == []


def test_unchanged_feed_takes_three_statements(app: Flask, program: FlaskClient, home: House, path: str) -> None:
    book(home)
    etag = fetched(program, path).headers["ETag"]
    with counted(app) as asked:
        assert program.get(path, headers={"If-None-Match": etag}).status_code == 304

    assert len(asked) <= 3


def test_new_name_of_a_person_changes_the_feed(app: Flask, program: FlaskClient, home: House, path: str) -> None:
    book(home)
    etag = fetched(program, path).headers["ETag"]
    with app.app_context(), transaction():
        db.session.execute(update(Member).where(Member.name == "Anna Muster").values(name="Anna Neu"))

    assert str(only(fetched(program, path, **{"If-None-Match": etag}))["SUMMARY"]).startswith("Anna Neu")


def test_cancelled_bookings_are_told(program: FlaskClient, home: House, path: str) -> None:
    cancel(home, book(home, "Platz 1", NINE, ELEVEN))

    assert str(only(fetched(program, path))["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize("of_space", [False, True])
def test_who_hosts_no_longer_sees_nothing(
    app: Flask, program: FlaskClient, home: House, host: int, hub_id: int, of_space: bool
) -> None:
    path = give(app, host, hub_id, home.spaces["Platz 1"] if of_space else None)
    fetched(program, path)
    with app.app_context(), transaction():
        db.session.execute(delete(MemberRole).where(MemberRole.member_id == host))

    assert program.get(path).status_code == 404


def test_host_of_another_hub_sees_nothing(app: Flask, program: FlaskClient, bert: int, hub_id: int) -> None:
    """Such a row can only be left over; it opens nothing."""
    assert program.get(give(app, bert, hub_id)).status_code == 404


def test_reviewers_and_admins_are_no_hosts(app: Flask, program: FlaskClient, bert: int, hub_id: int) -> None:
    with app.app_context(), transaction():
        roles: list[Any] = [MemberRole(member_id=bert, role=role) for role in ("reviewer", "admin")]
        db.session.add_all(roles)

    assert program.get(give(app, bert, hub_id)).status_code == 404
