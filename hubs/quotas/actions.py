"""What hosts set of quotas. Each flushes and never commits; what is not allowed is InvalidSetup."""

from collections.abc import Collection

from sqlalchemy import delete

from core.db import db, insert_into
from hubs.actions import flush_part_of
from hubs.models import Hub
from hubs.quotas import queries, rules
from hubs.quotas.models import Quota
from hubs.quotas.rules import QuotaFacts
from hubs.setup_errors import InvalidSetup


def set_quota(*, hub: Hub, quota: QuotaFacts) -> None:
    """From now on it holds, instead of one for the same kind, group and unit. Bookings that are there stay."""
    rules.check_quota(quota)
    known = {(one.kind, one.group, one.unit) for one in queries.quotas_of(hub.id)}
    if len(known | {(quota.kind, quota.group, quota.unit)}) > rules.MOST_QUOTAS:
        raise InvalidSetup("most", "too-many", most=rules.MOST_QUOTAS)
    row = insert_into(Quota).values(hub_id=hub.id, **quota._asdict())
    same = [Quota.hub_id, Quota.kind, Quota.group, Quota.unit]
    db.session.execute(row.on_conflict_do_update(index_elements=same, set_={"most": quota.most}))
    flush_part_of(hub)


def remove(*, hub: Hub, quota: Quota) -> None:
    """It holds no more."""
    db.session.delete(quota)
    flush_part_of(hub)


def replace_all(*, hub: Hub, quotas: Collection[QuotaFacts]) -> None:
    """The hub has these, and no others."""
    db.session.execute(delete(Quota).where(Quota.hub_id == hub.id))
    for quota in quotas:
        set_quota(hub=hub, quota=quota)
    flush_part_of(hub)
