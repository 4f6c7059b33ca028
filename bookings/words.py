"""Words that people read for what the code calls by a key."""

from flask_babel import lazy_gettext as _l

ANY = {
    "desk": _l("Any free desk"),
    "room": _l("Any free room"),
    "booth": _l("Any free phone booth"),
    "workshop": _l("Any free workshop"),
    "locker": _l("Any free locker"),
}

STATUSES = {
    "requested": ("info", _l("waiting for the hosts’ answer")),
    "held": ("warning", _l("waiting for payment")),
    "confirmed": ("success", _l("confirmed")),
    "checked_in": ("success", _l("checked in")),
    "completed": ("plain", _l("over")),
    "no_show": ("warning", _l("not used")),
    "cancelled": ("danger", _l("cancelled")),
    "declined": ("danger", _l("declined")),
    "expired": ("plain", _l("expired")),
}
"""By status: the kind of badge and its words."""

HELD_FOR = {
    "": STATUSES["held"],
    "taking": ("warning", _l("held from the waiting list, not taken yet")),
    "address": ("warning", _l("waiting for the email address to be confirmed")),
}
"""The same of what is held, by what it waits for (`rules.HELD_FOR`)."""

HISTORY = {
    "requested": _l("Requested"),
    "held": _l("Held until paid"),
    "confirmed": _l("Confirmed"),
    "checked_in": _l("Checked in"),
    "completed": _l("Completed"),
    "no_show": _l("Marked as not used"),
    "cancelled": _l("Cancelled"),
    "declined": _l("Declined"),
    "expired": _l("Expired"),
}
HISTORY_OF_HELD = {
    "": HISTORY["held"],
    "taking": _l("Held from the waiting list"),
    "address": _l("Held until the email address is confirmed"),
}
WHYS = {
    "": "",
    "moved": "",
    "proposed": "",
    "taken": _l("taken from the waiting list"),
    "at once": _l("booked from the waiting list"),
    "confirmed by link": _l("confirmed with the link in the email"),
    "trainer": _l("in the presence of a trainer"),
    "unpaid": _l("not paid in time"),
    "paid late": _l("paid late"),
    "withdrawn": _l("contract withdrawn"),
}
"""Why a step was taken, where that is a word of ours; all else was typed by people."""
BOOKED, MOVED, CHECK_IN_UNDONE = _l("Booked"), _l("Moved"), _l("Check-in undone")
