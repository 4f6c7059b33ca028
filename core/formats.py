"""Dates, times, prices and distances as people write them, in German and English.

Small functions of our own instead of Babel's patterns: the custom here (Mi., 25.11.2026; 9–17 Uhr) is none of CLDR's,
and a day plan formats hundreds of times per page.
"""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import get_locale

DEFAULT_ZONE = "Europe/Berlin"
DAYS = {
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
LONG_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NBSP = "\u00a0"
ROUND_THE_CLOCK = {"de": "rund um die Uhr", "en": "round the clock"}


def locale_code() -> str:
    """ "de" or "en"."""
    locale = get_locale()
    return "de" if locale is None or locale.language == "de" else "en"


def day(value: date | datetime, zone: str = DEFAULT_ZONE, *, long: bool = False) -> str:
    """Mi., 25.11.2026 · Mittwoch, 25.11.2026 · Wed 25 Nov 2026."""
    return _day(_date(value, zone), locale_code(), long)


def clock(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """9 Uhr · 14:30 Uhr · 09:00."""
    return _clock(_hhmm(value, zone), locale_code(), True)


def hhmm(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """9:00 in both languages: for tables and input values alike."""
    local = value.astimezone(_zone(zone))
    return f"{local.hour}:{local.minute:02d}"


def span(start: datetime, end: datetime, zone: str = DEFAULT_ZONE) -> str:
    """9–17 Uhr · 9:30–17 Uhr · 9:00–17:00; an end at midnight reads 24 Uhr."""
    return _span(_hhmm(start, zone), _hhmm(end, zone), locale_code())


def round_the_clock() -> str:
    """What 24 hours of opening are called everywhere."""
    return ROUND_THE_CLOCK[locale_code()]


def opening(start: datetime, end: datetime, zone: str = DEFAULT_ZONE) -> str:
    """As `span`, and for a whole day from midnight to midnight: rund um die Uhr · round the clock."""
    is_whole_day = _hhmm(start, zone) == _hhmm(end, zone) == (0, 0)
    return round_the_clock() if is_whole_day else span(start, end, zone)


def span_of_clocks(start: str, end: str, locale: str | None = None) -> str:
    """The same from "09:00" and "17:00". Who asks hundreds of times asks for the `locale` once."""
    return _span_of_clocks(start, end, locale or locale_code())


def when(start: datetime, end: datetime, zone: str = DEFAULT_ZONE) -> str:
    """Mi., 25.11.2026, 9–17 Uhr; over several days both days are named."""
    first, last = _date(start, zone), _date(end, zone)
    ends_at_midnight = _hhmm(end, zone) == (0, 0) and (last - first).days == 1
    if first == last or ends_at_midnight:
        return f"{day(first)}, {span(start, end, zone)}"
    return f"{day(first)}, {clock(start, zone)} – {day(last)}, {clock(end, zone)}"


def clock_of(text: str) -> str:
    """9 Uhr · 09:00, from "09:00"."""
    return _clock((int(text[:2]), int(text[3:])), locale_code(), True)


def money(cents: int) -> str:
    """12,00 € · €12.00."""
    whole, rest = divmod(abs(cents), 100)
    sign = "−" if cents < 0 else ""
    if locale_code() == "de":
        return f"{sign}{whole:,}".replace(",", ".") + f",{rest:02d}{NBSP}€"
    return f"{sign}€{whole:,}.{rest:02d}"


def distance(km: float) -> str:
    """800 m · 3,4 km."""
    if km < 0.95:
        return f"{max(50, round(km * 20) * 50)}{NBSP}m"
    number = f"{km:.1f}"
    return (number.replace(".", ",") if locale_code() == "de" else number) + f"{NBSP}km"


def minutes(value: int) -> str:
    """45 Min. · 2 Std. · 1 Std. 30 Min."""
    hour_word, minute_word = ("Std.", "Min.") if locale_code() == "de" else ("h", "min")
    hours, rest = divmod(value, 60)
    parts = [f"{hours}{NBSP}{hour_word}"] if hours else []
    return " ".join([*parts, f"{rest}{NBSP}{minute_word}"] if rest or not parts else parts)


def from_iso(text: str) -> datetime:
    """The moment that a mail's context carries as text."""
    return datetime.fromisoformat(text)


def install(app: Flask) -> None:
    """Make them template filters of the same names; `span`, `opening` and `round_the_clock` are globals."""
    for function in (day, clock, clock_of, hhmm, when, money, distance, minutes, from_iso):
        app.add_template_filter(function)
    app.add_template_global(span)
    app.add_template_global(opening)
    app.add_template_global(round_the_clock)


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _date(value: date | datetime, zone: str) -> date:
    return value.astimezone(_zone(zone)).date() if isinstance(value, datetime) else value


def _hhmm(value: datetime, zone: str) -> tuple[int, int]:
    local = value.astimezone(_zone(zone))
    return local.hour, local.minute


@lru_cache(maxsize=2048)
def _day(value: date, locale: str, long: bool) -> str:
    names = (LONG_DAYS if long else DAYS)[locale]
    if locale == "de":
        return f"{names[value.weekday()]}, {value:%d.%m.%Y}"
    return f"{names[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


@lru_cache(maxsize=2048)
def _clock(time: tuple[int, int], locale: str, with_word: bool) -> str:
    hour, minute = time
    if locale == "en":
        return f"{hour:02d}:{minute:02d}"
    text = f"{hour}:{minute:02d}" if minute else str(hour)
    return f"{text}{NBSP}Uhr" if with_word else text


@lru_cache(maxsize=8192)
def _span(start: tuple[int, int], end: tuple[int, int], locale: str) -> str:
    end = (24, 0) if end == (0, 0) else end
    return f"{_clock(start, locale, False)}–{_clock(end, locale, True)}"


@lru_cache(maxsize=8192)
def _span_of_clocks(start: str, end: str, locale: str) -> str:
    return _span((int(start[:2]), int(start[3:])), (int(end[:2]), int(end[3:])), locale)
