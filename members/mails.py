"""The mails about an account. None shows the name: with one, anybody could write to strangers."""

from datetime import datetime
from typing import Any

from core import outbox
from core.tokens import new_secret
from members import links
from members.models import Member


def confirm_signup(member: Member, next_path: str | None, browser: str) -> None:
    token = links.confirm_link(member.id, member.password_hash, next_path, browser)
    _queue("confirm-signup", member.email, member.locale, token=token)


def already_member(member: Member, next_path: str | None) -> None:
    _queue("already-member", member.email, member.locale, next=next_path)


def reset_password(member: Member, next_path: str | None = None) -> None:
    token = links.reset_link(member.id, member.password_hash, next_path)
    _queue("reset-password", member.email, member.locale, token=token)


def no_account(email: str, locale: str) -> None:
    """Says so where nobody else reads it; and the form takes as long as for a known address."""
    _queue("no-account", email, locale)


def password_changed(member: Member, tokens_ended: int) -> None:
    _queue("password-changed", member.email, member.locale, tokens_ended=tokens_ended)


def idle_account(member: Member, ends_at: datetime) -> None:
    """Once for each time that the account has not been used."""
    key = f"idle-account:{member.id}:{member.last_seen_on or member.created_at:%Y%m%d}"
    what = "idle-account"
    outbox.queue(key, to=member.email, locale=member.locale, template=what, ends_at=ends_at.isoformat())


def _queue(template: str, to: str, locale: str, **context: Any) -> None:
    """Each request is an occasion of its own, so the key is random."""
    outbox.queue(f"{template}:{new_secret()[:20]}", to=to, locale=locale, template=template, **context)
