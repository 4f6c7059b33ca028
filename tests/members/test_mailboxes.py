"""Addresses are read however they were typed, and each mailbox has one form, by which it is known and counted."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from core import outbox
from core.errors import DomainError
from core.mailboxes import BadEmail, clean_email, mailbox_key
from members import limits
from tests.support import people
from tests.support.people import EMAIL, PASSWORD

WAYS = [
    "mailto:anna@example.org",
    "MAILTO:Anna%40Example.org?subject=Hallo",
    "Anna Muster <anna@example.org>",
    '"Müller, Anna" <anna@example.org>;',
    "<anna@example.org>",
    "\u200banna@example.org\ufeff",
    "anna@exam\u00adple.org",
    "anna\u00a0@ example.org",
    "anna (at) example.org",
    "anna@ｅｘａｍｐｌｅ．ｏｒｇ",
    "ａｎｎａ＠example.org",
    "„anna@example.org“,",
    "anna@example.org.",
    "E-Mail: anna@example.org",
    "mailto://anna@example.org/",
    "anna@example.org (Anna Muster)",
    "Anna Muster [anna@example.org]",
    "[anna@example.org](mailto:anna@example.org)",
    "anna@example.org <anna@example.org>",
    "ANNA@EXAMPLE。ORG",
]


@pytest.mark.parametrize("typed", WAYS)
def test_address_is_read_out_of_what_stands_around_it(typed: str) -> None:
    assert clean_email(typed) == EMAIL
    assert mailbox_key(typed) == EMAIL


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anna@käse.de", "anna@xn--kse-qla.de"),
        ("anna@ka\u0308se.de", "anna@xn--kse-qla.de"),
        ("Anna <anna@KÄSE.de>", "anna@xn--kse-qla.de"),
        ("anna@xn--kse-qla.de", "anna@xn--kse-qla.de"),
        ("anna@straße.de", "anna@xn--strae-oqa.de"),
    ],
)
def test_domain_with_umlauts_is_fine(typed: str, kept: str) -> None:
    assert clean_email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("hähnchen@käse.de", "letters"),
        ("anna.müller@example.org", "letters"),
        ("mailto:jürgen@example.org", "letters"),
        ("аnna@example.org", "letters"),
        ("anna@example.org, bert@example.org", "several"),
        ("anna@example.org bert@example.org", "several"),
        ("anna muster@example.org", "blank"),
        ("anna@exa mple.org", "blank"),
        ("anna", "form"),
        ("anna@example", "form"),
        ("anna@@example.org", "form"),
        ("<anna@example.org> <bert@example.org>", "several"),
        ("anna@example.org\0", "form"),
        ("anna..b@example.org", "form"),
        ("", "form"),
        ("<>", "form"),
        ("mailto:", "form"),
    ],
)
def test_refusal_says_what_is_wrong(typed: str, reason: str) -> None:
    with pytest.raises(BadEmail) as refused:
        clean_email(typed)
    assert refused.value.facts["reason"] == reason


@given(st.text(max_size=60))
def test_one_form_is_one_form_and_every_text_has_a_key(typed: str) -> None:
    key = mailbox_key(typed)
    assert len(key) <= 254
    try:
        assert clean_email(clean_email(typed)) == clean_email(typed) == key
    except DomainError:
        assert mailbox_key(f" {typed}\u200b") == key or len(typed) > 50 or "@" in typed


def test_account_is_found_however_its_address_is_typed(app: Flask) -> None:
    people.add(app)
    assert [typed for typed in WAYS if people.log_in(app.test_client(), email=typed).status_code != 303] == []


def test_no_way_of_writing_an_address_gets_round_the_limits(app: Flask, client: FlaskClient) -> None:
    """Five mails to one mailbox in an hour, whatever form sends them."""
    for typed in WAYS[: limits.MAIL_PER_EMAIL.count]:
        assert client.post("/password/forgot", data={"email": typed}).status_code == 303
    for typed in WAYS[limits.MAIL_PER_EMAIL.count :]:
        assert client.post("/password/forgot", data={"email": typed}).status_code == 429
    signup = {"name": "Anna", "email": "anna@ｅxample．org", "password": PASSWORD}
    assert client.post("/signup", data=signup).status_code == 429
    with app.app_context():
        assert {row.recipient for row in outbox.latest()} == {EMAIL}


def test_no_way_of_writing_an_address_gets_round_the_limit_of_log_ins(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    answers = [people.log_in(client, email=typed, password="wrong").status_code for typed in WAYS]
    assert answers == [422] * limits.LOGIN_PER_EMAIL.count + [429] * (len(WAYS) - limits.LOGIN_PER_EMAIL.count)


def test_sign_up_with_a_name_around_the_address_is_taken(app: Flask, client: FlaskClient) -> None:
    client.post("/signup", data={"name": "Anna", "email": "Anna Muster <Anna@Example.org>", "password": PASSWORD})
    assert people.member(app).email == EMAIL


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/signup", {"name": "Anna", "password": PASSWORD}),
        ("/password/forgot", {}),
        ("/accessibility/feedback", {"text": "x"}),
    ],
)
def test_forms_say_why_and_keep_what_was_typed(client: FlaskClient, path: str, data: dict[str, Any]) -> None:
    answer = client.post(f"{path}?lang=en", data=data | {"email": "hähnchen@käse.de"})
    assert answer.status_code == 422
    assert "not possible before the @" in answer.text
    assert 'value="hähnchen@käse.de"' in answer.text


def test_commands_read_addresses_as_forms_do(app: Flask) -> None:
    made = app.test_cli_runner().invoke(
        args=["members", "add", "Anna Muster <ANNA@example.org>", "--password", PASSWORD]
    )
    assert made.exit_code == 0, made.output
    assert app.test_cli_runner().invoke(args=["members", "token", "mailto:anna@ｅxample.org"]).exit_code == 0
    refused = app.test_cli_runner().invoke(args=["members", "add", "jürgen@example.org", "--password", PASSWORD])
    assert "before the @" in refused.output
