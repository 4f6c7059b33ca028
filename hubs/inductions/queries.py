"""Reads about inductions: what a hub has, who gives them, who has them. A fixed number of queries each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, select, union
from sqlalchemy.orm import aliased

from core.db import db
from core.mailboxes import BadEmail, clean_email
from hubs.inductions.models import Induction, InductionGrant, InductionTrainer, InductionWish, SpaceInduction
from hubs.inductions.rules import GrantFacts, SeenGrant
from hubs.models import Hub, Space
from hubs.people.models import HubMember
from members.models import Member, MemberRole

IS_OPEN = InductionGrant.revoked_at.is_(None)
MOST_PEOPLE = 200


class Trainee(NamedTuple):
    """Somebody who has an induction, or had it until a day or until it was revoked; `by` gave it, None: gone."""

    grant: InductionGrant
    member: Member
    by: str | None


class OwnGrant(NamedTuple):
    """A member's open grant, with the induction and the hub."""

    grant: InductionGrant
    induction: Induction
    hub: Hub


@dataclass(frozen=True, slots=True)
class InductionSheet:
    """An induction with the ids of the spaces that need it, and its trainers by name."""

    induction: Induction
    spaces: frozenset[int]
    trainers: tuple[Member, ...]


def grants_of(member_ids: Collection[int], induction_ids: Collection[int]) -> dict[int, dict[int, GrantFacts]]:
    """By member, then by induction: the open grants of these. One query; what was used when, only who knows bookings
    can say (`bookings.admitting`)."""
    columns = select(InductionGrant.member_id, InductionGrant.induction_id, InductionGrant.granted_at)
    query = columns.add_columns(InductionGrant.ends_at).where(
        InductionGrant.member_id.in_(member_ids), InductionGrant.induction_id.in_(induction_ids), IS_OPEN
    )
    found: dict[int, dict[int, GrantFacts]] = {member_id: {} for member_id in member_ids}
    for member_id, induction_id, granted_at, ends_at in db.session.execute(query):
        found[member_id][induction_id] = GrantFacts(granted_at, ends_at)
    return found


def trained_by(member_id: int, hub_id: int) -> set[int]:
    """The ids of the hub's inductions that the member may give."""
    query = select(InductionTrainer.induction_id).join(Induction, Induction.id == InductionTrainer.induction_id)
    return set(db.session.scalars(query.where(InductionTrainer.member_id == member_id, Induction.hub_id == hub_id)))


def is_trainer(member_id: int, hub_slug: str) -> bool:
    """Whether the member gives any induction of the hub: the answer to `members.training`."""
    return hub_slug in set(db.session.scalars(_trained_hubs(member_id).with_only_columns(Hub.slug)))


def hubs_trained_in(member_id: int) -> list[Hub]:
    """Where the member gives inductions, by name."""
    return list(db.session.scalars(_trained_hubs(member_id).order_by(Hub.name)))


def inductions_of(hub_id: int) -> list[Induction]:
    """All inductions of the hub, by name."""
    return list(db.session.scalars(select(Induction).where(Induction.hub_id == hub_id).order_by(Induction.name)))


def induction_in(hub_id: int, induction_id: int) -> Induction | None:
    """The hub's induction with this id; None for another hub's."""
    query = select(Induction).where(Induction.hub_id == hub_id, Induction.id == induction_id)
    return db.session.scalars(query).one_or_none()


def needs_of(hub_id: int) -> dict[int, set[int]]:
    """By space, the ids of the inductions that hosts have set for it; those of rooms and desks are not added up."""
    found: dict[int, set[int]] = {}
    query = select(SpaceInduction.space_id, SpaceInduction.induction_id).where(SpaceInduction.hub_id == hub_id)
    for space_id, induction_id in db.session.execute(query):
        found.setdefault(space_id, set()).add(induction_id)
    return found


def sheets_of(hub_id: int) -> list[InductionSheet]:
    """All inductions of the hub with their spaces and trainers, by name. Three queries."""
    spaces: dict[int, set[int]] = {}
    for space_id, ids in needs_of(hub_id).items():
        for induction_id in ids:
            spaces.setdefault(induction_id, set()).add(space_id)
    query = (
        select(InductionTrainer.induction_id, Member)
        .join(Member, Member.id == InductionTrainer.member_id)
        .join(Induction, Induction.id == InductionTrainer.induction_id)
        .where(Induction.hub_id == hub_id)
        .order_by(Member.name, Member.id)
    )
    trainers: dict[int, list[Member]] = {}
    for induction_id, member in db.session.execute(query):
        trainers.setdefault(induction_id, []).append(member)
    return [
        InductionSheet(one, frozenset(spaces.get(one.id, ())), tuple(trainers.get(one.id, ())))
        for one in inductions_of(hub_id)
    ]


def trainers_of(induction_id: int) -> list[Member]:
    """Who may give it, by name."""
    query = select(Member).join(InductionTrainer, InductionTrainer.member_id == Member.id)
    return list(db.session.scalars(query.where(InductionTrainer.induction_id == induction_id).order_by(Member.name)))


def trainees_of(induction_id: int) -> list[Trainee]:
    """Who has it or had it, by name, the latest of each first. Open ones first."""
    giver = aliased(Member)
    query = (
        select(InductionGrant, Member, giver.name)
        .join(Member, Member.id == InductionGrant.member_id)
        .outerjoin(giver, giver.id == InductionGrant.granted_by)
        .where(InductionGrant.induction_id == induction_id)
        .order_by(InductionGrant.revoked_at.is_not(None), Member.name, Member.id, InductionGrant.id.desc())
    )
    return [Trainee(*row) for row in db.session.execute(query.limit(MOST_PEOPLE))]


