"""Who hosts a hub: invite, withdraw, accept, remove. Each flushes and never commits."""

from sqlalchemy import CursorResult, delete, select

from core.clock import now
from core.db import db
from core.mailboxes import clean_email
from core.tokens import digest, new_secret
from hubs.models import Hub
from hubs.people import mails, queries, rules
from hubs.people.errors import AlreadyHost, InvitationForAnother, InvitationOver, LastHost
from hubs.people.models import HostInvitation
from members.models import Member, MemberRole
from members.queries import member_by_email


def invite(*, hub: Hub, email: str, inviter: Member, locale: str) -> HostInvitation:
    """Mail a link with which the address's owner becomes a host; an older one for the address ends.

    `locale` is the mail's language where the address has no account. BadEmail, AlreadyHost.
    """
    email = clean_email(email)
    known = member_by_email(email)
    if known and known.hosts(hub.slug):
        raise AlreadyHost
    db.session.execute(delete(HostInvitation).where(HostInvitation.hub_id == hub.id, HostInvitation.email == email))
    secret, moment = new_secret(), now()
    invitation = HostInvitation(
        hub_id=hub.id,
        email=email,
        digest=digest(secret),
        invited_by=inviter.id,
        created_at=moment,
        expires_at=moment + rules.INVITATION,
    )
    db.session.add(invitation)
    db.session.flush()
    mails.host_invitation(hub, email, known.locale if known else locale, secret, inviter)
    return invitation


def withdraw(*, hub: Hub, invitation_id: int) -> bool:
    """The link no longer works; False when the hub has no such invitation (any more)."""
    return _take(hub, HostInvitation.id == invitation_id)


def accept(*, hub: Hub, secret: str, member: Member) -> None:
    """The invited person becomes a host. InvitationOver, InvitationForAnother.

    Only one of several who send it at the same moment gets the row, so a link works once.
    """
    check(hub=hub, secret=secret, member=member)
    if not _take(hub, HostInvitation.digest == digest(secret)):
        raise InvitationOver
    if not member.hosts(hub.slug):
        member.roles.append(MemberRole(role="host", hub_slug=hub.slug))
        db.session.flush()


def check(*, hub: Hub, secret: str, member: Member | None) -> None:
    """Raise why the link cannot be used (by this member); writes nothing."""
    invitation = queries.invitation_by(hub.id, secret)
    if invitation is None:
        raise InvitationOver
    if rules.is_over(invitation.expires_at, now()):
        raise InvitationOver(expired=True)
    if member is not None and member.email != invitation.email:
        raise InvitationForAnother


def remove(*, hub: Hub, member_id: int) -> bool:
    """The person is no longer a host; False when they were none. LastHost when nobody with a living account is left.

    The roles are locked, so that the last two cannot remove each other at the same moment.
    """
    of_hub = (MemberRole.role == "host", MemberRole.hub_slug == hub.slug)
    roles = db.session.scalars(select(MemberRole).where(*of_hub).order_by(MemberRole.id).with_for_update()).all()
    if member_id not in {role.member_id for role in roles}:
        return False
    living = select(Member.id).where(Member.id.in_([role.member_id for role in roles]), Member.is_active)
    if not rules.is_removable(member_id, db.session.scalars(living)):
        raise LastHost
    db.session.execute(delete(MemberRole).where(*of_hub, MemberRole.member_id == member_id))
    return True


def _take(hub: Hub, condition: object) -> bool:
    gone: CursorResult[None] = db.session.execute(  # type: ignore[assignment]
        delete(HostInvitation).where(HostInvitation.hub_id == hub.id, condition)  # type: ignore[arg-type]
    )
    return gone.rowcount == 1
