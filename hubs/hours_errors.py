"""What can be wrong with an opening_hours text, each reason with its sentence."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from core.errors import DomainError

LONGEST = 1000  # characters


class InvalidOpeningHours(DomainError):
    """The text is not one by which a hub can be run; `reason` is a key of REASONS, `facts` may say where."""

    code: ClassVar[str] = "invalid-opening-hours"
    status = 422
    field = "opening_hours"
    meaning = _l("The opening hours cannot be read.")

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason=reason, **facts)
        self.reason = reason

    def message(self) -> Any:
        return REASONS[self.reason](self.facts)


class NeverOpen(InvalidOpeningHours):
    """The text can be read, but nothing could ever be booked by it: never open, or only by appointment."""

    code = "never-open"


REASONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "blank": lambda facts: _l("Please enter the opening hours, for example: Mo-Fr 08:00-18:00; PH off"),
    "too-long": lambda facts: _l("The text is too long. Please use at most %(most)s characters.", most=LONGEST),
    "syntax": lambda facts: _l(
        "This cannot be read from “%(rest)s” onwards. Please write it like this: Mo-Fr 08:00-18:00; PH off",
        rest=facts["rest"],
    ),
    "quotes": lambda facts: _l(
        'A quotation mark is missing: put remarks between two of them, like this: "please ring".'
    ),
    "no-times": lambda facts: _l(
        "“%(rule)s” names days, but no times. Please write times or off, for example: Sa 09:00-12:00, or: Sa off",
        rule=facts["rule"],
    ),
    "no-days": lambda facts: _l(
        "“%(rule)s” names times, but no days. Please write the days before them, or a comma between two times "
        "of the same days, such as Mo-Fr 08:00-12:00,14:00-18:00.",
        rule=facts["rule"],
    ),
    "mixed": lambda facts: _l(
        "“%(rule)s” can be understood in two ways. Please write it without the comma, for example: "
        "Jun-Aug Sa 10:00-12:00, or give each part its own rule.",
        rule=facts["rule"],
    ),
    "order": lambda facts: _l(
        "“%(rule)s” ends before it begins. Please write both months, such as Jun 24-Jul 30.",
        rule=facts["rule"],
    ),
    "year": lambda facts: _l("“%(rule)s”: please write the year before each date.", rule=facts["rule"]),
    "weekday-of-date": lambda facts: _l(
        "“%(rule)s”: please leave the weekday out where there is a date, or write the date with its year.",
        rule=facts["rule"],
    ),
    "school-holidays": lambda facts: _l(
        "School holidays (SH) are not supported. Please write the dates, for example: Jul 02-Aug 12 off"
    ),
    "sun": lambda facts: _l("Hours based on sunrise or sunset cannot be booked. Please enter clock times."),
    "open-end": lambda facts: _l("Please write when it closes: a time without an end cannot be booked."),
    "repetition": lambda facts: _l("Please write each opening on its own, without “/”."),
    "same-time": lambda facts: _l("The end must be after the start. For a whole day, write 00:00-24:00."),
    "twelve-hours": lambda facts: _l(
        "Please write the hours of the afternoon from 13 to 24, such as 9-17, and those of the night with two digits, "
        "such as 18:00-02:00."
    ),
    "date-dots": lambda facts: _l(
        "Is this a date or a time? Please write dates with two dots, such as 24.12., "
        "and times with a colon, such as 9:30."
    ),
    "time": lambda facts: _l("It contains a time that does not exist. Please correct it."),
    "date": lambda facts: _l("It contains a date that does not exist. Please correct it."),
    "holidays": lambda facts: _l("Please give public holidays their own rule at the end, such as: PH off"),
    "never-open": lambda facts: _l("According to this text, the hub is never open. Please enter times."),
    "by-appointment": lambda facts: _l(
        "A remark alone does not open the hub. Please enter times too, for example: Mo-Fr 08:00-12:00 "
        '|| "by appointment", or: Mo-Fr 08:00-12:00 open "please ring"'
    ),
}
