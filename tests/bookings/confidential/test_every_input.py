"""A word typed wherever one can type about a confidential booking, and whose it is: seven days later it is nowhere.

Each form is taken from its page as it stands, so that a field that is new is typed into as well. The same walk about a
plain room finds the word again: the negative control.
"""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from bookings.models import Booking
from core import retention
from core.db import db
from core.logs import JsonLines
from core.transactions import transaction
from district.models import CountedDay
from hubs.models import BookingRules, Hub
from hubs.questions import actions as question_actions
from hubs.questions.rules import QuestionFacts
from members import actions as member_actions
from tests.support import people
from tests.support.confidential import ROOM, WORD
from tests.support.hosts import HOST
from tests.support.house import House, at, bookings
from tests.support.html import form_data

pytestmark = pytest.mark.each_database
PLAIN = "Besprechung"
DAY, LAST = "2026-11-25", "2026-12-03"
HUB = "/host/coppenbruegge"
EMAIL, NAME = "ottilie@example.org", "Ottilie Verschwind"
FREE_TEXT = {"text", "search", "tel", ""}
CHOSEN = re.compile(r"^(date|from|to|until|count|every|nth|first|last|end|start|code|pin)$")
"""Fields of free text that hold a day, a time or a number."""
LONG_AFTER = at(LAST, "20:00") + timedelta(days=7)


@dataclass
class Typist:
    """Types the word into every field of a page's form, and says where it could. `typed`: (page, field)."""

    home: House
    room: str
    clients: dict[str, Any]
    typed: set[tuple[str, str]]

    def send(self, who: str, page: str, to: str, having: str, values: Any = None) -> Any:
        """First with the word; where it is refused for what was typed, without it. The address of the page has ids in
        it, `page` for `typed` has none."""
        client = self.clients[who]
        text = client.get(page).text
        values = values or {}
        form = form_data(text, having) | values
        fields = [name for name in _free_fields(text, having) if name not in values]
        self.typed |= {(re.sub(r"[0-9a-f-]{20,}|\?.*", "", page), name) for name in fields}
        answer = client.post(to, data=form | dict.fromkeys(fields, WORD) | {"form_key": f"1{page}"})
        if answer.status_code == 422:
            answer = client.post(to, data=form | {"form_key": f"2{page}"} | _needed(fields))
        return answer

    def newest(self) -> Any:
        with self.home.app.app_context():
            return db.session.scalars(select(Booking.id).order_by(Booking.created_at.desc(), Booking.id.desc())).first()

    def api(self, method: str, path: str, **body: Any) -> Any:
        with self.home.here(EMAIL) as (member, *_), transaction():
            token = member_actions.make_token(member_id=member.id, name="Programm")
        headers = {"Authorization": f"Bearer {token}"}
        return self.home.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, json=body)


def _free_fields(page: str, having: str) -> list[str]:
    forms = html5lib.parse(page, namespaceHTMLElements=False).iter("form")
    form = next(form for form in forms if form.find(f".//*[@name='{having}']") is not None)
    controls = [one for one in form.iter() if one.tag == "textarea" or _is_text(one)]
    return [name for one in controls if (name := one.get("name")) and not CHOSEN.match(name)]


def _is_text(control: Any) -> bool:
    return control.tag == "input" and control.get("type", "") in FREE_TEXT


def _needed(fields: list[str]) -> dict[str, str]:
    """Whom hosts book for has a name, and who is turned away is told why."""
    return {name: WORD for name in fields if name in {"guest_name", "reason"}}


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that is logged from now on."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def typist(app: Flask, home: House) -> Callable[[str], Typist]:
    people.add(app, EMAIL, NAME)
    clients = {}
    for who in (EMAIL, HOST):
        clients[who] = app.test_client()
        people.log_in(clients[who], who)
        clients[who].set_cookie("lang", "en")
    with home.here(HOST) as (_host, hub, _setup), transaction():
        db.session.add(BookingRules(hub_id=hub.id, max_active=0, horizon_days=30, admission="approval"))
        question_actions.ask(hub=hub, wanted=QuestionFacts(0, "Was brauchen Sie?"))
    return lambda room: Typist(home, room, clients, set())


