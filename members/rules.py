"""What a name, an e-mail address and a password must be. Pure functions; named errors say what to change."""

import unicodedata
from datetime import datetime, timedelta

from core.mailboxes import mailbox_key
from core.text import is_blank
from members import common_passwords
from members.errors import (
    BadName,
    BadRole,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)
from members.limits import (
    CONFIRMED_MINUTES,
    MAX_NAME,
    MAX_PASSWORD,
    MIN_PASSWORD,
    SESSION_DAYS,
    SESSION_HOURS_OF_ROLES,
)
from members.models import ROLES, Member

MUTABLE = ("confirmation", "invitation", "digest")
"""Kinds of mail that a member can do without: receipts for what they did themselves, calendar invitations with them,
and the weekly digest for hosts. Whatever others decide about their bookings always comes."""
REMIND_HOURS = (1, 2, 4, 12, 24, 48)
"""On offer as hours before the start."""


def is_unused(last_use: datetime, has_roles: bool, moment: datetime) -> bool:
    """Whether a log-in is over because nobody has used it: that of hosts, reviewers and admins sooner."""
    rest = timedelta(hours=SESSION_HOURS_OF_ROLES) if has_roles else timedelta(days=SESSION_DAYS)
    return moment - last_use >= rest


def is_confirmed_lately(confirmed_at: datetime, moment: datetime) -> bool:
    """Whether the password was given so lately that nobody has to be asked for it again."""
    return moment - confirmed_at < timedelta(minutes=CONFIRMED_MINUTES)


def gets(member: Member, kind: str) -> bool:
    """Whether the member gets any mails of a kind, one of MUTABLE or "reminder"."""
    if kind == "reminder":
        return member.remind_day_before or member.remind_hours_before is not None
    return wants(member, kind)


def wants(member: Member, kind: str) -> bool:
    """Whether the member wants mail of this kind, one of MUTABLE."""
    if kind not in MUTABLE:
        raise ValueError(f"nobody can choose about mails of the kind {kind!r}")
    return kind not in (member.muted or ())


def clean_name(text: str) -> str:
    """The name on one line without signs that cannot be seen, or BadName."""
    visible = "".join(c if not unicodedata.category(c).startswith(("C", "Z")) else " " for c in text)
    name = " ".join(unicodedata.normalize("NFC", visible).split())
    if is_blank(name) or len(name) > MAX_NAME:
        raise BadName
    return name


def check_password(password: str, email: str = "") -> None:
    """Raise why the password cannot be taken. Length counts, kinds of signs don't (NIST SP 800-63B)."""
    if len(password) < MIN_PASSWORD:
        raise PasswordTooShort
    if len(password) > MAX_PASSWORD:
        raise PasswordTooLong
    if (
        len(set("".join(password.casefold().split()))) <= 1
        or common_passwords.is_common(password)
        or _is_own(password, email)
    ):
        raise PasswordTooCommon


def _is_own(password: str, email: str) -> bool:
    """Whether it is the address, or what stands before its @, with or without a few digits and signs."""
    folded, own = password.strip().casefold(), mailbox_key(email)
    return bool(own) and (mailbox_key(folded) == own or common_passwords.core_of(folded) == own.partition("@")[0])


def parse_roles(text: str) -> list[tuple[str, str | None]]:
    """`member,host:HUB,operator:SLUG,admin` as (role, slug) pairs; everybody is a member anyway. Or BadRole."""
    return sorted({_role(part.strip()) for part in text.split(",")} - {("member", None)}, key=str)


def _role(text: str) -> tuple[str, str | None]:
    role, colon, slug = text.partition(":")
    is_known = role in (*ROLES, "member") and bool(colon) == bool(slug)
    if not is_known or (slug and role not in ("host", "operator")) or (role == "operator" and not slug):
        raise BadRole(role=text)
    return role, slug or None
