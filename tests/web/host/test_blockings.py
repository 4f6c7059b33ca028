"""Blocking places: once, every week, over bookings that move or are cancelled, and taking it back."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.impact import actions, queries
from bookings.impact.rules import BROKEN
from bookings.models import Blocking
from core.clock import now
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from members.models import Member, MemberRole
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TWELVE, book, check_in, move
from tests.support.hosts import make_host
from tests.support.house import House, at, bookings, house, taken
from tests.support.html import fields, text
from tests.support.impact import waiting

URL = "/host/coppenbruegge/blockings"
WHEN = {"date": "2026-11-25", "from": "9:00", "to": "12:00", "kind": "private", "repeat": "once"}


def block(client: FlaskClient, home: House, name: str = "Platz 1", **values: str) -> Any:
    return client.post(URL, data={"form_key": "k1", "space": str(home.spaces[name])} | WHEN | values)


def blockings(app: Flask) -> list[Blocking]:
    with app.app_context():
        return list(db.session.scalars(select(Blocking).order_by(Blocking.starts_at)))


@pytest.mark.parametrize(("kind", "words"), [("private", " Verein"), ("fault", " Out of order Verein")])
def test_free_place_is_blocked_at_once(app: Flask, host: FlaskClient, home: House, kind: str, words: str) -> None:
    answer = block(host, home, reason="Verein", kind=kind)

    assert (answer.status_code, answer.location) == (303, URL)
    (blocking,) = blockings(app)
    assert (blocking.kind, blocking.reason) == (kind, "Verein")
    assert taken(app) == [(home.spaces["Platz 1"], NINE, TWELVE)]
    assert f"Platz 1 , Wed 25 Nov 2026, 09:00–12:00{words}" in text(host.get(URL))


def test_form_of_before_for_what_is_out_of_order_keeps_working(app: Flask, host: FlaskClient, home: House) -> None:
    """With the ways that the form of today offers; the form itself leads on to it."""
    booking = book(home)
    page = block(host, home, kind="fault", reason="Lampe")
    assert host.post(URL, data=fields(page) | {"all": "keep"}).location == URL
    assert bookings(app)[0].status == booking.status
    assert taken(app) == [(home.spaces["Platz 1"], NINE, ELEVEN), (home.spaces["Platz 1"], ELEVEN, TWELVE)]
    asked = host.get(f"{URL}?space={home.spaces['Platz 1']}&kind=fault")
    assert (asked.status_code, asked.location) == (308, f"/host/coppenbruegge/today/faults/{home.spaces['Platz 1']}")
    assert host.get(f"{URL}?space=0&kind=fault").location == "/host/coppenbruegge/today/faults"


def test_booking_is_not_kept_where_the_place_itself_is_taken_away(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    page = block(host, home)
    assert host.post(URL, data=fields(page) | {"all": "keep"}).status_code == 409
    assert blockings(app) == []


def test_weekly_blocking_keeps_its_time_on_the_wall_over_the_clock_change(
    app: Flask, host: FlaskClient, home: House
) -> None:
    block(host, home, date="2027-03-22", repeat="weekly", last="2027-04-05")

    days = ["2027-03-22", "2027-03-29", "2027-04-05"]
    assert [(b.starts_at, b.ends_at) for b in blockings(app)] == [(at(d, "9:00"), at(d, "12:00")) for d in days]
    assert len({b.series for b in blockings(app)}) == 1


def test_time_that_the_clock_change_leaves_out_is_said(app: Flask, host: FlaskClient, home: House) -> None:
    page = block(host, home, date="2027-03-21", repeat="weekly", last="2027-03-28", **{"from": "2:30", "to": "5:00"})

    assert page.status_code == 200
    assert "Sun 28 Mar 2027" in text(page)
    assert blockings(app) == []
    assert host.post(URL, data=fields(page)).status_code == 303
    assert len(blockings(app)) == 1


def test_clashes_are_listed_and_the_others_saved(app: Flask, host: FlaskClient, home: House) -> None:
    block(host, home, date="2026-12-02", **{"from": "10:00", "to": "11:00"})
    page = block(host, home, repeat="weekly", last="2026-12-09", form_key="k2")

    assert page.status_code == 200
    assert "Already blocked" in text(page)
    assert "Wed 2 Dec 2026, 09:00–12:00" in text(page)
    assert len(blockings(app)) == 1
    assert host.post(URL, data=fields(page)).status_code == 303
    assert len(blockings(app)) == 3


def test_nothing_but_clashes_is_refused(app: Flask, host: FlaskClient, home: House) -> None:
    block(host, home)
    page = block(host, home, form_key="k2")

    assert "Save" not in text(page)
    assert host.post(URL, data=fields(page)).status_code == 409
    assert len(blockings(app)) == 1


def test_hit_bookings_move_to_other_places_and_back(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    book(home, "Platz 2", who="bert@example.org")
    before = taken(app)
    page = block(host, home)
    assert "Move to Platz 3" in text(page)
    answer = host.post(URL, data=fields(page) | {"all": "move"})

    assert answer.status_code == 303
    assert (home.spaces["Platz 3"], NINE, ELEVEN) in taken(app)
    (mail,) = waiting(app)
    assert mail.template == "booking-moved-by-hub"
    assert (mail.context["old_space"], mail.context["space"]) == ("Platz 1", "Platz 3")
    receipt = host.get(answer.location)
    assert "moved to Platz 3" in text(receipt)
    assert host.post("/host/coppenbruegge/impact", data=fields(receipt)).status_code == 303
    assert (taken(app), blockings(app), waiting(app)) == (before, [], [])


def test_move_is_not_offered_when_no_place_is_free(app: Flask, host: FlaskClient, home: House) -> None:
    for name in home.spaces:
        book(home, name)
    page = block(host, home)

    assert "Move" not in text(page)
    answer = host.post(URL, data=fields(page) | {"all": "move"})
    assert answer.status_code == 409
    assert blockings(app) == []


def test_each_booking_has_its_own_way(app: Flask, host: FlaskClient, home: House) -> None:
    first = book(home, start=NINE, end=at("2026-11-25", "10:00"))
    book(home, start=at("2026-11-25", "10:00"), end=ELEVEN, who="bert@example.org")
    page = block(host, home)
    host.post(URL, data=fields(page) | {"all": "move", f"way-{first.id.hex}": "cancel"})

    assert [b.status for b in bookings(app)] == ["cancelled", "confirmed"]
    assert sorted(mail.template for mail in waiting(app)) == ["booking-cancelled-by-hub", "booking-moved-by-hub"]


def test_blocking_a_room_hits_its_desks_and_moves_none_inside(app: Flask, host: FlaskClient) -> None:
    home = house(app, "room", room_of=("Platz 1", "Platz 2"))
    with app.app_context(), transaction():
        member = db.session.scalars(select(Member).where(Member.email == "host@example.org")).one()
        db.session.add(MemberRole(member_id=member.id, role="host", hub_slug="room"))
    book(home, "Platz 1")
    page = host.post("/host/room/blockings", data={"space": str(home.spaces["Besprechung"])} | WHEN)

    assert "Move to Platz 3" in text(page)
    assert "Move to Platz 2" not in text(page)


def test_undo_of_a_move_leaves_those_alone_who_moved_on_themselves(app: Flask, host: FlaskClient, home: House) -> None:
    booking = book(home)
    receipt = host.get(host.post(URL, data=fields(block(host, home)) | {"all": "move"}).location)
    moved = bookings(app)[0]
    move(home, moved, "Platz 3", TWELVE, TWELVE + timedelta(hours=1))
    host.post("/host/coppenbruegge/impact", data=fields(receipt))

    now_at = next(row for row in bookings(app) if row.id == booking.id)
    assert (now_at.space_id, now_at.starts_at) == (home.spaces["Platz 3"], TWELVE)
    assert len(waiting(app)) == 1


def test_one_or_all_of_a_series_are_taken_back(app: Flask, host: FlaskClient, home: House) -> None:
    block(host, home, repeat="weekly", last="2026-12-09")
    first, *_others = blockings(app)
    assert host.post(f"{URL}/{first.id}/take-back").status_code == 303
    assert len(blockings(app)) == 2
    assert host.post(f"{URL}/series/{first.series}/take-back").status_code == 303
    assert (blockings(app), taken(app)) == ([], [])
    assert host.post(f"{URL}/series/{first.series}/take-back").status_code == 404


def test_blockings_are_taken_back_by_hosts_of_the_hub_only(app: Flask, host: FlaskClient, home: House) -> None:
    block(host, home)
    (blocking,) = blockings(app)
    house(app, "elsewhere")
    make_host(app, "elsewhere", "other@example.org")
    other = app.test_client()
    people.log_in(other, "other@example.org")

    assert other.post(f"/host/elsewhere/blockings/{blocking.id}/take-back").status_code == 404
    assert other.post(f"/host/elsewhere/blockings/series/{blocking.series}/take-back").status_code == 404
    foreign = other.post("/host/elsewhere/blockings", data={"space": str(home.spaces["Platz 1"])} | WHEN)
    assert foreign.status_code == 422
    assert len(blockings(app)) == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"space": "x"}, "Please choose a place"),
        ({"date": "soon"}, "Please choose a day"),
        ({"repeat": "weekly"}, "Please say until when"),
        ({"repeat": "weekly", "last": "2030-01-01"}, "within a year"),
        ({"to": "8:00"}, "The end must be after the start"),
        ({"date": "2026-11-23"}, "already passed"),
    ],
)
def test_wrong_blocking_is_refused_at_its_field(
    app: Flask, host: FlaskClient, home: House, values: dict[str, str], message: str
) -> None:
    answer = block(host, home, **values)
    assert answer.status_code == 422
    assert message in text(answer)
    assert blockings(app) == []


def test_who_sits_at_a_broken_desk_moves_for_the_rest_of_the_time(
    app: Flask, host: FlaskClient, home: House, tuesday: Any
) -> None:
    booking = book(home)
    tuesday.move_to(NINE)
    check_in(home, booking)
    tuesday.move_to(at("2026-11-25", "10:00"))
    with home.here("host@example.org") as (hanna, hub, setup), transaction():
        desk = home.place(setup, "Platz 1")
        found = queries.of_places(hub, desk.takes, [Interval(now(), at("2026-11-25", "20:00"))])
        (hit,) = queries.hits(hub, setup, found, BROKEN, desk.takes)
        assert (hit.person, hit.ways) == ("Anna Muster", ("move", "cancel", "keep"))
        bookings_hit = [hit.booking]
        operation = actions.resolve(host=hanna, hub=hub, setup=setup, bookings=bookings_hit, how="move", why="Lampe")
        assert len(queries.done_by(hub, operation)) == 1
    ((space_id, start, end),) = taken(app)
    assert (space_id, end) == (home.spaces["Platz 2"], ELEVEN)
    assert start >= at("2026-11-25", "10:00")
    assert bookings(app)[0].status == "checked_in"
    assert waiting(app)[0].context["cause"] == "broken"


def test_put_away_space_shows_its_bookings_and_comes_back(app: Flask, host: FlaskClient, home: House) -> None:
    book(home)
    url = f"/host/coppenbruegge/spaces/{home.spaces['Platz 1']}/put-away"
    page = host.get(url)
    assert "1 booking is affected" in text(page)
    receipt = host.get(host.post(url, data=fields(page) | {"all": "move"}).location)
    with home.here() as (_member, _hub, setup):
        assert home.spaces["Platz 1"] not in setup.by_id
    assert bookings(app)[0].space_id == home.spaces["Platz 2"]
    host.post("/host/coppenbruegge/impact", data=fields(receipt))
    with home.here() as (_member, _hub, setup):
        assert home.spaces["Platz 1"] in setup.by_id
    assert bookings(app)[0].space_id == home.spaces["Platz 1"]
    assert host.get("/host/coppenbruegge/spaces/999999/put-away").status_code == 404
