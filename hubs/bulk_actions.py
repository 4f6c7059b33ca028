"""Many spaces at once, for load tests."""

from sqlalchemy import insert

from core.db import db
from hubs.models import Hub, Space


def insert_desks(*, hub: Hub, count: int) -> None:
    """Plain desks, numbered from 1."""
    shared = {"hub_id": hub.id, "kind": "desk", "features": ["wifi"]}
    db.session.execute(
        insert(Space), [shared | {"name": f"Schreibtisch {n}", "position": n} for n in range(1, count + 1)]
    )
