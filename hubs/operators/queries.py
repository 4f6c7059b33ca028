"""Reads about operators, their VAT, prices, hubs, people, and the groups of members."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from core.db import db
from hubs.models import Hub, Tariff
from hubs.naming import slug_stem
from hubs.operators.models import MemberGroup, Operator, VatRule
from members.models import Member, MemberRole


class GroupOfMember(NamedTuple):
    """A member and the group to which they belong for an operator."""

    member: Member
    group: str
    valid_until: date | None


def operator(key: int | str) -> Operator | None:
    """By its id or its slug."""
    if isinstance(key, int):
        return db.session.get(Operator, key)
    return db.session.scalars(select(Operator).where(Operator.slug == key)).one_or_none()


def by_ids(ids: Collection[int]) -> dict[int, Operator]:
    """Operators by id; one query."""
    query = select(Operator).where(Operator.id.in_(ids))
    return {one.id: one for one in db.session.scalars(query)} if ids else {}


def operator_of(hub: Hub) -> Operator:
    """Who lets the hub's spaces."""
    return db.session.get_one(Operator, hub.operator_id)


def every_operator() -> list[Operator]:
    """All operators by name."""
    return list(db.session.scalars(select(Operator).order_by(Operator.legal_name, Operator.id)))


def operators_of(member: Member) -> list[Operator]:
    """Those for whom the member acts, by name."""
    return operators_with(member.operated)


def operators_with(slugs: Collection[str]) -> list[Operator]:
    """The operators with these slugs, by name."""
    query = select(Operator).where(Operator.slug.in_(slugs))
    return list(db.session.scalars(query.order_by(Operator.legal_name, Operator.id)))


def prefixes() -> set[str]:
    """The prefixes that are taken."""
    return set(db.session.scalars(select(Operator.prefix)))


def slugs_beginning(stem: str) -> set[str]:
    """The slug that is `stem`, and those that go on with a hyphen after it."""
    begins = Operator.slug.startswith(f"{stem}-", autoescape=True)
    return set(db.session.scalars(select(Operator.slug).where((Operator.slug == stem) | begins)))


def hubs_of(operator_id: int) -> list[Hub]:
    """The operator's hubs by name, those too that are still being set up."""
    return list(db.session.scalars(select(Hub).where(Hub.operator_id == operator_id).order_by(Hub.name)))


def slug_unless_usual(hub: Hub) -> str | None:
    """The slug of the hub's operator; None when it is the one that every hub of its municipality has by default."""
    slug = operator_of(hub).slug
    return None if slug == slug_stem(hub.municipality.name) else slug


def people_of(operator: Operator) -> list[Member]:
    """Who acts for the operator, by name."""
    query = select(Member).join(MemberRole, MemberRole.member_id == Member.id)
    of_operator = (MemberRole.role == "operator", MemberRole.operator_slug == operator.slug)
    return list(db.session.scalars(query.where(*of_operator).order_by(Member.name, Member.id)))


def active_people_of(operator: Operator) -> list[Member]:
    """Of these, who can log in: whom mails about the operator reach."""
    return [member for member in people_of(operator) if member.is_active]


def people_and_admins(operator: Operator) -> list[Member]:
    """Who is told of what must not happen behind anybody's back: everybody active who may change the operator."""
    may = or_(MemberRole.operator_slug == operator.slug, MemberRole.role == "admin")
    ids = select(MemberRole.member_id).where(may)
    return list(db.session.scalars(select(Member).where(Member.id.in_(ids), Member.is_active).order_by(Member.id)))


def group_of(member_id: int, operator_id: int, day: date) -> str | None:
    """The group to which the member belongs for the operator on that day."""
    return groups_on(member_id, operator_id, [day])[0]


def groups_on(member_id: int, operator_id: int, days: Sequence[date]) -> list[str | None]:
    """The same for each of several days; one query."""
    row = membership(member_id, operator_id)
    return [row.group if row and (row.valid_until is None or day <= row.valid_until) else None for day in days]


def membership(member_id: int, operator_id: int) -> MemberGroup | None:
    """The row that says so, also when it is over."""
    return db.session.get(MemberGroup, (member_id, operator_id))


def groups_of(operator_id: int) -> list[GroupOfMember]:
    """Who belongs to which group, by name."""
    query = select(Member, MemberGroup).join(MemberGroup, MemberGroup.member_id == Member.id)
    rows = db.session.execute(query.where(MemberGroup.operator_id == operator_id).order_by(Member.name, Member.id))
    return [GroupOfMember(member, row.group, row.valid_until) for member, row in rows]


def vat_rules_of(operator_id: int) -> list[VatRule]:
    """How the operator is taxed, by product, the latest first."""
    query = select(VatRule).where(VatRule.operator_id == operator_id)
    return list(db.session.scalars(query.order_by(VatRule.product.desc(), VatRule.valid_from.desc())))


def tariffs_of(operator_id: int) -> list[Tariff]:
    """The prices that hold in all of the operator's hubs."""
    query = select(Tariff).where(Tariff.operator_id == operator_id)
    return list(db.session.scalars(query.order_by(Tariff.kind, Tariff.group, Tariff.valid_from)))


def with_hubs() -> list[tuple[Operator, list[str]]]:
    """All operators by name, each with the names of its hubs. Two queries."""
    names: dict[int, list[str]] = {}
    for operator_id, name in db.session.execute(select(Hub.operator_id, Hub.name).order_by(Hub.name)):
        names.setdefault(operator_id, []).append(name)
    return [(found, names.get(found.id, [])) for found in every_operator()]
