"""What kinds and features are called in the search."""

from typing import Any

from flask_babel import lazy_gettext as _l

from bookings.search.parts import PartialAnswer
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


def why_only_a_part(part: PartialAnswer | None, max_minutes: int, zone: str) -> Any:
    """Why the answer for a whole day is only a part of what is left of it; None when it is all of it."""
    if part is None:
        return None
    if part.why == "closed":
        times = listed([span(*closed, zone) for closed in part.closed])
        return _l("Only part of the day: the hub is closed %(times)s.", times=times)
    if part.why == "longest":
        return _l("Only part of the day: at most %(length)s at a time.", length=length(max_minutes))
    return _l("Only part of the day: nothing is free for longer.")
