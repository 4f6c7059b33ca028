"""What hosts do with spaces beyond making and changing one. Each flushes and never commits."""

from dataclasses import replace

from hubs import actions, naming, queries, setup_values
from hubs.models import Hub, Space
from hubs.setup_rules import SpaceValues


def add(*, hub: Hub, values: SpaceValues, count: int, stem: str) -> list[Space]:
    """`count` equal spaces behind the others. One with a name gets just that name, else they are numbered by `stem`,
    and outside by their outer name. Or InvalidSetup."""
    known = queries.spaces_of(hub.id)
    taken = [name for space in known for name in (space.name, space.outer_name) if name]
    names = [values.name] if count == 1 and values.name else naming.numbered(values.name or stem, count, taken)
    outside = [values.outer_name] * count
    if count > 1 and values.outer_name:
        outside = naming.numbered(values.outer_name, count, [*taken, *names])
    first = max((space.position for space in known), default=-1) + 1
    wanted = [
        replace(values, name=name, outer_name=outer_name, position=first + number)
        for number, (name, outer_name) in enumerate(zip(names, outside, strict=True))
    ]
    return actions.create_spaces(hub=hub, values=wanted)


def shift(*, hub: Hub, space: Space, by: int) -> None:
    """Put the space one place further up (-1) or down (1) among those that can be booked; at the ends it stays."""
    spaces = [known for known in queries.spaces_of(hub.id) if known.is_active]
    ids = [known.id for known in spaces]
    here = ids.index(space.id) if space.id in ids else -1
    there = here + by
    if here < 0 or not 0 <= there < len(spaces):
        return
    spaces[here], spaces[there] = spaces[there], spaces[here]
    for position, known in enumerate(spaces):
        if known.position != position:
            known.position = position
    actions.flush_part_of(hub)


def bring_back(*, hub: Hub, space: Space) -> None:
    """A space that was put away can be booked again."""
    actions.update_space(hub=hub, space=space, values=setup_values.space_values(space))
