"""A GET never writes, and asks the database a fixed number of times, whatever the number of spaces."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from core.access import PUBLIC, access
from core.db import WriteRefused, db
from core.transactions import transaction
from hubs.models import Space
from hubs.queries import hub_by_slug
from tests.support import people, sitemap
from tests.support.queries import counted

MOST_QUERIES = 12
READS = ("SELECT", "WITH")
JOURNAL = "INSERT INTO journal_unmet "
"""A search that found nothing is noted after its answer; a GET adds to no other table."""


@pytest.mark.parametrize("person", ["visitor", "member"])
def test_get_never_writes_and_asks_little(demo_app: Flask, person: str) -> None:
    client = client_of(demo_app, person)
    addresses = all_addresses(demo_app)
    before = all_but_the_journal(demo_app)
    wrong = []
    for address in addresses:
        with counted(demo_app) as statements:
            answer = client.get(address)
        asked = [one for one in statements if not one.startswith(JOURNAL)]
        assert answer.status_code < 500, address
        wrong += [f"{address}: {one}" for one in asked if not one.lstrip().upper().startswith(READS)]
        if len(asked) > MOST_QUERIES:
            wrong.append(f"{address}: {len(asked)} queries")
    assert wrong == []
    assert all_but_the_journal(demo_app) == before


@pytest.mark.by_turns
def test_pages_of_a_hub_with_200_spaces_ask_as_little(
    make_app: Callable[..., Flask], fresh_database: Callable[..., str]
) -> None:
    app = make_app(url=fresh_database("demo"))
    client = client_of(app, "member")
    addresses = all_addresses(app)
    few = questions(app, client, addresses)
    with app.app_context(), transaction():
        hub = hub_by_slug(sitemap.HUB)
        assert hub is not None
        features = ["wifi", "monitor"]
        db.session.add_all(
            Space(hub_id=hub.id, name=f"Tisch {n}", kind="desk", features=features, position=100 + n)
            for n in range(200)
        )
    client.get(f"/hubs/{sitemap.HUB}")  # the set-up is read anew once
    many = questions(app, client, addresses)
    assert {address: count for address, count in many.items() if count > MOST_QUERIES} == {}
    assert {address: (few[address], count) for address, count in many.items() if count > few[address]} == {}


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO job_lease (name) VALUES ('x')", "UPDATE member SET name = 'x'", "DELETE FROM member"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_view_that_tries_to_write_is_refused(
    make_app: Callable[..., Flask], demo_url: str, statement: str, method: str
) -> None:
    app = make_app(url=demo_url)

    @access(PUBLIC)
    def writes() -> str:
        with pytest.raises(WriteRefused):
            db.session.execute(text(statement))
        db.session.commit()
        return "refused"

    app.add_url_rule("/writes", "writes", writes)
    before = people.rows(app)
    assert app.test_client().open("/writes", method=method).status_code == 200
    assert people.rows(app) == before


def all_but_the_journal(app: Flask) -> dict[str, list[Any]]:
    return {name: rows for name, rows in people.rows(app).items() if name != "journal_unmet"}


def client_of(app: Flask, person: str) -> FlaskClient:
    client = app.test_client()
    if person == "member":
        sitemap.log_in(client)
    return client


def all_addresses(app: Flask) -> list[str]:
    return [one for here in sitemap.addresses(app, sitemap.prepare(app)).values() for one in here]


def questions(app: Flask, client: Any, addresses: list[str]) -> dict[str, int]:
    found = {}
    for address in addresses:
        client.get(address)
        with counted(app) as asked:
            client.get(address)
        found[address] = len(asked)
    return found
