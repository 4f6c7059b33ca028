"""Adding pictures of a hub, putting them in order, and showing them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from core.transactions import transaction
from hubs.models import Hub
from hubs.plan import queries, rules
from tests.support import picture_files
from tests.support.house import House
from tests.support.sandbox import threads_away
from web.host import pictures

Upload = Callable[..., Any]


def addresses(client: FlaskClient, page: str) -> list[str]:
    return re.findall(r'<img[^>]* src="(/hubs/[^"]*/pictures/[^"]*)"', client.get(page).text)


def count(app: Flask) -> int:
    with app.app_context():
        hub = db.session.query(Hub).one()
        return queries.picture_count(hub.id)


def test_picture_is_on_the_hubs_page_with_its_words(home: House, host: FlaskClient, upload: Upload) -> None:
    assert upload(picture_files.with_position(), alt_en="The large room").status_code == 303
    page = host.get(f"/hubs/{home.slug}?lang=de").text
    assert 'alt="Der große Raum"' in page
    assert 'lr-art--portrait"' not in page.partition("<h2")[0], "it stands in place of the drawing"
    assert 'alt="The large room"' in host.get(f"/hubs/{home.slug}?lang=en").text


def test_picture_is_sent_as_what_it_is_and_kept_for_long(home: House, host: FlaskClient, upload: Upload) -> None:
    upload(picture_files.with_position("PNG"), name="photo.html")
    [address] = addresses(host, f"/hubs/{home.slug}")
    answer = host.get(address)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "public" in answer.headers["Cache-Control"]
    assert picture_files.SECRET not in answer.data


@pytest.mark.parametrize("change", [("-", "-0"), (".jpg", ".svg"), (".jpg", ".html"), ("coppenbruegge", "elsewhere")])
def test_another_address_leads_to_nothing(
    home: House, host: FlaskClient, upload: Upload, change: tuple[str, str]
) -> None:
    upload(picture_files.picture())
    [address] = addresses(host, f"/hubs/{home.slug}")
    assert host.get(address.replace(*change)).status_code == 404


def test_pictures_of_a_draft_are_its_hosts_alone(app: Flask, home: House, host: FlaskClient, upload: Upload) -> None:
    upload(picture_files.picture())
    [address] = addresses(host, f"/hubs/{home.slug}")
    with app.app_context(), transaction():
        db.session.query(Hub).one().is_public = False
    answer = host.get(address)
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert app.test_client().get(address).status_code == 404


def test_picture_needs_its_words_in_german(app: Flask, upload: Upload) -> None:
    answer = upload(picture_files.picture(), alt_de=" ")
    assert answer.status_code == 422
    assert 'id="alt_de-error"' in answer.text
    assert count(app) == 0


def test_background_of_a_plan_needs_none(app: Flask, upload: Upload) -> None:
    assert upload(picture_files.picture(), alt_de="", purpose="plan").location.endswith("/plan")
    assert count(app) == 1


@pytest.mark.parametrize(
    "data", [picture_files.SVG, picture_files.PDF, picture_files.HEIC, b""], ids=["svg", "pdf", "heic", "nothing"]
)
def test_what_is_refused_is_said_at_the_field_and_nothing_typed_is_lost(
    app: Flask, upload: Upload, data: bytes
) -> None:
    answer = upload(data, alt_en="What I had typed")
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert "What I had typed" in answer.text
    assert count(app) == 0


def test_too_large_a_file_is_refused_kindly(app: Flask, upload: Upload) -> None:
    answer = upload(picture_files.picture() + bytes(10_100_000))
    assert answer.status_code == 413
    assert 'id="file-error"' in answer.text
    assert count(app) == 0


def test_other_pages_take_no_large_body(home: House, host: FlaskClient) -> None:
    answer = host.post(f"/host/{home.slug}/plan", data={"columns": "8", "more": "x" * 300_000})
    assert answer.status_code == 413


def test_form_without_its_token_is_refused(app: Flask, csrf: None, home: House, upload: Upload) -> None:
    assert upload(picture_files.picture()).status_code in {302, 400}
    assert count(app) == 0


def test_there_are_no_more_than_twelve(app: Flask, upload: Upload) -> None:
    for _ in range(rules.MOST_PICTURES):
        assert upload(picture_files.picture("PNG", (4, 4))).status_code == 303
    assert upload(picture_files.picture("PNG", (4, 4))).status_code == 422
    assert count(app) == rules.MOST_PICTURES


def test_order_words_and_deleting(app: Flask, home: House, host: FlaskClient, upload: Upload) -> None:
    for name in ("Eins", "Zwei", "Drei"):
        upload(picture_files.picture(), alt_de=name)
    page = f"/host/{home.slug}/pictures"
    first, _, third = re.findall(r'id="picture-(\d+)"', host.get(page).text)
    host.post(f"{page}/{third}/position", data={"by": "-1"})
    host.post(f"{page}/{first}/position", data={"by": "-1"})  # it is the first already
    assert alts(host, home) == ["Eins", "Drei", "Zwei"]
    host.post(f"{page}/{first}", data={f"p{first}-alt_de": "Anders <b>"})
    assert host.post(f"{page}/{first}", data={f"p{first}-alt_de": ""}).status_code == 422
    host.post(f"{page}/{third}/deletion")
    assert alts(host, home) == ["Anders &lt;b&gt;", "Zwei"]
    assert host.post(f"{page}/{third}/deletion").status_code == 404


def alts(client: FlaskClient, home: House) -> list[str]:
    return re.findall(r'<img[^>]* alt="([^"]*)"', client.get(f"/hubs/{home.slug}").text)


def test_picture_that_finds_no_place_is_asked_for_again(home: House, host: FlaskClient, upload: Upload) -> None:
    with threads_away():
        answer = upload(picture_files.picture(), alt_en="The large room")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert 'value="The large room"' in answer.text
    assert 'id="file-error"' in answer.text
    assert count(host.application) == 0
    assert upload(picture_files.picture()).status_code == 303


def test_host_sends_so_many_pictures_and_no_more(
    home: House, host: FlaskClient, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_UPLOADS", 2)
    answers = [upload(picture_files.picture()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "Retry-After" in answers[-1].headers
