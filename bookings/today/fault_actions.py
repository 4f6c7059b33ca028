"""A place is out of order for a while, and works again. What becomes of bookings: `impact.actions.carry_out`."""

from datetime import datetime

from bookings import blocking_actions
from bookings.errors import EndBeforeStart
from bookings.impact import queries
from bookings.impact.changes import BlockingPlace
from bookings.today.errors import ReasonMissing
from core.clock import now
from core.text import is_blank
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Place


def out_of_order(*, place: Place, until: datetime, reason: str) -> BlockingPlace:
    """The change by which nobody can book the place from now until then. EndBeforeStart, ReasonMissing."""
    moment = now()
    if until <= moment:
        raise EndBeforeStart
    if is_blank(reason):
        raise ReasonMissing
    return BlockingPlace(place, (Interval(moment, until),), reason, "fault")


def works_again(*, hub: Hub, place: Place) -> None:
    """The place can be booked from now on. What works already stays so; what was moved or cancelled does, too."""
    for fault in queries.faults_of(hub, place.id):
        blocking_actions.unblock(blocking=fault)
