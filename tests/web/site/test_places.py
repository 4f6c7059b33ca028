"""Places in the search: any village of the district, names while one types, the place that a device remembers."""

import html
import re
from urllib.parse import quote

import pytest
from flask import Flask

from core.db import db
from core.transactions import transaction
from hubs.models import Hub, Municipality, Space
from hubs.places import actions
from hubs.places.models import Locality
from hubs.queries import any_hub
from tests.support import many_places
from tests.support.district import hub, space
from tests.support.queries import counted

MARIENAU = "/?lang=en&near=Marienau&date=2026-11-25"


@pytest.mark.parametrize("typed", ["Marienau", "Bessingen", "Afferde", "31863", "Springe", "52.1, 9.5"])
def test_what_lies_in_the_district_or_near_it_is_answered_without_a_question(demo_app: Flask, typed: str) -> None:
    answer = demo_app.test_client().get("/", query_string={"near": typed, "date": "2026-11-25", "lang": "en"})
    assert answer.status_code == 200
    assert "Did you mean" not in answer.text
    assert re.search(r"\d km", answer.text.replace("\xa0", " "))


def test_slip_is_answered_with_the_question_whether_it_was_meant(demo_app: Flask) -> None:
    text = demo_app.test_client().get("/?near=Hamln&lang=de").text
    assert "Meinten Sie Hameln? Hier steht die Antwort dafür." in text


def test_doubled_name_is_asked_back_and_each_offer_is_answered(demo_app: Flask) -> None:
    client = demo_app.test_client()
    text = client.get("/?near=Rohrsen&lang=en").text
    links = [html.unescape(link) for link in re.findall(r'class="lr-chip" href="([^"]+)">Rohrsen \(', text)]
    assert len(links) == 2
    for link in links:
        assert "from Rohrsen (" in client.get(link).text


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("marien", "Marienau"),
        ("Hamln", "Hameln"),
        ("3186", "31860"),
        ("rohrsen h", "Rohrsen (Hameln)"),
        ("31787", "31787 Hameln"),
    ],
)
def test_suggestions_are_names_that_the_search_knows(demo_app: Flask, typed: str, first: str) -> None:
    client = demo_app.test_client()
    answer = client.get(f"/places?q={quote(typed)}")
    assert first in answer.json[0] or answer.json[0] == "Emmerthal"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    for name in answer.json:
        assert "We do not know" not in client.get("/", query_string={"near": name, "lang": "en"}).text


@pytest.mark.parametrize("typed", ["", "x", "<script>", "\x00", "%", "y" * 100_000])
def test_suggestions_for_what_is_no_place_are_none(demo_app: Flask, typed: str) -> None:
    assert demo_app.test_client().get("/places", query_string={"q": typed}).json == []


@pytest.mark.each_database
def test_suggestion_among_12000_places_asks_two_small_questions(app: Flask) -> None:
    with app.app_context(), transaction():
        lines = ["name;kind;postcode;municipality;lat;lon"]
        lines += [";".join(map(str, place[:6])) for place in many_places.invented(12_000)]
        actions.import_file(lines=lines, within_km=None)
        assert db.session.query(Locality).count() > 8_000
    client = app.test_client()
    client.get("/places?q=alten")
    with counted(app) as asked:
        assert len(client.get("/places?q=altenb").json) == 6
    assert len(asked) == 2
    assert not any("FROM place " in one or "FROM place\n" in one for one in asked)


def test_place_is_remembered_by_a_click_and_forgotten_by_another(demo_app: Flask) -> None:
    client = demo_app.test_client()
    assert "remember it on this device" not in client.get("/?lang=en").text
    assert "Set-Cookie" not in client.get("/").headers
    assert "My place: remember it on this device" in client.get(MARIENAU).text
    done = client.post("/places/own", data={"place": "Marienau", "next": MARIENAU})
    assert (done.status_code, done.location) == (303, MARIENAU)
    assert re.search(r"^place=Marienau;.*HttpOnly.*SameSite=Lax", done.headers["Set-Cookie"])
    assert "Your place: Marienau. This device remembers it." in client.get(MARIENAU).text
    start = client.get("/?lang=en").text
    assert 'value="Marienau"' in start
    assert "from Marienau" in start
    assert "whole district" in client.get("/?lang=en&near=").text
    assert client.post("/places/own/removal").status_code == 303
    assert 'value="Marienau"' not in client.get("/?lang=en").text