def type_everywhere(typist: Typist) -> None:
    """As members and hosts do it, each page once."""
    room = {"space": typist.home.spaces[typist.room]}

    def times(start: str, end: str, day: str = DAY) -> dict[str, Any]:
        return room | {"date": day, "from": start, "to": end}

    asked = f"space={room['space']}&date={DAY}&from=08:00&to=09:00"
    new = typist.send(EMAIL, f"/bookings/new?{asked}", "/bookings", "from", times("08:00", "09:00"))
    assert new.status_code == 303, new.text
    own = typist.newest()
    days = {"go": [LAST], "shown": [LAST], "days": ["TH"]}
    series = f"/series/new?{asked.replace(DAY, LAST)}&days=TH"
    assert typist.send(EMAIL, series, "/series", "from", times("08:00", "09:00", LAST) | days).status_code == 303
    key = room["space"]
    together = times("12:00", "13:00") | {"spaces": key, f"email-{key}": ""}
    for_guest = f"/groups/new?{asked}&spaces={key}"
    assert typist.send(EMAIL, for_guest, "/groups", "from", together).status_code == 303
    typist.send(EMAIL, f"/waiting/new?{asked}", "/waiting", "take")
    typist.send(EMAIL, f"/bookings/{own}/edit", f"/bookings/{own}/edit", "from", times("09:00", "10:00"))
    typist.send(HOST, f"{HUB}/bookings/{own}", f"{HUB}/bookings/{own}/refusal", "reason")
    called = times("11:00", "12:00") | {"guest_name": WORD}
    page = f"{HUB}/bookings/new?{asked}"
    assert typist.send(HOST, page, f"{HUB}/bookings", "guest_name", called).status_code == 303
    call = typist.newest()
    if typist.room == PLAIN:
        typist.send(HOST, f"{HUB}/bookings/{call}", f"{HUB}/bookings/{call}/note", "note")
    typist.clients[HOST].post(f"{HUB}/bookings/{call}/note", data={"note": WORD})
    typist.send(HOST, f"{HUB}/bookings/{call}", f"{HUB}/bookings/{call}/cancellation", "reason")
    wish = {"space": str(room["space"]), "starts_at": at(DAY, "14:00").isoformat()}
    wish["ends_at"] = at(DAY, "15:00").isoformat()
    typist.api("POST", "/series", **wish, title=WORD, repeat={"unit": "day", "count": 2})
    wish |= {"starts_at": at(DAY, "16:00").isoformat(), "ends_at": at(DAY, "17:00").isoformat()}
    refused = typist.api("POST", "/bookings", **wish, title=WORD)
    assert (refused.status_code == 422) is (typist.room == ROOM)
    assert refused.status_code == 201 or typist.api("POST", "/bookings", **wish).status_code == 201


def found_in(app: Flask, *words: str) -> dict[str, set[str]]:
    """The tables in whose rows these words stand."""
    rows = [(table, _unescaped(repr(row))) for table, found in people.rows(app).items() for row in found]
    return {word: {table for table, row in rows if word in row} for word in words}


def _unescaped(text: str) -> str:
    """JSON may hold signs as \\u00fc."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def run_all(app: Flask) -> None:
    with app.app_context():
        with transaction():
            hub = db.session.scalars(select(Hub.id)).one()
            for day in (DAY, LAST, "2026-11-26"):
                db.session.add(CountedDay(hub_id=hub, day=date.fromisoformat(day)))
        retention.run_all(app)


def test_what_is_typed_anywhere_is_nowhere_after_seven_days(
    app: Flask, typist: Callable[[str], Typist], tuesday: Any, log: StringIO
) -> None:
    type_everywhere(typist(ROOM))
    assert '"/bookings"' in log.getvalue()
    assert not [word for word in (WORD, NAME, EMAIL) if word in _unescaped(log.getvalue())]
    at_once = found_in(app, WORD)[WORD]
    assert at_once <= {"booking", "outbox_mail"}, "the caller's name, and to the member why not"
    people.send_all(app)
    tuesday.move_to(LONG_AFTER)
    run_all(app)
    assert found_in(app, WORD, NAME) == {WORD: set(), NAME: {"member"}}
    assert {(one.member_id, one.guest_name, one.title, one.note) for one in bookings(app)} == {(None, "", "", "")}


def test_same_walk_about_a_plain_room_finds_the_word(app: Flask, typist: Callable[[str], Typist], tuesday: Any) -> None:
    """The negative control: each of these is typed, written, and found."""
    made = typist(PLAIN)
    type_everywhere(made)
    typed = {field.split("-")[0] for _page, field in made.typed}
    assert typed == {"title", "reason", "note", "answer", "guest", "telephone"}
    assert {"booking", "booking_event", "answer", "outbox_mail", "guest_contact"} <= found_in(app, WORD)[WORD]
    tuesday.move_to(LONG_AFTER)
    run_all(app)
    assert found_in(app, WORD)[WORD] >= {"booking", "booking_event", "answer"}
