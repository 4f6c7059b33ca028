"""Dates, times, prices and distances as people write them, in German and English.

Small functions of our own instead of Babel's patterns: the custom here (Mi., 25.11.2026; 9–17 Uhr) is none of CLDR's,
and a day plan formats hundreds of times per page. A time that the clock shows twice, because it is set back, says which
of the two it is, in `clock` and in all that is made of it.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup, escape

from core.clock import day_bounds, is_repeated, is_shown_twice, local

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
SUMMER_AND_WINTER = {"de": ("Sommerzeit", "Winterzeit"), "en": ("summer time", "winter time")}
ROUND_THE_CLOCK = {"de": "rund um die Uhr", "en": "round the clock"}


def locale_code() -> str:
    """ "de" or "en"."""
    locale = get_locale()
    return "de" if locale is None or locale.language == "de" else "en"


def in_language(text: str, language: str) -> Markup:
    """What stands in this language ("" where nobody knows) on a page that may be in another: then it says so, to those
    who hear it read."""
    if not language or language == locale_code():
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def day(value: date | datetime, zone: str = DEFAULT_ZONE, *, long: bool = False) -> str:
    """Mi., 25.11.2026 · Mittwoch, 25.11.2026 · Wed 25 Nov 2026."""
    return _day(_date(value, zone), locale_code(), long)


def short_day(day: date) -> str:
    """23.11. · 23 Nov."""
    return f"{day:%d.%m.}" if locale_code() == "de" else f"{day.day} {MONTHS[day.month - 1]}"


def day_and_weekday(day: date) -> str:
    """Mo., 23.11. · Mon 23 Nov."""
    name = DAYS[locale_code()][day.weekday()]
    return f"{name}, {short_day(day)}" if locale_code() == "de" else f"{name} {short_day(day)}"


def clock(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """9 Uhr · 14:30 Uhr · 09:00 · 2:30 Uhr Sommerzeit."""
    return _clock(_hhmm(value, zone), locale_code(), True) + which_of_two(value, zone)


def which_of_two(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """What stands behind a time that is shown twice; "" behind all others. The first is summer time, wherever that is;
    UTC+3 where nobody calls it so."""
    if not is_shown_twice(value, zone):
        return ""
    shown = local(value, zone)
    if any(shown.replace(fold=fold).dst() for fold in (0, 1)):
        return NBSP + SUMMER_AND_WINTER[locale_code()][shown.fold].replace(" ", NBSP)
    return NBSP + _offset(shown.utcoffset() or timedelta(0))


def span(start: datetime, end: datetime, zone: str = DEFAULT_ZONE) -> str:
    """9–17 Uhr · 9:30–17 Uhr · 9:00–17:00 · 2:30 Uhr Sommerzeit – 3 Uhr; an end at midnight reads 24 Uhr."""
    first, last = local(start, zone), local(end, zone)
    if is_repeated(first) or (is_repeated(last) and not _ends_a_day(end, zone)):
        return f"{clock(start, zone)} – {clock(end, zone)}"
    return _span((first.hour, first.minute), (last.hour, last.minute), locale_code())


def from_to(start: datetime, end: datetime, zone: str = DEFAULT_ZONE) -> str:
    """von 12:30 bis 14 Uhr · from 12:30 to 14:00: a span within a sentence."""
    is_german = locale_code() == "de"
    first = clock(start, zone) if is_shown_twice(start, zone) else _clock(_hhmm(start, zone), locale_code(), False)
    until = _clock((24, 0), locale_code(), True) if _ends_a_day(end, zone) else clock(end, zone)
    return f"von {first} bis {until}" if is_german else f"from {first} to {until}"


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
    if is_within_a_day(start, end, zone):
        return f"{day(first)}, {span(start, end, zone)}"
    return f"{day(first)}, {clock(start, zone)} – {day(last)}, {clock(end, zone)}"


def days_or_times(start: datetime, end: datetime, zone: str) -> str:
    """Wed 25 Nov 2026 – Thu 26 Nov 2026 for whole days, else with the times."""
    first, last = local(start, zone), local(end, zone)
    if first.time() != time.min or last.time() != time.min:
        return when(start, end, zone)
    last_day = last.date() - timedelta(days=1)
    return day(first.date()) if first.date() == last_day else f"{day(first.date())} – {day(last_day)}"


def is_within_a_day(start: datetime, end: datetime, zone: str = DEFAULT_ZONE) -> bool:
    """Whether one day need be named only: the end is on the same one, or is its midnight."""
    first = local(start, zone).date()
    return local(end, zone).date() == first or end == day_bounds(first, zone).end


def clock_of(text: str) -> str:
    """9 Uhr · 09:00, from "09:00"."""
    return _clock((int(text[:2]), int(text[3:])), locale_code(), True)


def until(moment: datetime, now: datetime, zone: str = DEFAULT_ZONE) -> str:
    """What follows "until": 18 Uhr · 24 Uhr · morgen, 2 Uhr · Do., 26.11.2026, 9 Uhr. Midnight belongs to the day that
    it ends."""
    last = moment - timedelta(microseconds=1)
    time = _clock((24, 0), locale_code(), True) if _ends_a_day(moment, zone) else clock(moment, zone)
    days = (_date(last, zone) - _date(now, zone)).days
    if days <= 0:
        return time
    tomorrow = "morgen" if locale_code() == "de" else "tomorrow"
    return f"{tomorrow if days == 1 else day(last, zone)}, {time}"


def since(moment: datetime, now: datetime, zone: str = DEFAULT_ZONE) -> str:
    """What follows "from": 18 Uhr · morgen, 8 Uhr · Do., 26.11.2026, 9 Uhr."""
    days = (_date(moment, zone) - _date(now, zone)).days
    if days <= 0:
        return clock(moment, zone)
    tomorrow = "morgen" if locale_code() == "de" else "tomorrow"
    return f"{tomorrow if days == 1 else day(moment, zone)}, {clock(moment, zone)}"


def listed(parts: Sequence[str]) -> str:
    """9–12 Uhr und 14–18 Uhr."""
    word = "und" if locale_code() == "de" else "and"
    return f" {word} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def money(cents: int) -> str:
    """12,00 € · €12.00."""
    return money_in(cents, locale_code())


def money_in(cents: int, locale: str) -> str:
    """The same in a language of its own, "de" or "en": a letter's is not that of the page."""
    whole, rest = divmod(abs(cents), 100)
    sign = "−" if cents < 0 else ""
    if locale == "de":
        return f"{sign}{whole:,}".replace(",", ".") + f",{rest:02d}{NBSP}€"
    return f"{sign}€{whole:,}.{rest:02d}"


