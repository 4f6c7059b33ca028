"""The named errors of groups."""

from typing import Any

from flask_babel import lazy_gettext as _l

from bookings.errors import SlotTaken
from core.errors import DomainError
from core.formats import listed


class NotTogether(DomainError):
    """These spaces are no group. Facts: reason, one of "confidential", "locker", "inside", "twice", "hub", "number";
    name, the space that it is about; most, where that is a number."""

    code, status, field = "not-together", 422, "spaces"
    meaning = _l("These places cannot be booked together; the answer says why.")

    def message(self) -> Any:
        name, most = self.facts.get("name", ""), self.facts.get("most")
        return {
            "confidential": _l("%(name)s is confidential. Please book it by itself.", name=name),
            "locker": _l("%(name)s is a locker. Please book it by itself.", name=name),
            "inside": _l("%(name)s stands in a room that you have chosen as a whole. Please leave out one.", name=name),
            "twice": _l("%(name)s is named twice. Please name each place once.", name=name),
            "hub": _l("Places of different hubs cannot be booked together. Please book them hub by hub."),
            "number": _l("Please choose between 1 and %(most)s places.", most=most),
        }[self.facts["reason"]]


class PlacesTaken(SlotTaken):
    """Some places of a group are taken, so none of it was booked. Facts: names."""

    meaning = _l("Some places of the group are taken, so nothing was booked; the answer names them.")

    @property
    def members(self) -> dict[str, Any]:
        return {"taken": list(self.facts["ids"])}

    def message(self) -> Any:
        return _l(
            "Already taken: %(names)s. Nothing was booked. Please choose other places or another time.",
            names=listed(self.facts["names"]),
        )


class NothingToCancel(DomainError):
    """None of the chosen places of the group can be cancelled any more."""

    code, status = "nothing-to-cancel", 409

    def message(self) -> Any:
        return _l("None of the chosen places can be cancelled any more. Please look at the group as it is now.")
