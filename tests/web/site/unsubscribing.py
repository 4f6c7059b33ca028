"""The links by which mails are ended."""

from datetime import UTC, datetime

from flask import Flask

from members import links
from tests.support import people

SOON = datetime(2027, 3, 1, tzinfo=UTC)


def path_of(app: Flask, kind: str, member_id: int | None = None) -> str:
    with app.app_context():
        return links.unsubscribe_path(member_id or people.member(app).id, kind)
