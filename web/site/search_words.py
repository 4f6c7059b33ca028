"""What kinds and features are called in the search."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from flask_babel import lazy_gettext as _l

from bookings.grid import MINUTE
from bookings.search.answers import HubAnswer
from core.formats import listed, span
from hubs.words import FEATURES, length

BOOK = _l("Book")
BOOK_ANY: dict[str, Any] = {
    "desk": _l("Book any free desk"),
    "room": _l("Book a free room"),
    "booth": _l("Book a free booth"),
    "workshop": _l("Book the workshop"),
    "locker": _l("Book a free locker"),
}

CHOICES = [name for name in FEATURES if name != "induction"]
"""What one may ask for: nobody looks for a place that needs an introduction."""


def why_only_a_part(answer: HubAnswer, max_minutes: int, moment: datetime) -> Any:
    """Why the answer for a whole day is only a part of what is left of it: a break, or the longest booking; None when
    it is all of it."""
    if answer.stretch is None or answer.hours is None:
        return None
    ahead = [opening for opening in answer.hours.intervals if opening.end > moment]
    if breaks := [span(one.end, after.start, answer.hub.time_zone) for one, after in pairwise(ahead)]:
        return _l("Only part of the day: the hub is closed %(times)s.", times=listed(breaks))
    left = ahead[0].end - max(ahead[0].start, moment) if ahead else max_minutes * MINUTE
    if left > max_minutes * MINUTE:
        return _l("Only part of the day: at most %(length)s at a time.", length=length(max_minutes))
    return None