def grant_in(induction_id: int, grant_id: int) -> InductionGrant | None:
    """The grant with this id, if it is one of this induction."""
    query = select(InductionGrant).where(InductionGrant.induction_id == induction_id, InductionGrant.id == grant_id)
    return db.session.scalars(query).one_or_none()


def open_grant(induction_id: int, member_id: int, *, lock: bool = False) -> InductionGrant | None:
    """The one that counts, whether or not it has ended. `lock`: two who change it at once take turns."""
    own = (InductionGrant.induction_id == induction_id, InductionGrant.member_id == member_id)
    query = select(InductionGrant).where(*own, IS_OPEN)
    query = query.with_for_update() if lock else query
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def seen(grant: InductionGrant | None) -> SeenGrant | None:
    return SeenGrant(grant.id, grant.ends_at) if grant else None


def seen_of(induction_id: int, member_ids: Collection[int]) -> dict[int, SeenGrant]:
    """By member, the open grants of these. One query."""
    columns = select(InductionGrant.member_id, InductionGrant.id, InductionGrant.ends_at)
    of = (InductionGrant.induction_id == induction_id, InductionGrant.member_id.in_(member_ids))
    return {row.member_id: SeenGrant(row.id, row.ends_at) for row in db.session.execute(columns.where(*of, IS_OPEN))}


def own_grants(member_id: int) -> list[OwnGrant]:
    """The member's open grants everywhere, by hub and name."""
    query = (
        select(InductionGrant, Induction, Hub)
        .join(Induction, Induction.id == InductionGrant.induction_id)
        .join(Hub, Hub.id == Induction.hub_id)
        .where(InductionGrant.member_id == member_id, IS_OPEN)
        .order_by(Hub.name, Induction.name)
    )
    return [OwnGrant(*row) for row in db.session.execute(query)]


def asked_by(member_id: int, hub_id: int) -> set[int]:
    """The ids of the hub's inductions for which the member has asked."""
    query = select(InductionWish.induction_id).join(Induction, Induction.id == InductionWish.induction_id)
    return set(db.session.scalars(query.where(InductionWish.member_id == member_id, Induction.hub_id == hub_id)))


def asking(induction_id: int) -> list[Member]:
    """Who has asked for it and waits, who asked first first."""
    query = select(Member).join(InductionWish, InductionWish.member_id == Member.id)
    waiting = query.where(InductionWish.induction_id == induction_id, Member.is_active)
    return list(db.session.scalars(waiting.order_by(InductionWish.asked_at, Member.id).limit(MOST_PEOPLE)))


def known_by_email(hub: Hub, email: str) -> Member | None:
    """One of those whom the hub knows without any booking, by address: its hosts and members, trainers, who asked for
    an induction or has one here. None also for what is no address."""
    try:
        known_as = clean_email(email)
    except BadEmail:
        return None
    return db.session.scalars(
        select(Member).where(Member.email == known_as, Member.is_active, Member.id.in_(_known_ids(hub)))
    ).one_or_none()


def known(hub: Hub, member_id: int) -> Member | None:
    """The same by the account's id."""
    query = select(Member).where(Member.id == member_id, Member.is_active, Member.id.in_(_known_ids(hub)))
    return db.session.scalars(query).one_or_none()


def ending(first: datetime, last: datetime, limit: int) -> list[OwnGrant]:
    """Open grants that end in (first, last] and of whose end nobody has been told, those that end first first."""
    query = (
        select(InductionGrant, Induction, Hub)
        .join(Induction, Induction.id == InductionGrant.induction_id)
        .join(Hub, Hub.id == Induction.hub_id)
        .join(Member, Member.id == InductionGrant.member_id)
        .where(InductionGrant.ends_at > first, InductionGrant.ends_at <= last, IS_OPEN, Member.is_active)
        .where(InductionGrant.ending_told_at.is_(None))
        .order_by(InductionGrant.ends_at, InductionGrant.id)
    )
    return [OwnGrant(*row) for row in db.session.execute(query.limit(limit))]


def spaces_needing(induction_id: int) -> list[Space]:
    """The spaces for which hosts have set it, in the order in which they arranged them."""
    query = select(Space).join(SpaceInduction, SpaceInduction.space_id == Space.id)
    here = query.where(SpaceInduction.induction_id == induction_id, Space.is_active)
    return list(db.session.scalars(here.order_by(Space.position, Space.id)))


def names_of(induction_ids: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(select(Induction.id, Induction.name).where(Induction.id.in_(list(induction_ids))))
    return {row.id: row.name for row in rows}


def _trained_hubs(member_id: int) -> Select[Hub]:
    given = select(Induction.hub_id).join(InductionTrainer, InductionTrainer.induction_id == Induction.id)
    return select(Hub).where(Hub.id.in_(given.where(InductionTrainer.member_id == member_id)))


def _known_ids(hub: Hub) -> Select[int]:
    own = Induction.hub_id == hub.id
    members = select(HubMember.member_id).where(HubMember.hub_id == hub.id, HubMember.is_member)
    hosts = select(MemberRole.member_id).where(and_(MemberRole.role == "host", MemberRole.hub_slug == hub.slug))
    asked = select(InductionWish.member_id).join(Induction, and_(Induction.id == InductionWish.induction_id, own))
    having = select(InductionGrant.member_id).join(Induction, and_(Induction.id == InductionGrant.induction_id, own))
    giving = select(InductionTrainer.member_id).join(
        Induction, and_(Induction.id == InductionTrainer.induction_id, own)
    )
    ids = union(members, hosts, asked, having, giving).subquery()
    return select(ids.c.member_id)
