"""“Report a barrier”: everybody can, nothing that is written does harm, and it reaches the operator."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.settings import SettingsError, load_settings
from tests.support import people
from tests.support.mail import text_of
from tests.support.night import at_night
from web.site.feedback import LONGEST, PER_NETWORK

PATH = "/accessibility/feedback"
TEXT = "Die Karte kann ich nicht lesen.\r\nIch nutze einen Screenreader."


def test_report_is_mailed_to_the_operator(app: Flask, client: FlaskClient) -> None:
    answer = client.post(PATH, data={"text": TEXT, "email": "anna@example.org"})
    assert answer.location == f"{PATH}/sent"
    assert client.get(answer.location).status_code == 200
    mail = people.mails(app)[-1]
    assert mail["To"] == "noreply@example.org"  # of MAIL_FROM, as no CONTACT_MAIL is set
    assert "> Die Karte kann ich nicht lesen.\n> Ich nutze einen Screenreader." in text_of(mail)
    assert "anna@example.org" in text_of(mail)


def test_address_is_not_needed(app: Flask, client: FlaskClient) -> None:
    assert client.post(PATH, data={"text": TEXT}).status_code == 303
    assert "@" not in text_of(people.mails(app)[-1])


def test_contact_mail_gets_the_report(make_app: Callable[..., Flask]) -> None:
    app = make_app(contact_mail="barriere@example.org", mail_from="Nobody reads this <robot@example.org>")
    app.test_client().post(PATH, data={"text": TEXT})
    assert people.mails(app)[-1]["To"] == "barriere@example.org"


NO_ADDRESSES = ["no address", "Office <office@example.org>", "a@b.org, c@d.org", "a@b.org\nBcc: x@y.z"]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_contact_mail_that_is_no_plain_address_is_refused_at_start(address: str) -> None:
    with pytest.raises(SettingsError, match="CONTACT_MAIL"):
        load_settings(contact_mail=address, _env_file=None)


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["de", "en"])
def test_way_to_the_form_is_on_the_statement_and_on_every_page(client: FlaskClient, language: str) -> None:
    assert client.get(f"/accessibility?lang={language}").text.count(f'href="{PATH}"') >= 3  # text, button, foot
    assert f'href="{PATH}"' in client.get(f"/login?lang={language}").text.partition("<footer")[2]


@pytest.mark.one_database
def test_button_stays_when_the_operator_writes_a_statement(make_app: Any, tmp_path: Any) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "accessibility.de.md").write_text("# Barrierefreiheit\n\nAlles gut.")
    page = make_app(instance_dir=tmp_path).test_client().get("/accessibility?lang=de").text
    assert f'href="{PATH}"' in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \r\n\x00 "),
        ("text", "x" * (LONGEST + 1)),
        ("email", "anna"),
        ("email", "x" * 9000),
        ("email", "anna@example.org\r\nBcc: all@example.org"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_kept(app: Flask, client: FlaskClient, field: str, value: str) -> None:
    client.get("/?lang=en")
    answer = client.post(PATH, data={"text": "my long report", "email": "anna@example.org"} | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "my long report" in answer.text or field == "text"
    assert people.mails(app) == []


def test_longest_text_is_taken_however_its_lines_end(app: Flask, client: FlaskClient) -> None:
    text = "ab\r\n" * (LONGEST // 3)
    assert client.post(PATH, data={"text": text}).status_code == 303


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% include 'x' %}"]
HOSTILE += [
    "%(address)s",
    "\x00\x1b[31m red",
    "\u202egnp.exe",
    "😀" * 900,
    "\n-- \nsignature",
    "\r\nBcc: all@example.org",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(app: Flask, client: FlaskClient, text: str) -> None:
    assert client.post(PATH, data={"text": f"x{text}"}).status_code == 303
    mail = people.mails(app)[-1]
    html = mail.get_body(("html",))
    assert html
    for part in (html.get_content(), text_of(mail)):
        assert "49" not in part
        assert "\x00" not in part
        assert "\x1b" not in part
    assert "<script" not in html.get_content()
    assert "<img" not in html.get_content()
    assert {"Subject", "To"} <= set(mail.keys())
    assert mail["Bcc"] is None
    refused = client.post(PATH, data={"text": text, "email": "wrong"}).text
    assert "<script>alert" not in refused
    assert "<img src=x" not in refused


@pytest.mark.usefixtures("one_window")
def test_reports_are_limited_per_network(app: Flask, client: FlaskClient) -> None:
    answers = [client.post(PATH, data={"text": TEXT}).status_code for _ in range(PER_NETWORK + 1)]
    assert answers == [303] * PER_NETWORK + [429]
    assert len(people.mails(app)) == PER_NETWORK
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post(PATH, data={"text": TEXT}, environ_base=elsewhere).status_code == 303


def test_report_without_the_forms_token_is_refused(app: Flask, client: FlaskClient, csrf: None) -> None:
    assert client.post(PATH, data={"text": TEXT}).status_code == 400
    assert people.mails(app) == []


@pytest.mark.one_database
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), at_night(1440, "light")])
def test_report_is_made_in_the_browser_without_javascript(
    server: Any, smtp: Any, open_page: Any, width: int, scheme: str
) -> None:
    from tests.support.browser import assert_accessible

    page = open_page(server, width=width, locale="en", scheme=scheme, javascript=False)
    page.goto("/accessibility")
    page.get_by_role("main").get_by_role("link", name="Report a barrier").click()
    page.get_by_label("What can you not use").fill("The map")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", name="Thank you").is_visible()
    server.flask("jobs", "once", "outbox")
    assert "> The map" in text_of(smtp.wait(lambda mail: mail["To"] == "noreply@example.org"))
    checked = open_page(server, width=width, locale="en", scheme=scheme)
    for path in (PATH, f"{PATH}/sent", "/accessibility"):
        checked.goto(path)
        assert_accessible(checked)
