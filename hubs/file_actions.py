"""Setting a hub up from its file."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.db import db
from hubs import actions, queries
from hubs.hub_file import HubFile, MunicipalityPart, PricePart, SpacePart
from hubs.models import Hub, Municipality, Space
from hubs.rules import KINDS
from hubs.setup_errors import InvalidSetup


def apply(*, file: HubFile) -> tuple[Hub, bool]:
    """The hub as its file says, and whether it is new. Spaces are known by their names; those that the file no longer
    names are put away. Raises InvalidSetup (with the space in `field`), InvalidOpeningHours."""
    _apply_municipality(file.municipality)
    known = queries.any_hub(file.slug)
    hub = actions.update_hub(hub=known, values=file.values) if known else actions.create_hub(values=file.values)
    with _inside("rules"):
        actions.set_rules(hub=hub, values=file.rules.values)
    _apply_prices(hub, file.prices)
    _apply_spaces(hub, file.spaces)
    return hub, known is None


def _apply_municipality(part: MunicipalityPart) -> None:
    known = db.session.get(Municipality, part.key)
    if part.name is None and known is not None:
        return
    if part.name is None or part.lat is None or part.lon is None:
        raise InvalidSetup("municipality", "new_municipality", value=part.key)
    actions.set_municipality(**part.model_dump())


def _apply_prices(hub: Hub, prices: dict[str, PricePart]) -> None:
    for kind in dict.fromkeys([*KINDS, *prices]):
        with _inside(f"prices.{kind}"):
            actions.set_tariff(hub=hub, kind=kind, values=prices.get(kind, PricePart()).values)


def _apply_spaces(hub: Hub, parts: list[SpacePart]) -> None:
    known = {space.name: space for space in queries.spaces_of(hub.id)}
    done: dict[str, Space] = {}
    rooms_first = sorted(enumerate(parts), key=lambda item: item[1].room is not None)
    for position, part in rooms_first:
        with _inside(f"spaces.{part.name}"):
            if part.name in done:
                raise InvalidSetup("name", "taken")
            done[part.name] = _apply_space(hub, part, position, known.get(part.name), done)
    for name, space in known.items():
        if name not in done and space.is_active:
            actions.put_away(hub=hub, space=space)


def _apply_space(hub: Hub, part: SpacePart, position: int, known: Space | None, done: dict[str, Space]) -> Space:
    if part.room is not None and part.room not in done:
        raise InvalidSetup("room", "unknown", value=part.room)
    values = part.values(position, done[part.room].id if part.room else None)
    if known:
        space = actions.update_space(hub=hub, space=known, values=values)
    else:
        space = actions.create_space(hub=hub, values=values)
    with _inside("rules"):
        if part.rules:
            actions.set_rules(hub=hub, space=space, values=part.rules.values)
        else:
            actions.clear_rules(hub=hub, space=space)
    return space


@contextmanager
def _inside(part: str) -> Iterator[None]:
    """Errors raised inside name the part of the file before the field."""
    try:
        yield
    except InvalidSetup as error:
        error.field = f"{part}.{error.field}"
        raise
