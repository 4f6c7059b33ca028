"""Reads about pictures and floor plans."""

from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import undefer

from core.db import db
from hubs.models import Space
from hubs.plan.models import FloorPlan, FloorPlanItem, Picture
from hubs.plan.rules import Item

DIGEST_SIGNS = 16
"""So many of the digest stand in a picture's address."""


class Drawn(NamedTuple):
    """A hub's plan with the places that stand on it, by space id, and the picture below it."""

    plan: FloorPlan
    items: dict[int, Item]
    picture: Picture | None


def pictures_of(hub_id: int, purpose: str | None = None) -> list[Picture]:
    """The hub's pictures in their order, without their contents."""
    query = select(Picture).where(Picture.hub_id == hub_id).order_by(Picture.position, Picture.id)
    return list(db.session.scalars(query.where(Picture.purpose == purpose) if purpose else query))


def picture_of(hub_id: int, picture_id: int) -> Picture | None:
    return db.session.scalars(select(Picture).where(Picture.hub_id == hub_id, Picture.id == picture_id)).one_or_none()


def content_of(hub_id: int, picture_id: int, digest: str) -> Picture | None:
    """The picture with its content, when the beginning of its digest is the one of its address."""
    query = select(Picture).where(Picture.hub_id == hub_id, Picture.id == picture_id)
    found = db.session.scalars(query.options(undefer(Picture.content))).one_or_none()
    return found if found and found.digest[:DIGEST_SIGNS] == digest else None


def picture_count(hub_id: int) -> int:
    return int(db.session.execute(select(func.count()).where(Picture.hub_id == hub_id)).scalar_one())


def drawn(hub_id: int) -> Drawn | None:
    """The hub's plan in one query; spaces that were put away are not on it."""
    query = (
        select(FloorPlan, FloorPlanItem, Space.name, Space.kind, Picture)
        .outerjoin(FloorPlanItem, FloorPlanItem.hub_id == FloorPlan.hub_id)
        .outerjoin(Space, and_(Space.id == FloorPlanItem.space_id, Space.is_active))
        .outerjoin(Picture, Picture.id == FloorPlan.picture_id)
        .where(FloorPlan.hub_id == hub_id)
        .order_by(Space.position, Space.id)
    )
    rows = db.session.execute(query).all()
    if not rows:
        return None
    items = [Item(i.space_id, name, kind, i.x, i.y, i.width, i.height) for _p, i, name, kind, _ in rows if name]
    return Drawn(rows[0][0], {item.space_id: item for item in items}, rows[0][4])
