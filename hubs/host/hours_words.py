"""Opening hours in words, as they are shown back before saving."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.formats import LONG_DAYS, locale_code, span_of_clocks
from hubs.host.hours_values import Day, HoursValues, Week, clock_text

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
Line = tuple[Any, Any]


def in_words(values: HoursValues) -> list[tuple[Any, list[Line]]]:
    """Groups of (heading, lines); a line is (which days, when)."""
    groups: list[tuple[Any, list[Line]]] = []
    if values.season:
        groups.append((months(values.season.first, values.season.last), _week(values.season.week)))
        groups.append((months(*values.season.rest), _week(values.week)))
    else:
        groups.append((_("All year"), _week(values.week)))
    groups.append((_("Special days"), [(_("Public holidays"), _holidays(values.holidays)), *_off(values)]))
    return groups


def months(first: int, last: int) -> Any:
    """April to October."""
    if first == last:
        return MONTH_NAMES[first]
    return _("%(first)s to %(last)s", first=MONTH_NAMES[first], last=MONTH_NAMES[last])


def day_words(day: Day) -> str:
    """9–12:30 Uhr, 14–18 Uhr; closed."""
    return ", ".join(span_of_clocks(clock_text(start), clock_text(end)) for start, end in day) or _("closed")


def weekday_names() -> tuple[str, ...]:
    return LONG_DAYS[locale_code()] if locale_code() == "de" else _ENGLISH


_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _week(week: Week) -> list[Line]:
    """Days in a row with the same times become one line."""
    lines: list[Line] = []
    for run in _alike(week):
        names = [weekday_names()[number] for number in run]
        title = names[0] if len(run) == 1 else _("%(first)s to %(last)s", first=names[0], last=names[-1])
        lines.append((title, day_words(week[run[0]])))
    return lines


def _alike(week: Week) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in range(7):
        if runs and week[runs[-1][-1]] == week[number]:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _holidays(day: Day | None) -> Any:
    return _("as on other days") if day is None else day_words(day)


def _off(values: HoursValues) -> list[Line]:
    return [(OFF_NAMES[name], _("closed")) for name in OFF_NAMES if name in values.off]
