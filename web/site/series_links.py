"""The address of the page that shows several dates (`/series/new?…`)."""

from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from bookings import walltime
from core.text import one_line
from web.site import pay_choices

MAX_ADDRESS = 1900
LISTS = ("days", "skip")
IN_THE_ADDRESS = (
    *("space", "hub", "kind", "date", "from", "to", "title", "every", "unit", "until", "count"),
    *pay_choices.IN_THE_ADDRESS,
)


def is_for_several(values: MultiDict[str, str]) -> bool:
    """Whether the form of one booking asks for more than one: another page answers that."""
    return "several" in values or "days" in values or bool(values.get("until", "").strip())


def address_of(values: MultiDict[str, str], **more: Any) -> str:
    """`series.new` for these values; what makes it too long is left out: what was picked, then the title."""
    given: dict[str, Any] = {name: one_line(values.get(name))[:120] or None for name in IN_THE_ADDRESS}
    given["to"] = end_in(values) or given["to"]
    given |= {name: [one_line(text)[:10] for text in values.getlist(name)[:400]] for name in LISTS}
    picked = {name: values[name][:30] for name in values if name.startswith("d-")}
    for wish in ({**given, **picked}, {**given, "skip": []}, {**given, "skip": [], "title": None}):
        address = url_for("series.new", **wish, **more)
        if len(address) <= MAX_ADDRESS:
            break
    return address


def end_in(values: MultiDict[str, str]) -> str | None:
    """The end of what goes on over night, by a clock that runs past midnight, as series have it; None where there is no
    last day."""
    day, last_day = walltime.day_of(values.get("date", "")), walltime.day_of(values.get("to_date", ""))
    minutes = walltime.minutes_of(values.get("to", ""))
    if day is None or last_day is None or minutes is None or last_day <= day:
        return None
    return walltime.text_of(minutes + (last_day - day).days * walltime.MINUTES_OF_DAY)
