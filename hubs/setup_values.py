"""What hosts' forms start from: the values of what is there, and how far a hub is."""

from dataclasses import fields

from core.clock import now
from hubs import queries
from hubs.models import BookingRules, Hub, Space
from hubs.setup import open_state, setup_of
from hubs.setup_rules import HubValues, RuleValues, SpaceValues
from hubs.setup_steps import Progress

PROPOSED_HOURS = "Mo-Fr 08:00-18:00; PH off"


def hub_values(hub: Hub) -> HubValues:
    """All that the hub is now."""
    given = {field.name: getattr(hub, field.name) for field in fields(HubValues)}
    return HubValues(**given | {"amenities": tuple(hub.amenities)})


def space_values(space: Space) -> SpaceValues:
    given = {field.name: getattr(space, field.name) for field in fields(SpaceValues)}
    return SpaceValues(**given | {"features": tuple(space.features)})


def rule_values(row: BookingRules | None) -> RuleValues:
    """Without a row nothing is set: all is inherited."""
    return RuleValues(**{field.name: getattr(row, field.name) for field in fields(RuleValues)} if row else {})


def progress(hub: Hub) -> Progress:
    setup = setup_of(hub)
    state = open_state(hub, setup, now())
    return Progress(
        is_described=bool(hub.description_de.strip()),
        spaces=len(setup.places),
        opens=state.is_open or state.opens_at is not None,
        has_own_hours=hub.opening_hours != PROPOSED_HOURS,
        has_rules=None in queries.rules_of(hub.id),
        has_prices=bool(setup.tariffs),
        is_public=hub.is_public,
    )
