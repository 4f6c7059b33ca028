"""The opening_hours text: what we accept of OpenStreetMap's language and of people's own, and what it means here.

We read the text ourselves (`hours_tokens`, `hours_days`, `hours_dates`, `hours_grammar`), say what its rules mean for
one day (`hours_rules`), and ask the library `opening_hours` only which days a list of dates, weeks and weekdays names.
It reads much otherwise than people mean it: a blank after a comma begins a rule of its own (`Sa, Su off` opens
Saturdays), a rule without times opens day and night, hours past midnight get lost, `Jun 30-24` goes on into July, a
comment opens, and it knows only the nationwide public holidays of Germany.

What cannot be booked, or could mean two things, is refused with a reason.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from opening_hours import State

from core.timespans import Interval, merge
from hubs.hours_errors import LONGEST, REASONS, InvalidOpeningHours, NeverOpen
from hubs.hours_grammar import parse
from hubs.hours_rules import DAY_MINUTES, HoursRule, HoursStretch, How, said_by, written
from hubs.hours_tokens import MONTHS, WEEKDAYS

__all__ = [
    "MONTHS",
    "REASONS",
    "WEEKDAYS",
    "Hours",
    "InvalidOpeningHours",
    "NeverOpen",
    "canonical",
    "reading",
    "validate",
]

YEARS_AHEAD = 30
EPOCH, A_MINUTE = datetime(2000, 1, 1, tzinfo=UTC), timedelta(minutes=1)


class Hours:
    """A text that was read."""

    def __init__(self, rules: tuple[HoursRule, ...]) -> None:
        self.rules = rules
        self.knows_holidays = any(rule.days and rule.days.on_holidays for rule in rules)
        self.passes_midnight = any(end > DAY_MINUTES for rule in rules for _, end in rule.times)
        self._said: dict[tuple[int, ...], tuple[HoursStretch, ...]] = {}

    def of_day(self, day: date, *, is_holiday: bool) -> tuple[HoursStretch, ...]:
        """All that begins on `day`. There are many days, but few sets of rules that hold on one."""
        holding = tuple(n for n, rule in enumerate(self.rules) if _holds(rule, day, is_holiday))
        if holding not in self._said:
            self._said[holding] = said_by(self.rules[n] for n in holding)
        return self._said[holding]

    def reopened(self, days: Sequence[tuple[date, bool]]) -> list[date]:
        """The days (each with whether it is a holiday) that a rule calls closed and a later one opens all the same, as
        in `PH off; Mo-Fr 08:00-12:00`. A later rule for fewer days than the closed ones is meant as an exception."""
        closed = [n for n, rule in enumerate(self.rules) if rule.days and rule.state == State.CLOSED and not rule.times]
        if not closed:
            return []
        held = [{day for day, is_holiday in days if _holds(rule, day, is_holiday)} for rule in self.rules]
        found: set[date] = set()
        for n in closed:
            for later in range(n + 1, len(self.rules)):
                if self.rules[later].state == State.OPEN and len(held[n]) < len(held[later]):
                    found |= held[n] & held[later]
        return [day for day, is_holiday in days if day in found and self._is_open(day, is_holiday=is_holiday)]

    def idle(self, days: Sequence[tuple[date, bool]]) -> list[HoursRule]:
        """The additional rules that open nothing new on any of the days on which they hold, as in `Mo-Fr 09:00-17:00,
        Fr 09:00-15:00`: whoever wrote that meant another thing."""
        return [
            rule
            for n, rule in enumerate(self.rules)
            if rule.how == How.ADDITIONAL and rule.state == State.OPEN and rule.days and self._adds_nothing(n, days)
        ]

    def _adds_nothing(self, n: int, days: Sequence[tuple[date, bool]]) -> bool:
        without, with_it = Hours(self.rules[:n]), Hours(self.rules[: n + 1])
        held = [(day, is_holiday) for day, is_holiday in days if _holds(self.rules[n], day, is_holiday)]
        return bool(held) and all(
            without.open_on(day, is_holiday=is_holiday) == with_it.open_on(day, is_holiday=is_holiday)
            for day, is_holiday in held
        )

    def open_on(self, day: date, *, is_holiday: bool) -> list[Interval]:
        """From–to on that day and the next, joined; the date of each moment is of no meaning."""
        said = self.of_day(day, is_holiday=is_holiday)
        return merge(
            [Interval(EPOCH + s.start * A_MINUTE, EPOCH + s.end * A_MINUTE) for s in said if s.state == State.OPEN]
        )

    def _is_open(self, day: date, *, is_holiday: bool) -> bool:
        return any(stretch.state == State.OPEN for stretch in self.of_day(day, is_holiday=is_holiday))


@lru_cache(maxsize=4096)
def reading(text: str) -> Hours:
    """The rules of a text, which may stand in a database since before it would be refused: what cannot be read opens
    nothing."""
    try:
        return Hours(_parsed(text))
    except InvalidOpeningHours:
        return Hours(())


def canonical(text: str) -> str:
    """The same in OpenStreetMap's language, as other programs read it: `Mo - Fr 8–17 Uhr` → `Mo-Fr 08:00-17:00`.
    Raises InvalidOpeningHours when it cannot be read."""
    return written(_parsed(text))


def validate(text: str, since: date = date(2020, 1, 1)) -> None:
    """InvalidOpeningHours unless a hub can be run by `text`; NeverOpen if it never opens after `since`."""
    rules = _parsed(text)
    for rule in rules:
        if rule.state is None:
            raise InvalidOpeningHours("no-times", rule=str(rule))
    if not _opens(Hours(rules), since):
        is_unknown = any(rule.state == State.UNKNOWN for rule in rules)
        raise NeverOpen("by-appointment" if is_unknown else "never-open")


def _parsed(text: str) -> tuple[HoursRule, ...]:
    if len(text) > LONGEST:
        raise InvalidOpeningHours("too-long")
    rules = parse(text)
    if not rules:
        raise InvalidOpeningHours("blank")
    return rules


def _opens(hours: Hours, since: date) -> bool:
    """Whether there is a day with open hours within YEARS_AHEAD, be it a holiday or not."""
    if all(rule.state != State.OPEN for rule in hours.rules):
        return False
    days = (since + timedelta(days=n) for n in range(YEARS_AHEAD * 366))
    return any(_opens_on(hours, day) for day in days)


def _holds(rule: HoursRule, day: date, is_holiday: bool) -> bool:
    return not rule.days or rule.days.hold_on(day, is_holiday=is_holiday)


def _opens_on(hours: Hours, day: date) -> bool:
    said = (stretch for is_holiday in (False, True) for stretch in hours.of_day(day, is_holiday=is_holiday))
    return any(stretch.state == State.OPEN for stretch in said)
