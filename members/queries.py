"""Reads about people."""

from sqlalchemy import select

from core.clock import now
from core.db import db
from core.tokens import digest
from members.models import ApiToken, LoginSession, Member


def member_by_session(secret: str) -> Member | None:
    """The active member whose log-in session this is; None when it ended or expired."""
    query = (
        select(Member)
        .join(LoginSession, LoginSession.member_id == Member.id)
        .where(LoginSession.id == digest(secret), LoginSession.expires_at > now(), Member.is_active)
    )
    return db.session.scalars(query).one_or_none()


def member_by_token(token: str) -> Member | None:
    query = (
        select(Member)
        .join(ApiToken, ApiToken.member_id == Member.id)
        .where(ApiToken.digest == digest(token), Member.is_active)
    )
    return db.session.scalars(query).one_or_none()


def member_by_email(email: str) -> Member | None:
    return db.session.scalars(select(Member).where(Member.email == email.strip().lower())).one_or_none()
