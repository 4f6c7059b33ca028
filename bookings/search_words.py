"""What kinds and features are called in the search."""

from typing import Any

from flask_babel import lazy_gettext as _l

KINDS: dict[str, Any] = {
    "desk": _l("Desk"),
    "room": _l("Room"),
    "booth": _l("Phone booth"),
    "workshop": _l("Workshop"),
    "locker": _l("Locker"),
}

BOOK = _l("Book")
BOOK_ANY: dict[str, Any] = {
    "desk": _l("Book any free desk"),
    "room": _l("Book a free room"),
    "booth": _l("Book a free booth"),
    "workshop": _l("Book the workshop"),
    "locker": _l("Book a free locker"),
}

FEATURES: dict[str, Any] = {
    "monitor": _l("Monitor"),
    "docking-station": _l("Docking station"),
    "height-adjustable": _l("Height-adjustable desk"),
    "quiet": _l("Quiet place"),
    "step-free": _l("Step-free access"),
    "wheelchair-space": _l("Space for a wheelchair"),
    "hearing-loop": _l("Hearing loop"),
    "window": _l("By the window"),
    "wifi": _l("Wi-Fi"),
    "video-conference": _l("Video conferencing"),
    "projector": _l("Projector"),
    "whiteboard": _l("Whiteboard"),
    "printer": _l("Printer"),
    "kitchen": _l("Kitchen"),
    "children": _l("Children welcome"),
    "charging": _l("Charging for bicycle or car"),
    "induction": _l("Introduction needed"),
}

CHOICES = [name for name in FEATURES if name != "induction"]
"""What one may ask for: nobody looks for a place that needs an introduction."""
