"""Why a calendar from outside cannot be read. The reasons are stable codes, kept with the calendar."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class Unreadable(DomainError):
    """The calendar cannot be read; `reason` is a key of REASONS."""

    code, status, field = "calendar-unreadable", 422, "url"
    meaning = _l("The calendar from outside cannot be read; the answer says why.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason

    def message(self) -> Any:
        return sentence(self.reason)


class TooManyCalendars(DomainError):
    """The hub has as many calendars as it may have. Facts: most."""

    code, status = "too-many-calendars", 409
    meaning = _l("The hub has as many calendars from outside as it may have.")

    def message(self) -> Any:
        return _l("Up to %(most)s calendars are possible. Remove one before you add another.", most=self.facts["most"])


REASONS: dict[str, Any] = {
    "bad-address": _l(
        "This is no address of a calendar: it must begin with https:// and hold neither a password nor a port. "
        "Please copy it once more."
    ),
    "not-public": _l("This address does not lead to a public server. Please use one that anybody can reach."),
    "unknown-host": _l("There is no server of this name. Please check how the address is written."),
    "no-answer": _l("The server does not answer. Please try again later."),
    "too-slow": _l("The server takes too long to answer. Please try again later."),
    "tls": _l(
        "The connection is not safe: the server's certificate is not valid. Please ask those who run the calendar."
    ),
    "too-many-redirects": _l("The address leads on and on to others. Please use the one at which the calendar is."),
    "not-found": _l("There is nothing at this address any more. Please copy it once more from the calendar program."),
    "not-allowed": _l(
        "The server wants a log-in. Please use the secret or public address that the calendar program offers."
    ),
    "server-error": _l("The server reports a fault of its own. Please try again later."),
    "too-large": _l("The calendar is too large. Please choose one with fewer entries, or leave out old ones."),
    "not-a-calendar": _l(
        "This is no calendar but something else, perhaps a web page. "
        "Please use the address that ends in .ics, or says iCal."
    ),
    "broken": _l("The calendar is damaged or cut off. Please export it once more, or ask those who run it."),
    "nothing-understood": _l(
        "The calendar has entries, but we cannot read when they are. "
        "Please export it once more, or ask those who run it."
    ),
    "too-complex": _l("An entry repeats so often that the calendar cannot be read. Please give it a simpler rule."),
    "too-many-times": _l("The calendar has more than 2,000 busy times. Please choose one for this place alone."),
    "unexpected": _l("Something went wrong on our side. We try again by ourselves."),
}


def sentence(reason: str) -> Any:
    """What went wrong and what to do, as a lazy string."""
    return REASONS.get(reason, REASONS["unexpected"])
