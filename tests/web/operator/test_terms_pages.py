"""An operator's people publish their texts of law; everybody can read them; booking asks for them."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core.transactions import transaction
from members.admin_actions import add_member
from tests.support import people
from tests.support.house import NOW, House, bookings
from tests.support.html import faults, text
from tests.support.limits import rule
from tests.support.money import paid_house
from tests.support.passes import product
from tests.support.terms import TERMS, acceptances, publish, shown_on, texts

OWN, HERE = "own@example.org", "/operators/coppenbruegge/terms"
WISH = {"date": "2026-11-25", "from": "09:00", "to": "11:00"}


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = paid_house(app, prices={})
        with app.app_context(), transaction():
            add_member(email=OWN, password_hash=people.HASH, roles=[("operator", "coppenbruegge")])
        yield home


@pytest.fixture
def own(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, OWN)
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def wish(client: FlaskClient, home: House, name: str = "Platz 1") -> Any:
    return client.get("/bookings/new", query_string=WISH | {"space": home.spaces[name]})


def order(client: FlaskClient, home: House, page: Any, **more: str) -> Any:
    sent = WISH | {"space": str(home.spaces["Platz 1"]), "form_key": "k", "terms": shown_on(page), "title": "Treffen"}
    return client.post("/bookings", data=sent | more)


def test_text_begins_with_the_template_and_is_refused_while_it_has_gaps(home: House, own: FlaskClient) -> None:
    assert "not published yet" in text(own.get(HERE))
    page = own.get(f"{HERE}/house-rules/edit")
    assert "Muster" in page.text
    assert faults(page.text) == []
    typed = {"text_de": "# Hausordnung\n\nBitte leise sein: [Ort].", "text_en": ""}
    refused = own.post(f"{HERE}/house-rules/edit", data=typed)
    assert refused.status_code == 422
    assert "“[Ort]”" in text(refused)
    assert "Bitte leise sein" in refused.text
    assert faults(refused.text) == []
    assert texts(home) == []


def test_published_text_is_read_by_everybody_with_its_earlier_versions(
    app: Flask, home: House, own: FlaskClient
) -> None:
    for words in ("Erste", "Zweite"):
        answer = own.post(f"{HERE}/terms/edit", data={"text_de": f"# Bedingungen\n\n{words} Fassung.", "text_en": ""})
        assert (answer.status_code, answer.location) == (303, HERE)
    overview = own.get(HERE)
    assert "Version 2" in text(overview)
    assert faults(overview.text) == []
    visitor = app.test_client()
    now, before = visitor.get(f"{HERE}/terms"), visitor.get(f"{HERE}/terms?version=1")
    assert "Zweite Fassung" in text(now)
    assert "Erste Fassung" in text(before)
    assert f'href="{HERE}/terms"' in before.text
    assert faults(now.text) == faults(before.text) == []


def test_same_text_again_says_that_nothing_was_changed(home: House, own: FlaskClient) -> None:
    publish(home)
    own.post(f"{HERE}/terms/edit", data={"text_de": TERMS, "text_en": ""})
    assert "Nothing was changed" in text(own.get(HERE))
    assert len(texts(home)) == 1


def test_preview_shows_how_it_will_look_and_publishes_nothing(home: House, own: FlaskClient) -> None:
    typed = {"text_de": "# Titel\n\n- eins\n- [Seite](https://example.org)", "text_en": "", "preview": "1"}
    page = own.post(f"{HERE}/terms/edit", data=typed)
    assert page.status_code == 200
    assert "<li>eins</li>" in page.text
    assert '<a href="https://example.org">Seite</a>' in page.text
    assert faults(page.text) == []
    assert texts(home) == []


def test_hostile_text_is_shown_and_does_nothing(app: Flask, home: House) -> None:
    hostile = "# <b>T</b>\n\n<script>alert(1)</script> ![x](https://evil.example/p.png) <javascript:alert(1)>\n\n# Zwei"
    publish(home, text_de=f"{hostile}\n\n(javascript:alert(2)) <img src=x onerror=y>")
    page = app.test_client().get(f"{HERE}/terms").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>T</b>" not in page
    assert 'src="https://evil' not in page
    assert 'href="javascript' not in page
    assert "<h1>" not in page.partition("</h1>")[2]
    assert faults(page) == []


def test_form_of_two_people_does_not_undo_what_the_other_has_published(home: House, own: FlaskClient) -> None:
    page = own.get(f"{HERE}/terms/edit").text
    seen = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    publish(home, text_de="Von der anderen")
    again = own.post(f"{HERE}/terms/edit", data={"text_de": "Meins", "text_en": "", "seen": seen})
    assert again.status_code == 422
    assert [one.text_de for one in texts(home)] == ["Von der anderen"]


@pytest.mark.parametrize("address", ["terms", "house_rules", "imprint", "terms?version=9", "terms?version=x"])
def test_texts_that_are_not_there_are_404(app: Flask, home: House, address: str) -> None:
    assert app.test_client().get(f"{HERE}/{address}").status_code == 404


def test_booking_page_says_nothing_where_no_text_is_published(home: House, member: FlaskClient) -> None:
    assert 'name="terms"' not in wish(member, home).text


def test_box_is_asked_for_once_and_then_the_texts_are_named(home: House, member: FlaskClient) -> None:
    publish(home)
    publish(home, "house_rules", "# Hausordnung\n\nLeise sein.")
    page = wish(member, home)
    assert "I agree to: Terms of use , House rules" in text(page)
    assert faults(page.text) == []
    without = order(member, home, page)
    assert without.status_code == 422
    assert "Please tick" in text(without)
    assert "Treffen" in without.text
    assert faults(without.text) == []
    assert order(member, home, page, accepts_terms="1").status_code == 303
    again = wish(member, home, "Platz 2")
    assert 'name="accepts_terms"' not in again.text
    assert "These apply: Terms of use , House rules" in text(again)
    assert [one.how for one in acceptances(home)] == ["ticked", "ticked"]


def test_text_that_was_replaced_meanwhile_is_shown_before_anything_is_booked(home: House, member: FlaskClient) -> None:
    publish(home)
    page = wish(member, home)
    publish(home, text_de="# Neu\n\nAnders.")
    again = order(member, home, page, accepts_terms="1")
    assert again.status_code == 409
    assert "have just changed" in text(again)
    assert shown_on(again) != shown_on(page)
    assert "checked" not in again.text.partition('name="accepts_terms"')[2].partition(">")[0]
    assert bookings(home.app) == []
    assert order(member, home, again, accepts_terms="1").status_code == 303


@pytest.mark.parametrize(("english", "shown"), [("", '<span lang="de">Gleich.</span>'), ("At once.", "At once.")])
def test_consent_without_english_words_says_that_it_is_german(
    app: Flask, member: FlaskClient, english: str, shown: str
) -> None:
    home = paid_house(app, slug="gegen-geld")
    publish(home, "early_start", "Gleich.", english)
    page = wish(member, home)
    assert f"If I book privately: {shown}</label>" in page.text
    path = f"/passes/products/{product(home)}"
    offer, refused = member.get(path), member.post(path, data={"begins_on": "2026-11-24"})
    assert f">{shown}</label>" in offer.text
    assert '<a href="#starts_early">Please tick' in refused.text
    assert faults(page.text) == faults(offer.text) == faults(refused.text) == []


def test_who_is_not_logged_in_sees_under_which_texts_one_books(app: Flask, home: House) -> None:
    publish(home)
    visitor = app.test_client()
    visitor.set_cookie("lang", "en")
    page = wish(visitor, home)
    assert "I agree to: Terms of use" in text(page)
    assert 'name="accepts_terms"' in page.text
    rule(home, needs_account=True)
    page = wish(visitor, home)
    assert "These apply: Terms of use" in text(page)
    assert "accepts_terms" not in page.text


def test_program_books_under_what_holds(home: House, app: Flask) -> None:
    publish(home)
    with app.app_context():
        token = app.test_cli_runner().invoke(args=["members", "token", people.EMAIL]).output.strip()
    times = {"starts_at": "2026-11-25T09:00:00Z", "ends_at": "2026-11-25T10:00:00Z"}
    body = {"space": str(home.spaces["Platz 1"]), **times}
    answer = app.test_client().post("/api/v1/bookings", json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201
    assert [one.how for one in acceptances(home)] == ["program"]
