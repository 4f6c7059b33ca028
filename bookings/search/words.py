"""What kinds and features are called in the search."""

from typing import Any

from flask_babel import lazy_gettext as _l

from hubs.words import FEATURES

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
