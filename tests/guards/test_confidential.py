"""Nobody reads whose a confidential booking is, or what for: a walk through all pages, feeds, files, mails and lists.

The hub of the demo gets a confidential room. One member books it with a word wherever one can type, another is called
for by a host; then everybody else looks everywhere.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bookings.models import Booking
from bookings.retention import actions as retention_actions
from core.clock import today
from core.db import db
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.models import Hub
from hubs.setup_rules import SpaceValues
from members.models import Member, MemberRole
from tests.support import people, sitemap
from tests.support.confidential import OUTER, ROOM, WORD
from tests.support.night import IS_NIGHT

EMAIL, NAME = "ottilie@example.org", "Ottilie Verschwind"
CALLER = "Emil Anruf"
SECOND = "second@example.org"
EVERYWHERE = ("/",)
BY_DAY = dict.fromkeys(["member@example.org", "host@example.org", SECOND], EVERYWHERE)
BY_DAY |= {"district@example.org": ("/district",), "admin@example.org": ("/admin", "/operators")}
ROLES = dict.fromkeys([*BY_DAY, "visitor"], EVERYWHERE) if IS_NIGHT else BY_DAY
"""Who looks, and how all addresses begin that they look at."""
HOURS = "Mo-Su 06:00-22:00"
LEAST_SEEN = 250


@pytest.fixture
def place(make_app: Callable[..., Flask], fresh_database: Callable[..., str]) -> tuple[Flask, int]:
    """The demo with the room, and the room's id; open every day, so that there is a booking today."""
    return with_room(make_app, fresh_database, is_confidential=True, outer_name=OUTER)


def with_room(make_app: Callable[..., Flask], fresh_database: Callable[..., str], **values: Any) -> tuple[Flask, int]:
    app = make_app(url=fresh_database("demo"))
    people.add(app, EMAIL, NAME)
    people.add(app, SECOND, "Zweite Gastgeberin")
    with app.app_context(), transaction():
        hub = db.session.scalars(select(Hub).where(Hub.slug == sitemap.HUB)).one()
        hub_actions.set_opening_hours(hub=hub, text=HOURS)
        host = db.session.scalars(select(Member).where(Member.email == SECOND)).one()
        db.session.add(MemberRole(member_id=host.id, role="host", hub_slug=hub.slug))
        db.session.flush()
        facts = SpaceValues(name=ROOM, kind="booth", position=99, **values)
        room = hub_actions.create_space(hub=hub, values=facts)  # booths are free of charge there
        return app, room.id


def client_of(app: Flask, who: str) -> Any:
    client = app.test_client()
    if who != "visitor":
        password = people.PASSWORD if who in {EMAIL, SECOND} else sitemap.DEMO_PASSWORD
        people.log_in(client, who, password)
    return client


def booked(app: Flask, room: int, *, refuses: bool = True) -> list[str]:
    """Ottilie's booking of tomorrow by the page, and the caller's by the host's; their ids. `refuses`: as one may say
    of what is confidential, no title and no note."""
    status = 422 if refuses else 303
    day = today("Europe/Berlin") + timedelta(days=1)
    own, host = client_of(app, EMAIL), client_of(app, "host@example.org")
    form = {"space": room, "date": day.isoformat(), "from": "09:00", "to": "11:00", "form_key": "k1"}
    assert own.post("/bookings", data=form | {"title": WORD}).status_code == status
    if refuses:
        assert own.post("/bookings", data=form | {"form_key": "k2"}).status_code == 303
    form |= {"from": "12:00", "to": "13:00", "guest_name": CALLER, "form_key": "k3"}
    assert host.post(f"/host/{sitemap.HUB}/bookings", data=form | {"title": WORD}).status_code == status
    if refuses:
        assert host.post(f"/host/{sitemap.HUB}/bookings", data=form | {"form_key": "k4"}).status_code == 303
    with app.app_context():
        query = select(Booking).where(Booking.space_id == room).order_by(Booking.starts_at)
        found = [str(one.id) for one in db.session.scalars(query)]
    assert len(found) == 2
    note = f"/host/{sitemap.HUB}/bookings/{found[0]}/note"
    assert host.post(note, data={"note": WORD}).status_code == status
    return found


def addresses(app: Flask, bookings: list[str]) -> list[str]:
    """All of the site, and those of the hub's day and of these bookings."""
    known = [one for here in sitemap.addresses(app, sitemap.prepare(app)).values() for one in here]
    return [one for one in (*known, *of_bookings(bookings)) if not one.startswith("/demo/")]  # all read all mails there


def of_bookings(bookings: list[str]) -> list[str]:
    """The pages, files and calls on which somebody could read of them."""
    day = today("Europe/Berlin") + timedelta(days=1)
    of_day = ["today", "today/sheet", "week", "today/message"]
    more = [f"/host/{sitemap.HUB}/{page}?date={day}" for page in of_day]
    more += [f"/hubs/{sitemap.HUB}/days/{day}", f"/host/{sitemap.HUB}/people?q=Ottilie"]
    for key in bookings:
        more += [f"/host/{sitemap.HUB}/bookings/{key}", f"/host/{sitemap.HUB}/bookings/{key}/slip", f"/bookings/{key}"]
        more += [f"/bookings/{key}/calendar.ics", f"/api/v1/bookings/{key}"]
    return more


def told_in(text: str, *seeds: str) -> list[str]:
    unfolded = re.sub(r"\r?\n[ \t]", "", text)  # as calendars fold their lines
    return [seed for seed in seeds if seed in unfolded]


