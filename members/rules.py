"""What a name, an e-mail address and a password must be. Pure functions; named errors say what to change."""

import unicodedata

from core.text import is_blank
from members.errors import (
    BadName,
    BadRole,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)
from members.limits import MAX_NAME, MAX_PASSWORD, MIN_PASSWORD
from members.models import ROLES, Member

COMMON = frozenset(
    """
    1234567890 0123456789 12345678910 123456789a 0987654321 9876543210 1234512345 1122334455 1q2w3e4r5t
    1qaz2wsx3edc qwertzuiop qwertyuiop qwertz1234 qwerty1234 qwertz12345 qwerty12345 asdfghjkl1
    asdfghjklö yxcvbnm123 abcdefghij abcd123456 abc1234567 passwort12 passwort123 passwort1234
    passwortpasswort meinpasswort password12 password123 password1234 passwordpassword mypassword
    geheim1234 hallo12345 hallohallo hallowelt1 iloveyou12 iloveyou123 ichliebedich schatz1234
    sonnenschein fussball123 football123 sommer2025 sommer2026 winter2025 winter2026 welcome123
    willkommen willkommen1 willkommen123 admin12345 administrator letmein123 testtest12 test123456
    start12345 changeme123 lebens-raum lebensraum lebensraum1 dragon1234 monkey1234 superman12
    starwars12 internet12
    """.split()  # noqa: SIM905
)
"""Of at least ten characters, in lower case: what is tried first. Length does the rest."""

MUTABLE = ("confirmation", "invitation", "digest")
"""Kinds of mail that a member can do without: receipts for what they did themselves, calendar invitations with them,
and the weekly digest for hosts. Whatever others decide about their bookings always comes."""
REMIND_HOURS = (1, 2, 4, 12, 24, 48)
"""On offer as hours before the start."""


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
    folded = password.strip().casefold()
    if folded in COMMON or folded == email.strip().casefold() or len(set(folded)) == 1:
        raise PasswordTooCommon


def parse_roles(text: str) -> list[tuple[str, str | None]]:
    """`member,host:HUB,admin` as (role, hub's slug) pairs; everybody is a member anyway. Or BadRole."""
    return sorted({_role(part.strip()) for part in text.split(",")} - {("member", None)}, key=str)


def _role(text: str) -> tuple[str, str | None]:
    role, colon, hub = text.partition(":")
    if role not in (*ROLES, "member") or (bool(colon) != bool(hub)) or (hub and role != "host"):
        raise BadRole(role=text)
    return role, hub or None
