"""Withdrawal in two steps, without a log-in: whatever code is typed, the same answer and a receipt."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core import retention
from core.db import db
from core.transactions import transaction
from payments.withdrawals import actions, queries
from payments.withdrawals.errors import WithdrawalSettled
from payments.withdrawals.models import Withdrawal
from tests.support import people
from tests.support.html import faults
from tests.support.mail import text_of
from web.site.withdrawal import PER_MAILBOX

PATH, CONFIRM, RECEIVED = "/withdrawal", "/withdrawal/confirmation", "/withdrawal/received"
TYPED = {"name": "Anna Muster", "email": "anna@example.org", "code": "RF62 CB20 2600 01"}


def declared(app: Flask) -> list[Withdrawal]:
    with app.app_context():
        return list(db.session.scalars(select(Withdrawal).order_by(Withdrawal.received_at, Withdrawal.id)))


def test_first_step_shows_what_is_declared_and_keeps_nothing(app: Flask, client: FlaskClient) -> None:
    client.get("/?lang=de")
    page = client.post(PATH, data=TYPED)
    assert page.status_code == 200
    assert faults(page.text) == []
    assert "Widerruf bestätigen</span></button>" in page.text
    assert all(value in page.text for value in TYPED.values())
    assert declared(app) == []
    assert people.mails(app) == []


def test_second_step_takes_it_down_and_sends_the_receipt(app: Flask, client: FlaskClient) -> None:
    client.get("/?lang=de")
    answer = client.post(CONFIRM, data=TYPED)
    assert (answer.status_code, answer.location) == (303, RECEIVED)
    assert client.get(RECEIVED).status_code == 200
    (one,) = declared(app)
    assert (one.code, one.name, one.email, one.outcome) == (TYPED["code"], TYPED["name"], TYPED["email"], "open")
    receipt = next(mail for mail in people.mails(app) if mail["To"] == "anna@example.org")
    assert "Eingangsbestätigung" in receipt["Subject"]
    text = text_of(receipt)
    assert "Ich widerrufe den Vertrag über: RF62 CB20 2600 01" in text
    assert "24.11.2026" in text


def test_office_hears_of_it(app: Flask, client: FlaskClient) -> None:
    client.post(CONFIRM, data=TYPED)
    assert {mail["To"] for mail in people.mails(app)} == {"anna@example.org", "noreply@example.org"}


@pytest.mark.parametrize("code", ["RF62CB20260001", "nothing", "<b>x</b>", "' OR 1=1 --", "0" * 60])
def test_answer_is_the_same_for_every_code(app: Flask, client: FlaskClient, code: str) -> None:
    answer = client.post(CONFIRM, data=TYPED | {"code": code})
    assert (answer.status_code, answer.location) == (303, RECEIVED)
    assert len(people.mails(app)) == 2
    assert "<b>x" not in client.post(PATH, data=TYPED | {"code": code}).text


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 121), ("email", "anna"), ("email", "a@b.org\r\nBcc: c@d.org"), ("code", " ")],
)
@pytest.mark.parametrize("path", [PATH, CONFIRM])
def test_wrong_input_is_told_at_its_field(app: Flask, client: FlaskClient, path: str, field: str, value: str) -> None:
    answer = client.post(path, data=TYPED | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert declared(app) == []


def test_change_something_shows_the_form_with_what_was_typed(client: FlaskClient) -> None:
    page = client.post(PATH, data=TYPED | {"step": "back"})
    assert page.status_code == 200
    assert 'value="Anna Muster"' in page.text
    assert CONFIRM not in page.text


def test_double_click_is_one_withdrawal(app: Flask, client: FlaskClient) -> None:
    for _ in range(2):
        assert client.post(CONFIRM, data=TYPED | {"form_key": "once"}).location == RECEIVED
    assert len(declared(app)) == 1


def test_form_knows_who_is_logged_in_and_the_code_of_the_link(app: Flask, client: FlaskClient) -> None:
    people.add(app, "berta@example.org", "Berta Beispiel")
    people.log_in(client, "berta@example.org")
    page = client.get(f"{PATH}?code=RF62CB20260001").text
    assert all(f'value="{known}"' in page for known in ("Berta Beispiel", "berta@example.org", "RF62CB20260001"))


@pytest.mark.usefixtures("one_window")
def test_no_mailbox_is_filled_by_strangers(app: Flask, client: FlaskClient) -> None:
    answers = [client.post(CONFIRM, data=TYPED | {"code": str(n)}).status_code for n in range(PER_MAILBOX + 1)]
    assert answers == [303] * PER_MAILBOX + [429]
    assert client.post(CONFIRM, data=TYPED | {"email": "bert@example.org"}).status_code == 303


def test_what_became_of_it_is_said_once(app: Flask) -> None:
    with app.app_context():
        with transaction():
            one = actions.declare("code", "Anna", "anna@example.org", "de", [])
            assert queries.to_settle() == [one]
            actions.settle(one.id, "accepted")
        assert queries.to_settle() == []
        with pytest.raises(WithdrawalSettled), transaction():
            actions.settle(one.id, "refused")
    assert [(row.outcome, row.settled_at is not None) for row in declared(app)] == [("accepted", True)]


def test_withdrawal_is_deleted_three_years_after_its_year(app: Flask, client: FlaskClient) -> None:
    client.post(CONFIRM, data=TYPED)
    with app.app_context():
        rule = retention.registry(app)["withdrawals"]
        retention.run([rule], datetime(2029, 12, 31, 12, tzinfo=UTC))
        assert len(declared(app)) == 1
        retention.run([rule], datetime(2030, 1, 1, 12, tzinfo=UTC))
    assert declared(app) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_way_to_the_form_is_on_every_page(client: FlaskClient, language: str) -> None:
    foot = client.get(f"/login?lang={language}").text.partition("<footer")[2]
    assert f'href="{PATH}"' in foot
    assert {"de": "Vertrag widerrufen", "en": "Withdraw from contract"}[language] in foot


@pytest.mark.one_database
@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1440, True)])
def test_withdrawal_is_made_in_the_browser(
    server: Any, smtp: Any, open_page: Any, width: int, javascript: bool
) -> None:
    from tests.support.browser import assert_accessible

    page = open_page(server, width=width, locale="de", javascript=javascript)
    page.goto("/login")
    page.get_by_role("contentinfo").get_by_role("link", name="Vertrag widerrufen").click()
    page.get_by_label("Ihr Name").fill("Anna Muster")
    page.get_by_label("Ihre E-Mail-Adresse").fill("anna@example.org")
    page.get_by_label("Buchungscode").fill("RF62 CB20 2600 01")
    page.get_by_role("button", name="Vertrag widerrufen").click()
    if javascript:
        assert_accessible(page)
    page.get_by_role("button", name="Widerruf bestätigen").click()
    assert page.get_by_role("heading", name="Ihr Widerruf ist eingegangen").is_visible()
    server.flask("jobs", "once", "outbox")
    assert "Ich widerrufe" in text_of(smtp.wait(lambda mail: mail["To"] == "anna@example.org"))
