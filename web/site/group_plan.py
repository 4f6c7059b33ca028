"""The floor plan on which one chooses several places: each free one is a link that takes it in, or leaves it out."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from hubs.plan.drawing import UNIT, Shape, class_of, shapes
from hubs.plan.queries import drawn
from web.site import hub_pictures
from web.site.group_links import address_of
from web.site.group_pages import GroupPage


@dataclass(frozen=True, slots=True)
class GroupSpot:
    """A place on the drawing; `url` of the page with it chosen, or no longer."""

    shape: Shape
    state: str
    url: str | None


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What the template draws."""

    columns: int
    rows: int
    unit: int
    sheet_class: str
    picture_url: str | None
    spots: list[GroupSpot]


def plan_of(page: GroupPage, here: MultiDict[str, str]) -> GroupPlan | None:
    """None where the hub has no plan, or none of these places stands on it. One query where there is one."""
    plan = drawn(page.subject.hub.id) if page.subject.setup.has_plan else None
    states = page.states
    items = [item for item in plan.items.values() if item.space_id in states] if plan else []
    if plan is None or not items:
        return None
    chosen = [place.id for place in page.chosen]
    spots = []
    for shape in shapes(items):
        key = shape.item.space_id
        url = _toggled(here, chosen, key) if states[key] in {"free", "chosen"} else None
        spots.append(GroupSpot(shape, states[key], url))
    picture = hub_pictures.address(page.subject.hub, plan.picture) if plan.picture else None
    return GroupPlan(plan.plan.columns, plan.plan.rows, UNIT, class_of(plan.plan.columns), picture, spots)


def _toggled(here: MultiDict[str, str], chosen: list[int], space_id: int) -> str:
    others = [key for key in chosen if key != space_id]
    return address_of(here, others if space_id in chosen else [*chosen, space_id]) + "#floor-plan"
