"""Reads about places."""

import re
from collections.abc import Collection

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import undefer_group

from core.db import by_id, db
from hubs.models import TEXTS, BookingRules, Hub, Municipality, Space, Tariff
from hubs.tariffs import ALWAYS, NO_GROUP, TariffValues

SLUG = re.compile(r"[a-z0-9-]{1,60}")
_BY_SLUG = select(Hub).where(Hub.slug == bindparam("slug"), Hub.is_public)
_OF_SPACE = (
    select(Hub)
    .join(Space, Space.hub_id == Hub.id)
    .where(Space.id == bindparam("space_id"), Space.is_active, Hub.is_public)
)


def hub_by_slug(slug: str) -> Hub | None:
    """A hub that everybody may see. None also for what can be no slug: signs in it may be such that a database refuses
    the whole question."""
    if not SLUG.fullmatch(slug):
        return None
    return db.session.scalars(_BY_SLUG, {"slug": slug}).one_or_none()


def any_hub(slug: str) -> Hub | None:
    """Also one that is still being set up: for its hosts and for commands."""
    return db.session.scalars(select(Hub).where(Hub.slug == slug)).one_or_none() if SLUG.fullmatch(slug) else None


def described_hub(slug: str) -> Hub | None:
    """The hub with its texts, for its page; also one that is still being set up."""
    return db.session.scalars(_described().where(Hub.slug == slug)).one_or_none() if SLUG.fullmatch(slug) else None


def described_hubs() -> list[Hub]:
    """Every hub that everybody may see, by name, with its texts."""
    return list(db.session.scalars(_described().where(Hub.is_public).order_by(Hub.name)))


def every_hub() -> list[Hub]:
    """Every hub by name, also those that are still being set up."""
    return list(db.session.scalars(select(Hub).order_by(Hub.name)))


def hubs_of(slugs: Collection[str]) -> list[Hub]:
    """These hubs by name, also those that are still being set up."""
    return list(db.session.scalars(select(Hub).where(Hub.slug.in_(slugs)).order_by(Hub.name)))


def hub_of_space(space_id: int) -> Hub | None:
    """The hub in which a bookable space is."""
    return db.session.scalars(_OF_SPACE, {"space_id": space_id}).one_or_none()


def all_hubs() -> list[Hub]:
    """Every hub that everybody may see, by name."""
    return list(db.session.scalars(select(Hub).where(Hub.is_public).order_by(Hub.name)))


def hubs_by_id(ids: Collection[int]) -> dict[int, Hub]:
    """The hubs with these ids, by id."""
    return by_id(Hub, ids)


def hubs_with(kind: str, features: Collection[str] = ()) -> set[int]:
    """The ids of the hubs that offer a space of this kind with all these features."""
    if not features:
        return set(db.session.scalars(select(Space.hub_id).where(Space.kind == kind, Space.is_active).distinct()))
    rows = db.session.execute(select(Space.hub_id, Space.features).where(Space.kind == kind, Space.is_active))
    return {hub_id for hub_id, there in rows if set(features) <= set(there)}


def names_of(slugs: Collection[str]) -> dict[str, str]:
    """The names of the hubs with these slugs, by slug."""
    rows = db.session.execute(select(Hub.slug, Hub.name).where(Hub.slug.in_(slugs)))
    return {row.slug: row.name for row in rows}


def slugs_beginning(stem: str) -> set[str]:
    """The slug that is `stem`, and those that go on with a hyphen after it."""
    begins = Hub.slug.startswith(f"{stem}-", autoescape=True)
    return set(db.session.scalars(select(Hub.slug).where((Hub.slug == stem) | begins)))


def space_of(hub_id: int, space_id: int) -> Space | None:
    """A space of this hub, also one that was put away."""
    return db.session.scalars(select(Space).where(Space.hub_id == hub_id, Space.id == space_id)).one_or_none()


def municipalities() -> list[Municipality]:
    """All municipalities by name."""
    return list(db.session.scalars(select(Municipality).order_by(Municipality.name)))


def spaces_of(hub_id: int) -> list[Space]:
    """All spaces of the hub, those that were put away too, in the order in which hosts arranged them."""
    return list(db.session.scalars(select(Space).where(Space.hub_id == hub_id).order_by(Space.position, Space.id)))


def rules_of(hub_id: int) -> dict[int | None, BookingRules]:
    """The hub's rules (under None) and the exceptions of its spaces, by space id."""
    query = select(BookingRules).where(BookingRules.hub_id == hub_id)
    return {row.space_id: row for row in db.session.scalars(query)}


def tariffs_of(hub_id: int) -> list[Tariff]:
    """All prices that are the hub's own, those of groups, spaces and other times too."""
    order = (Tariff.kind, Tariff.space_id, Tariff.group, Tariff.valid_from)
    return list(db.session.scalars(select(Tariff).where(Tariff.hub_id == hub_id).order_by(*order)))


def plain_prices_of(hub_id: int) -> dict[str, TariffValues]:
    """The hub's own prices by kind of space, for everybody and without a day from which they hold."""
    plain = (Tariff.group == NO_GROUP, Tariff.valid_from == ALWAYS)
    query = select(Tariff).where(Tariff.hub_id == hub_id, Tariff.kind.is_not(None), *plain)
    return {str(tariff.kind): tariff.values for tariff in db.session.scalars(query.order_by(Tariff.kind))}


def _described() -> Select[Hub]:
    return select(Hub).options(undefer_group(TEXTS))
