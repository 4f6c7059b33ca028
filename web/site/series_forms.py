"""What people fill in to book on several days, and to change or cancel a series. The shape of the input only."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField

from bookings import walltime
from bookings.errors import EndBeforeStart
from bookings.series.errors import BadRepetition
from bookings.series.queries import SeriesWish
from bookings.series.rules import DAYS, LAST, Repetition, dates, is_last_of_month, monday_of, nth_of
from core.arguments import read_id
from core.clock import today
from core.formats import LONG_DAYS, locale_code
from web.host.hub_forms import Ticks
from web.host.space_forms import Whole
from web.site.booking_forms import BookingForm, DayField, OptionalDay, is_time

ONCE, NTH, LAST_OF = "", "nth", "last"
MOST_CHOICES = 400
DAY_WORDS = {
    "MO": _l("Monday"),
    "TU": _l("Tuesday"),
    "WE": _l("Wednesday"),
    "TH": _l("Thursday"),
    "FR": _l("Friday"),
    "SA": _l("Saturday"),
    "SU": _l("Sunday"),
}
NTH_WORDS = {1: _l("first"), 2: _l("second"), 3: _l("third"), 4: _l("fourth"), 5: _l("fifth")}
END_MISSING = _l("Please say until when, or how many dates.")
END_TWICE = _l("Please give a last day or a number of dates, not both.")
WRONG_WAY_ROUND = _l("This day lies before the first one. Please exchange the two days, or choose others.")
NO_DATES = _l("No date of this week is still to come. Please choose a later week.")
FIELDS_OF = {"every": "every", "days": "days", "nth": "unit", "until": "until", "count": "count"}
"""At which field it stands that a part of a repetition makes no sense."""


class SeveralDays(FlaskForm):  # type: ignore[misc]
    """On the form of one booking: on which days of the week, and until when it repeats. CSRF is checked for every form
    by core.security."""

    class Meta:
        csrf = False

    days = Ticks(_l("On which days?"), DAY_WORDS, validate_choice=False)
    until = OptionalDay(_l("Every week until"))

    @property
    def is_asked(self) -> bool:
        """Whether more than one booking is meant."""
        return bool(self.days.data or (self.until.raw_data and self.until.raw_data[0].strip()))


class SeriesForm(BookingForm):
    """The times of one day, on which days, and how they repeat; `unit` is one of the rules' units, ONCE (this week
    only), or NTH and LAST_OF for a day of the week in each month."""

    days = Ticks(_l("On which days?"), DAY_WORDS, validate_choice=False)
    every = Whole(_l("Every how many? (1: each one)"), default=1)
    unit = SelectField(_l("Repeat"), validate_choice=False, default=ONCE)
    until = OptionalDay(_l("Until (last day)"))
    count = Whole(_l("Or how many dates"))

    def offer_units(self) -> None:
        """In words, by the day that was chosen."""
        day = self.date.data or today("Europe/Berlin")
        name = LONG_DAYS[locale_code()][day.weekday()]
        units = [
            (ONCE, _("only in this week")),
            ("week", _("every week")),
            ("day", _("every day")),
            ("month", _("every month on day %(day)s", day=day.day)),
            (NTH, _("every month on the %(nth)s %(day)s", nth=NTH_WORDS[nth_of(day)], day=name)),
        ]
        if is_last_of_month(day):
            units.append((LAST_OF, _("every month on the last %(day)s", day=name)))
        self.unit.choices = units
        self.unit.data = self.unit.data if self.unit.data in dict(units) else ONCE

    @property
    def weekdays(self) -> tuple[int, ...]:
        """What was ticked, 0 is Monday."""
        return tuple(sorted({DAYS.index(day) for day in self.days.data or [] if day in DAYS}))

    def repetition(self, zone: str) -> tuple[Repetition, date] | None:
        """How it repeats, and from which day on; None, with a message at the field, when that makes no sense. Days that
        are ticked are those of the whole week of the chosen date, as far as it is not over."""
        day, days = self.date.data, self.weekdays
        if day is None:
            return None
        unit, until, count = self.unit.data or ONCE, self.until.data, self.count.data
        by_weeks = unit in {ONCE, "week"}
        first = max(today(zone), monday_of(day)) if by_weeks and days else day
        if unit == ONCE and until is None and count is None:
            until = monday_of(day) + timedelta(days=6)
            if until < first:
                self.date.errors = [*self.date.errors, NO_DATES]
                return None
        if (until is None) == (count is None):
            self.until.errors = [*self.until.errors, END_MISSING if until is None else END_TWICE]
            return None
        every = self.every.data or 1
        if by_weeks:
            return Repetition(every=every, unit="week", days=days, until=until, count=count), first
        if unit in {NTH, LAST_OF}:
            days, nth = (day.weekday(),), LAST if unit == LAST_OF else nth_of(day)
            return Repetition(every=every, unit="month", days=days, nth=nth, until=until, count=count), first
        return Repetition(every=every, unit="day" if unit == "day" else "month", until=until, count=count), first

    def can_be_planned(self, wish: SeriesWish) -> bool:
        """False, with a message at the field, where the times or the repetition make no sense at all."""
        if wish.ends_minute <= wish.starts_minute:
            self.end.errors = [*self.end.errors, EndBeforeStart().message()]
            return False
        try:
            found = dates(wish.repetition, wish.first_on)
        except BadRepetition as error:
            field = self[FIELDS_OF.get(error.facts["part"], "until")]
            field.errors = [*field.errors, error.message()]
            return False
        if not found:
            self.date.errors = [*self.date.errors, NO_DATES]
        return bool(found)


@dataclass(frozen=True, slots=True)
class Picked:
    """What somebody takes instead of a date that cannot be had: a space from–until, in minutes of that day's clock."""

    space_id: int
    starts_minute: int
    ends_minute: int

    @property
    def token(self) -> str:
        """As a form or an address holds it."""
        return f"{self.space_id} {self.starts_minute} {self.ends_minute}"


