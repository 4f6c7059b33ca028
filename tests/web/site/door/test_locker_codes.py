"""A locker's code is typed behind its label, or on the tablet at the door; nobody needs an account."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.door import actions as sign_actions
from bookings.handover import actions, limits, rules
from bookings.handover.actions import Codes
from bookings.models import Booking
from bookings.queries import LONGEST_BOOKING
from core.clock import now
from core.db import db
from core.transactions import transaction
from hubs.doors import actions as door_actions
from hubs.models import Space
from tests.support import people
from tests.support.booking import book
from tests.support.house import NOW, House, at
from tests.support.html import text
from tests.support.lockers import lockers

WED, THU = "2026-11-25", "2026-11-26"
FIVE, NINE = at(WED, "17:00"), at(THU, "9:00")
NUMBER = "Zahlenschloss 7319"
LIFE = LONGEST_BOOKING + rules.AFTER_END


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    made = lockers(app)
    with made.here() as (_member, hub, _setup), transaction():
        door_actions.tell(hub=hub, space=db.session.get_one(Space, made.spaces["Fach 1"]), text=NUMBER)
    return made


@pytest.fixture
def codes(home: House, clock: Any) -> Codes:
    """Of Fach 1, from 17:00; it is five past."""
    booking = book(home, "Fach 1", FIVE, NINE)
    with home.app.app_context(), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        given = actions.give_codes(booking=fresh, space=db.session.get_one(Space, fresh.space_id))
    clock.move_to(at(WED, "17:05"))
    return given


@pytest.fixture
def label(home: House) -> str:
    """The address behind the label of Fach 2."""
    with home.app.app_context():
        return f"/q/{db.session.get_one(Space, home.spaces['Fach 2']).qr_code}"


@pytest.fixture
def tablet(home: House) -> str:
    with home.here() as (_member, hub, _setup), transaction():
        values = {"name": "Eingang", "space_id": None, "shows_names": False, "pin_hash": None}
        return f"/door/{sign_actions.put_up(hub=hub, **values)[1]}"  # type: ignore[arg-type]


def status(home: House) -> str:
    with home.app.app_context():
        return db.session.scalars(select(Booking.status)).one()


@pytest.mark.parametrize("where", ["label", "tablet"])
def test_code_names_the_locker_and_a_button_says_that_it_is_done(
    client: FlaskClient, home: House, codes: Codes, label: str, tablet: str, where: str
) -> None:
    address = f"{label if where == 'label' else tablet}/handover"
    client.set_cookie("lang", "en")
    for code, said in ((codes.deposit, "checked_in"), (codes.collection, "completed")):
        before = status(home)
        shown = client.post(address, data={"code": code})
        assert shown.status_code == 200
        assert "Fach 1" in shown.text
        assert NUMBER in shown.text
        assert status(home) == before
        done = client.post(address, data={"code": code, "done": "1"}, follow_redirects=True)
        assert done.status_code == 200
        assert not any(each in done.text for each in codes)
        assert status(home) == said
    assert client.post(address, data={"code": codes.collection}).status_code == 403


def test_wrong_code_stands_at_the_field_and_five_are_enough(
    client: FlaskClient, home: House, codes: Codes, label: str, tablet: str
) -> None:
    """Whether on the tablet or behind a label: the hub counts."""
    client.set_cookie("lang", "en")
    for number in range(5):
        wrong = client.post(f"{tablet if number % 2 else label}/handover", data={"code": f"00000{number}"})
        assert wrong.status_code == 403
        assert 'aria-describedby="code-error"' in wrong.text
    stopped = client.post(f"{label}/handover", data={"code": codes.deposit})
    assert stopped.status_code == 429
    assert "ask the hosts" in stopped.text
    assert NUMBER not in stopped.text
    assert status(home) == "confirmed"


@pytest.mark.one_database
def test_whoever_guesses_as_long_as_a_code_lives_has_some_hundred_guesses_of_a_million(
    app: Flask, codes: Codes, tablet: str, clock: Any
) -> None:
    """From a new network each time, as soon as the site lets them, over the longest life of a code: a week, and the day
    on which it can still be collected. Nobody has tried all of 10⁶ before 91 years are over."""
    guesses, days, ends = 0, limits.WRONG_AT_HUB[-1][0], now() + LIFE
    most = days * (LIFE.days + 1)
    while now() < ends and guesses <= most:
        answer = guess(app, tablet, guesses, codes)
        if answer.status_code == 429:
            clock.shift(timedelta(seconds=int(answer.headers["Retry-After"])))
        else:
            assert answer.status_code == 403
            guesses += 1
    assert guesses <= most
    assert guesses > days * (LIFE.days - 1), "else something else has stopped them"
    assert 10**6 / (days * 365) > 90
    assert 2 * guesses / 10**6 < 0.001, "so likely is it that they meet one of the two codes of a locker"


def guess(app: Flask, tablet: str, number: int, codes: Codes) -> Any:
    """A wrong one."""
    network, code = f"198.51.{number // 256}.{number % 256}", f"{number:06}"
    form = {"code": "999999" if code in codes else code}
    return app.test_client().post(f"{tablet}/handover", data=form, environ_base={"REMOTE_ADDR": network})


def test_right_codes_are_never_too_many(client: FlaskClient, home: House, codes: Codes, label: str) -> None:
    for _ in range(12):
        assert client.post(f"{label}/handover", data={"code": codes.deposit}).status_code == 200


def test_right_code_too_early_says_when(client: FlaskClient, home: House, codes: Codes, label: str, clock: Any) -> None:
    clock.move_to(at(WED, "12:00"))
    client.set_cookie("lang", "en")
    early = client.post(f"{label}/handover", data={"code": codes.deposit})
    assert early.status_code == 409
    assert re.search(r'id="code-error"[^>]*>.*?16:45', early.text, re.DOTALL), early.text
    assert NUMBER not in early.text


def test_pages_offer_to_type_a_code_only_where_there_are_lockers(
    client: FlaskClient, home: House, label: str, tablet: str
) -> None:
    assert 'name="code"' in client.get(label).text
    assert "/handover" in client.get(tablet).text
    with home.app.app_context():
        desk = db.session.get_one(Space, home.spaces["Platz 1"]).qr_code
    assert 'name="code"' not in client.get(f"/q/{desk}").text
    assert client.get("/door/nonsense/handover").status_code == 404
    assert client.post("/q/unknowncde/handover", data={"code": "123456"}).status_code == 404


def test_sign_names_the_day_on_which_a_locker_is_free_again(
    client: FlaskClient, home: House, tablet: str, clock: Any
) -> None:
    book(home, "Fach 1", FIVE, NINE)
    clock.move_to(at(WED, "12:00"))
    client.set_cookie("lang", "en")
    shown = text(client.get(f"{tablet}?lang=en"))
    assert "Wed 25 Nov 2026, 17:00 – Thu 26 Nov 2026, 09:00 Fach 1" in shown
