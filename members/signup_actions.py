"""Writes of signing up: make the account, mail its link, confirm it.

`browser` is the fingerprint of the browser in which the sign-up was begun (web.site.browsers); empty: none is known.
"""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db
from core.mailboxes import clean_email
from members import links, mails, rules
from members.actions import locked, open_session
from members.errors import LinkExpired, WrongSignUpPassword
from members.models import Member
from members.queries import Credentials


def sign_up(
    *, email: str, name: str, password_hash: str, locale: str, next_path: str | None = None, browser: str = ""
) -> None:
    """Make an account and mail its confirmation link; an address that has one is told so by mail.

    The caller cannot tell the cases apart. An account that was never confirmed takes the new password and
    name, and its older links end: whoever signed up first with somebody else's address gains nothing.
    """
    email, name = clean_email(email), rules.clean_name(name)
    member = _insert_unless_known(email, name, password_hash, locale)
    if member.email_confirmed_at or not member.is_active:
        mails.already_member(member, next_path)
        return
    member.name, member.password_hash, member.locale = name, password_hash, locale
    _mail_link(member, next_path, browser)


def _insert_unless_known(email: str, name: str, password_hash: str, locale: str) -> Member:
    fresh = Member(email=email, name=name, password_hash=password_hash, locale=locale)
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:  # known, or another request was a moment faster
        known = db.session.scalars(select(Member).filter_by(email=email).with_for_update()).one_or_none()
        # None: it was tidied away at this moment
        return known or _insert_unless_known(email, name, password_hash, locale)
    return fresh


def member_of_mailbox(*, email: str, name: str, password_hash: str, locale: str) -> tuple[Member, bool]:
    """Whose address this is, which a mailed link has just shown, and whether the account is new by that.

    The one that there is, also a closed one, stays as it is; where there is none, or one that was never confirmed, it
    is made with this name and password. So whoever signed up before with somebody else's address gains nothing, and
    their links end. Its row is locked.
    """
    member = _insert_unless_known(email, name, password_hash, locale)
    if member.email_confirmed_at or not member.is_active:
        return member, False
    member.name, member.password_hash, member.locale = name, password_hash, locale
    member.email_confirmed_at = now()
    db.session.flush()
    return member, True


def send_confirmation(*, member_id: int, next_path: str | None = None, browser: str = "") -> None:
    """Mail the confirmation link once more; nothing when it is not needed."""
    member = db.session.get_one(Member, member_id)
    if member.is_active and not member.email_confirmed_at:
        _mail_link(member, next_path, browser)


def renew_confirmation(*, token: str) -> None:
    """A new link for an old one. Who holds one that another sign-up overtook sets a password instead.

    Raises LinkExpired (also when the account is gone), LinkInvalid.
    """
    link = links.read_renewable(token)
    member = _waiting(link)
    if member is None or member.email_confirmed_at:
        return
    if link.fits(member.password_hash):
        _mail_link(member, link.next, link.browser)
    else:
        mails.reset_password(member, link.next)


def choose_new_password(*, token: str) -> None:
    """For who holds a confirmation link and not the password: mail a link that sets one and confirms as well.

    Raises LinkExpired, LinkInvalid.
    """
    link = links.read_confirm(token)
    mails.reset_password(_waiting(link), link.next)


def confirm_email(
    *, token: str, device: str, browser: str = "", credentials: Credentials | None = None
) -> tuple[str | None, str | None]:
    """Confirm and log in: the secret of the new log-in session, and where the person was going.

    Only for the browser in which the sign-up was begun, or with the right password: the link alone shows whose the
    address is, not who chose the password. The secret is None when the address was confirmed before: a link in a
    mail is not a key that opens again. Raises LinkExpired, LinkInvalid, WrongSignUpPassword.
    """
    link = links.read_confirm(token)
    member = _waiting(link)
    if member.email_confirmed_at:
        return None, link.next
    if not link.fits(member.password_hash):
        raise LinkExpired
    if not (link.was_begun_in(browser) or _is_right(credentials, member)):
        raise WrongSignUpPassword
    member.email_confirmed_at = now()
    return open_session(member, device), link.next


def _mail_link(member: Member, next_path: str | None, browser: str) -> None:
    """With each link the account's days begin anew: no link outlives its account."""
    member.created_at = now()
    db.session.flush()
    mails.confirm_signup(member, next_path, browser)


def _waiting(link: links.Link) -> Member:
    """The link's account, unchanged until the commit, or LinkExpired when it is gone or closed."""
    member = locked(link.member_id)
    if member is None or not member.is_active:
        raise LinkExpired
    return member


def _is_right(credentials: Credentials | None, member: Member) -> bool:
    return credentials is not None and credentials.right and credentials.hash_seen == member.password_hash
