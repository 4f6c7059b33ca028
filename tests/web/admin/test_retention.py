"""Admins see the rules of retention, their periods and the last run, and count what is due; nobody else does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import retention
from core.clock import now
from core.db import db
from core.jobs import JobLease
from core.journal import JournalEntry
from core.transactions import transaction
from members.models import MemberRole
from tests.support import people
from tests.support.queries import counted

PAGE = "/admin/retention"


@pytest.fixture
def admin(app: Flask, client: FlaskClient) -> FlaskClient:
    with_role(app, "admin")
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def with_role(app: Flask, role: str) -> None:
    key = people.add(app)
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=key, role=role))


def an_old_look(app: Flask) -> None:
    long_ago = now() - timedelta(days=400)
    with app.app_context(), transaction():
        db.session.add(JournalEntry(actor_id=1, hub_slug="x", what="today", hour=long_ago, seen_at=long_ago))


def test_each_rule_is_shown_in_words_with_its_period(app: Flask, admin: FlaskClient) -> None:
    with counted(app) as asked:
        page = admin.get(PAGE)
    assert page.status_code == 200
    rules = retention.registry(app)
    assert [name for name in rules if f'id="{name}"' not in page.text] == []
    assert "12 months after they end" in page.text
    assert "never" in page.text
    assert " due<" not in page.text
    assert len(asked) <= 6


def test_periods_are_those_of_the_settings(make_app: Callable[..., Flask]) -> None:
    app = make_app(retention_bookings_months=17)
    with_role(app, "admin")
    client = app.test_client()
    people.log_in(client)
    assert "17 months after they end" in client.get(f"{PAGE}?lang=en").text


def test_what_is_due_is_counted_on_demand_and_nothing_is_changed(app: Flask, admin: FlaskClient) -> None:
    an_old_look(app)
    before = people.rows(app)
    page = admin.get(f"{PAGE}?count=1").text
    assert page.count("1 due") == 1
    assert page.count("0 due") == len(retention.registry(app)) - 1
    assert people.rows(app) == before


def test_last_run_is_shown(app: Flask, admin: FlaskClient) -> None:
    moment = now()
    with app.app_context(), transaction():
        lease = JobLease(name="retention", due_at=moment + timedelta(hours=9), started_at=moment, finished_at=moment)
        lease.done = 47
        db.session.add(lease)
    page = admin.get(PAGE).text
    assert "<dd>47</dd>" in page.replace("\n", "")
    assert "never" not in page


@pytest.mark.parametrize("role", ["member", "reviewer"])
def test_page_is_for_admins(app: Flask, client: FlaskClient, role: str) -> None:
    with_role(app, role) if role != "member" else people.add(app)
    people.log_in(client)
    assert client.get(PAGE).status_code == 403
    assert app.test_client().get(PAGE).status_code in (302, 303)
