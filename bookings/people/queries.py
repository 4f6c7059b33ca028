"""Reads about the people of one hub: who has bookings here, and which. Never what they do elsewhere, and nothing that
was booked in confidence."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, not_, or_, select, union

from bookings import rules
from bookings.models import Booking
from core.db import db
from core.errors import is_allowed
from core.journal import JournalEntry
from core.mailboxes import BadEmail, clean_email
from hubs.models import Hub, Space
from hubs.people.models import HubMember
from members.models import Member

MOST_LOOKS = 50


class Person(NamedTuple):
    """Somebody with bookings in a hub, or whom its hosts know otherwise. `number` counts all bookings here."""

    id: int
    name: str
    number: int
    last_at: datetime | None
    next_at: datetime | None
    is_member: bool
    restricted_at: datetime | None
    reason: str


class PersonVisit(NamedTuple):
    """A booking of the person in the hub, its status as it reads now, and whether hosts can cancel it now."""

    booking: Booking
    space: str
    status: str
    can_cancel: bool


class OwnLook(NamedTuple):
    """A host looked at the page about the member. `host` is None when the account is gone."""

    seen_at: datetime
    host: str | None
    hub: str


def people_of(hub_id: int, moment: datetime, search: str, limit: int, offset: int) -> list[Person]:
    """A page of the people of the hub by name; `search` is a part of the name. One query."""
    query = _people(hub_id, moment).order_by(func.lower(Member.name), Member.id).limit(limit).offset(offset)
    if search:
        query = query.where(or_(*(Member.name.ilike(f"%{part}%", escape="\\") for part in _spellings(search))))
    return [_person(row) for row in db.session.execute(query)]


def person_of(hub_id: int, member_id: int, moment: datetime) -> Person | None:
    """One of the people of the hub; None for everybody else, whether or not there is such an account."""
    row = db.session.execute(_people(hub_id, moment).where(Member.id == member_id)).one_or_none()
    return _person(row) if row else None


def member_of(hub_id: int, member_id: int) -> Member | None:
    """The account of one of the people of the hub."""
    query = select(Member).where(Member.id == member_id, Member.id.in_(_ids(hub_id)))
    return db.session.scalars(query).one_or_none()


def member_by_email(hub_id: int, email: str) -> Member | None:
    """The account of one of the people of the hub by its address; None for everybody else's, and for what is none."""
    try:
        known_as = clean_email(email)
    except BadEmail:
        return None
    query = select(Member).where(Member.email == known_as, Member.is_active, Member.id.in_(_ids(hub_id)))
    return db.session.scalars(query).one_or_none()


def coming_of(hub_id: int, member_id: int, moment: datetime) -> list[PersonVisit]:
    """The person's running and coming bookings here, the next one first."""
    query = _visits(hub_id, member_id).where(Booking.is_coming(moment)).order_by(Booking.starts_at, Booking.id)
    return [_visit(row, moment) for row in db.session.execute(query)]


def past_of(hub_id: int, member_id: int, moment: datetime, limit: int, offset: int) -> list[PersonVisit]:
    """What is over or no longer holds, the latest first."""
    query = (
        _visits(hub_id, member_id)
        .where(not_(Booking.is_coming(moment)))
        .order_by(Booking.starts_at.desc(), Booking.id.desc())
    )
    return [_visit(row, moment) for row in db.session.execute(query.limit(limit).offset(offset))]


def chosen_of(hub_id: int, member_id: int, keys: Iterable[UUID], moment: datetime) -> list[tuple[Booking, Space]]:
    """Those of the person's coming bookings here that are named."""
    query = select(Booking, Space).join(Space, Space.id == Booking.space_id).order_by(Booking.starts_at)
    own = (*_of_person(hub_id, member_id), Booking.id.in_(list(keys)))
    return [(row[0], row[1]) for row in db.session.execute(query.where(*own, Booking.is_coming(moment)))]


def can_be_cancelled(booking: Booking, moment: datetime) -> bool:
    """Whether the hub's hosts may take the booking away at this moment."""
    life = (booking.status, booking.ends_at, booking.runs_out_at)
    return is_allowed(rules.check_cancellable_by_host, *life, moment)


