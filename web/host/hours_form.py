"""The form of opening hours: what was typed, and the values or the errors that it makes."""

from collections.abc import Mapping

from flask_babel import gettext as _

from core.typed import read_time
from hubs.hours_text import WEEKDAYS
from web.host.hours_values import (
    ALWAYS_WEEK,
    CLOSED_WEEK,
    OFF_DAYS,
    Day,
    HoursValues,
    Season,
    Stretch,
    Week,
    clock_text,
)

USUAL, SEASON, HOLIDAYS = "usual", "season", "ph"
DAY_KEYS = tuple(name.lower() for name in WEEKDAYS)
PARTS = ("from", "to", "from2", "to2")
ALWAYS = "always"
WORKDAYS = range(5)
"""Monday to Friday, for which one break can be set at once."""
DAY_MINUTES = 24 * 60


class HoursForm:
    """`typed` by the name of each input; `errors` by the name of a day ("usual-mo", "ph"), of a break
    ("usual-break") or of an input."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.errors: dict[str, str] = {}

    def values(self) -> HoursValues | None:
        """What is typed; None with `errors`."""
        week, season = self._week(USUAL), self._season()
        holidays = {"closed": (), "usual": None}.get(self.get("holidays"), self._day(HOLIDAYS))
        if self.get("holidays") == "own" and not holidays:
            self.errors.setdefault(HOLIDAYS, _("Please enter the times for public holidays."))
        if not any(week) and not (season and any(season.week)):
            self.errors.setdefault("usual-mo", _("Please enter times for at least one day."))
        off = tuple(name for name in OFF_DAYS if self.get(f"off-{name}"))
        return None if self.errors else HoursValues(week, season, holidays, off)

    def get(self, name: str) -> str:
        return str(self.typed.get(name, "")).strip()

    def _week(self, name: str) -> Week:
        if name == USUAL and self.get(ALWAYS):
            return ALWAYS_WEEK
        return self._with_break(name, tuple(self._day(f"{name}-{day}") for day in DAY_KEYS))

    def _with_break(self, name: str, week: Week) -> Week:
        """The week with the break that is set once for Monday to Friday, on the days that are open around it."""
        texts = self.get(f"{name}-break-from"), self.get(f"{name}-break-to")
        if not any(texts):
            return week
        start, end = _start(texts[0]), _start(texts[1])
        if start is None or end is None or end <= start:
            self.errors[f"{name}-break"] = _("Please enter when the break begins and when it ends.")
            return week
        found = tuple(_parted(day, (start, end)) if n in WORKDAYS else day for n, day in enumerate(week))
        if found == week:
            self.errors[f"{name}-break"] = _(
                "The break is not within the opening hours of any day from Monday to Friday."
            )
        return found

    def _season(self) -> Season | None:
        first, last = self.get("season-first"), self.get("season-last")
        if not first and not last:
            return None
        if not (first in _MONTHS and last in _MONTHS):
            self.errors["season-first"] = _("Please choose the first and the last month.")
            return None
        if (int(last) - int(first)) % 12 == 11:
            self.errors["season-first"] = _("These months make up the whole year. Please leave out the season.")
        return Season(int(first), int(last), self._week(SEASON))

    def _day(self, name: str) -> Day:
        """One day's stretches: none when all is empty."""
        texts = [self.get(f"{name}-{part}") for part in PARTS]
        pairs = [pair for pair in (texts[:2], texts[2:]) if any(pair)]
        stretches = [(_start(first), _end(second)) for first, second in pairs]
        day = tuple((start, end) for start, end in stretches if start is not None and end is not None)
        if len(day) < len(stretches):
            self.errors[name] = _("Please enter both times, or leave both empty.")
        elif any(end <= start for start, end in day):
            self.errors[name] = _("The end must be after the start.")
        elif len(day) == 2 and day[1][0] <= day[0][1]:
            self.errors[name] = _("The second time must begin after the first one ends.")
        return day


def _parted(day: Day, pause: Stretch) -> Day:
    """The day without the break, if it is open before and after it."""
    if len(day) == 1 and day[0][0] < pause[0] and pause[1] < day[0][1]:
        return (day[0][0], pause[0]), (pause[1], day[0][1])
    return day


_MONTHS = tuple(map(str, range(12)))


def _start(text: str) -> int | None:
    time = read_time(text)
    return time.hour * 60 + time.minute if time else None


def _end(text: str) -> int | None:
    """Midnight is the end of the day."""
    minutes = _start(text)
    return DAY_MINUTES if minutes == 0 else minutes


def typed_of(values: HoursValues) -> dict[str, str]:
    """The inputs that make these values."""
    typed = {ALWAYS: "1"} if values.week == ALWAYS_WEEK else _typed_week(USUAL, values.week)
    if values.season:
        typed |= _typed_week(SEASON, values.season.week)
        typed |= {"season-first": str(values.season.first), "season-last": str(values.season.last)}
    typed["holidays"] = "usual" if values.holidays is None else "own" if values.holidays else "closed"
    typed |= _typed_day(HOLIDAYS, values.holidays or ())
    return typed | {f"off-{name}": "1" for name in values.off}


def _typed_week(name: str, week: Week) -> dict[str, str]:
    typed: dict[str, str] = {}
    pause = _common_break(week)
    if pause:
        week = tuple(
            ((day[0][0], day[1][1]),) if n in WORKDAYS and len(day) == 2 else day for n, day in enumerate(week)
        )
        typed |= {f"{name}-break-from": clock_text(pause[0]), f"{name}-break-to": clock_text(pause[1])}
    for key, day in zip(DAY_KEYS, week, strict=True):
        typed |= _typed_day(f"{name}-{key}", day)
    return typed


def _common_break(week: Week) -> Stretch | None:
    """The break that all days from Monday to Friday have which are open around it, if it is one."""
    days = [week[n] for n in WORKDAYS]
    breaks = {(day[0][1], day[1][0]) for day in days if len(day) == 2}
    if len(breaks) != 1:
        return None
    pause = breaks.pop()
    return None if any(_parted(day, pause) != day for day in days) else pause


def _typed_day(name: str, day: Day) -> dict[str, str]:
    clocks = [clock_text(minutes % DAY_MINUTES) for stretch in day for minutes in stretch]
    return {f"{name}-{part}": clock for part, clock in zip(PARTS, clocks, strict=False)}


EMPTY = typed_of(HoursValues(CLOSED_WEEK))
