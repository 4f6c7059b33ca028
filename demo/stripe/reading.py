"""How the fake answers lists: the newest first, in pages, filtered; and what is put in place of an id (`expand`)."""

from collections.abc import Callable
from typing import Any

from demo.stripe.refusals import wrong
from demo.stripe.state import Obj, State

COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}
NOT_FILTERS = {"limit", "starting_after", "ending_before", "expand", "created", "types", "type"}
MOST, USUAL = 100, 10
DEEPEST = 4
LINKS = {
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "charge": "charge",
    "balance_transaction": "balance_transaction",
    "source": "",
}
"""Fields that hold the id of another object, and its kind."""


def page(state: State, kind: str, owner: str, asked: dict[str, Any], path: str) -> Obj:
    """A list of Stripe's: `data`, `has_more`, `url`."""
    found = [each for each in state.all_of(kind, owner) if _fits(each, asked)]
    limit = asked.get("limit", USUAL)
    if not 1 <= limit <= MOST:
        raise wrong("limit", "This value must be between 1 and 100.")
    if "starting_after" in asked:
        found = found[_place(found, asked["starting_after"], "starting_after") + 1 :]
    if "ending_before" in asked:
        found = found[: _place(found, asked["ending_before"], "ending_before")][-limit:]
    shown = [expanded(state, each, [_in_data(path) for path in asked.get("expand", [])]) for each in found[:limit]]
    return {"object": "list", "data": shown, "has_more": len(found) > limit, "url": path}


def expanded(state: State, found: Obj, paths: list[str]) -> Obj:
    """A copy in which the ids at these paths (`payment_intent.latest_charge`) are the objects themselves."""
    shown = dict(found)
    for path in paths:
        name, _, rest = path.partition(".")
        if name not in LINKS or name not in found or path.count(".") >= DEEPEST:
            raise wrong("expand", f"This property cannot be expanded ({path}).")
        id = found[name]
        if id is None:
            continue
        before = shown[name] if isinstance(shown[name], dict) else state.objects[id]
        shown[name] = expanded(state, before, [rest] if rest else [])
    return shown


def _in_data(path: str) -> str:
    if not path.startswith("data."):
        raise wrong("expand", "What is expanded in a list begins with data.")
    return path.removeprefix("data.")


def _place(found: list[Obj], id: str, param: str) -> int:
    for number, each in enumerate(found):
        if each["id"] == id:
            return number
    raise wrong(param, f"No such object: '{id}'", code="resource_missing")


def _fits(each: Obj, asked: dict[str, Any]) -> bool:
    filters = {name: value for name, value in asked.items() if name not in NOT_FILTERS}
    wanted = asked.get("types") or ([asked["type"]] if "type" in asked else [])
    if wanted and each.get("type") not in wanted:
        return False
    return _in_time(each["created"], asked.get("created", {})) and all(each.get(n) == v for n, v in filters.items())


def _in_time(created: int, asked: Any) -> bool:
    if isinstance(asked, int):
        return created == asked
    return all(COMPARE[name](created, limit) for name, limit in asked.items())
