"""What an operator does with accounts from the command line."""

from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db
from core.errors import DomainError
from core.mailboxes import clean_email
from members import queries, rules
from members.actions import end_other_sessions
from members.errors import NoSuchHub, NoSuchOperator
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
    BadName, NoSuchHub, NoSuchOperator.
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
    member.roles = [r for r in member.roles if (r.role, r.of) in wanted]
    missing = sorted(wanted - {(r.role, r.of) for r in member.roles}, key=str)
    for_operators = [MemberRole(role=role, operator_slug=slug) for role, slug in missing if role == "operator"]
    others = [MemberRole(role=role, hub_slug=slug) for role, slug in missing if role != "operator"]
    _add(member, others, NoSuchHub)
    _add(member, for_operators, NoSuchOperator)


def _add(member: Member, roles: list[MemberRole], unless: type[DomainError]) -> None:
    """The foreign key tells what there is not: this package knows neither hubs nor operators."""
    member.roles += roles
    try:
        db.session.flush()
    except IntegrityError as error:
        raise unless from error
