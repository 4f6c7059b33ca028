"""Words that people read for what series call by a key."""

from typing import Any

from flask_babel import lazy_gettext as _l

LEFT_OUT: dict[str, Any] = {
    "slot-taken": _l("taken"),
    "outside-opening-hours": _l("closed"),
    "in-the-past": _l("already over"),
    "too-early": _l("too soon"),
    "too-far-ahead": _l("too far ahead"),
    "no-such-time": _l("the clocks change then"),
    "quota-reached": _l("more than you may book in that week"),
    "too-close": _l("too close to another booking of yours"),
    "induction-needed": _l("you need an induction"),
    "left-by-choice": _l("left out as you wished"),
    "elsewhere": _l("booked at another hub"),
    "other": _l("not bookable then"),
}
"""By the code of why a date is left out."""
