"""What the kinds of places and the faults of a file's lines are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

FAULTS: dict[str, Any] = {
    "columns": _l("The number of columns is not that of the others."),
    "name": _l("The name is missing or cannot be read."),
    "kind": _l("The kind must be seat, village, neighbour or postcode."),
    "postcode": _l("A postcode has five digits."),
    "position": _l("The position must be two numbers in degrees."),
    "number": _l("A number is expected."),
    "date": _l("The date must be written like 2026-11-30."),
}

SOURCES: dict[str, Any] = {"approximate": _l("Approximate positions (about 1 km), for an invented district only")}
"""Sources that are no names; all others are told as the file has them."""
