"""What hostile people type must stay text: in pages, mails and logs. And what is missing or huge gets a kind answer."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from members import signup_actions
from tests.support import people
from tests.support.people import EMAIL, PASSWORD

NAMES = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "Anna\r\nBcc: all@example.org", "{{ 7*7 }}"]
NAMES += ["\x00\x1b[31m", "\u202egnp.exe", "x" * 119 + "😀", "' OR 1=1 --", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("name", NAMES)
def test_name_is_harmless_in_pages_and_mails(app: Flask, client: FlaskClient, name: str) -> None:
    client.get("/?lang=en")
    answer = client.post("/signup", data={"name": name, "email": EMAIL, "password": PASSWORD})
    assert answer.status_code in {303, 422}
    if answer.status_code == 303:
        mail = people.mails(app)[-1]
        assert mail["Bcc"] is None
        assert all(name not in part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")
        client.post(people.mailed_path(app))
    for page in (answer.text, client.get("/profile").text):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\x00" not in page
        assert "49" not in page.partition("<h1>")[2].partition("</h1>")[0]


def test_address_cannot_add_headers_to_a_mail(app: Flask, client: FlaskClient) -> None:
    hostile = "anna@example.org\r\nBcc: all@example.org"
    assert client.post("/password/forgot", data={"email": hostile}).status_code == 422
    assert people.mails(app) == []


def test_host_header_does_not_reach_the_mailed_link(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    client.post("/password/forgot", data={"email": EMAIL}, headers=headers)
    mail = people.mails(app)[-1]
    assert "evil.example" not in mail.as_string()
    assert "http://localhost/password/reset/" in mail.as_string().replace("=\n", "")


@pytest.mark.parametrize("path", ["/signup", "/login", "/password/forgot"])
@pytest.mark.parametrize("size", [100_000, 1_000_000])
def test_huge_input_is_refused_and_nothing_is_written(app: Flask, client: FlaskClient, path: str, size: int) -> None:
    form = dict.fromkeys(("name", "email", "password", "next"), "x" * size)
    answer = client.post(path, data=form)
    assert answer.status_code == (413 if size * 3 > 262_144 else 422)
    assert "<h1>" in answer.text
    assert not any(people.rows(app).values()) or list(filter(None, people.rows(app).values())) == [
        people.rows(app)["rate_limit"]
    ]


@pytest.mark.parametrize("path", ["/signup", "/login", "/password/forgot"])
def test_form_without_its_token_gets_a_kind_page(app: Flask, client: FlaskClient, csrf: None, path: str) -> None:
    client.get("/?lang=en")
    answer = client.post(path, data={"name": "A", "email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert "This page was open for too long" in answer.text
    assert people.rows(app)["member"] == []


def test_request_that_cannot_be_read_is_not_blamed_on_an_old_page(client: FlaskClient) -> None:
    client.get("/?lang=en")
    answer = client.post("/login", data=b"\xff\xfe", content_type="application/json")
    assert answer.status_code == 400
    assert "incomplete or damaged" in answer.text
    assert "open for too long" not in answer.text


def test_forms_carry_their_token(app: Flask, client: FlaskClient, csrf: None) -> None:
    people.add(app)
    token = client.get("/login").text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    assert people.log_in(client, csrf_token=token).status_code == 303
    page = client.get("/profile").text
    assert page.count('method="post"') == page.count('name="csrf_token"')
    assert people.log_in(app.test_client(), csrf_token=token).status_code == 400


def test_every_form_missing_all_fields_is_answered(client: FlaskClient) -> None:
    for path in ("/signup", "/login", "/password/forgot"):
        assert client.post(path, data={}).status_code == 422
        assert client.post(path, data=b"\xff\xfe", content_type="application/json").status_code == 400


def test_logs_name_no_person_and_no_secret(app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    from core.logs import JsonLines

    caplog.set_level(logging.DEBUG)
    client.post("/signup?next=/bookings%3Fsecret=1", data={"name": "Anna", "email": EMAIL, "password": PASSWORD})
    path = people.mailed_path(app)
    client.get(path)
    client.post(path)
    people.log_in(client)
    people.log_in(app.test_client(), password="something wrong")
    written = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert "/signup/confirm/<token>" in written
    for secret in (EMAIL, PASSWORD, "something wrong", path.rpartition("/")[2], "127.0.0.1", "secret=1"):
        assert secret not in written


def test_signup_that_is_rolled_back_sends_no_mail(app: Flask) -> None:
    with app.app_context():
        signup_actions.sign_up(email=EMAIL, name="Anna", password_hash=people.HASH, locale="de")
        db.session.rollback()
    assert people.mails(app) == []
    assert people.rows(app)["member"] == []
