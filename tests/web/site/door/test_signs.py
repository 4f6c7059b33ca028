"""Door signs: what a tablet shows, what it must not, booking with the PIN, and what hosts do with signs."""

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.door.limits import PIN_TRIES
from bookings.door.models import DoorSign
from core.db import db
from core.identifiers import new_id
from core.logs import JsonLines
from core.tokens import digest
from core.transactions import transaction
from hubs.models import Hub, Space
from tests.support import people
from tests.support.booking import book
from tests.support.door import DAY, PIN, code_of, ends
from tests.support.house import House, at, bookings, house, steps, taken
from tests.support.html import error_at, hidden, text
from tests.support.queries import counted

Sign = Callable[..., str]
SIGNS = "/host/coppenbruegge/door-signs"


@pytest.fixture
def tablet(client: FlaskClient, home: House) -> FlaskClient:
    """Without any cookie; it speaks English by its header."""
    client.environ_base |= {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_HX_REQUEST": "true"}
    return client


@pytest.fixture
def host(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, "bert@example.org")
    client.set_cookie("lang", "en")
    return client


def booked(home: House, start: str, end: str, place: str = "Platz 1", title: str = "") -> Any:
    return book(home, place, at(DAY, start), at(DAY, end), who="anna@example.org", title=title)


def send(tablet: FlaskClient, sign: str, home: House, end: datetime, pin: str = PIN, **more: str) -> Any:
    data = {"space": str(home.spaces["Platz 1"]), "end": end.isoformat(), "pin": pin}
    return tablet.post(f"{sign}/booking", data=data | more)


def test_sign_of_a_hub_says_what_is_free_and_what_comes(
    tablet: FlaskClient, home: House, put_up: Sign, nine: Any
) -> None:
    booked(home, "9:30", "11:00")
    booked(home, "14:00", "15:00", place="Platz 2")
    nine.move_to(at(DAY, "10:00"))
    shown = text(tablet.get(put_up()))
    assert "2 of 3 free" in shown
    assert "Platz 2 until 14:00" in shown
    assert "Coming up 14:00–15:00 Platz 2" in shown


def test_sign_of_a_hub_counts_no_lockers(app: Flask, tablet: FlaskClient, home: House, put_up: Sign) -> None:
    sign = put_up()
    before = text(tablet.get(sign))
    with app.app_context(), transaction():
        hub = db.session.scalars(select(Hub)).one()
        db.session.add(Space(hub_id=hub.id, name="Fach 1", kind="locker", position=9))
        hub.setup_stamp = new_id().hex
    page = text(tablet.get(sign))
    total = re.search(r"of (\d+) free", before)
    assert total is not None
    assert f"of {total[1]} free" in page
    assert "Code for a locker" in page
    assert "Fach 1" not in page


def test_sign_of_a_space_says_now_next_and_until_when(
    app: Flask, tablet: FlaskClient, home: House, put_up: Sign, nine: Any
) -> None:
    booked(home, "9:30", "11:00")
    booked(home, "14:00", "15:00")
    sign = put_up("Platz 1")
    assert "Free until 09:30" in text(tablet.get(sign))
    nine.move_to(at(DAY, "10:00"))
    shown = text(tablet.get(sign))
    assert "Taken free from 11:00" in shown
    assert "Coming up 14:00–15:00" in shown


@pytest.mark.parametrize("path", ["", "/now", "/booking"])
@pytest.mark.parametrize("space", [None, "Platz 1"])
def test_without_the_hosts_yes_there_is_no_name(
    tablet: FlaskClient, home: House, put_up: Sign, nine: Any, path: str, space: str | None
) -> None:
    booked(home, "9:30", "11:00", title="Geheimes Treffen")
    booked(home, "14:00", "15:00")
    nine.move_to(at(DAY, "10:00"))
    query = f"?space={home.spaces['Platz 1']}" if path == "/booking" else ""
    page = tablet.get(put_up(space) + path + query)
    assert page.status_code == 200
    for word in ("Anna", "Muster", "anna@", "Geheimes"):
        assert word not in page.text.replace("Musterstraße", "")


def test_with_their_yes_names_are_shown_but_no_titles(
    tablet: FlaskClient, home: House, put_up: Sign, nine: Any
) -> None:
    booked(home, "9:30", "11:00", title="Geheimes Treffen")
    nine.move_to(at(DAY, "10:00"))
    page = tablet.get(put_up("Platz 1", shows_names=True))
    assert "Anna Muster" in text(page)
    assert "Geheimes" not in page.text


def test_names_are_not_even_read_without_the_hosts_yes(
    app: Flask, tablet: FlaskClient, home: House, put_up: Sign, nine: Any
) -> None:
    booked(home, "9:30", "11:00")
    sign = put_up()
    with counted(app) as asked:
        tablet.get(sign)
    assert [one for one in asked if "member.name" in one or "guest_name" in one] == []
    assert len(asked) <= 12


@pytest.mark.parametrize("path", ["", "/now", "/booking?space={space}", "?lang=de", "/booking?space={space}&lang=de"])
def test_sign_sets_no_cookie_and_leads_nowhere(tablet: FlaskClient, home: House, put_up: Sign, path: str) -> None:
    sign = put_up()
    page = tablet.get(sign + path.format(space=home.spaces["Platz 1"]))
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert [link for link in re.findall(r'<a [^>]*href="([^"]+)"', page.text) if not link.startswith(sign)] == []
    assert "/login" not in page.text
    if path != "/now":
        assert '<meta name="referrer" content="no-referrer">' in page.text


def test_booking_with_the_pin_sets_no_cookie_either(
    app: Flask, csrf: None, tablet: FlaskClient, home: House, put_up: Sign
) -> None:
    """CSRF protection is on in this test: the sign needs none, since it has no cookie that could be misused."""
    sign = put_up()
    answer = send(tablet, sign, home, at(DAY, "10:00"))
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    [made] = bookings(app)
    assert (made.member_id, made.guest_name, made.origin, made.status) == (None, "", "door", "checked_in")
    assert (made.starts_at, made.ends_at, made.price_cents) == (at(DAY, "9:07"), at(DAY, "10:00"), 200)
    assert taken(app) == [(home.spaces["Platz 1"], at(DAY, "9:07"), at(DAY, "10:00"))]
    assert steps(app, made.id) == [(None, "confirmed", ""), ("confirmed", "checked_in", "")]
    assert people.mails(app) == []
    assert "Platz 1 is yours until 10:00" in text(tablet.get(answer.location))


def test_wrong_pin_books_nothing_and_keeps_the_choice(
    app: Flask, tablet: FlaskClient, home: House, put_up: Sign
) -> None:
    answer = send(tablet, put_up(), home, at(DAY, "10:30"), pin="0000")
    assert answer.status_code == 403
    assert "not the right PIN" in text(answer)
    assert re.search(r'value="2026-11-24T09:30:00\+00:00" checked', answer.text)
    assert bookings(app) == []


def test_pins_cannot_be_tried_without_end(app: Flask, tablet: FlaskClient, home: House, put_up: Sign) -> None:
    sign, other = put_up(), put_up()
    tries = [send(tablet, sign, home, at(DAY, "10:00"), pin=f"{n:04}").status_code for n in range(PIN_TRIES[0][0] + 1)]
    assert tries == [403] * PIN_TRIES[0][0] + [429]
    answer = send(tablet, sign, home, at(DAY, "10:00"))
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)
    assert bookings(app) == []
    assert send(tablet, other, home, at(DAY, "10:00")).status_code == 303, "another sign is not concerned"


