"""The guided path: what a hub needs, in the order in which it is asked, and how far it is. Pure but for the words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

State = Literal["done", "look", "missing"]
"""`look`: it works as proposed, and nobody has had a look at it yet."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is there of a hub. `spaces`: its number of bookable ones."""

    is_described: bool = False
    spaces: int = 0
    opens: bool = False
    has_own_hours: bool = False
    has_rules: bool = False
    has_prices: bool = False
    is_public: bool = False


class Step(NamedTuple):
    key: str
    title: Any
    state: State
    says: Any


KEYS = ("hub", "spaces", "hours", "rules", "prices", "labels", "open")


def path(progress: Progress) -> list[Step]:
    """All seven steps with what is done and what is missing, in plain words."""
    return [Step(key, TITLES[key], *_SAY[key](progress)) for key in KEYS]


def missing(progress: Progress) -> list[Any]:
    """What keeps the hub from being opened, a sentence each."""
    return [step.says for step in path(progress) if step.state == "missing" and step.key in {"spaces", "hours"}]


def following(key: str) -> str | None:
    """The step after this one; None after the last, or for what is no step."""
    later = KEYS[KEYS.index(key) + 1 :] if key in KEYS else ()
    return later[0] if later else None


TITLES = {
    "hub": _l("The hub"),
    "spaces": _l("Desks and rooms"),
    "hours": _l("Opening hours"),
    "rules": _l("Booking rules"),
    "prices": _l("Prices"),
    "labels": _l("Labels"),
    "open": _l("Open the hub"),
}

_Said = tuple[State, Any]


def _hub(progress: Progress) -> _Said:
    if progress.is_described:
        return "done", _l("Name, place and description are entered.")
    return "look", _l("You have entered the name and place. A description helps people to choose your hub.")


def _spaces(progress: Progress) -> _Said:
    if progress.spaces:
        return "done", _ln("%(num)s place can be booked.", "%(num)s places can be booked.", progress.spaces)
    return "missing", _l("There is nothing to book yet. Please add at least one desk or room.")


def _hours(progress: Progress) -> _Said:
    if not progress.opens:
        return "missing", _l("The hub is never open in the next few weeks. Please enter opening hours.")
    if progress.has_own_hours or progress.has_rules or progress.is_public:  # one has been here and gone on
        return "done", _l("The opening hours are entered.")
    return "look", _l("Suggested: Monday to Friday, 8 to 18. Please check whether that is right.")


def _rules(progress: Progress) -> _Said:
    if progress.has_rules:
        return "done", _l("The rules are entered.")
    return "look", _l("The usual rules apply. Please check whether they suit you.")


def _prices(progress: Progress) -> _Said:
    if progress.has_prices:
        return "done", _l("The prices are entered.")
    return "look", _l("Free of charge as long as you enter no prices.")


def _labels(progress: Progress) -> _Said:
    if progress.spaces:
        return "look", _l("Print a label with a QR code for each place. You can also do this later.")
    return "look", _l("You can print labels once there are desks or rooms.")


def _open(progress: Progress) -> _Said:
    if progress.is_public:
        return "done", _l("Everybody can see the hub and book there.")
    return "missing", _l("So far, only hosts can see the hub.")


_SAY: dict[str, Callable[[Progress], _Said]] = {
    "hub": _hub,
    "spaces": _spaces,
    "hours": _hours,
    "rules": _rules,
    "prices": _prices,
    "labels": _labels,
    "open": _open,
}
