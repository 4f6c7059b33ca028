"""Members for tests: make one, log one in, read the mails that wait for one. All but `log_in` look at the database."""

from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from core import outbox
from core.db import Base, db
from core.transactions import transaction
from members import admin_actions, passwords
from members.models import Member
from tests.support.mail import links_of

EMAIL, PASSWORD = "anna@example.org", "vier bunte Enten baden"
HASH = passwords.hash_password(PASSWORD)


def add(app: Flask, email: str = EMAIL, name: str = "Anna Muster", **values: Any) -> int:
    """A confirmed member with PASSWORD; returns the id. `values` set columns."""
    with app.app_context(), transaction():
        member = admin_actions.add_member(email=email, name=name, password_hash=HASH)
        for column, value in values.items():
            setattr(member, column, value)
        db.session.flush()
        return member.id


def member(app: Flask, email: str = EMAIL) -> Member:
    """As it is in the database now; detached."""
    with app.app_context():
        return db.session.query(Member).filter_by(email=email).one()


def log_in(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login", data={"email": email, "password": password, **more})


def is_logged_in(client: FlaskClient) -> bool:
    return bool(client.get("/profile").status_code == 200)


def mails(app: Flask) -> list[EmailMessage]:
    """What waits in the outbox, oldest first."""
    with app.app_context():
        rows = outbox.latest()
        db.session.expunge_all()
        return [outbox.render(row) for row in reversed(rows)]


def send_all(app: Flask) -> int:
    """As the job does it; without a mail server they become files."""
    with app.app_context():
        return outbox.send_due()


def mailed_path(app: Flask) -> str:
    """Path and query of the first link in the newest mail."""
    parts = urlsplit(links_of(mails(app)[-1])[0])
    return parts.path + (f"?{parts.query}" if parts.query else "")


def rows(app: Flask) -> dict[str, list[Any]]:
    """All rows of all tables, to show that something wrote nothing."""
    with app.app_context():
        return {
            name: [tuple(row) for row in db.session.execute(table.select())]
            for name, table in Base.metadata.tables.items()
        }
