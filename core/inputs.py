"""Inputs that keep what was typed: a browser shows nothing of a value that is no date in the input of a date."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

from flask import Flask

LIMITS = ("min", "max", "step")
"""Attributes that a plain text input has not got."""


def install(app: Flask) -> None:
    """Make them functions of templates."""
    app.add_template_global(input_type)
    app.add_template_global(fitting)


def input_type(kind: str, value: object) -> str:
    """The type of an input that shall show the value: `kind`, or "text" when HTML does not allow the value there."""
    return kind if not value or kind not in _FITS or _FITS[kind](str(value)) else "text"


def fitting(field: Any, attributes: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a WTForms field's input, changed so that the browser shows what was typed.

    What was read as a day or a time is shown as HTML writes it; what could not be read stands in a text input.
    """
    kind = attributes.get("type") or getattr(field.widget, "input_type", "")
    if kind not in _FITS or input_type(kind, field._value()) == kind:
        return attributes
    if isinstance(field.data, date | time):
        return attributes | {"value": field.data.isoformat()}
    return attributes | {"type": "text"} | dict.fromkeys(LIMITS, False)


def _reads(read: Callable[[str], object], pattern: str) -> Callable[[str], bool]:
    def fits(value: str) -> bool:
        try:
            return bool(re.fullmatch(pattern, value, re.ASCII)) and read(value) is not None
        except ValueError:
            return False

    return fits


_FITS = {
    "date": _reads(date.fromisoformat, r"\d{4}-\d{2}-\d{2}"),
    "time": _reads(time.fromisoformat, r"\d{2}:\d{2}(:\d{2})?"),
    "number": _reads(float, r"-?\d+(\.\d+)?"),
}
