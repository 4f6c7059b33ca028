"""Times, lengths and sizes of the admins' pages in words."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from core.clock import local, today
from core.formats import DEFAULT_ZONE, NBSP, day, locale_code, which_of_two
from core.jobs import Job, JobState


def moment(value: datetime | None) -> str:
    """To the second, today without the date: jobs come round every few seconds."""
    if value is None:
        return str(_("never"))
    shown = local(value, DEFAULT_ZONE)
    time = f"{shown:%H:%M:%S}{_clock_word()}{which_of_two(value)}"
    return time if shown.date() == today(DEFAULT_ZONE) else f"{day(value)}, {time}"


def rhythm(job: Job) -> str:
    if job.at:
        return str(_("every day at %(time)s", time=f"{job.at:%H:%M}{_clock_word()}"))
    if job.every_seconds % 3600 == 0:
        return str(ngettext("every hour", "every %(num)d hours", job.every_seconds // 3600))
    if job.every_seconds % 60 == 0:
        return str(ngettext("every minute", "every %(num)d minutes", job.every_seconds // 60))
    return str(ngettext("every second", "every %(num)d seconds", job.every_seconds))


def took(seconds: float | None) -> str | None:
    """A length of time: 0.3 s · 12 s · 4 min."""
    if seconds is None:
        return None
    if seconds >= 120:
        return f"{seconds / 60:.0f}{NBSP}min"
    return _number(seconds, 0 if seconds >= 10 else 1) + f"{NBSP}s"


def size(number: int) -> str:
    """1,2 MB · 3,4 GB."""
    unit, word = (1e9, "GB") if number >= 1e9 else (1e6, "MB")
    return _number(number / unit, 1) + f"{NBSP}{word}"


def badge_of(state: JobState) -> tuple[str, str]:
    """The kind of badge and its text."""
    if state.failures:
        return "danger", ngettext("failed", "failed %(num)d times in a row", state.failures)
    if state.is_running:
        return "info", _("running")
    if state.lease is None or state.lease.succeeded_at is None:
        return "plain", _("has not run yet")
    return "success", _("all is well")


def _clock_word() -> str:
    return f"{NBSP}Uhr" if locale_code() == "de" else ""


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if locale_code() == "de" else text