@pytest.mark.parametrize("place", ["Nirgendwo", "", "<script>", "Hamln", "x" * 100_000, "52.1, 9.4"])
def test_what_is_no_name_of_a_place_is_not_remembered(demo_app: Flask, place: str) -> None:
    done = demo_app.test_client().post("/places/own", data={"place": place, "next": "//evil.example"})
    assert done.location == "/"
    assert "place=" not in done.headers.get("Set-Cookie", "")


def test_remembered_place_that_is_gone_is_no_error(demo_app: Flask) -> None:
    client = demo_app.test_client()
    client.set_cookie("place", "Nirgendwo")
    assert client.get("/").status_code == 200


def test_privacy_text_names_the_remembered_place(demo_app: Flask) -> None:
    for language, word in (("de", "merkt sich den Ort"), ("en", "remembers the place")):
        assert word in demo_app.test_client().get(f"/privacy?lang={language}").text


@pytest.fixture
def thousand_hubs(app: Flask) -> Flask:
    """1,000 hubs with a desk in two municipalities; only the last has a locker."""
    with app.app_context():
        first = hub("hub-0", desks=1)
        db.session.add(Municipality(key="03252001", name="Aerzen", lat=52.05, lon=9.26))
        db.session.flush()
        rows = [copy_of(first, number) for number in range(1, 1000)]
        db.session.add_all(rows)
        db.session.flush()
        db.session.add_all(Space(hub_id=row.id, name="Desk", kind="desk") for row in rows)
        last = any_hub("hub-999")
        assert last is not None
        space(last, "Fach", "locker")
        db.session.commit()
    return app


def copy_of(first: Hub, number: int) -> Hub:
    return Hub(
        slug=f"hub-{number}",
        name=f"Hub {number}",
        village=f"Dorf {number}",
        municipality_key=first.municipality_key if number % 2 else "03252001",
        operator_id=first.operator_id,
        lat=52.1 + number / 10_000,
        lon=9.4,
        opening_hours=first.opening_hours,
        address=f"Musterstraße {number}",
    )


def shown(text: str) -> list[str]:
    return re.findall(r'id="hub-([a-z0-9-]+)"', text)


def test_of_1000_hubs_the_nearest_20_are_shown_and_the_next_by_a_click(thousand_hubs: Flask) -> None:
    client = thousand_hubs.test_client()
    client.get("/?lang=en&near=52.1,9.4")
    with counted(thousand_hubs) as asked:
        text = client.get("/?lang=en&near=52.1,9.4&date=2026-11-25").text
    assert len(asked) <= 8
    assert shown(text) == [f"hub-{n}" for n in range(20)]
    assert "hubs 1 to 20 of 1000" in text
    assert "Aerzen: 490 more hubs" in text
    more = html.unescape(re.findall(r'href="([^"]*after=20[^"]*)"', text)[0])
    text = client.get(more).text
    assert shown(text) == [f"hub-{n}" for n in range(20, 40)]
    assert "hubs 21 to 40 of 1000" in text
    assert "Back to the hubs before" in text


def test_last_page_leads_no_further_and_a_page_beyond_is_none(thousand_hubs: Flask) -> None:
    client = thousand_hubs.test_client()
    text = client.get("/?lang=en&near=52.1,9.4&after=980").text
    assert len(shown(text)) == 20
    assert "Show the next hubs" not in text
    for after in ("1000", "99999", "7", "-20", "x"):
        assert client.get(f"/?lang=en&after={after}").status_code == 200


def test_what_only_the_farthest_hub_has_is_found(thousand_hubs: Flask) -> None:
    text = thousand_hubs.test_client().get("/?lang=en&near=52.1,9.4&kind=locker&date=2026-11-25").text
    assert shown(text) == ["hub-999"]


def test_start_page_with_1000_hubs_stays_light(thousand_hubs: Flask) -> None:
    client = thousand_hubs.test_client()
    for address in ("/", "/?near=52.1,9.4&date=2026-11-25"):
        answer = client.get(address, headers={"Accept-Encoding": "br"})
        assert answer.headers["Content-Encoding"] == "br"
        assert len(answer.data) <= 16_000, address
