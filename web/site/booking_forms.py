"""What people fill in to book or to move. The shape of the input only: what is allowed, the actions say."""

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from bookings import walltime
from bookings.errors import NoTitleHere, OutsideOpeningHours, TooFarAhead
from core.clock import MissingHour, RepeatedHour
from core.errors import DomainError
from core.text import one_line
from web.site.booking_times import Times, options

MISSING = _l("The clocks go forward that night: this time does not exist. Please choose another.")
REPEATED = _l("The clocks go back that night, so this time happens twice. Please choose a time before or after it.")
FIELDS = {"starts_at": "start", "ends_at": "end", "space": "space", "title": "title"}
Places = list[tuple[str, Any]] | dict[str, list[tuple[str, Any]]]
"""Choices of a select: ids with names, or such lists by the heading above them."""
LastDay = date | None
WallTimes = tuple[date, int, int]
"""A day, and start and end in minutes of its clock."""


class DayField(DateField):  # type: ignore[misc]
    """A date whose error says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = walltime.day_of(valuelist[0]) if valuelist else None
        if self.data is None:
            raise ValueError(walltime.why_no_day(valuelist[0] if valuelist else ""))


class OptionalDay(DayField):
    """May be left empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            super().process_formdata(valuelist)


def is_time(_form: FlaskForm, field: SelectField) -> None:
    if walltime.minutes_of(field.data or "") is None:
        raise ValidationError(_l("Please choose a time, for example 9:00."))


class TimesForm(FlaskForm):  # type: ignore[misc]
    """A place and a time; `price` is what was shown of what it costs (`PriceQuote.agreed`). `end` is a time of the day
    on which it begins, or of the `last_day`, for which the forms of lockers ask.

    CSRF is checked for every form by core.security, so also for this one."""

    class Meta:
        csrf = False

    space = SelectField(_l("Place"), validate_choice=False)
    date = DayField(_l("Date"))
    start = SelectField(_l("From"), [is_time], name="from", validate_choice=False)
    end = SelectField(_l("Until"), [is_time], name="to", validate_choice=False)
    price = HiddenField()

    @property
    def last_day(self) -> LastDay:
        """The day on which it ends, where one is asked for it."""
        return None

    def offer(self, times: Times, places: Places) -> None:
        """What can be chosen; what was typed stays."""
        self.start.choices = options(times.starts, self.start.data)
        self.end.choices = options(times.ends, self.end.data)
        self.space.choices = places

    def moments(self, zone: str) -> tuple[datetime, datetime] | None:
        """Start and end in UTC; None, with a message at the field, when they name no moment."""
        start = self._moment(self.start, zone)
        end = self._moment(self.end, zone)
        return (start, end) if start and end else None

    @property
    def names_no_moment(self) -> WallTimes | None:
        """Day, start and end when all is well typed but the clock change leaves a time out or repeats it."""
        start, end = walltime.minutes_of(self.start.data or ""), walltime.minutes_of(self.end.data or "")
        if self.date.data is None or start is None or end is None or not (self.start.errors or self.end.errors):
            return None
        days = (self.last_day - self.date.data).days if self.last_day else 0
        return self.date.data, start, end + days * walltime.MINUTES_OF_DAY

    @property
    def is_wrong(self) -> bool:
        """Whether an error stands at the place or the time: then there is nothing to promise."""
        return any(self[name].errors for name in ("space", "date", "start", "to_date", "end") if name in self)

    def refuse(self, error: DomainError) -> None:
        """Show a named error at its field, or on top when it has none. What another day would mend stands there."""
        is_closed_day = isinstance(error, OutsideOpeningHours) and error.is_closed_day
        is_days_fault = isinstance(error, TooFarAhead) or is_closed_day
        is_last_days = is_closed_day and self.last_day is not None and error.field == "ends_at"
        is_unasked = isinstance(error, NoTitleHere)  # the page has no such field then
        day = "to_date" if is_last_days else "date"
        name = day if is_days_fault else None if is_unasked else FIELDS.get(error.field or "")
        if name and name in self:
            field = self[name]
            field.errors = [*field.errors, error.message()]

    def _moment(self, field: SelectField, zone: str) -> datetime | None:
        minutes = walltime.minutes_of(field.data or "")
        day = (self.last_day if field is self.end else None) or self.date.data
        if minutes is None or day is None:
            return None
        if field is self.end and minutes == 0:
            minutes = 24 * 60
        try:
            return walltime.moment(day, minutes, zone)
        except (MissingHour, RepeatedHour) as error:
            field.errors = [*field.errors, MISSING if isinstance(error, MissingHour) else REPEATED]
            return None


class BookingForm(TimesForm):
    """`form_key` is new each time the form is shown, so that one that is sent twice books once. `then`: what is to be
    booked afterwards (`booking_pages.rest_of`)."""

    then = HiddenField()
    hub = HiddenField()
    kind = HiddenField()
    form_key = HiddenField()
    title = StringField(
        _l("What for?"),
        [Optional(), Length(max=120, message=_l("Please use at most 120 characters."))],
        filters=[one_line],
    )


class MoveForm(TimesForm):
    """`seen` is the booking's stamp when the form was shown."""

    seen = HiddenField()


class OverDays:
    """What is mixed into the forms of lockers: a booking may end on another day."""

    to_date = OptionalDay(_l("Last day"))

    @property
    def last_day(self) -> LastDay:
        return self.to_date.data


class LockerForm(OverDays, BookingForm):
    """A new booking of a locker."""


class LockerMoveForm(OverDays, MoveForm):
    """A locker's booking that is to be moved."""
