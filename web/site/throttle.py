"""Attempts of people, counted by the limits of members.limits."""

from collections.abc import Iterable

from core import ratelimit
from core.client_address import network
from core.mailboxes import mailbox_key
from members import limits
from members.limits import AttemptLimit


def login(email: str) -> None:
    """Count an attempt to log in; TooManyAttempts when there were too many from here."""
    hit(limits.LOGIN_PER_ADDRESS, network())
    hit(limits.LOGIN_PER_EMAIL, f"{mailbox_key(email)} {network()}")


def login_was_right(email: str) -> None:
    """A right password does not count: members of a hub log in from one address all day."""
    for limit, key in (
        (limits.LOGIN_PER_ADDRESS, network()),
        (limits.LOGIN_PER_EMAIL, f"{mailbox_key(email)} {network()}"),
    ):
        ratelimit.give_back(limit.scope, key, limit.seconds)


def login_anew(email: str) -> None:
    """Who has set a new password by the link in their mail may use it at once, however often they had tried."""
    limit = limits.LOGIN_PER_EMAIL
    ratelimit.forget(limit.scope, f"{mailbox_key(email)} {network()}", limit.seconds)


def mail_to(email: str, per_address: AttemptLimit) -> None:
    """Count a form that sends mail to a mailbox of somebody's choice."""
    hit(per_address, network())
    hit(limits.MAIL_PER_EMAIL, mailbox_key(email))


def no_mail_to(email: str) -> None:
    """The form sent none, since it was refused: that does not count for the mailbox. Undoes what the request wrote."""
    limit = limits.MAIL_PER_EMAIL
    ratelimit.take_back(limit.scope, mailbox_key(email), limit.seconds)


def mail_by_host(member_id: int, email: str) -> None:
    """Count a mail that a host sends to an address of their choice."""
    hit(limits.INVITATIONS_PER_HOST, str(member_id))
    hit(limits.MAIL_PER_EMAIL, mailbox_key(email))


def mails_by_manager(member_id: int, emails: Iterable[str]) -> None:
    """Count a form by which an employer's manager sends mails to addresses of their choice."""
    hit(limits.INVITATIONS_PER_MANAGER, str(member_id))
    for email in emails:
        hit(limits.MAIL_PER_EMAIL, mailbox_key(email))


def mails_to_guests(member_id: int, emails: Iterable[str]) -> None:
    """Count the addresses of a form by which a member books for others."""
    for _email in filter(None, (email.strip() for email in emails)):
        hit(limits.GUESTS_PER_MEMBER, str(member_id))


def hit(limit: AttemptLimit, key: str) -> None:
    ratelimit.hit(limit.scope, key, limit.count, limit.seconds)
