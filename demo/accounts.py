"""Accounts of the demo and of load tests. They are made as they are, without the rules of signing up."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select

from core.db import db
from members import passwords
from members.models import Member, MemberRole

LOG_INS: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("member@example.org", "Maren Muster", None, None),
    ("host@example.org", "Henrik Muster", "host", "coppenbruegge"),
    ("district@example.org", "Dana Muster", "reviewer", None),
    ("admin@example.org", "Alex Muster", "admin", None),
)
"""Mail address, name, role, hub; the password is DEMO_PASSWORD."""

DEMO_PASSWORD = "demo"  # noqa: S105 - printed on purpose, and refused outside ENV=demo
CANNOT_LOG_IN = "!"  # no hash: no password fits


def add_log_ins(*, moment: datetime) -> list[int]:
    """The demo's log-ins; their ids in the order of LOG_INS. The hubs they host must be there."""
    ids = []
    for email, name, role, hub_slug in LOG_INS:
        member = Member(
            email=email, name=name, password_hash=passwords.hash_password(DEMO_PASSWORD), email_confirmed_at=moment
        )
        if role:
            member.roles = [MemberRole(role=role, hub_slug=hub_slug)]
        db.session.add(member)
        db.session.flush()
        ids.append(member.id)
    return ids


def add_people(*, people: Iterable[tuple[str, str]], moment: datetime) -> list[int]:
    """Accounts (mail address, name) that nobody can log in to; their ids in that order."""
    rows = [
        {"email": email, "name": name, "password_hash": CANNOT_LOG_IN, "email_confirmed_at": moment}
        for email, name in people
    ]
    db.session.execute(insert(Member), rows)
    query = select(Member.email, Member.id).where(Member.email.in_([row["email"] for row in rows]))
    ids = {row.email: row.id for row in db.session.execute(query)}
    return [ids[str(row["email"])] for row in rows]
