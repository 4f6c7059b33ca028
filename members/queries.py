"""Reads about people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from core.clock import now
from core.db import db
from core.mailboxes import BadEmail, clean_email
from core.tokens import digest
from core.transactions import reading
from members import links, passwords, rules
from members.errors import LinkExpired, LinkInvalid
from members.models import ApiToken, LoginSession, LoginUse, Member, MemberRole

# Asked with every request, hence written once.
_LAST_USE = (
    select(func.max(LoginUse.used_at)).where(LoginUse.session_id == LoginSession.id).correlate(LoginSession)
).scalar_subquery()
_BY_SESSION = (
    select(Member, LoginSession, _LAST_USE)
    .options(joinedload(Member.roles))  # the frame of each page asks for them
    .join(LoginSession, LoginSession.member_id == Member.id)
    .where(LoginSession.id == bindparam("digest"), LoginSession.expires_at > bindparam("moment"), Member.is_active)
)
_BY_TOKEN = (
    select(Member)
    .join(ApiToken, ApiToken.member_id == Member.id)
    .where(ApiToken.digest == bindparam("digest"), Member.is_active)
)


@dataclass(frozen=True)
class SessionUse:
    """A log-in session that is used at this moment. `last_use` is the one before that is written down."""

    session_id: str
    member: Member
    last_use: datetime
    confirmed_at: datetime


def use_of_session(secret: str) -> SessionUse | None:
    """The log-in session with its active member; None when it ended, expired, or was not used for long."""
    moment = now()
    found = db.session.execute(_BY_SESSION, {"digest": digest(secret), "moment": moment}).unique().one_or_none()
    if found is None:
        return None
    member, session, last_use = found
    use = SessionUse(session.id, member, last_use or session.created_at, session.confirmed_at or session.created_at)
    return None if rules.is_unused(use.last_use, bool(member.roles), moment) else use


def member_by_session(secret: str) -> Member | None:
    use = use_of_session(secret)
    return use.member if use else None


def member_by_token(token: str) -> Member | None:
    return db.session.scalars(_BY_TOKEN, {"digest": digest(token)}).one_or_none()


def member_by_email(email: str) -> Member | None:
    """None also for what is no address at all."""
    try:
        known_as = clean_email(email)
    except BadEmail:
        return None
    return db.session.scalars(select(Member).where(Member.email == known_as)).one_or_none()


@dataclass(frozen=True)
class Credentials:
    """What a typed e-mail and password come to. `hash_seen` shows later whether the password is the same."""

    right: bool
    member_id: int | None = None
    hash_seen: str = ""
    is_confirmed: bool = False
    better_hash: str | None = None


def check_credentials(email: str, password: str) -> Credentials:
    """Compare without holding any lock; costs the same time whether or not the address has an account.

    Ends the transaction that is open. A right password comes with a better hash when the stored one was made
    with old parameters.
    """
    with reading():
        seen = _seen(member_by_email(email))
    return _compare(seen, password)


def roles_of(member_id: int | None) -> set[str]:
    """What the member may do besides booking: "host", "operator", "reviewer", "admin"."""
    return set(db.session.scalars(select(MemberRole.role).where(MemberRole.member_id == member_id)))


def admins() -> list[Member]:
    """All who set up the site, those whose account is active."""
    is_admin = MemberRole.role == "admin"
    query = select(Member).join(MemberRole, MemberRole.member_id == Member.id).where(is_admin, Member.is_active)
    return list(db.session.scalars(query.order_by(Member.id)))


def check_password_of(member_id: int, password: str) -> Credentials:
    """The same for an account that is known: its member is asked for the password once more."""
    with reading():
        seen = _seen(db.session.get(Member, member_id))
    return _compare(seen, password)


def _seen(member: Member | None) -> Credentials:
    if member is None or not member.is_active:
        return Credentials(False)
    return Credentials(True, member.id, member.password_hash, member.email_confirmed_at is not None)


def is_confirmed(link: links.Link) -> bool:
    """Whether the address of a confirmation link is confirmed already; LinkExpired when the link cannot do it."""
    member = db.session.get(Member, link.member_id)
    if member is None or not member.is_active:
        raise LinkExpired
    if not member.email_confirmed_at and not link.fits(member.password_hash):
        raise LinkExpired
    return member.email_confirmed_at is not None


def is_renewable(token: str) -> bool:
    """Whether a confirmation link that does not work any more still has an account that waits for one."""
    try:
        link = links.read_renewable(token)
    except (LinkExpired, LinkInvalid):
        return False
    member = db.session.get(Member, link.member_id)
    return member is not None and member.is_active and member.email_confirmed_at is None


def tokens_behind(token: str) -> int:
    """How many API tokens the link to set a new password would end; LinkExpired, LinkInvalid when it is dead."""
    link = links.read_reset(token)
    member = db.session.get(Member, link.member_id)
    if member is None or not member.is_active or not link.fits(member.password_hash):
        raise LinkExpired
    return count_tokens(member.id)


def subscriber(subscription: links.Subscription) -> Member:
    """Whose mails the link "no more of these mails" is about; LinkExpired when the account is gone."""
    member = db.session.get(Member, subscription.member_id)
    if member is None or not subscription.is_of(member):
        raise LinkExpired
    return member


def login_sessions(member_id: int) -> list[LoginSession]:
    """Where the member is logged in, newest first."""
    moment, has_roles = now(), bool(roles_of(member_id))
    query = select(LoginSession, _LAST_USE).filter_by(member_id=member_id).where(LoginSession.expires_at > moment)
    rows = db.session.execute(query.order_by(LoginSession.created_at.desc()))
    return [row for row, used in rows if not rules.is_unused(used or row.created_at, has_roles, moment)]


def api_tokens(member_id: int) -> list[ApiToken]:
    return list(db.session.scalars(_tokens(member_id).order_by(ApiToken.id.desc())))


def count_tokens(member_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(_tokens(member_id).subquery())) or 0


def _tokens(member_id: int) -> Select[Any]:
    return select(ApiToken).filter_by(member_id=member_id)


def _compare(seen: Credentials, password: str) -> Credentials:
    if not passwords.verify(seen.hash_seen or None, password):
        return Credentials(False)
    better = passwords.hash_password(password) if passwords.is_outdated(seen.hash_seen) else None
    return Credentials(True, seen.member_id, seen.hash_seen, seen.is_confirmed, better)
