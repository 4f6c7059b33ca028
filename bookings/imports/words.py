"""What people read about a calendar from outside."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from bookings.imports.errors import sentence
from bookings.imports.models import OutsideCalendar
from bookings.imports.oddities import BACKWARDS, UNKNOWN_ZONE, Odd, parse
from core.formats import clock, day

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
    return [_ODD[one.kind](one) for one in parse(text)]


def _backwards(one: Odd) -> str:
    text = ngettext(
        "On %(day)s an entry ends before it begins: it blocks nothing until somebody corrects it in that calendar.",
        "%(num)s entries end before they begin, the first on %(day)s: "
        "they block nothing until somebody corrects them in that calendar.",
        one.entries,
        day=day(one.first),
    )
    return str(text)


def _unknown_zone(one: Odd) -> str:
    text = ngettext(
        "On %(day)s an entry is in a time zone that we do not know: we take its times by the clock of your hub.",
        "%(num)s entries are in a time zone that we do not know, the first on %(day)s: "
        "we take their times by the clock of your hub.",
        one.entries,
        day=day(one.first),
    )
    return str(text)


_ODD = {BACKWARDS: _backwards, UNKNOWN_ZONE: _unknown_zone}


def since(calendar: OutsideCalendar, zone: str) -> str:
    """Since when it cannot be read, and that the last state holds."""
    if calendar.succeeded_at is None:
        return str(_("It could not be read yet."))
    when = f"{day(calendar.succeeded_at, zone)}, {clock(calendar.succeeded_at, zone)}"
    return str(_("It could not be read since %(when)s. What it said then still holds.", when=when))


def source(calendar: OutsideCalendar) -> str:
    """The server, and no more of the address, which may be a secret; or that it is a file."""
    return (urlsplit(calendar.url).hostname or "") if calendar.url else str(_("Uploaded file"))


def why(calendar: OutsideCalendar) -> Any:
    return sentence(calendar.error)


def install(app: Flask) -> None:
    names: dict[str, Any] = {"last_read": last_read, "since": since, "source": source, "why": why, "odd": odd}
    app.jinja_env.globals.update(outside={**names, "ago": ago})