def picked_in(values: Any) -> dict[date, Picked]:
    """The choices in a form or an address, by the date for which each is; what is no choice is none."""
    found: dict[date, Picked] = {}
    for name in list(values)[:MOST_CHOICES]:
        day = _iso(name.removeprefix("d-")) if name.startswith("d-") else None
        parts = values[name].split(" ")
        numbers = [read_id(part) if part != "0" else 0 for part in parts]
        if day is None or len(numbers) != 3 or None in numbers:
            continue
        space_id, start, end = (int(number or 0) for number in numbers)
        if space_id and 0 <= start < end <= walltime.HOURS * 60:
            found[day] = Picked(space_id, start, end)
    return found


def days_in(values: Any, name: str) -> set[date]:
    """The dates that a form or an address lists under a name."""
    found = (_iso(text) for text in values.getlist(name)[:MOST_CHOICES])
    return {day for day in found if day is not None}


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-01") else None
    except ValueError:
        return None


class SeriesMoveForm(FlaskForm):  # type: ignore[misc]
    """From which date on, to which times and place. CSRF is checked for every form by core.security."""

    class Meta:
        csrf = False

    first = DayField(_l("From which day on"))
    start = SelectField(_l("From"), [is_time], name="from", validate_choice=False)
    end = SelectField(_l("Until"), [is_time], name="to", validate_choice=False)
    space = SelectField(_l("Place"), validate_choice=False)
    price = HiddenField()
    leaves_some = BooleanField(_l("Dates for which this is not possible stay as they are"))


class RangeForm(FlaskForm):  # type: ignore[misc]
    """From which day to which; both may be left open."""

    class Meta:
        csrf = False

    first = OptionalDay(_l("From"), name="from")
    last = OptionalDay(_l("To (included)"), name="to")

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if is_valid and self.first.data and self.last.data and self.last.data < self.first.data:
            self.last.errors = [*self.last.errors, WRONG_WAY_ROUND]
            return False
        return is_valid
