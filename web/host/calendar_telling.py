"""What hosts are told after something was done with a calendar."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from calendars.outside import words
from calendars.outside.actions import Applied
from core.errors import TooManyAttempts


def tell(applied: Applied | None) -> None:
    """What was read; None when another was faster."""
    if applied is None:
        flash(_("Somebody else has just changed or read the calendar."), "info")
        return
    flash(_("The calendar is read: %(times)s.", times=words.busy_times(applied.busy)), "success")
    for note in words.odd(applied.odd):
        flash(note, "warning")
    if applied.conflicts:
        text = ngettext(
            "%(num)s booking lies in a busy time. It stays valid; please see below.",
            "%(num)s bookings lie in busy times. They stay valid; please see below.",
            applied.conflicts,
        )
        flash(text, "warning")


def read_often_enough(refusal: TooManyAttempts) -> None:
    minutes = -(-refusal.facts["retry_after"] // 60)
    text = ngettext(
        "You have just had it read several times. In %(num)s minute you can do so again; it is read by itself, too.",
        "You have just had it read several times. In %(num)s minutes you can do so again; it is read by itself, too.",
        minutes,
    )
    flash(text, "warning")
