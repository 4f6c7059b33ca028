"""Opening hours in words, as they are shown back before saving."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hubs.hours_words import Group, Line, day_words, week_lines
from web.host.hours_values import Day, HoursValues

MONTH_NAMES = (
    _l("January"),
    _l("February"),
    _l("March"),
    _l("April"),
    _l("May"),
    _l("June"),
    _l("July"),
    _l("August"),
    _l("September"),
    _l("October"),
    _l("November"),
    _l("December"),
)
OFF_NAMES = {"dec24": _l("24 December"), "dec27": _l("27 to 30 December"), "dec31": _l("31 December")}


def in_words(values: HoursValues) -> list[Group]:
    """Groups of (heading, lines); a line is (which days, when)."""
    groups: list[Group] = []
    if values.season:
        groups.append(Group(months(values.season.first, values.season.last), week_lines(values.season.week)))
        groups.append(Group(months(*values.season.rest), week_lines(values.week)))
    else:
        groups.append(Group(_("All year"), week_lines(values.week)))
    groups.append(Group(_("Special days"), [(_("Public holidays"), _holidays(values.holidays)), *_off(values)]))
    return groups


def months(first: int, last: int) -> Any:
    """April to October."""
    if first == last:
        return MONTH_NAMES[first]
    return _("%(first)s to %(last)s", first=MONTH_NAMES[first], last=MONTH_NAMES[last])


def _holidays(day: Day | None) -> Any:
    return _("as on other days") if day is None else day_words(day)


def _off(values: HoursValues) -> list[Line]:
    return [(OFF_NAMES[name], _("closed")) for name in OFF_NAMES if name in values.off]