def looks_at(member_id: int, since: datetime) -> list[OwnLook]:
    """Who looked at the page about the member in a hub that may know them, the latest first. One query."""
    booked = (
        select(Hub.slug)
        .join(Booking, Booking.hub_id == Hub.id)
        .where(Booking.member_id == member_id, ~Booking.is_confidential)
    )
    known = select(Hub.slug).join(HubMember, HubMember.hub_id == Hub.id).where(HubMember.member_id == member_id)
    query = (
        select(JournalEntry.seen_at, Member.name, Hub.name)
        .join(Hub, Hub.slug == JournalEntry.hub_slug)
        .outerjoin(Member, Member.id == JournalEntry.actor_id)
        .where(JournalEntry.hub_slug.in_(union(booked, known)), JournalEntry.seen_at > since)
        .where(JournalEntry.subject_id == member_id)
        .order_by(JournalEntry.seen_at.desc(), JournalEntry.id.desc())
        .limit(MOST_LOOKS)
    )
    return [OwnLook(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _people(hub_id: int, moment: datetime) -> Select[int, str, int, datetime, datetime, bool, datetime, str]:
    here = _here(hub_id, moment).subquery()
    standing = and_(HubMember.member_id == Member.id, HubMember.hub_id == hub_id)
    columns = (here.c.number, here.c.last_at, here.c.next_at)
    known = (HubMember.is_member, HubMember.restricted_at, HubMember.reason)
    query = select(Member.id, Member.name, *columns, *known).outerjoin(here, here.c.member_id == Member.id)
    return query.outerjoin(HubMember, standing).where(Member.id.in_(_ids(hub_id)))


def _here(hub_id: int, moment: datetime) -> Select[int | None, int, datetime, datetime]:
    """By member: how many bookings in the hub, when the last one was, when the next one is."""
    was = case((and_(Booking.starts_at <= moment, Booking.status.in_(rules.COUNTING)), Booking.starts_at))
    comes = case((and_(Booking.starts_at > moment, Booking.is_coming(moment)), Booking.starts_at))
    columns = (func.max(was).label("last_at"), func.min(comes).label("next_at"))
    query = select(Booking.member_id, func.count().label("number"), *columns)
    return query.where(Booking.hub_id == hub_id, ~Booking.is_confidential).group_by(Booking.member_id)


def _ids(hub_id: int) -> Select[int]:
    """Whom the hub's hosts know: who ever booked here, its members, and who is restricted."""
    openly = (Booking.member_id.is_not(None), ~Booking.is_confidential)
    booked = select(Booking.member_id).where(Booking.hub_id == hub_id, *openly)
    decided = or_(HubMember.is_member, HubMember.restricted_at.is_not(None))
    known = union(booked, select(HubMember.member_id).where(HubMember.hub_id == hub_id, decided)).subquery()
    return select(known.c.member_id)


def _visits(hub_id: int, member_id: int) -> Select[Booking, str]:
    query = select(Booking, Space.name).join(Space, Space.id == Booking.space_id)
    return query.where(*_of_person(hub_id, member_id))


def _of_person(hub_id: int, member_id: int) -> tuple[ColumnElement[bool], ...]:
    return Booking.hub_id == hub_id, Booking.member_id == member_id, ~Booking.is_confidential


def _visit(row: Row[Booking, str], moment: datetime) -> PersonVisit:
    booking, space = row
    status = rules.effective_status(booking.status, booking.ends_at, booking.runs_out_at, moment)
    return PersonVisit(booking, space, status, can_be_cancelled(booking, moment))


def _person(row: Row[int, str, int, datetime, datetime, bool, datetime, str]) -> Person:
    member_id, name, number, last_at, next_at, is_member, restricted_at, reason = row
    return Person(member_id, name, number or 0, last_at, next_at, bool(is_member), restricted_at, reason or "")


def _spellings(search: str) -> set[str]:
    """The same letters small and large, since SQLite takes only those without dots and strokes for equal."""
    plain = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {plain, plain.lower(), plain.upper(), plain.title()}
