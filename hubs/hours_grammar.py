"""From the words of an opening_hours text to its rules."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from opening_hours import State

from hubs.hours_dates import dates_ahead
from hubs.hours_days import days_ahead, read_days
from hubs.hours_errors import InvalidOpeningHours
from hubs.hours_reader import Reader
from hubs.hours_rules import DAY_MINUTES, Days, HoursRule, How, Times

TIME = {"time", "number", "four", "always"}
STATES = {"off": State.CLOSED, "open": State.OPEN, "unknown": State.UNKNOWN}
LATEST_END = 48 * 60
HOUR = 60
NOON = 12 * HOUR
_OF_24_HOURS = re.compile(r"(?<![\d:.])(?:0\d|1[3-9]|[234]\d)")
_LIKE_A_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])")
_EVERY_DAY: list[Days | None] = [None]


def parse(text: str) -> tuple[HoursRule, ...]:
    """All rules of the text. Raises InvalidOpeningHours where it cannot be read."""
    reader = Reader(text)
    rules: list[HoursRule] = []
    how: How | None = How.NORMAL
    while how is not None:
        while reader.take(";") or reader.take(","):
            pass
        if reader.kind == "end" and how == How.NORMAL:
            break
        rules += _rule(reader, how)
        how = _separator(reader)
    return tuple(rules)


def _separator(reader: Reader) -> How | None:
    """How the next rule follows; None at the end, which a comma too many does not hide."""
    signs = {";": How.NORMAL, ",": How.ADDITIONAL, "||": How.FALLBACK}
    if reader.kind == "end":
        return None
    how = signs.get(reader.kind) or reader.fail()
    reader.next()
    return None if how == How.ADDITIONAL and reader.kind == "end" else how


def _rule(reader: Reader, how: How) -> list[HoursRule]:
    """A rule for each list of its days, and closed ones for the days that it leaves out."""
    at = reader.at
    lists = read_days(reader)
    left_out = _left_out(reader)
    body = _Body(reader)
    lists = lists or read_days(reader)  # 8-17 Uhr Mo-Fr, geschlossen: Sa, So
    body.read(reader)
    left_out += _left_out(reader)
    if not (lists or body.says_anything or left_out):
        reader.fail()
    rules: list[HoursRule] = []
    if lists or body.says_anything:
        if not lists:
            how = _without_days(how, body, lambda: reader.since(at), is_first=at == 0)
        all_days = [HoursRule(how, days, body.times, body.state, body.comment) for days in lists or _EVERY_DAY]
        rules = [rule for each in all_days for rule in _with_breaks(each)]
    return rules + [HoursRule(How.NORMAL, days, (), State.CLOSED) for days in left_out]


def _without_days(how: How, body: "_Body", shown: Callable[[], str], *, is_first: bool) -> How:
    """How a rule follows that names no days. InvalidOpeningHours for times of which one cannot tell on which days."""
    if is_first or how == How.FALLBACK:
        return how
    if body.times and body.state == State.OPEN:
        raise InvalidOpeningHours("no-days", rule=shown())
    if body.is_by_appointment and not body.times:
        return How.FALLBACK  # 9-12 Uhr und nach Vereinbarung
    return How.NORMAL  # it replaces nothing either, and behind a comma its times would join those before it


def _with_breaks(rule: HoursRule) -> list[HoursRule]:
    """`8-18 Uhr, 12-13 Uhr geschlossen` is a break: what is closed within hours that stand before it."""
    first, *others = rule.times or ((0, 0),)
    if rule.state != State.CLOSED or not others or not all(first[0] <= a and b <= first[1] for a, b in others):
        return [rule]
    return [
        replace(rule, times=(first,), state=State.OPEN, comment=""),
        replace(rule, how=How.ADDITIONAL, times=tuple(others)),
    ]


def _left_out(reader: Reader) -> list[Days]:
    """`außer Sonntag`: days on which the rule does not hold."""
    if not reader.take("except"):
        return []
    return read_days(reader) or reader.fail()


class _Body:
    """What is said about the days: times, a state, a remark, each at most once and in any order."""

    def __init__(self, reader: Reader) -> None:
        self.times: Times = ()
        self.comment = ""
        self.is_by_appointment = False
        self._state: State | None = None
        self._has_comment = False
        self.read(reader)

    def read(self, reader: Reader) -> None:
        while reader.take(":") or self._read(reader):
            pass

    @property
    def says_anything(self) -> bool:
        return bool(self.times or self._has_comment or self._state is not None)

    @property
    def state(self) -> State | None:
        """Open where there are times and nothing else is said; None where nothing is said."""
        if self._state is not None:
            return self._state
        if self._has_comment:
            return State.UNKNOWN
        return State.OPEN if self.times else None

    def _read(self, reader: Reader) -> bool:
        if reader.kind in TIME and not self.times and not dates_ahead(reader):
            self.times = _times(reader)
        elif reader.kind == "state" and self._state is None:
            self._state = STATES[reader.next().value]
        elif reader.kind in {"comment", "appointment"} and not self._has_comment:
            self.is_by_appointment = reader.kind == "appointment"
            self.comment, self._has_comment = reader.next().value.strip('"'), True
        elif reader.kind == "from" and reader.ahead(1) in TIME:
            raise InvalidOpeningHours("open-end")
        else:
            return False
        return True


def _times(reader: Reader) -> Times:
    """One or more from–to; what ends at or before its beginning ends on the next day."""
    at = reader.at
    found = [_span(reader)]
    while reader.kind in {",", "/", "+"} and reader.ahead(1) in TIME and not days_ahead(reader, 1):
        sign = reader.next()
        if sign.kind == "/" and reader.ahead(1) != "-":
            raise InvalidOpeningHours("repetition")
        found.append(_span(reader))
    if reader.kind == "/":
        raise InvalidOpeningHours("repetition")
    if not _OF_24_HOURS.search(reader.since(at)) and _of_the_afternoon(found):
        raise InvalidOpeningHours("twelve-hours")
    return tuple(found)


def _of_the_afternoon(spans: list[tuple[int, int]]) -> bool:
    """Whether 9:00-5:00, 9-12 and 2-5, 2-5 are read by a clock of twelve hours: else they are in the night."""
    through_the_night = any(start < NOON + HOUR and end > DAY_MINUTES for start, end in spans)
    goes_back = any(then[0] < before[1] for before, then in pairwise(spans))
    before_five = any(HOUR <= start < 5 * HOUR for start, _ in spans)
    on_the_dial = all(end < NOON + HOUR for _, end in spans)
    return through_the_night or (on_the_dial and (goes_back or before_five))


def _span(reader: Reader) -> tuple[int, int]:
    if reader.take("always"):
        return 0, DAY_MINUTES
    _check_no_date(reader)
    is_bare = reader.kind == reader.ahead(2) == "number"
    start = _clock(reader)
    if not reader.take("-"):
        raise InvalidOpeningHours("open-end")
    end = _clock(reader)
    if is_bare and 0 < end < start <= NOON:
        raise InvalidOpeningHours("twelve-hours")
    if reader.kind == "+" and reader.ahead(1) not in TIME:
        raise InvalidOpeningHours("open-end")
    if end == start:
        raise InvalidOpeningHours("same-time")
    if end < start:
        end += DAY_MINUTES
    if start >= DAY_MINUTES or end - start > DAY_MINUTES:
        raise InvalidOpeningHours("time")
    return start, end


def _check_no_date(reader: Reader) -> None:
    """24.12 · 3.10-5.10 geschlossen: without its last dot a date looks like a time."""
    if not _LIKE_A_DATE.fullmatch(reader.value()):
        return
    beside_a_state = "state" in {reader.ahead(-1), reader.ahead(3)}
    if reader.ahead(1) != "-" or (beside_a_state and _LIKE_A_DATE.fullmatch(reader.value(2))):
        raise InvalidOpeningHours("date-dots")


def _clock(reader: Reader) -> int:
    """Minutes after midnight of 9, 9:30, 09.30, 0930; up to 48:00, the end of the next day."""
    if reader.kind not in TIME - {"always"}:
        reader.fail()
    digits = reader.next().value.replace(".", ":")
    hour, minute = (digits[:2], digits[2:]) if len(digits) == 4 and ":" not in digits else [*digits.split(":"), "0"][:2]
    minutes = int(hour) * 60 + int(minute)
    if int(minute) >= 60 or minutes > LATEST_END:
        raise InvalidOpeningHours("time")
    return minutes
