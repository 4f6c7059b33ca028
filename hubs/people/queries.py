"""Reads about hosts, invitations, what people are to a hub, and who looked at whose data."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import aliased

from core.db import db
from core.journal import JournalEntry
from core.tokens import digest
from hubs.models import Hub
from hubs.people.models import HostInvitation, HubMember
from members.models import Member, MemberRole

MOST_LOOKS = 200


class JournalLook(NamedTuple):
    """Somebody looked at personal data of a hub. `actor` is None when the account is gone; `subject`: of one person."""

    seen_at: datetime
    what: str
    actor: str | None
    subject: str | None


class Restriction(NamedTuple):
    """A member cannot make new bookings in a hub, and why."""

    hub: str
    since: datetime
    reason: str


def hosts_of(hub: Hub) -> list[Member]:
    """The hub's hosts, by name."""
    query = select(Member).join(MemberRole, MemberRole.member_id == Member.id)
    of_hub = and_(MemberRole.role == "host", MemberRole.hub_slug == hub.slug)
    return list(db.session.scalars(query.where(of_hub).order_by(Member.name, Member.id)))


def invitations_of(hub_id: int) -> list[HostInvitation]:
    """Who is asked to become a host, the latest first; those that are too old too."""
    query = select(HostInvitation).where(HostInvitation.hub_id == hub_id)
    return list(db.session.scalars(query.order_by(HostInvitation.created_at.desc(), HostInvitation.id.desc())))


def invitation_by(hub_id: int, secret: str) -> HostInvitation | None:
    """The hub's invitation with this link."""
    query = select(HostInvitation).where(HostInvitation.digest == digest(secret), HostInvitation.hub_id == hub_id)
    return db.session.scalars(query).one_or_none()


def row_of(hub_id: int, member_id: int) -> HubMember | None:
    """What hosts have decided about the person."""
    return db.session.get(HubMember, (hub_id, member_id), populate_existing=True)


def restrictions_of(member_id: int) -> list[Restriction]:
    """Where the member cannot make new bookings."""
    query = select(Hub.name, HubMember.restricted_at, HubMember.reason).join(Hub, Hub.id == HubMember.hub_id)
    where = (HubMember.member_id == member_id, HubMember.restricted_at.is_not(None))
    rows = db.session.execute(query.where(*where).order_by(Hub.name))
    return [Restriction(hub, since, reason) for hub, since, reason in rows if since]


def looks_in(hub: Hub, since: datetime) -> list[JournalLook]:
    """Who looked at personal data of the hub, the latest first."""
    actor, subject = aliased(Member), aliased(Member)
    query = (
        select(JournalEntry.seen_at, JournalEntry.what, actor.name, subject.name)
        .outerjoin(actor, actor.id == JournalEntry.actor_id)
        .outerjoin(subject, subject.id == JournalEntry.subject_id)
        .where(JournalEntry.hub_slug == hub.slug, JournalEntry.seen_at > since)
        .order_by(JournalEntry.seen_at.desc(), JournalEntry.id.desc())
        .limit(MOST_LOOKS)
    )
    return [_look(row) for row in db.session.execute(query)]


def _look(row: Row[datetime, str, str | None, str | None]) -> JournalLook:
    return JournalLook(row[0], row[1], row[2], row[3])
