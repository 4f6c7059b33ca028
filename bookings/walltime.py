"""Times as the pages of booking write them: a day, and a clock that may run past midnight ("26:00" is 2 the next day).

So a booking of a day is a date, a start and an end, also when it ends at midnight or later.
"""

from datetime import date, datetime, time, timedelta

from core import typed
from core.clock import BadTime, local, now, to_utc

HOURS = 48
MINUTES_OF_DAY = 24 * 60
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Beyond them nothing is booked, and Python's calendar ends."""


def day_of(text: str) -> date | None:
    """A typed date between FIRST_DAY and LAST_DAY, or None."""
    day = typed.read_day(text, now().date())
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def why_no_day(text: str) -> str:
    """What forms answer where `day_of` finds none."""
    return typed.why_no_day(text, now().date())


def minutes_of(text: str) -> int | None:
    """Minutes since midnight of "9:30", "9.30", "9" or "9 Uhr", or None when the text is no time."""
    found = typed.read_minutes(text)
    return found if found is not None and found < HOURS * 60 else None


def text_of(minutes: int) -> str:
    """09:30; what lies behind midnight counts on."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def moment(day: date, minutes: int, zone: str) -> datetime:
    """The moment in UTC; MissingHour or RepeatedHour as `core.clock.to_utc`."""
    days, rest = divmod(minutes, 24 * 60)
    return to_utc(day + timedelta(days=days), time(rest // 60, rest % 60), zone)


def minutes_on(day: date, at: datetime, zone: str) -> int:
    """What the clock that began with `day` shows at this moment, in minutes that count on past midnight."""
    shown = local(at, zone)
    return (shown.date() - day).days * 24 * 60 + shown.hour * 60 + shown.minute


def text_on(day: date, at: datetime, zone: str) -> str:
    """The same as a text."""
    return text_of(minutes_on(day, at, zone))


def names_one_moment(day: date, at: datetime, zone: str) -> bool:
    """False in the hour that the clock change repeats: by its wall time it could not be chosen."""
    minutes = minutes_of(text_on(day, at, zone))
    try:
        return minutes is not None and moment(day, minutes, zone) == at
    except BadTime:
        return False
