"""Why a calendar from outside cannot be read. The reasons are stable codes, kept with the calendar."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class Unreadable(DomainError):
    """The calendar cannot be read; `reason` is a key of REASONS."""

    code, status, field = "calendar-unreadable", 422, "url"
    meaning = _l("The outside calendar cannot be read; the answer says why.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason

    def message(self) -> Any:
        return sentence(self.reason)


class TooManyCalendars(DomainError):
    """The hub has as many calendars as it may have. Facts: most."""

    code, status = "too-many-calendars", 409
    meaning = _l("The hub already has the maximum number of outside calendars.")

    def message(self) -> Any:
        return _l("You can add up to %(most)s calendars. Remove one before you add another.", most=self.facts["most"])


REASONS: dict[str, Any] = {
    "bad-address": _l(
        "This is not the address of a calendar: it must start with https:// and contain neither a "
        "password nor a port. Please copy it again."
    ),
    "not-public": _l("This address does not lead to a public server. Please use one that anyone can reach."),
    "unknown-host": _l("There is no server with this name. Please check how the address is written."),
    "no-answer": _l("The server does not answer. Please try again later."),
    "too-slow": _l("The server takes too long to answer. Please try again later."),
    "tls": _l(
        "The connection is not safe: the server’s certificate is not valid. Please ask whoever runs the calendar."
    ),
    "too-many-redirects": _l("The address redirects too many times. Please use the calendar’s own address."),
    "not-found": _l("There is no longer anything at this address. Please copy it again from the calendar program."),
    "not-allowed": _l(
        "The server asks for a log-in. Please use the secret or public address that the calendar program offers."
    ),
    "server-error": _l("The server reports an error. Please try again later."),
    "too-large": _l("The calendar is too large. Please choose one with fewer entries, or leave out old ones."),
    "not-a-calendar": _l(
        "This is not a calendar but something else, perhaps a web page. Please use the address that "
        "ends in .ics, or says iCal."
    ),
    "broken": _l("The calendar is damaged or cut off. Please export it again, or ask whoever runs it."),
    "nothing-understood": _l(
        "The calendar has entries, but we cannot tell when they are. Please export it again, or ask whoever runs it."
    ),
    "too-complex": _l("An entry repeats so often that we cannot read the calendar. Please give it a simpler rule."),
    "too-many-times": _l("The calendar has more than 2,000 busy times. Please choose one for this place only."),
    "unexpected": _l("Something went wrong on our side. We try again by ourselves."),
}


def sentence(reason: str) -> Any:
    """What went wrong and what to do, as a lazy string."""
    return REASONS.get(reason, REASONS["unexpected"])