def test_right_pins_do_not_use_up_the_tries(app: Flask, tablet: FlaskClient, home: House, put_up: Sign) -> None:
    sign = put_up()
    for _ in range(PIN_TRIES[0][0] - 1):
        send(tablet, sign, home, at(DAY, "10:00"), pin="0000")
    for place in ("Platz 1", "Platz 2", "Platz 3"):
        answer = send(tablet, sign, home, at(DAY, "10:00"), space=str(home.spaces[place]))
        assert answer.status_code == 303, text(answer)


def test_sign_without_a_pin_books_nothing(app: Flask, tablet: FlaskClient, home: House, put_up: Sign) -> None:
    sign = put_up(pin=None)
    assert "/booking" not in tablet.get(sign).text
    assert tablet.get(f"{sign}/booking?space={home.spaces['Platz 1']}").status_code == 404
    assert send(tablet, sign, home, at(DAY, "10:00"), pin="").status_code == 404
    assert bookings(app) == []


def test_sign_of_a_space_books_that_space_alone(app: Flask, tablet: FlaskClient, home: House, put_up: Sign) -> None:
    send(tablet, put_up("Platz 2"), home, at(DAY, "10:00"), space=str(home.spaces["Platz 1"]))
    assert [made.space_id for made in bookings(app)] == [home.spaces["Platz 2"]]