def distance(km: float) -> str:
    """800 m · 3,4 km."""
    if km < 0.95:
        return f"{max(50, round(km * 20) * 50)}{NBSP}m"
    number = f"{km:.1f}"
    return (number.replace(".", ",") if locale_code() == "de" else number) + f"{NBSP}km"


def number(value: float) -> str:
    """8 · 6,5: at most one figure behind the comma."""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if locale_code() == "de" else text


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
    """Make them template filters or, what takes two times or none, globals of the same names."""
    for function in (
        day,
        day_and_weekday,
        clock,
        clock_of,
        when,
        days_or_times,
        until,
        since,
        money,
        distance,
        minutes,
        from_iso,
        in_language,
    ):
        app.add_template_filter(function)
    app.jinja_env.globals.update(
        span=span, opening=opening, round_the_clock=round_the_clock, is_within_a_day=is_within_a_day
    )


def _date(value: date | datetime, zone: str) -> date:
    return local(value, zone).date() if isinstance(value, datetime) else value


def _hhmm(value: datetime, zone: str) -> tuple[int, int]:
    shown = local(value, zone)
    return shown.hour, shown.minute


def _ends_a_day(end: datetime, zone: str) -> bool:
    """Where midnight itself comes twice, 24 o'clock is the first."""
    return end == day_bounds(local(end, zone).date(), zone).start


def _offset(offset: timedelta) -> str:
    """UTC+3 · UTC−4:30 · UTC."""
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "−" if offset < timedelta(0) else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "") if offset else "UTC"


@lru_cache(maxsize=2048)
def _day(value: date, locale: str, long: bool) -> str:
    names = (LONG_DAYS if long else DAYS)[locale]
    if locale == "de":
        return f"{names[value.weekday()]}, {value:%d.%m.%Y}"
    return f"{names[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


@lru_cache(maxsize=2048)
def _clock(wall: tuple[int, int], locale: str, with_word: bool) -> str:
    hour, minute = wall
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
