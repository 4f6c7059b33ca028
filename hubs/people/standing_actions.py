"""What a person is to a hub: a member of it, or restricted there. Each flushes and never commits."""

from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db
from core.mailboxes import clean_email
from core.text import one_line
from hubs.models import Hub
from hubs.people import links, mails, queries, rules
from hubs.people.errors import BadReason, InvitationForAnother, InvitationOver
from hubs.people.models import HubMember
from members.models import Member
from members.queries import member_by_email


def set_member(*, hub: Hub, member: Member, is_member: bool, actor: Member) -> None:
    """Make or unmake a member of the hub; older links by which the person could become one end."""
    _change(hub, member.id, actor, is_member=is_member)


def offer_membership(*, hub: Hub, email: str, locale: str) -> None:
    """Mail a link to become a member of the hub. Nothing is stored and nothing differs for the caller, whether or not
    the address has an account; the person decides. BadEmail."""
    email = clean_email(email)
    known = member_by_email(email)
    mails.membership(hub, email, known.locale if known else locale, links.membership_link(hub.slug, email))


def accept_membership(*, hub: Hub, link: links.MembershipLink, member: Member) -> None:
    """The person becomes a member of the hub. InvitationOver, InvitationForAnother."""
    check_membership(hub=hub, link=link, member=member)
    _change(hub, member.id, member, is_member=True)


def check_membership(*, hub: Hub, link: links.MembershipLink, member: Member) -> None:
    """Raise why the member cannot use the link; writes nothing."""
    if member.email != link.email:
        raise InvitationForAnother
    row = queries.row_of(hub.id, member.id)
    if row and not row.is_member and rules.is_superseded(link.made_at, row.changed_at):
        raise InvitationOver


def restrict(*, hub: Hub, member: Member, reason: str, actor: Member) -> str:
    """No new bookings of the member here; they get the reason by mail. The same once more sends no second mail.

    Returns the reason as it is shown. BadReason.
    """
    reason = one_line(reason)
    if not 1 <= len(reason) <= rules.MAX_REASON:
        raise BadReason
    row = queries.row_of(hub.id, member.id)
    if row is None or row.restricted_at is None or row.reason != reason:
        since = row.restricted_at if row else None
        _change(hub, member.id, actor, restricted_at=since or now(), reason=reason)
        mails.restricted(hub, member, reason)
    return reason


def lift(*, hub: Hub, member: Member, actor: Member) -> None:
    """The member may book again, and is told. Nothing happens where there is no restriction."""
    row = queries.row_of(hub.id, member.id)
    if row is not None and row.restricted_at is not None:
        _change(hub, member.id, actor, restricted_at=None, reason="")
        mails.lifted(hub, member)


def _change(hub: Hub, member_id: int, actor: Member, **values: object) -> None:
    row = queries.row_of(hub.id, member_id) or _new_row(hub.id, member_id)
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_by, row.changed_at = actor.id, now()
    db.session.flush()


def _new_row(hub_id: int, member_id: int) -> HubMember:
    row = HubMember(hub_id=hub_id, member_id=member_id)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # another host was a moment faster
        return db.session.get_one(HubMember, (hub_id, member_id))
    return row
