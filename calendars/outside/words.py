"""What people read about a calendar from outside."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from calendars.models import OutsideCalendar
from calendars.outside.errors import sentence
from calendars.reading import oddities
from calendars.reading.oddities import Odd, parse
from core.formats import clock, day, from_iso

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def ago(moment: datetime, now: datetime) -> str:
    """just now, 12 minutes ago, 3 hours ago, 2 days ago."""
    age = now - moment
    if age < MINUTE:
        return str(_("just now"))
    if age < HOUR:
        return str(ngettext("%(num)s minute ago", "%(num)s minutes ago", age // MINUTE))
    if age < 2 * DAY:
        return str(ngettext("%(num)s hour ago", "%(num)s hours ago", age // HOUR))
    return str(ngettext("%(num)s day ago", "%(num)s days ago", age // DAY))


def busy_times(count: int) -> str:
    return str(ngettext("%(num)s busy time", "%(num)s busy times", count)) if count else str(_("no busy times"))


def last_read(calendar: OutsideCalendar, count: int, now: datetime) -> str:
    """Last read 12 minutes ago, 14 busy times."""
    if calendar.succeeded_at is None:
        return str(_("Not read yet."))
    return str(_("Last read %(ago)s, %(times)s.", ago=ago(calendar.succeeded_at, now), times=busy_times(count)))


def odd(text: str) -> list[str]:
    """What was odd in the calendar, how often and where first, and what becomes of it."""
    return [f"{_which(one)} {_ODD[one.kind]}" for one in parse(text)]


def _which(one: Odd) -> str:
    """An entry on Thu 26 Nov 2026: … 2 entries, the first on …: …"""
    if isinstance(one.first, int):
        text = ngettext(
            "An entry (number %(number)s of the file):",
            "%(num)s entries (the first is number %(number)s of the file):",
            one.entries,
            number=one.first,
        )
    else:
        text = ngettext(
            "An entry on %(day)s:", "%(num)s entries, the first on %(day)s:", one.entries, day=day(one.first)
        )
    return str(text)


_ODD: dict[str, Any] = {
    oddities.BACKWARDS: _l(
        "the end lies before the beginning. The whole day is blocked until somebody corrects that there."
    ),
    oddities.NO_LENGTH: _l("the end cannot be read. The whole day is blocked until somebody corrects that there."),
    oddities.NO_DAY: _l("the day cannot be read. Nothing is blocked until somebody corrects that there."),
    oddities.NO_END: _l("the end of the repetition cannot be read. The times are blocked without end."),
    oddities.NO_EXCEPTION: _l("a single date cannot be read. The times are blocked as if it did not stand there."),
    oddities.NO_RULE: _l("the repetition cannot be read. Only the first date is blocked."),
    oddities.NO_START: _l("the beginning cannot be read. The whole day is blocked until somebody corrects that there."),
    oddities.TOO_OFTEN: _l("the repetition is very dense. The days are blocked as a whole."),
    oddities.UNKNOWN_ZONE: _l("the time zone is unknown. The clock of your hub is taken."),
}


def since(calendar: OutsideCalendar, zone: str) -> str:
    """Since when it cannot be read, and that the last state holds."""
    if calendar.succeeded_at is None:
        return str(_("It could not be read yet."))
    return _still_holds(calendar.succeeded_at, zone)


def still_holds(succeeded_at: str, zone: str) -> str:
    """The same for a mail; "" for one that could not be read yet."""
    return _still_holds(from_iso(succeeded_at), zone) if succeeded_at else str(_("It could not be read yet."))


def _still_holds(moment: datetime, zone: str) -> str:
    when = f"{day(moment, zone)}, {clock(moment, zone)}"
    return str(_("It could not be read since %(when)s. What it said then still holds.", when=when))


def source(calendar: OutsideCalendar) -> str:
    """The server, and no more of the address, which may be a secret; or that it is a file."""
    return (urlsplit(calendar.url).hostname or "") if calendar.url else str(_("Uploaded file"))


def why(calendar: OutsideCalendar) -> Any:
    return sentence(calendar.error)


def install(app: Flask) -> None:
    names: dict[str, Any] = {"last_read": last_read, "since": since, "source": source, "why": why, "odd": odd}
    names |= {"ago": ago, "reason": sentence, "still_holds": still_holds}
    app.jinja_env.globals.update(outside=names)
