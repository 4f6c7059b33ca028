"""Admins take over places from a file: the page says what became of it, line by line."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.db import db
from hubs.places.models import Locality
from tests.support import picture_files, sitemap
from tests.support.people import rows

ADDRESS = "/admin/places?lang=en"


@pytest.fixture
def site(make_app: Callable[..., Flask], fresh_database: Callable[..., str]) -> Flask:
    return make_app(url=fresh_database("demo"))


@pytest.fixture
def admin(site: Flask) -> FlaskClient:
    client = site.test_client()
    sitemap.log_in(client, "admin@example.org")
    return client


def sent(client: FlaskClient, content: bytes) -> Any:
    body, content_type = picture_files.multipart({}, content, "places.csv")
    return client.post(ADDRESS, data=body, content_type=content_type)


def test_page_says_where_places_are_from(admin: FlaskClient) -> None:
    text = admin.get(ADDRESS).text
    assert "Approximate positions (about 1 km), for an invented district only" in text
    assert "CC BY 4.0" in text


def test_file_of_excel_is_taken_over_and_its_bad_lines_are_told(site: Flask, admin: FlaskClient) -> None:
    table = (
        "Ort;PLZ;Gemeinde;Breite;Länge\r\nÖsterberg;31863;Coppenbrügge;52,11;9,55\r\n<b>;1;;x;\r\nFern;1;;48,1;11,5\r\n"
    )
    answer = sent(admin, table.encode("cp1252"))
    assert answer.status_code == 200
    assert "1 entry has been taken over" in answer.text
    assert "Line 3:" in answer.text
    assert "A postcode has five digits." in answer.text
    assert "&lt;b&gt;" in answer.text
    assert "from Österberg" in site.test_client().get("/?near=osterberg&lang=en").text


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe\x00", b"%PDF-1.7\0\0", b"a;b\n1;2\n"])
def test_what_is_no_file_of_places_is_refused_and_changes_nothing(
    site: Flask, admin: FlaskClient, content: bytes
) -> None:
    before = rows(site)
    answer = sent(admin, content)
    assert answer.status_code == 422
    assert "No places were found in this file." in answer.text
    assert rows(site) == before


def test_form_without_a_file_is_refused(admin: FlaskClient) -> None:
    assert admin.post(ADDRESS).status_code == 422


def test_file_that_is_too_large_is_refused_with_its_limit(site: Flask, admin: FlaskClient) -> None:
    answer = sent(admin, b"name;lat;lon\n" + b"Dorf;52.1;9.4\n" * 400_000)
    assert answer.status_code == 413
    assert "larger than 5 MB" in answer.text
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(Locality)) == 117
