"""Setting a hub up from its file."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from core.db import db
from core.text import alike, one_line
from hubs import actions, queries, refund_tiers
from hubs.hub_file import HubFile, InductionPart, MunicipalityPart, PlanPart, PricePart, SpacePart, SpotPart
from hubs.inductions import actions as induction_actions
from hubs.inductions import queries as induction_queries
from hubs.inductions.errors import InvalidInduction
from hubs.models import Hub, Municipality, Space
from hubs.operators import actions as operator_actions
from hubs.operators import queries as operator_queries
from hubs.operators.models import Operator
from hubs.plan import actions as plan_actions
from hubs.plan import queries as plan_queries
from hubs.plan.rules import LEAST_FIELDS, MOST_FIELDS, Item, faults, is_size
from hubs.questions import actions as question_actions
from hubs.quotas import actions as quota_actions
from hubs.refund_tiers import RefundTier
from hubs.rules import KINDS
from hubs.setup_errors import InvalidSetup


def apply(*, file: HubFile) -> tuple[Hub, bool]:
    """The hub as its file says, and whether it is new. Spaces are known by their names; those that the file no longer
    names are put away. Raises InvalidSetup (with the space in `field`), InvalidOpeningHours."""
    apply_municipality(part=file.municipality)
    known = queries.any_hub(file.slug)
    operator = _operator(file.operator)
    if known:
        hub = actions.update_hub(hub=known, values=file.values)
        actions.give_to(hub=hub, operator=operator or operator_actions.of_municipality(hub.municipality))
    else:
        hub = actions.create_hub(values=file.values, operator=operator)
    actions.set_refund_tiers(hub=hub, tiers=_tiers(file.refund_tiers))
    with _inside("rules"):
        actions.set_rules(hub=hub, values=file.rules.values)
    if file.quotas is not None:  # as with inductions: without any, those that were set on the page stay
        with _inside("quotas"):
            quota_actions.replace_all(hub=hub, quotas=[part.values for part in file.quotas])
    if file.questions is not None:
        with _inside("questions"):
            question_actions.replace_all(hub=hub, questions=[part.values for part in file.questions])
    _apply_prices(hub, file.prices)
    spaces = _apply_spaces(hub, file.spaces)
    if file.inductions is not None:  # without any, those that were set up on the page stay
        with _inside("inductions"):
            _apply_inductions(hub, file.inductions)
        _apply_needs(hub, file.spaces, spaces)
    if file.plan:  # without one the plan that was drawn on the page stays
        with _inside("plan"):
            _apply_plan(hub, file.plan)
    return hub, known is None


def apply_municipality(*, part: MunicipalityPart) -> None:
    """Write down what the part says; the key alone will do for one that is known. InvalidSetup."""
    known = db.session.get(Municipality, part.key)
    if part.name is None and known is not None:
        return
    if part.name is None or part.lat is None or part.lon is None:
        raise InvalidSetup("municipality", "new_municipality", value=part.key)
    actions.set_municipality(
        key=part.key,
        name=part.name,
        lat=part.lat,
        lon=part.lon,
        population=part.population,
        population_year=part.population_year,
    )


def _operator(slug: str | None) -> Operator | None:
    if slug is None:
        return None
    found = operator_queries.operator(slug)
    if found is None:
        raise InvalidSetup("operator", "unknown", value=slug)
    return found


def _tiers(given: list[list[int]] | None) -> tuple[RefundTier, ...] | None:
    if given is not None and any(len(pair) != len(RefundTier._fields) for pair in given):
        raise InvalidSetup("refund_tiers", "pairs")
    return refund_tiers.of_json(given)


def _apply_prices(hub: Hub, prices: dict[str, PricePart]) -> None:
    for kind in dict.fromkeys([*KINDS, *prices]):
        with _inside(f"prices.{kind}"):
            actions.set_tariff(hub=hub, kind=kind, values=prices.get(kind, PricePart()).values)


def _apply_inductions(hub: Hub, parts: list[InductionPart]) -> None:
    """Inductions are known by their names; what the file does not name stays, since people have it, but no space
    needs it any more."""
    known = {alike(one.name): one for one in induction_queries.inductions_of(hub.id)}
    for part in parts:
        try:
            induction_actions.define(hub=hub, values=part.values, known=known.get(alike(part.name)))
        except InvalidInduction as error:
            why, most = error.facts["why"], error.facts.get("most")
            raise InvalidSetup(f"{part.name}.{error.field}", why, least=1, most=most) from error


def _apply_needs(hub: Hub, parts: list[SpacePart], spaces: dict[str, Space]) -> None:
    known = {alike(one.name): one.id for one in induction_queries.inductions_of(hub.id)}
    for part in parts:
        for name in part.inductions:
            if alike(name) not in known:
                raise InvalidSetup(f"spaces.{part.name}.inductions", "unknown", value=name)
        wanted = [known[alike(name)] for name in part.inductions]
        induction_actions.set_needs_of(hub=hub, space=spaces[part.name], induction_ids=wanted)


def _apply_spaces(hub: Hub, parts: list[SpacePart]) -> dict[str, Space]:
    """The spaces of the file by name."""
    known = _known(queries.spaces_of(hub.id), {part.name for part in parts})
    done: dict[str, Space] = {}
    rooms_first = sorted(enumerate(parts), key=lambda item: item[1].room is not None)
    for position, part in rooms_first:
        with _inside(f"spaces.{part.name}"):
            if part.name in done:
                raise InvalidSetup("name", "taken")
            done[part.name] = _apply_space(hub, part, position, known.get(part.name), done)
    stay = {space.id for space in done.values()}
    for space in queries.spaces_of(hub.id):
        if space.id not in stay and space.is_active:
            actions.put_away(hub=hub, space=space)
    return done


def _known(spaces: Iterable[Space], names: Collection[str]) -> dict[str, Space]:
    """The hub's spaces by the name that the file has for each: its own, or else the one that looks alike."""
    exactly = {one_line(space.name): space for space in spaces}
    others = {alike(name): space for name, space in exactly.items() if name not in names}
    found = {name: exactly.get(name) or others.pop(alike(name), None) for name in names}
    return {name: space for name, space in found.items() if space}


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


def _apply_plan(hub: Hub, part: PlanPart) -> None:
    spaces = {space.name: space for space in queries.spaces_of(hub.id) if space.is_active}
    for name in part.spots:
        if name not in spaces:
            raise InvalidSetup("spots", "unknown", value=name)
    items = [_item(spaces[name], spot) for name, spot in part.spots.items()]
    if not is_size(part.columns, part.rows):
        raise InvalidSetup("columns", "range", least=LEAST_FIELDS, most=MOST_FIELDS)
    for fault in faults(part.columns, part.rows, items):
        raise InvalidSetup(f"spots.{fault.item.name}", "no-room")
    picture = plan_queries.drawn(hub.id)
    kept = picture.plan.picture_id if picture else None
    plan_actions.draw(hub=hub, columns=part.columns, rows=part.rows, items=items, picture_id=kept)


def _item(space: Space, spot: SpotPart) -> Item:
    return Item(space.id, space.name, space.kind, spot.x - 1, spot.y - 1, spot.width, spot.height)


@contextmanager
def _inside(part: str) -> Iterator[None]:
    """Errors raised inside name the part of the file before the field."""
    try:
        yield
    except InvalidSetup as error:
        error.field = f"{part}.{error.field}"
        raise
