"""Reading dates: days, months and ranges of them, with years or without, in OpenStreetMap's way and in German."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from hubs.hours_errors import InvalidOpeningHours
from hubs.hours_reader import Reader
from hubs.hours_tokens import MONTHS

LONG = timedelta(days=31)
NEARLY_A_YEAR = timedelta(days=300)
LEAP_YEAR = 2028


class Dates(NamedTuple):
    """One item of the list: as it is written for other programs, whether it is a season rather than some days, and
    the day itself where it is one day of one year. `alone`: as it can be written where the list has no other item."""

    text: str
    is_season: bool
    day: date | None = None
    alone: str = ""


@dataclass(frozen=True)
class Point:
    """A day or a month (`day` 0), of one year or (None) of each."""

    year: int | None
    month: int
    day: int = 0

    def first(self) -> "Point":
        return replace(self, day=self.day or 1)

    def last(self) -> "Point":
        return replace(self, day=self.day or monthrange(self.year or LEAP_YEAR, self.month)[1])

    @property
    def date(self) -> date:
        """In a leap year where it has no year of its own. InvalidOpeningHours for what no calendar has."""
        try:
            return date(self.year or LEAP_YEAR, self.month, self.day)
        except ValueError:
            raise InvalidOpeningHours("date") from None

    def __str__(self) -> str:
        parts = [str(self.year or ""), MONTHS[self.month - 1], f"{self.day:02d}" if self.day else ""]
        return " ".join(filter(None, parts))


Span = tuple[Point, Point]


def dates_ahead(reader: Reader, steps: int = 0) -> bool:
    """Whether a date comes: Dec, 24.12., easter, 2026 Dec, 24. Dezember, 24 Dec, 24.-26.12."""
    kind = reader.ahead(steps)
    if reader.year_ahead(steps):
        return reader.ahead(steps + 1) == "month"
    if kind == "number":
        return reader.ahead(steps + 1) == "month"
    while reader.ahead(steps) == "ordinal":
        steps += 1 + (reader.ahead(steps + 1) in {"-", ",", "/", "+"})
        kind = reader.ahead(steps)
    return kind in {"month", "date", "easter"}


def read_dates(reader: Reader, year: int | None) -> list[Dates]:
    """The list of dates that begins here; `year` is one that stands before it, and goes on until another is named."""
    found: list[Dates] = []
    last: Point | None = None
    while True:
        if reader.kind == "easter":
            found.append(_easter(reader, year))
        else:
            at = reader.at
            for first, end in _spans(reader, last, year):
                is_carried = bool(last and last.year and first.year == last.year)
                if last and is_carried and first.last().date < last.first().date:
                    raise InvalidOpeningHours("year", rule=reader.since(at))
                found.append(_dates(first, end, lambda at=at: reader.since(at)))  # type: ignore[misc]
                last, year = end, end.year
        if not _goes_on(reader, last):
            return found


def _goes_on(reader: Reader, last: Point | None) -> bool:
    """A comma, and another date or day of the same month behind it; or another date at once."""
    steps = 1 if reader.kind in {",", "/", "+"} else 0
    is_day = steps == 1 and bool(last and last.day) and reader.ahead(1) in {"number", "ordinal"}
    if not is_day and not dates_ahead(reader, steps):
        return False
    if steps:
        reader.next()
    return True


def _easter(reader: Reader, year: int | None) -> Dates:
    text = _easter_point(reader)
    if reader.kind == "-" and reader.ahead(1) == "easter":
        reader.next()
        text += f"-{_easter_point(reader)}"
    return Dates(f"{year} {text}" if year else text, is_season=False)


def _easter_point(reader: Reader) -> str:
    reader.need("easter")
    if reader.kind in {"+", "-"} and reader.ahead(1) == "number" and reader.ahead(2) == "days":
        sign, number = reader.next().value, int(reader.next().value)
        reader.next()
        return f"easter {sign}{number} day{'s' if number != 1 else ''}"
    return "easter"


def _spans(reader: Reader, last: Point | None, year: int | None) -> list[Span]:
    """One item of the list; the days before a common month are several (24., 25. und 26. Dezember)."""
    if reader.kind == "ordinal" and reader.ahead(1) not in {"month"}:
        spans = _days_before_month(reader, year) if dates_ahead(reader) else [_day_of(reader, last)]
    elif reader.kind == "number" and reader.ahead(1) != "month":
        spans = [_day_of(reader, last)]
    else:
        point = _point(reader, year)
        spans = [(point, point)]
    if reader.kind == "-":
        first = spans[-1][0]
        reader.next()
        spans[-1] = _in_years(first, _end(reader, first))
    return spans


def _day_of(reader: Reader, last: Point | None) -> Span:
    """A number alone is a day of the month that was named last: the 31 of `Dec 24,31`."""
    if last is None or not last.day:
        reader.fail()
    point = replace(last, day=int(reader.next().value.rstrip(".")))
    return point, point


def _days_before_month(reader: Reader, year: int | None) -> list[Span]:
    """24.-26.12. · 24., 25. und 26. Dezember 2026: the month and the year stand behind the last one."""
    days: list[tuple[str, int]] = []
    sign = ","
    while reader.kind == "ordinal" and reader.ahead(1) != "month":
        days.append((sign, int(reader.next().value.rstrip("."))))
        sign = reader.next().value
    end = _point(reader, year)
    days.append((sign, end.day))
    spans: list[Span] = []
    for how, number in days:
        point = replace(end, day=number)
        if how == "-" and spans:
            spans[-1] = (spans[-1][0], point)
        else:
            spans.append((point, point))
    return spans


def _point(reader: Reader, year: int | None) -> Point:
    if reader.kind == "date":
        return _of_date(reader.next().value, year)
    if reader.year_ahead():
        year = int(reader.next().value)
    number = int(reader.next().value.rstrip(".")) if reader.kind in {"ordinal", "number"} else 0
    month = MONTHS.index(reader.need("month").value) + 1
    if not number and reader.kind in {"number", "ordinal"} and not dates_ahead(reader):
        number = int(reader.next().value.rstrip(".")) or reader.fail()
    if reader.year_ahead() and not dates_ahead(reader):
        year = int(reader.next().value)
    return Point(year, month, number)


def _of_date(text: str, year: int | None) -> Point:
    """24.12. · 24.12.26 · 24.12.2026 · 2026-12-24."""
    if "-" in text:
        numbers = [int(part) for part in text.split("-")]
    else:
        numbers = [int(part) for part in text.split(".") if part.strip()][::-1]
    month, day = numbers[-2:]
    if len(numbers) == 3:
        year = numbers[0] + (2000 if numbers[0] < 100 else 0)
    if not 1 <= month <= 12 or day == 0:
        raise InvalidOpeningHours("date")
    return Point(year, month, day)


def _end(reader: Reader, first: Point) -> Point:
    """The end of a range: a date, or a day of the same month."""
    if reader.kind in {"number", "ordinal"} and first.day and reader.ahead(1) != "month":
        return replace(first, day=int(reader.next().value.rstrip(".")))
    if not dates_ahead(reader):
        reader.fail()
    if not first.day and reader.kind == "month" and reader.ahead(1) == "number":
        return Point(None, MONTHS.index(reader.next().value) + 1)  # Apr-Oct 9-17: from nine o'clock
    return _point(reader, None)


def _in_years(first: Point, end: Point) -> Span:
    """Where one side has a year, the other gets the one that makes the range go forward, over New Year if need be."""
    is_over_new_year = (end.month, end.day) < (first.month, first.day)
    if first.year and not end.year:
        end = replace(end, year=first.year + is_over_new_year)
    elif end.year and not first.year:
        first = replace(first, year=end.year - is_over_new_year)
    return first, end


def _is_of_whole_months(first: Point, end: Point) -> bool:
    return first.first().day == 1 and end.last().day == replace(end, day=0).last().day


def _is_all_year(first: Point, end: Point) -> bool:
    """Jun-May · Jun 01-May 31: over New Year until it begins again."""
    is_without_year = first.year is None and end.month < first.month
    return is_without_year and first.month - end.month == 1 and _is_of_whole_months(first, end)


def _dates(first: Point, end: Point, shown: Callable[[], str]) -> Dates:
    """The range as it is written. InvalidOpeningHours when it goes backwards or, which is a slip, through nearly all
    the year."""
    is_of_months = not first.day and not end.day
    if _is_all_year(first, end):
        raise InvalidOpeningHours("order", rule=shown())
    if is_of_months and not first.year:
        return Dates(str(first) if first == end else f"{first}-{end}", is_season=True)
    start, stop = first.first().date, end.last().date
    if first.year is None and stop < start:
        stop = end.last().date.replace(year=LEAP_YEAR + 1, day=min(stop.day, 28))
        if stop - start > NEARLY_A_YEAR and not _is_of_whole_months(first, end):
            raise InvalidOpeningHours("order", rule=shown())
    if stop < start:
        raise InvalidOpeningHours("order", rule=shown())
    text = str(first.first()) if start == stop else f"{first.first()}-{end.last()}"
    if is_of_months and first.year == end.year:  # other programs read a year before months, but not in a list
        return Dates(text, True, alone=str(first) if first == end else f"{first}-{replace(end, year=None)}")
    return Dates(text, stop - start > LONG, start if first.year and start == stop else None)
