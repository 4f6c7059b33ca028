"""What hosts read about a calendar from outside, and what they are told after something was done with one."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from calendars.models import OutsideCalendar
from calendars.outside import mails
from calendars.outside.actions import Applied
from calendars.outside.errors import sentence
from calendars.reading import warnings
from calendars.reading.warnings import FileWarning, parse
from core.errors import TooManyAttempts
from core.formats import day

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


def warnings_of(text: str) -> list[str]:
    """What was odd in the calendar, how often and where first, and what becomes of it."""
    return [f"{_which(one)} {_SENTENCES[one.kind]}" for one in parse(text)]


def _which(one: FileWarning) -> str:
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


_SENTENCES: dict[str, Any] = {
    warnings.BACKWARDS: _l("the end is before the start. The whole day is blocked until somebody corrects it there."),
    warnings.NO_LENGTH: _l("the end cannot be read. The whole day is blocked until somebody corrects it there."),
    warnings.NO_DAY: _l("the day cannot be read. Nothing is blocked until somebody corrects it there."),
    warnings.NO_END: _l("the end of the repetition cannot be read. The times are blocked without end."),
    warnings.NO_EXCEPTION: _l("a single date cannot be read. The times are blocked as if it were not there."),
    warnings.NO_RULE: _l("the repetition cannot be read. Only the first date is blocked."),
    warnings.NO_START: _l("the start cannot be read. The whole day is blocked until somebody corrects it there."),
    warnings.TOO_OFTEN: _l("the entry repeats very often. The whole days are blocked."),
    warnings.UNKNOWN_ZONE: _l("the time zone is unknown. We use your hub’s time."),
}


def since(calendar: OutsideCalendar, zone: str) -> str:
    """Since when it cannot be read, and that the last state holds."""
    return mails.since(calendar.succeeded_at, zone)


def source(calendar: OutsideCalendar) -> str:
    """The server, and no more of the address, which may be a secret; or that it is a file."""
    return (urlsplit(calendar.url).hostname or "") if calendar.url else str(_("Uploaded file"))


def why(calendar: OutsideCalendar) -> Any:
    return sentence(calendar.error)


def tell(applied: Applied | None) -> None:
    """What was read; None when another was faster."""
    if applied is None:
        flash(_("Somebody else has just changed or read the calendar. Please try again."), "info")
        return
    flash(_("The calendar has been read: %(times)s.", times=busy_times(applied.busy)), "success")
    for note in warnings_of(applied.warnings):
        flash(note, "warning")
    if applied.conflicts:
        text = ngettext(
            "%(num)s booking clashes with a busy time. It still stands; please see below.",
            "%(num)s bookings clash with busy times. They still stand; please see below.",
            applied.conflicts,
        )
        flash(text, "warning")


def read_often_enough(refusal: TooManyAttempts) -> None:
    minutes = -(-refusal.facts["retry_after"] // 60)
    text = ngettext(
        "You have just had it read several times. You can do so again in %(num)s minute; it is also "
        "read automatically.",
        "You have just had it read several times. You can do so again in %(num)s minutes; it is also "
        "read automatically.",
        minutes,
    )
    flash(text, "warning")
