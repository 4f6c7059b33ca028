"""The quotas of a hub."""

from sqlalchemy import select

from core.db import db
from hubs.quotas.models import Quota


def quotas_of(hub_id: int) -> list[Quota]:
    """Those of all kinds first, and of each kind that for everybody first."""
    query = select(Quota).where(Quota.hub_id == hub_id).order_by(Quota.kind, Quota.unit, Quota.group)
    return list(db.session.scalars(query))


def quota_in(hub_id: int, quota_id: int) -> Quota | None:
    """The hub's quota with this id."""
    return db.session.scalars(select(Quota).where(Quota.hub_id == hub_id, Quota.id == quota_id)).one_or_none()