def test_sign_books_nothing_in_another_hub(app: Flask, tablet: FlaskClient, home: House, put_up: Sign) -> None:
    other = house(app, slug="anderswo", spaces=("Tisch",))
    answer = send(tablet, put_up(), home, at(DAY, "10:00"), space=str(other.spaces["Tisch"]))
    assert answer.status_code == 404
    assert bookings(app) == []


def test_sent_twice_books_once(app: Flask, tablet: FlaskClient, home: House, put_up: Sign) -> None:
    sign = put_up()
    key = hidden(tablet.get(f"{sign}/booking?space={home.spaces['Platz 1']}"), "form_key")
    answers = [send(tablet, sign, home, at(DAY, "10:00"), form_key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(bookings(app)) == 1


def test_form_offers_a_short_while_and_the_rest_of_the_day(tablet: FlaskClient, home: House, put_up: Sign) -> None:
    page = tablet.get(f"{put_up('Platz 1')}/booking")
    assert ends(page) == [at(DAY, "10:00"), at(DAY, "10:30"), at(DAY, "19:00")]


def test_of_two_who_book_at_the_door_at_once_one_has_it(app: Flask, home: House, put_up: Sign) -> None:
    """One by the sign, one by their phone."""
    sign, code = put_up(), code_of(app)
    tablet, phone = app.test_client(), app.test_client()
    people.log_in(phone)
    works = [
        lambda: send(tablet, sign, home, at(DAY, "10:00")).status_code,
        lambda: phone.post(f"/q/{code}/booking", data={"end": at(DAY, "10:00").isoformat()}).status_code,
    ]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda work: work(), works))
    assert sorted(answers) == [303, 409]
    assert len(bookings(app)) == len(taken(app)) == 1


def test_part_of_the_page_is_no_page(client: FlaskClient, home: House, put_up: Sign) -> None:
    sign = put_up()
    assert client.get(f"{sign}/now").location == sign


@pytest.mark.parametrize("path", ["", "/now", "/booking"])
def test_unknown_token_shows_nothing(tablet: FlaskClient, path: str) -> None:
    assert tablet.get(f"/door/{'x' * 43}{path}").status_code == 404


def test_token_stands_in_no_log_and_not_in_the_database(
    app: Flask, tablet: FlaskClient, home: House, put_up: Sign
) -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    sign = put_up()
    try:
        tablet.get(sign)
        tablet.get(f"{sign}/now")
        send(tablet, sign, home, at(DAY, "10:00"), pin="0000")
    finally:
        logging.getLogger().removeHandler(handler)
    token = sign.removeprefix("/door/")
    assert len(token) >= 43, "256 bits"
    assert "/door/<token>" in written.getvalue()
    assert token not in written.getvalue()
    assert token not in repr(people.rows(app))
    assert PIN not in repr(people.rows(app)["door_sign"])


def test_sign_of_a_space_has_its_code_as_drawing(app: Flask, tablet: FlaskClient, home: House, put_up: Sign) -> None:
    assert 'class="lr-qr"' in tablet.get(put_up("Platz 1", pin=None)).text


def signs(app: Flask) -> list[DoorSign]:
    with app.app_context():
        return list(db.session.scalars(select(DoorSign).order_by(DoorSign.id)))


def token_in(page: Any) -> str:
    found = re.search(r"/door/([\w-]{43})", page.text)
    assert found, page.text
    return found[1]


