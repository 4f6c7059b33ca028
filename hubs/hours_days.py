"""Reading which days a rule names: weekdays, holidays, dates, months, weeks, years, joined by blanks and commas.

A comma goes on with the list that stands before it (`Sa, Su`, `Dec 24, Dec 31`); before something of another kind it
begins a second list, and the rule holds on the days of either (`PH, Dec 24`). A blank narrows (`Jun-Aug Mo-Fr`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import opening_hours

from hubs.hours_dates import Dates, dates_ahead, read_dates
from hubs.hours_errors import InvalidOpeningHours
from hubs.hours_reader import Reader
from hubs.hours_rules import Days, calendar
from hubs.hours_tokens import WEEKDAYS

ParserError: type[Exception] = opening_hours.ParserError  # type: ignore[attr-defined]  # its stubs lack it
WEEKS_OF_A_YEAR = 53
BODY = {"time", "number", "four", "always", "state", "comment"}
"""What may follow the days of a rule."""


@dataclass
class _Named:
    """One list of days while it is read."""

    years: str = ""
    dates: list[Dates] = field(default_factory=list)
    weeks: list[str] = field(default_factory=list)
    weekdays: list[str] = field(default_factory=list)
    on_holidays: bool = False

    @property
    def has_season(self) -> bool:
        return bool(self.years or self.dates or self.weeks)

    @property
    def is_long(self) -> bool:
        """Months, weeks, years without weekdays: one would rather narrow them by weekdays than add to them."""
        is_long = self.weeks or (self.years and not self.dates) or any(dates.is_season for dates in self.dates)
        return bool(is_long and not self.weekdays)

    @property
    def weekday(self) -> str:
        """Its only weekday, where there is one and no more."""
        only = self.weekdays[0] if len(self.weekdays) == 1 and not self.on_holidays else ""
        return only if only in WEEKDAYS else ""

    def days(self) -> Days:
        weeks = f"week {','.join(self.weeks)}" if self.weeks else ""
        dates = ",".join(dates.text for dates in self.dates)
        if len(self.dates) == 1:
            dates = self.dates[0].alone or dates
        season = " ".join(filter(None, [self.years, dates, weeks]))
        return Days(season, ",".join(self.weekdays), self.on_holidays)


def days_ahead(reader: Reader, steps: int = 0) -> bool:
    """Whether the name of a day, a date, a season comes."""
    known = reader.ahead(steps) in {"day", "holiday", "week", "weeks"}
    return known or reader.year_ahead(steps) or dates_ahead(reader, steps) or _nth_ahead(reader, steps)


def read_days(reader: Reader) -> list[Days]:
    """The lists of days that stand here; the rule holds on the days of each. No days: an empty list."""
    at = reader.at
    lists: list[_Named] = []
    while days_ahead(reader):
        is_german = reader.kind in {"date", "ordinal"}
        named = _read_list(reader, at)
        if is_german and lists and not lists[-1].has_season and _is_of_weekday(lists[-1].weekday, named, reader, at):
            lists.pop()
        lists.append(named)
        if reader.kind in {",", "+"} and (days_ahead(reader, 1) or reader.ahead(1) in BODY):
            reader.next()
    if len(lists) > 1 and any(named.is_long for named in lists) and any(named.weekdays for named in lists):
        raise InvalidOpeningHours("mixed", rule=reader.since(at))
    return [_readable(named.days(), lambda: reader.since(at)) for named in lists]


def _read_list(reader: Reader, at: int) -> _Named:
    """What stands together without a comma between its kinds."""
    named = _Named()
    while days_ahead(reader) and not (named.weekdays and reader.kind == "four" and reader.ahead(1) == "-"):
        if named.on_holidays or (named.weekdays and reader.kind == "holiday"):
            raise InvalidOpeningHours("holidays")  # PH Mo-Fr: both at once, or either?
        before = "" if named.has_season else named.weekday
        _read_one_kind(reader, named)
        if before and named.dates and _is_of_weekday(before, named, reader, at):
            named.weekdays = []
        while reader.take(":"):
            pass
    return named


def _is_of_weekday(weekday: str, named: _Named, reader: Reader, at: int) -> bool:
    """Whether the weekday only says what day the date is: `Do, 24.12.2026` is one day, not each Thursday and a date.
    InvalidOpeningHours where it is another, or where the year that would tell is missing."""
    if not weekday or any(dates.is_season for dates in named.dates):
        return False
    days = [dates.day for dates in named.dates]
    if not days or any(day is None or WEEKDAYS[day.weekday()] != weekday for day in days[:1]):
        raise InvalidOpeningHours("weekday-of-date", rule=reader.since(at))
    return True


def _read_one_kind(reader: Reader, named: _Named) -> None:
    if dates_ahead(reader):
        year, named.years = (int(named.years), "") if named.years.isdigit() else (None, named.years)
        named.dates += read_dates(reader, year)
    elif reader.kind == "four":
        named.years = _years(reader)
    elif reader.kind in {"week", "weeks"}:
        named.weeks += _weeks(reader)
    else:
        _read_weekdays(reader, named)


def _years(reader: Reader) -> str:
    """2026 · 2026-2028 · 2026,2028 · 2026+."""
    text = reader.next().value
    while reader.kind in {"-", ","} and reader.year_ahead(1):
        sign, year = reader.next().value, reader.next().value
        if sign == "-" and int(year) < int(text[-4:]):
            raise InvalidOpeningHours("order", rule=f"{text[-4:]}-{year}")
        text += ("-" if sign == "-" else ",") + year
    return text + "+" if reader.take("+") else text


def _weeks(reader: Reader) -> list[str]:
    """01-10 · 50-53,01-02 for what goes over New Year."""
    if token := reader.take("weeks"):
        return [token.value]
    reader.need("week")
    found: list[str] = []
    while True:
        first = _week(reader)
        last = _week(reader) if reader.take("-") else first
        step = f"/{int(reader.need('number').value)}" if reader.take("/") else ""
        if last < first and step:
            reader.fail()
        pairs = [(first, last)] if first <= last else [(first, WEEKS_OF_A_YEAR), (1, last)]
        found += [f"{a:02d}-{b:02d}{step}" if a < b else f"{a:02d}" for a, b in pairs]
        if reader.kind != "," or reader.ahead(1) != "number":
            return found
        reader.next()


def _week(reader: Reader) -> int:
    number = int((reader.take("ordinal") or reader.need("number")).value.rstrip("."))
    if not 1 <= number <= WEEKS_OF_A_YEAR:
        raise InvalidOpeningHours("date")
    return number


def _read_weekdays(reader: Reader, named: _Named) -> None:
    """Mo-Fr,PH · We[1] · 1. Mittwoch im Monat · Mo Mi Fr."""
    while True:
        if reader.take("holiday"):
            named.on_holidays = True
            if reader.kind in {"-", "+"} and reader.ahead(1) == "number":
                raise InvalidOpeningHours("holidays")
        else:
            named.weekdays += _weekday(reader)
        steps = 1 if reader.kind in {",", "/", "+"} else 0
        if reader.ahead(steps) not in {"day"} | ({"holiday"} if steps else set()) and not _nth_ahead(reader, steps):
            return
        if not steps and named.on_holidays:
            raise InvalidOpeningHours("holidays")
        if steps:
            reader.next()


def _weekday(reader: Reader) -> list[str]:
    if reader.kind != "day":
        numbers = _nth_before(reader)
        day = reader.need("day").value
        reader.need("monthly")
        return [f"{day}[{','.join(numbers)}]"]
    first = reader.next().value
    if reader.kind == "[":
        return [f"{first}[{_nth(reader)}]{_shift(reader)}"]
    if reader.kind == "-" and reader.ahead(1) == "day":
        reader.next()
        return [f"{first}-{reader.next().value}"]
    return first.split(",")


def _nth_ahead(reader: Reader, steps: int) -> bool:
    """Whether 1. Mittwoch, erster und dritter Mittwoch comes."""
    at = steps
    while reader.ahead(at) in {"ordinal", "nth"}:
        at += 1 + (reader.ahead(at + 1) == "," and reader.ahead(at + 2) in {"ordinal", "nth"})
    return at > steps and reader.ahead(at) == "day"


def _nth_before(reader: Reader) -> list[str]:
    numbers: list[str] = []
    while reader.kind in {"ordinal", "nth", ","}:
        if token := reader.take("ordinal") or reader.take("nth"):
            numbers.append(token.value.rstrip("."))
        else:
            reader.next()
    return numbers


def _nth(reader: Reader) -> str:
    """The 1,3 of [1,3]; -1 is the last one."""
    reader.need("[")
    text = ""
    while reader.kind in {"number", "-", ","}:
        text += reader.next().value.strip()
    if not re.fullmatch(r"(?:-?[1-5]|[1-5]-[1-5])(?:,(?:-?[1-5]|[1-5]-[1-5]))*", text):
        reader.fail()
    reader.need("]")
    return text


def _shift(reader: Reader) -> str:
    """The " +1 day" of Su[1] +1 day."""
    if reader.kind not in {"-", "+"} or reader.ahead(1) != "number" or reader.ahead(2) != "days":
        return ""
    sign, number = reader.next().value, int(reader.next().value)
    reader.next()
    return f" {sign}{number} day{'s' if number != 1 else ''}"


def _readable(days: Days, shown: Callable[[], str]) -> Days:
    """The same, if the library can read it as well."""
    for text in filter(None, (days.season, f"{days.season} {days.weekdays}".strip())):
        try:
            calendar(text)
        except ParserError as error:
            raise InvalidOpeningHours("syntax", rest=shown()[:40]) from error
    return days
