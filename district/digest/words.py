"""The lines of the news of the week, in the language of the mail."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from core import formats
from core.text import one_line


def past_lines(past: Mapping[str, int | None]) -> list[str]:
    """Last week; `past` has the numbers of `rules.Past`."""
    lines = [ngettext("%(num)s booking", "%(num)s bookings", past["bookings"])]
    if past["attended"] or past["no_shows"]:  # else nobody checks in there, and a nought would say that nobody came
        lines.append(ngettext("%(num)s person has checked in", "%(num)s people have checked in", past["attended"]))
        lines.append(ngettext("%(num)s person did not come", "%(num)s people did not come", past["no_shows"]))
    lines.append(ngettext("%(num)s cancellation", "%(num)s cancellations", past["cancellations"]))
    if past["percent"] is not None:
        lines.append(_("Utilisation: %(number)s percent of the offered time was booked", number=past["percent"]))
    return lines


def to_do_lines(requests: int, calendars: Iterable[str], faults: Iterable[str]) -> list[str]:
    """What waits for the hosts; empty when nothing does."""
    lines = []
    if requests:
        lines.append(
            ngettext(
                "%(num)s request is waiting for your answer.", "%(num)s requests are waiting for your answer.", requests
            )
        )
    lines += [_("The outside calendar “%(name)s” cannot be read at present.", name=one_line(n)) for n in calendars]
    return lines + [_("Out of order: %(space)s", space=one_line(name)) for name in faults]


def coming_lines(coming: Iterable[tuple[str, int]]) -> list[str]:
    """A line for each day: Mo., 23.11.2026: 4 Buchungen."""
    return [f"{formats.day(date.fromisoformat(day))}: {_number(number)}" for day, number in coming]


def _number(number: int) -> str:
    if not number:
        return str(_("nothing booked"))
    return str(ngettext("%(num)s booking", "%(num)s bookings", number))


def day_of(text: str) -> str:
    return formats.day(date.fromisoformat(text))
