"""A company's managers see days and invoices, invite people and end it; and never learn where, when or for what."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import db
from core.transactions import transact
from payments.companies.models import CompanyMember
from payments.invoices import collective_actions
from tests.support import people
from tests.support.companies import (
    ANNA,
    BOSS,
    FOR_EMPLOYER,
    NOVEMBER,
    company,
    invite,
    join,
    last_secret,
    lines,
    row_of,
    templates,
)
from tests.support.house import NOW, House, at
from tests.support.html import error_at, faults, hidden, text
from tests.support.money import book_for_money, paid_house
from tests.support.queries import counted

BERT = "bert@example.org"
SECRETS = (
    "Geheimort",
    "Platz 1",
    "Geheimtitel",
    "25.11",
    "25 Nov",
    "9:00",
    "09:00",
    "9–11",
    "2026-11-25",
    "Wed",
    "Mi., ",
)
"""What hub, space, title, day and time are called."""


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        for email, name in ((ANNA, "Anna Arbeit"), (BERT, "Bert Büro"), (BOSS, "Berta Boss")):
            people.add(app, email, name)
        yield paid_house(app, name="Geheimort", village="Geheimort")


@pytest.fixture
def key(home: House) -> int:
    """A company for which Anna has booked a day."""
    key = company(home)
    booking = book_for_money(home, choice=FOR_EMPLOYER)
    with home.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE booking SET title = 'Geheimtitel'")
    assert booking.hub_id
    return key


@pytest.fixture
def boss(app: Flask, home: House, key: int) -> FlaskClient:
    client = app.test_client()
    people.log_in(client, BOSS)
    client.set_cookie("lang", "en")
    return client


def test_month_shows_days_by_person_and_cost_centre(boss: FlaskClient, key: int, home: House) -> None:
    join(home, key, BERT, cost_centre="")
    page = boss.get(f"/companies/{key}")
    assert faults(page.text) == []
    shown = text(page)
    assert "1 of 20 days used" in shown
    assert "19 days are left." in shown
    assert "Anna Arbeit 4711 1 Bert Büro – 0 Sum 1" in shown
    assert "von 20 Tagen genutzt" in text(boss.get(f"/companies/{key}?lang=de"))


def test_nothing_that_a_manager_can_open_says_where_when_or_what_for(boss: FlaskClient, key: int, home: House) -> None:
    """Pages, downloads and mails, in both languages."""
    person = row_of(home, ANNA).id
    transact_invoice(home, key)
    paths = ["", "?month=2026-11", f"/people/{person}", "/people/new", "/invoices", "/days.csv", "/days.xlsx"]
    for path in paths:
        for language in ("de", "en"):
            answer = boss.get(f"/companies/{key}{path}{'&' if '?' in path else '?'}lang={language}")
            assert answer.status_code == 200, path
            said = unpacked(answer.data) if path.endswith("xlsx") else answer.text
            if path.endswith((".csv", ".xlsx")) or path in {"", "?month=2026-11"}:
                assert "Anna Arbeit" in said, path
            assert [secret for secret in SECRETS if secret in without_issue_day(said)] == [], path
    mailed = [mail for mail in people.mails(home.app) if mail["To"] == BOSS]
    assert len(mailed) == 3
    for mail in mailed:
        assert [
            secret for secret in ("Geheimort", "Platz 1", "Geheimtitel", "25.11") if secret in mail.as_string()
        ] == []


def transact_invoice(home: House, key: int) -> None:
    with home.app.app_context():
        [made] = transact(lambda: collective_actions.issue_collective(company_id=key, month=NOVEMBER))
        assert made.gross_cents == 600


def unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def without_issue_day(page: str) -> str:
    """The day on which the invoice was issued is today, and may stand there."""
    return re.sub(r"(Di\.|Tue),? 24[. ]", "", page)


def test_statements_behind_the_pages_ask_for_no_booking_and_no_place(boss: FlaskClient, key: int, home: House) -> None:
    person = row_of(home, ANNA).id
    for path in ("", f"/people/{person}", "/people/new", "/invoices", "/days.csv", "/days.xlsx"):
        with counted(home.app) as asked:
            assert boss.get(f"/companies/{key}{path}").status_code == 200
        assert asked
        for statement in asked:
            found = re.search(r"\b(booking|hub|space|occupancy)\.\w+|\b(FROM|JOIN) (booking|hub|space)\b", statement)
            assert found is None, f"{path}: {statement}"
            assert "service_on" not in statement, path


def test_files_hold_the_month_and_no_formula(boss: FlaskClient, key: int, home: House) -> None:
    join(home, key, BERT, cost_centre="=1+1")
    csv = boss.get(f"/companies/{key}/days.csv")
    assert csv.headers["Content-Disposition"] == 'attachment; filename="days-2026-11.csv"'
    assert csv.text.splitlines()[1:] == ["11/2026;Anna Arbeit;4711;1", "11/2026;Bert Büro;'=1+1;0"]
    assert boss.get(f"/companies/{key}/days.xlsx").data[:2] == b"PK"


def test_other_months_are_chosen_and_odd_ones_are_this_month(boss: FlaskClient, key: int, home: House) -> None:
    book_for_money(home, "Platz 1", at("2026-12-01", "9:00"), at("2026-12-01", "11:00"), choice=FOR_EMPLOYER)
    assert "December 2026" in text(boss.get(f"/companies/{key}?month=2026-12")).partition("Cost centre")[0]
    for odd in ("2026-10", "2019-01", "x", "2026-13", "٢٠٢٦-11"):
        assert '<h2 id="days">November 2026</h2>' in boss.get(f"/companies/{key}", query_string={"month": odd}).text


def test_several_are_invited_at_once_each_once(boss: FlaskClient, key: int, home: House) -> None:
    page = boss.get(f"/companies/{key}/people/new")
    assert faults(page.text) == []
    emails = "carl@example.org, Dora <dora@example.org>\nCARL@example.org;"
    form = {"emails": emails, "cost_centre": "77", "role": "person", "form_key": hidden(page, "form_key")}
    for _twice in range(2):
        assert boss.post(f"/companies/{key}/people/new", data=form).status_code == 303
    assert [templates(home.app, to) for to in ("carl@example.org", "dora@example.org")] == [["company-invitation"]] * 2
    page = boss.get(f"/companies/{key}")
    assert "carl@example.org can accept until" in text(page)


def test_addresses_that_cannot_be_read_are_named_and_nobody_is_invited(
    boss: FlaskClient, key: int, home: House
) -> None:
    path = f"/companies/{key}/people/new"
    answer = boss.post(path, data={"emails": "carl@example.org\ncarl@", "role": "person"})
    assert (answer.status_code, templates(home.app, "carl@example.org")) == (422, [])
    assert "carl@: " in error_at(answer, "emails")
    assert "carl@example.org" in answer.text
    for wrong in ({"emails": " \n;", "role": "person"}, {"emails": "carl@example.org", "role": "king"}):
        assert boss.post(path, data=wrong).status_code == 422
    there = boss.post(path, data={"emails": f"carl@example.org {ANNA}".replace(" ", "\n"), "role": "person"})
    assert there.status_code == 409
    assert f"Already there: {ANNA}. Nobody was invited." in error_at(there, "emails")


def test_cost_centre_is_changed_for_days_to_come(boss: FlaskClient, key: int, home: House) -> None:
    path = f"/companies/{key}/people/{row_of(home, ANNA).id}"
    page = boss.get(path)
    assert faults(page.text) == []
    sent = {"cost_centre": "0815", "seen": hidden(page, "seen")}
    assert boss.post(path, data=sent).status_code == 303
    assert lines(home, key) == [("Anna Arbeit", "4711", 1)]
    assert row_of(home, ANNA).cost_centre == "0815"
    old = boss.post(path, data=sent | {"cost_centre": "1"})
    assert "in the meantime" in old.text
    assert boss.post(path, data={"cost_centre": "x" * 41}).status_code == 422


def test_person_is_ended_an_invitation_renewed_and_withdrawn(boss: FlaskClient, key: int, home: House) -> None:
    first = invite(home, key, BERT)
    with home.app.app_context():
        invited = db.session.scalars(select(CompanyMember.id).where(CompanyMember.email == BERT)).one()
    assert faults(boss.get(f"/companies/{key}/people/{invited}").text) == []
    assert boss.post(f"/companies/{key}/people/{invited}/invitation").status_code == 303
    assert last_secret(home.app) != first
    assert f"on its way to {BERT}" in boss.get(f"/companies/{key}").text
    assert boss.post(f"/companies/{key}/people/{invited}/ending").status_code == 303
    assert BERT not in boss.get(f"/companies/{key}").text
    anna = row_of(home, ANNA).id
    assert boss.post(f"/companies/{key}/people/{anna}/ending").status_code == 303
    assert boss.post(f"/companies/{key}/people/{anna}/ending").status_code == 404
    assert "Anna Arbeit (has left) 4711 1" in text(boss.get(f"/companies/{key}"))
    assert templates(home.app, ANNA)[-1] == "company-ended"


def test_manager_who_ends_their_own_part_sees_nothing_any_more(boss: FlaskClient, key: int, home: House) -> None:
    assert f"/companies/{key}" in boss.get("/profile").text
    assert boss.get("/companies").location == f"/companies/{key}"
    answer = boss.post(f"/companies/{key}/people/{row_of(home, BOSS, 'manager').id}/ending")
    assert answer.location == "/profile"
    for path in ("", "/invoices", "/days.csv", "/people/new"):
        assert boss.get(f"/companies/{key}{path}").status_code == 404
    assert f"/companies/{key}" not in boss.get("/profile").text
    assert "You look after no company" in boss.get("/companies").text


@pytest.mark.parametrize("who", [ANNA, BERT, None])
def test_company_is_not_there_for_others(app: Flask, key: int, who: str | None) -> None:
    client = app.test_client()
    if who:
        people.log_in(client, who)
    for path in ("", "/invoices", "/days.csv", "/days.xlsx", "/people/new", "/people/1"):
        assert client.get(f"/companies/{key}{path}").status_code == (404 if who else 302), path


def test_row_of_another_company_is_not_there(boss: FlaskClient, key: int, home: House) -> None:
    anna = row_of(home, ANNA).id
    with home.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO company (id, operator_id, name, address, email, is_active, created_at)"
            " SELECT 99, operator_id, 'Andere', 'x', 'x', is_active, created_at FROM company"
        )
        connection.exec_driver_sql(f"UPDATE company_member SET company_id = 99 WHERE id = {anna}")
    path = f"/companies/{key}/people/{anna}"
    assert boss.get(path).status_code == 404
    assert boss.post(f"{path}/ending").status_code == 404
    assert boss.post(f"{path}/invitation").status_code == 404
    assert boss.get("/companies/99").status_code == 404


def test_invoices_are_listed_and_can_be_read_by_the_manager(boss: FlaskClient, key: int, home: House) -> None:
    page = boss.get(f"/companies/{key}/invoices")
    assert "No invoices yet" in page.text
    transact_invoice(home, key)
    page = boss.get(f"/companies/{key}/invoices")
    assert faults(page.text) == []
    assert "€6.00" in page.text
    assert re.search(r'href="/invoices/[0-9a-f-]{36}\.pdf"', page.text)


def test_page_asks_as_often_for_many_people(boss: FlaskClient, key: int, home: House) -> None:
    def asks() -> int:
        with counted(home.app) as asked:
            assert boss.get(f"/companies/{key}").status_code == 200
        return len(asked)

    few = asks()
    with home.app.app_context(), db.engine.begin() as connection:
        for number in range(30):
            connection.exec_driver_sql(
                "INSERT INTO company_member (company_id, email, digest, role, cost_centre, invited_at, expires_at)"
                f" SELECT id, 'p{number}@example.org', 'd{number}', 'person', '', created_at, created_at FROM company"
            )
    assert asks() == few


def test_company_that_is_not_active_shows_its_days_and_invites_nobody(boss: FlaskClient, key: int, home: House) -> None:
    with home.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE company SET is_active = {'false' if 'postgres' in str(db.engine.url) else 0}"
        )
    page = boss.get(f"/companies/{key}")
    assert faults(page.text) == []
    assert "no longer active" in page.text
    assert "people/new" not in page.text
    answer = boss.post(f"/companies/{key}/people/new", data={"emails": "c@example.org", "role": "person"})
    assert answer.status_code == 409


def test_invitation_that_is_too_old_says_so(boss: FlaskClient, key: int, home: House) -> None:
    invite(home, key, BERT)
    with time_machine.travel(NOW + timedelta(days=20), tick=True):
        people.log_in(boss, BOSS)
        assert f"{BERT} too old since" in text(boss.get(f"/companies/{key}"))
