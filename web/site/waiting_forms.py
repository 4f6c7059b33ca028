"""What somebody wants to wait for, as forms and addresses say it: a place or a kind, and a time."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from bookings.subject import Subject
from bookings.suggesting import Enquiry
from core.text import one_line
from web.site.booking_forms import OverDays, TimesForm

IN_THE_ADDRESS = ("space", "hub", "kind", "date", "from", "to_date", "to")


class LongTimesForm(OverDays, TimesForm):
    """Times of what may stay over night."""


def typed(values: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of `waiting.new` that are among these values."""
    found = {name: one_line(values.get(name))[:120] for name in IN_THE_ADDRESS}
    if found["space"]:
        found["hub"] = found["kind"] = ""
    return {name: value for name, value in found.items() if value}


def wish_of(subject: Subject, values: Mapping[str, str]) -> Enquiry | None:
    """What these values ask for; None when they name no time."""
    given: MultiDict[str, Any] = MultiDict(typed(values))
    form = (LongTimesForm if "to_date" in given else TimesForm)(formdata=given)
    moments = form.moments(subject.hub.time_zone) if form.validate() else None
    return Enquiry(subject, *moments) if moments and moments[0] < moments[1] else None
