"""Writes about people; signing up is in members.signup_actions. Each flushes and never commits. Hashes come made."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from core import journal
from core.clock import now
from core.db import db
from core.mailboxes import clean_email
from core.tokens import digest, new_secret
from members import links, mails, queries, rules
from members.errors import LinkExpired, TooManyTokens, WrongCredentials
from members.limits import MAX_TOKENS, SESSION_LONGEST_DAYS
from members.models import ApiToken, LoginSession, LoginUse, Member
from members.queries import Credentials

log = logging.getLogger(__name__)


def log_in(*, credentials: Credentials, device: str) -> str:
    """A new log-in session; returns its secret. WrongCredentials also when the password changed meanwhile."""
    member = locked(credentials.member_id) if credentials.right and credentials.is_confirmed else None
    if member is None or not member.is_active or member.password_hash != credentials.hash_seen:
        raise WrongCredentials
    if credentials.better_hash:
        member.password_hash = credentials.better_hash
    return open_session(member, device)


def log_out(*, secret: str) -> None:
    """End this log-in session at once, for every copy of its cookie."""
    db.session.execute(delete(LoginSession).where(LoginSession.id == digest(secret)))


def confirm_session(*, credentials: Credentials, secret: str) -> None:
    """The password was given once more in this log-in. WrongCredentials, also when the password changed meanwhile."""
    member = locked(credentials.member_id)
    if not credentials.right or member is None or member.password_hash != credentials.hash_seen:
        raise WrongCredentials
    known = update(LoginSession).filter_by(id=digest(secret), member_id=member.id)
    db.session.execute(known.values(confirmed_at=now()))


def end_session(*, member_id: int, session_id: str) -> bool:
    """End one of the member's log-in sessions; False when there was none."""
    ended: CursorResult[None] = db.session.execute(  # type: ignore[assignment]
        delete(LoginSession).filter_by(id=session_id, member_id=member_id)
    )
    return ended.rowcount == 1


def end_other_sessions(*, member_id: int, keep_secret: str | None = None) -> None:
    """End all of the member's log-in sessions but the one with this secret."""
    kept = digest(keep_secret) if keep_secret else ""
    db.session.execute(delete(LoginSession).filter_by(member_id=member_id).where(LoginSession.id != kept))


def request_password_reset(*, email: str, locale: str) -> None:
    """Mail a link to set a new password; an address without an active account gets a mail that says so."""
    member = queries.member_by_email(email)
    if member and member.is_active:
        mails.reset_password(member)
    else:
        mails.no_account(clean_email(email), locale)


@dataclass(frozen=True)
class Reset:
    """What a reset came to: whose it was, how many API tokens it ended, and where the person was going."""

    email: str
    tokens_ended: int
    next: str | None


def reset_password(*, token: str, password_hash: str) -> Reset:
    """Set a new password by a mailed link, once; all log-in sessions and API tokens end: others may hold them.

    The link came by mail, so the address is confirmed with it. Raises LinkExpired, LinkInvalid.
    """
    link = links.read_reset(token)
    member = locked(link.member_id)
    if member is None or not member.is_active or not link.fits(member.password_hash):
        raise LinkExpired
    member.email_confirmed_at = member.email_confirmed_at or now()
    tokens_ended = _revoke_all_tokens(member.id)
    _set_password(member, password_hash, keep_secret=None, tokens_ended=tokens_ended)
    return Reset(member.email, tokens_ended, link.next)


def change_password(*, credentials: Credentials, password_hash: str, keep_secret: str | None) -> None:
    """Set a new password; all other log-in sessions end, API tokens stay: whoever knows the old password decides.

    Raises WrongCredentials, also when the password changed meanwhile.
    """
    member = locked(credentials.member_id)
    if not credentials.right or member is None or member.password_hash != credentials.hash_seen:
        raise WrongCredentials
    _set_password(member, password_hash, keep_secret)


def change_profile(*, member_id: int, name: str, locale: str) -> None:
    member = db.session.get_one(Member, member_id)
    member.name, member.locale = rules.clean_name(name), locale


def make_token(*, member_id: int, name: str) -> str:
    """A new API token; returns the secret, which is kept nowhere. Raises TooManyTokens."""
    if queries.count_tokens(member_id) >= MAX_TOKENS:
        raise TooManyTokens
    secret = new_secret()
    db.session.add(ApiToken(member_id=member_id, digest=digest(secret), name=rules.clean_name(name)[:80]))
    db.session.flush()
    return secret


def revoke_token(*, member_id: int, token_id: int) -> bool:
    """The token opens nothing any more; False when the member has no such token."""
    gone: CursorResult[None] = db.session.execute(  # type: ignore[assignment]
        delete(ApiToken).filter_by(id=token_id, member_id=member_id)
    )
    return gone.rowcount == 1


def deactivate(*, member_id: int) -> None:
    """Nobody gets in with this account any more: its log-in sessions and tokens end at once."""
    db.session.execute(update(Member).filter_by(id=member_id).values(is_active=False))
    end_other_sessions(member_id=member_id)
    _revoke_all_tokens(member_id)


def _revoke_all_tokens(member_id: int) -> int:
    gone: CursorResult[None] = db.session.execute(  # type: ignore[assignment]
        delete(ApiToken).filter_by(member_id=member_id)
    )
    return gone.rowcount


def _set_password(member: Member, password_hash: str, keep_secret: str | None, tokens_ended: int = 0) -> None:
    member.password_hash = password_hash
    db.session.flush()
    end_other_sessions(member_id=member.id, keep_secret=keep_secret)
    mails.password_changed(member, tokens_ended)


def open_session(member: Member, device: str) -> str:
    """A new log-in session of a member whose row is locked; returns its secret."""
    secret = new_secret()
    expires_at = now() + timedelta(days=SESSION_LONGEST_DAYS)
    row = LoginSession(id=digest(secret), member_id=member.id, device=device[:80], expires_at=expires_at)
    db.session.add(row)
    member.last_seen_on, member.warned_at = now().date(), None
    db.session.flush()
    return secret


def seen(*, member: Member) -> None:
    """The account is in use: noted once a day, and a warning that it is going to be deleted is void."""
    today = now().date()
    if member.last_seen_on == today:
        return
    older = or_(Member.last_seen_on.is_(None), Member.last_seen_on < today)
    note = update(Member).where(Member.id == member.id, older).values(last_seen_on=today, warned_at=None)
    db.session.execute(note, execution_options={"synchronize_session": False})


def note_use(*, session_id: str) -> None:
    """A log-in is in use, in the journal of what a GET may write. Nobody's page fails because of it."""
    try:
        journal.append(LoginUse, [{"session_id": session_id, "used_at": now()}])
    except IntegrityError:
        log.debug("the log-in ended with this request")
    except SQLAlchemyError:
        log.warning("the use of a log-in could not be written down")


def locked(member_id: int | None) -> Member | None:
    """The member's row, unchanged until the commit: no log-in slips past a change of password."""
    query = select(Member).filter_by(id=member_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