@pytest.mark.by_turns
def test_nobody_else_reads_who_comes_or_what_for(place: tuple[Flask, int]) -> None:
    app, room = place
    keys = booked(app, room)
    everywhere = addresses(app, keys)
    wrong, seen = [], 0
    for who, start in ROLES.items():
        # The host who took the call sees that name, and nobody else does.
        seeds = [NAME, EMAIL, WORD, *([] if who == "host@example.org" else [CALLER])]
        told, read = read_by(app, who, [one for one in everywhere if one.startswith(start)], seeds)
        assert read > 0, f"{who} saw nothing"
        wrong, seen = wrong + told, seen + read
    assert wrong == []
    assert seen > LEAST_SEEN, "else nobody saw anything"


Told = list[tuple[str, str, str]]


def read_by(app: Flask, who: str, addresses: list[str], seeds: list[str]) -> tuple[Told, int]:
    """(who, where, what) of these seeds somebody reads, and how many of the addresses they may open."""
    client, wrong, seen = client_of(app, who), Told(), 0
    for address in addresses:
        answer = client.get(address)
        if answer.mimetype.startswith(("text/", "application/json", "application/ld")):
            seen += answer.status_code == 200
            wrong += [(who, address, seed) for seed in told_in(answer.text, *seeds)]
    return wrong, seen


@pytest.mark.by_turns
def test_of_a_plain_booth_the_same_walk_reads_it_all(
    make_app: Callable[..., Flask], fresh_database: Callable[..., str]
) -> None:
    """The negative control: hosts read who comes and what for, on the day, its sheet, the week, the booking and its
    slip; its member reads it in the calendar too."""
    app, room = with_room(make_app, fresh_database)
    keys = booked(app, room, refuses=False)
    host, _seen = read_by(app, SECOND, of_bookings(keys), [NAME, WORD, CALLER])
    assert {seed for _who, _address, seed in host} == {NAME, WORD, CALLER}
    pages = {address.split("?")[0].removeprefix(f"/host/{sitemap.HUB}/") for _who, address, _seed in host}
    of_each = {f"bookings/{key}{more}" for key in keys for more in ("", "/slip")}
    assert pages >= {"today", "today/sheet", "week"} | of_each
    own, _seen = read_by(app, EMAIL, of_bookings(keys), [WORD])
    assert f"/bookings/{keys[0]}/calendar.ics" in {address for _who, address, _seed in own}
    bodies = [mail.get_body(("plain",)) for mail in people.mails(app)]
    assert any(body is not None and WORD in body.get_content() for body in bodies)


@pytest.mark.by_turns
def test_what_tells_that_somebody_comes_calls_the_room_by_its_outer_name(place: tuple[Flask, int]) -> None:
    app, room = place
    keys = booked(app, room)
    day = today("Europe/Berlin") + timedelta(days=1)
    hub, outside = f"/host/{sitemap.HUB}", "visitor"
    pages = [(EMAIL, one) for one in ("/bookings", f"/bookings/{keys[0]}", f"/bookings/{keys[0]}/calendar.ics")]
    pages += [(EMAIL, f"/bookings/{keys[0]}/cancellation"), (outside, f"/hubs/{sitemap.HUB}/calendar.ics")]
    pages += [("host@example.org", f"{hub}/{one}?date={day}") for one in ("today/sheet", "week")]
    pages += [("host@example.org", f"{hub}/bookings/{key}{more}") for key in keys for more in ("", "/slip")]
    for who, address in pages:
        text = client_of(app, who).get(address).text
        assert told_in(text, ROOM, OUTER) == [OUTER], (who, address)
    mails = "".join(mail.as_string() for mail in people.mails(app))
    with app.app_context():
        contexts = [str(row) for row in db.session.execute(db.text("SELECT context FROM outbox_mail"))]
    assert any(OUTER in context for context in contexts)
    assert not any(ROOM in context for context in contexts)
    assert ROOM not in mails


@pytest.mark.by_turns
def test_member_who_is_gone_leaves_nothing_in_a_dump(place: tuple[Flask, int]) -> None:
    """Neither the name, nor the word that was typed everywhere, nor the caller's name."""
    app, room = place
    booked(app, room)
    with app.app_context(), transaction():
        keys = list(db.session.scalars(select(Booking.id).where(Booking.space_id == room)))
        retention_actions.anonymise(keys)
    with app.app_context():
        tables = db.inspect(db.engine).get_table_names()
        rows = [
            (table, repr(row)) for table in tables for row in db.session.execute(db.text(f'SELECT * FROM "{table}"'))
        ]
    assert [table for table, row in rows if CALLER in row or WORD in row] == []
    assert {table for table, row in rows if NAME in row} <= {"member", "outbox_mail"}, "the account, and mails to it"


def test_templates_ask_what_a_booking_s_place_is_called() -> None:
    """Where there is a booking, `place_name` says what its place is called; a space's own name is for its own pages."""
    own = {"host/space.html", "host/spaces.html", "host/space_rules.html", "host/rules.html", "host/put_away.html"}
    own |= {"host/blockings.html", "host/feeds/index.html", "host/feeds/address.html", "host/calendars.html"}
    own |= {"operator/withdrawal.html"}
    root = Path(__file__).parents[2] / "templates"
    found = {str(path.relative_to(root)) for path in root.rglob("*.html") if "space.name" in path.read_text("utf-8")}
    assert found <= own
