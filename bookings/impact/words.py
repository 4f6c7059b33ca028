"""Words that people read about the impact of a change."""

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from bookings.impact.rules import BROKEN, CANCEL, CLOSED, HOURS, KEEP, MOVE, Hit


def because(cause: str, hub: str, reason: str) -> str:
    """Why a booking had to give way; `reason` is what the hosts wrote, perhaps ""."""
    if cause == CLOSED:
        said = _("%(hub)s is closed at this time.", hub=hub)
    elif cause == HOURS:
        said = _("%(hub)s has new opening hours and will not be open at this time.", hub=hub)
    elif cause == BROKEN:
        said = _("The place that you have booked is out of order.")
    else:
        said = _("The place that you have booked is not available at this time.")
    by_hosts = _("The hosts say: %(reason)s", reason=reason)
    return f"{said} {by_hosts}" if reason else said


FOR_ALL = {
    MOVE: _l("Move all to another free place"),
    CANCEL: _l("Cancel all, with an email to each"),
    KEEP: _l("Keep all: they still stand"),
}


def way(name: str, hit: Hit) -> Any:
    """A way for one booking."""
    if name == MOVE and hit.moves_to:
        return _("Move to %(place)s", place=hit.moves_to.told_name)
    if name == KEEP:
        return _("Keep: it still stands")
    return _("End now") if hit.is_there else _("Cancel the booking")


def install(app: Flask) -> None:
    app.jinja_env.globals.update(impact_because=because, impact_way=way, impact_for_all=FOR_ALL)