def test_host_puts_up_a_sign_and_sees_its_address_once(app: Flask, host: FlaskClient, home: House) -> None:
    data = {"name": " Tablet \n am Eingang", "space": "", "pin": PIN}
    page = host.post(SIGNS, data=data)
    token = token_in(page)
    [sign] = signs(app)
    assert (sign.name, sign.space_id, sign.shows_names, sign.digest) == (
        "Tablet am Eingang",
        None,
        False,
        digest(token),
    )
    assert sign.pin_hash
    assert sign.pin_hash.startswith("$argon2id$")
    assert app.test_client().get(f"/door/{token}").status_code == 200
    assert token not in host.get(SIGNS).text
    assert "Tablet am Eingang" in text(host.get(SIGNS))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"pin": "123"}, "pin"),
        ({"pin": "123456789"}, "pin"),
        ({"pin": "12a4"}, "pin"),
        ({"pin": "١٢٣٤"}, "pin"),
        ({"pin": "1234\n"}, "pin"),
        ({"space": "999999"}, "space"),
    ],
)
def test_what_a_sign_cannot_be_is_told_at_the_field(
    app: Flask, host: FlaskClient, home: House, values: dict[str, str], field: str
) -> None:
    answer = host.post(SIGNS, data={"name": "Eingang", "space": "", "pin": PIN} | values)
    assert answer.status_code == 422
    assert error_at(answer, field)
    assert signs(app) == []


def test_sign_is_changed_and_keeps_its_address_and_its_pin(
    app: Flask, host: FlaskClient, home: House, put_up: Sign
) -> None:
    address, [before] = put_up(), signs(app)
    assert f'value="{before.name}"' in host.get(f"{SIGNS}/{before.id}").text
    desk = str(home.spaces["Platz 1"])
    data = {"name": "Am Fenster", "space": desk, "shows_names": "y", "pin": ""}
    assert host.post(f"{SIGNS}/{before.id}", data=data).location == SIGNS
    [sign] = signs(app)
    assert (sign.name, sign.space_id, sign.shows_names) == ("Am Fenster", int(desk), True)
    assert (sign.pin_hash, sign.digest) == (before.pin_hash, before.digest)
    assert "Platz 1" in text(app.test_client().get(address))


def test_sign_gets_another_pin_or_none(app: Flask, host: FlaskClient, home: House, put_up: Sign) -> None:
    put_up()
    [before] = signs(app)
    data = {"name": before.name, "space": "", "pin": "77777"}
    host.post(f"{SIGNS}/{before.id}", data=data)
    [sign] = signs(app)
    assert sign.pin_hash not in {None, before.pin_hash}
    host.post(f"{SIGNS}/{before.id}", data=data | {"pin": "", "no_pin": "y"})
    assert signs(app)[0].pin_hash is None


def test_sign_that_cannot_be_so_stays_as_it_was(app: Flask, host: FlaskClient, home: House, put_up: Sign) -> None:
    put_up()
    [before] = signs(app)
    answer = host.post(f"{SIGNS}/{before.id}", data={"name": "", "space": "", "pin": "12"})
    assert answer.status_code == 422
    assert error_at(answer, "name")
    assert error_at(answer, "pin")
    assert signs(app)[0].name == before.name


def test_new_address_ends_the_old_one(app: Flask, host: FlaskClient, home: House, put_up: Sign) -> None:
    old, [sign] = put_up(), signs(app)
    new = token_in(host.post(f"{SIGNS}/{sign.id}/renewal"))
    assert app.test_client().get(old).status_code == 404
    assert app.test_client().get(f"/door/{new}").status_code == 200


def test_sign_that_is_switched_off_shows_nothing(app: Flask, host: FlaskClient, home: House, put_up: Sign) -> None:
    old, [sign] = put_up(), signs(app)
    assert host.post(f"{SIGNS}/{sign.id}/removal").status_code == 303
    assert app.test_client().get(old).status_code == 404
    assert signs(app) == []


@pytest.mark.parametrize("what", ["", "/renewal", "/removal"])
def test_sign_of_another_hub_does_not_exist(
    app: Flask, host: FlaskClient, home: House, put_up: Sign, what: str
) -> None:
    house(app, slug="anderswo")
    put_up(slug="anderswo")
    before = people.rows(app)["door_sign"]
    [sign] = signs(app)
    assert host.post(f"{SIGNS}/{sign.id}{what}", data={"name": "x", "space": ""}).status_code == 404
    assert people.rows(app)["door_sign"] == before


def test_space_of_another_hub_cannot_be_shown(app: Flask, host: FlaskClient, home: House) -> None:
    other = house(app, slug="anderswo", spaces=("Tisch",))
    answer = host.post(SIGNS, data={"name": "Eingang", "space": str(other.spaces["Tisch"])})
    assert answer.status_code == 422
    assert signs(app) == []
