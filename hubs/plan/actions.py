"""Pictures and floor plans: added, put in order, taken away, drawn. Each flushes and never commits."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import delete, select

from core.clock import now
from core.db import db
from hubs.models import Hub
from hubs.plan import queries, rules
from hubs.plan.errors import BadPicture, BadPlan, PlanChanged
from hubs.plan.models import FloorPlan, FloorPlanItem, Picture
from hubs.plan.redrawing import Made
from hubs.plan.rules import Item


def add_picture(*, hub: Hub, made: Made, purpose: str, alt_de: str, alt_en: str = "") -> Picture:
    """The picture comes last. BadPicture when the hub has as many as it may have."""
    db.session.execute(select(Hub.id).where(Hub.id == hub.id).with_for_update())  # two at once are counted
    if queries.picture_count(hub.id) >= rules.MOST_PICTURES:
        raise BadPicture("too-many")
    shown = queries.pictures_of(hub.id)
    picture = Picture(
        hub_id=hub.id,
        purpose=purpose,
        media_type=made.media_type,
        digest=hashlib.sha256(made.content).hexdigest(),
        width=made.width,
        height=made.height,
        alt_de=alt_de,
        alt_en=alt_en,
        position=max((other.position for other in shown), default=-1) + 1,
        content=made.content,
    )
    db.session.add(picture)
    db.session.flush()
    return picture


def describe_picture(*, picture: Picture, alt_de: str, alt_en: str) -> None:
    """What those read who do not see it."""
    picture.alt_de, picture.alt_en = alt_de, alt_en
    db.session.flush()


def move_picture(*, picture: Picture, by: int) -> None:
    """One place forward (-1) or back (1) among the hub's pictures of its purpose; at the end nothing changes."""
    shown = queries.pictures_of(picture.hub_id, picture.purpose)
    here = shown.index(picture)
    there = min(max(here + by, 0), len(shown) - 1)
    shown.insert(there, shown.pop(here))
    for position, other in enumerate(shown):
        other.position = position
    db.session.flush()


def delete_picture(*, picture: Picture) -> None:
    """It is gone at once, also from below the plan."""
    db.session.delete(picture)
    db.session.flush()


def draw(
    *, hub: Hub, columns: int, rows: int, items: Sequence[Item], picture_id: int | None = None, seen: str | None = None
) -> FloorPlan:
    """The hub's plan as given. `seen` is the `stamp` of the plan that the page showed ("" for none, None to overrule).

    Raises PlanChanged when another one was saved since, BadPlan for the first thing that cannot stand so.
    """
    _check(columns, rows, items)
    db.session.execute(select(Hub.id).where(Hub.id == hub.id).with_for_update())
    plan = db.session.get(FloorPlan, hub.id, populate_existing=True)
    if seen is not None and seen != stamp(plan):
        raise PlanChanged
    plan = plan or FloorPlan(hub_id=hub.id)
    plan.columns, plan.rows, plan.picture_id, plan.updated_at = columns, rows, picture_id, now()
    db.session.add(plan)
    db.session.execute(delete(FloorPlanItem).where(FloorPlanItem.hub_id == hub.id))
    db.session.flush()
    for item in items:
        size = {"x": item.x, "y": item.y, "width": item.width, "height": item.height}
        db.session.add(FloorPlanItem(space_id=item.space_id, hub_id=hub.id, **size))
    db.session.flush()
    return plan


def stamp(plan: FloorPlan | None) -> str:
    """Which state of the plan it is, for a form that carries it along."""
    return plan.updated_at.isoformat() if plan else ""


def _check(columns: int, rows: int, items: Sequence[Item]) -> None:
    if not rules.is_size(columns, rows):
        raise BadPlan("size", 0)
    for fault in rules.faults(columns, rows, items):
        raise BadPlan(
            fault.reason, fault.item.space_id, name=fault.item.name, other=fault.other.name if fault.other else ""
        )
