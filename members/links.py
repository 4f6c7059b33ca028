"""What the links in our mails carry: whose they are, and a fingerprint that ends them with the password."""

from dataclasses import dataclass

from core.clock import now
from core.tokens import BadLink, digest, sign, unsign
from members.errors import LinkExpired, LinkInvalid
from members.limits import CONFIRM_SECONDS, RENEW_SECONDS, RESET_SECONDS, UNSUBSCRIBE_SECONDS
from members.models import Member
from members.rules import MUTABLE

CONFIRM, RESET, UNSUBSCRIBE = "confirm-signup", "reset-password", "unsubscribe"
UNSUBSCRIBABLE = (*MUTABLE, "reminder")


@dataclass(frozen=True)
class Link:
    """`fingerprint` belongs to the password hash of that moment; `next` is where the person was going.

    `browser` is the fingerprint of the browser in which the sign-up was begun (web.site.browsers), or empty.
    """

    member_id: int
    fingerprint: str
    next: str | None = None
    browser: str = ""

    def fits(self, password_hash: str) -> bool:
        return self.fingerprint == fingerprint(password_hash)

    def was_begun_in(self, browser: str) -> bool:
        return bool(browser) and self.browser == browser


def confirm_link(member_id: int, password_hash: str, next_path: str | None, browser: str) -> str:
    return sign(CONFIRM, [member_id, fingerprint(password_hash), next_path, browser])


def reset_link(member_id: int, password_hash: str, next_path: str | None) -> str:
    return sign(RESET, [member_id, fingerprint(password_hash), next_path])


def read_confirm(token: str) -> Link:
    """The link, or LinkExpired or LinkInvalid."""
    return _read(CONFIRM, token, CONFIRM_SECONDS)


def read_renewable(token: str) -> Link:
    """A confirmation link, also when it is too old to confirm."""
    return _read(CONFIRM, token, RENEW_SECONDS)


def read_reset(token: str) -> Link:
    return _read(RESET, token, RESET_SECONDS)


def unsubscribe_path(member_id: int, kind: str) -> str:
    """The address, without the host, at which mails of a kind (UNSUBSCRIBABLE) are switched off without log-in."""
    if kind not in UNSUBSCRIBABLE:
        raise ValueError(f"nobody can unsubscribe from mails of the kind {kind!r}")
    data = {"member_id": member_id, "kind": kind, "made_at": int(now().timestamp())}
    return f"/mails/unsubscribe/{sign(UNSUBSCRIBE, data)}"


@dataclass(frozen=True)
class Subscription:
    """Mails of one kind to one member; `made_at` is when the link was made, in seconds."""

    member_id: int
    kind: str
    made_at: int

    def is_of(self, member: Member) -> bool:
        """False for an account that has got the number of a deleted one since."""
        return member.id == self.member_id and int(member.created_at.timestamp()) <= self.made_at


def read_unsubscribe(token: str) -> Subscription:
    """LinkExpired, LinkInvalid."""
    try:
        return Subscription(**unsign(UNSUBSCRIBE, token, UNSUBSCRIBE_SECONDS))
    except BadLink as error:
        raise (LinkExpired if _is_ours(UNSUBSCRIBE, token) else LinkInvalid) from error


def fingerprint(password_hash: str) -> str:
    return digest(password_hash)[:16]


def _read(purpose: str, token: str, max_age: int) -> Link:
    try:
        return Link(*unsign(purpose, token, max_age))
    except BadLink as error:
        raise (LinkExpired if _is_ours(purpose, token) else LinkInvalid) from error


def _is_ours(purpose: str, token: str) -> bool:
    try:
        unsign(purpose, token, max_age=100 * 365 * 24 * 3600)
    except BadLink:
        return False
    return True
