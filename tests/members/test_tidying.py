"""What nobody needs any more goes by itself."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core import retention
from core.clock import now
from members import limits
from tests.support import people
from tests.support.people import EMAIL, PASSWORD

FORM = {"name": "Anna Muster", "email": EMAIL, "password": PASSWORD}


def tidy(app: Flask) -> int:
    with app.app_context():
        rules = retention.registry(app)
        return sum(retention.run([rules["log-ins"], rules["sign-ups"]]).values())


def emails(app: Flask) -> set[str]:
    return {row[1] for row in people.rows(app)["member"]}


def ago(**time: float) -> time_machine.travel:
    return time_machine.travel(now() - timedelta(**time))


def test_account_that_was_never_confirmed_goes_after_seven_days(app: Flask) -> None:
    people.add(app, "week@example.org", email_confirmed_at=None, created_at=now() - timedelta(days=7, minutes=1))
    people.add(app, "day@example.org", email_confirmed_at=None, created_at=now() - timedelta(days=6, hours=23))
    assert tidy(app) == 1
    assert emails(app) == {"day@example.org"}
    assert tidy(app) == 0


def test_confirmed_and_closed_accounts_stay_however_old(app: Flask) -> None:
    long_ago = now() - timedelta(days=900)
    people.add(app, created_at=long_ago)
    people.add(app, "closed@example.org", email_confirmed_at=None, is_active=False, created_at=long_ago)
    assert tidy(app) == 0
    assert emails(app) == {EMAIL, "closed@example.org"}


def test_login_session_that_is_over_goes_and_others_stay(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    with ago(days=limits.SESSION_DAYS, minutes=1):
        people.log_in(app.test_client())
    people.log_in(client)
    assert len(people.rows(app)["login_session"]) == 2
    assert tidy(app) == 1
    assert people.is_logged_in(client)


def test_new_link_gives_the_account_its_days_anew(app: Flask, client: FlaskClient) -> None:
    with ago(days=6):
        client.post("/signup", data=FORM)
        old = people.mailed_path(app)
    client.post(f"{old}/renewal")
    with time_machine.travel(now() + timedelta(days=2)):
        assert tidy(app) == 0
        assert client.post(people.mailed_path(app)).status_code == 303


def test_no_link_is_renewable_when_its_account_may_be_gone(app: Flask, client: FlaskClient) -> None:
    with ago(days=7, minutes=1):
        client.post("/signup", data=FORM)
        old = people.mailed_path(app)
    before = len(people.mails(app))
    for answer in (client.get(old), client.post(old), client.post(f"{old}/renewal")):
        assert answer.status_code == 410
        assert 'href="/signup"' in answer.text
        assert "/renewal" not in answer.text
    assert len(people.mails(app)) == before


@pytest.mark.one_database
def test_link_whose_account_is_gone_leads_to_another_signup(app: Flask, client: FlaskClient) -> None:
    with ago(days=5):
        client.post("/signup", data=FORM)
        old = people.mailed_path(app)
    people.add(app, email_confirmed_at=None, created_at=now() - timedelta(days=8))
    assert tidy(app) == 1
    assert 'href="/signup"' in client.get(old).text
    assert client.post(f"{old}/renewal").status_code == 410


def test_address_is_free_again(app: Flask, client: FlaskClient) -> None:
    with ago(days=8):
        app.test_client().post("/signup", data=FORM | {"name": "Thief", "password": "password of the thief"})
    tidy(app)
    client.post("/signup", data=FORM)
    assert client.post(people.mailed_path(app)).status_code == 303
    assert people.member(app).name == "Anna Muster"
