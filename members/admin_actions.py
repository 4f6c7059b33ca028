"""What an operator does with accounts from the command line."""

from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db
from core.mailboxes import clean_email
from members import queries, rules
from members.actions import end_other_sessions
from members.errors import NoSuchHub
from members.models import Member, MemberRole

Roles = list[tuple[str, str | None]]
OPENS_HUBS = ("host", None)


def add_member(
    *,
    email: str,
    name: str | None = None,
    password_hash: str | None = None,
    roles: Roles | None = None,
    locale: str = "de",
) -> Member:
    """An account, confirmed at once. A known address keeps what is not given and is set to what is.

    A new account needs `password_hash`. A new password ends the log-in sessions. Raises BadEmail,
    BadName, UnknownHub.
    """
    email = clean_email(email)
    member = queries.member_by_email(email) or Member(email=email, name=email.partition("@")[0], locale=locale)
    if name is not None:
        member.name = rules.clean_name(name)
    member.email_confirmed_at = member.email_confirmed_at or now()
    member.is_active = True
    if password_hash is not None:
        member.password_hash = password_hash
    db.session.add(member)
    db.session.flush()
    if password_hash is not None:
        end_other_sessions(member_id=member.id)
    if roles is not None:
        _set_roles(member, roles)
    return member


def _set_roles(member: Member, roles: Roles) -> None:
    wanted = set(roles) - {OPENS_HUBS}
    member.may_open_hub = OPENS_HUBS in roles
    member.roles = [r for r in member.roles if (r.role, r.hub_slug) in wanted]
    missing = wanted - {(r.role, r.hub_slug) for r in member.roles}
    member.roles += [MemberRole(role=role, hub_slug=hub) for role, hub in sorted(missing, key=str)]
    try:
        db.session.flush()
    except IntegrityError as error:  # the foreign key: this package does not know hubs
        raise NoSuchHub from error
