"""Hosts and their hubs for tests of the set-up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from core.transactions import transaction
from hubs import actions, draft_actions, queries
from hubs.models import Hub
from hubs.setup_rules import SpaceValues
from tests.support import people, samples

FIRST, SECOND = "hanna@example.org", "otto@example.org"


def host(app: Flask, email: str = FIRST, name: str = "Alte Schule", **changes: Any) -> str:
    """A person with a draft of their own; returns its slug."""
    member_id = people.add(app, email, may_open_hub=True)
    with app.app_context(), transaction():
        samples.municipality()
        return draft_actions.start(member_id=member_id, values=samples.values(name=name, **changes)).slug


def logged_in(app: Flask, email: str = FIRST) -> FlaskClient:
    client = app.test_client()
    assert people.log_in(client, email).status_code == 303
    client.get("/?lang=en")
    return client


def add_space(app: Flask, slug: str, name: str = "Desk 1", **changes: Any) -> int:
    with app.app_context(), transaction():
        values = SpaceValues(**{"name": name, "kind": "desk"} | changes)
        return actions.create_space(hub=known(slug), values=values).id


@contextmanager
def looking(app: Flask, slug: str) -> Iterator[Hub]:
    """The hub as it is in the database now."""
    with app.app_context():
        yield known(slug)
        db.session.rollback()


def known(slug: str) -> Hub:
    hub = queries.described_hub(slug)
    assert hub is not None
    return hub


def spaces(app: Flask, slug: str) -> list[tuple[str, str, bool]]:
    """(name, kind, is there) in the hosts' order."""
    with looking(app, slug) as hub:
        return [(space.name, space.kind, space.is_active) for space in queries.spaces_of(hub.id)]
