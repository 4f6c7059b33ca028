"""What hosts fill in to close the hub or to block a place."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from bookings import walltime
from core.clock import BadTime, MissingHour, day_bounds, now
from core.text import one_line
from core.timespans import Interval
from web.site.booking_forms import MISSING, REPEATED, DayField, OptionalDay

MOST_REPEATS = 53
ONE_DAY = timedelta(days=1)
_REASON = [Optional(), Length(max=200, message=_l("Please use at most 200 characters."))]


class _TimesForm(FlaskForm):  # type: ignore[misc]
    """CSRF is checked for every form by core.security. Without times whole days are meant."""

    class Meta:
        csrf = False

    form_key = HiddenField()
    day = DayField(_l("Date"), name="date")
    start = StringField(_l("From"), [Optional()], name="from", filters=[one_line])
    end = StringField(_l("Until"), [Optional()], name="to", filters=[one_line])

    def _moment(self, field: Field, day: date, zone: str, otherwise: datetime) -> datetime | None:
        """`otherwise` when no time is given; None with an error when it names no moment."""
        if not field.data:
            return otherwise
        minutes = walltime.minutes_of(field.data)
        if minutes is None or minutes > 24 * 60:
            field.errors = [_l("Please enter a time, for example 9:00.")]
            return None
        if field is self.end and minutes == 0:
            minutes = 24 * 60
        try:
            return walltime.moment(day, minutes, zone)
        except BadTime as error:
            field.errors = [MISSING if isinstance(error, MissingHour) else REPEATED]
            return None

    def _interval(self, first: date, last: date, zone: str) -> Interval | None:
        start = self._moment(self.start, first, zone, day_bounds(first, zone).start)
        end = self._moment(self.end, last, zone, day_bounds(last, zone).end)
        if start is None or end is None:
            return None
        if end <= start:
            self.end.errors = [_l("The end must be after the start. Please choose a later end.")]
            return None
        return Interval(start, end)


class ClosureForm(_TimesForm):
    """From the first day (and time) to the last day (and time)."""

    day = DayField(_l("First day"), name="date")
    until = OptionalDay(_l("Last day"), [Optional()])
    reason = StringField(_l("Reason"), _REASON, filters=[one_line])

    def interval(self, zone: str) -> Interval | None:
        """When it is closed; None with errors at the fields."""
        if not self.validate():
            return None
        first: date = self.day.data or date.min
        last: date = self.until.data or first
        if last < first:
            self.until.errors = [_l("The last day is before the first.")]
            return None
        found = self._interval(first, last, zone)
        if found and found.end <= now():
            self.until.errors = [_l("This time has already passed.")]
            return None
        return found


REPEATS = [SelectChoice("once", _l("Once")), SelectChoice("weekly", _l("Every week"))]
KINDS = [SelectChoice("private", _l("Not for booking")), SelectChoice("fault", _l("Out of order"))]


class BlockingForm(_TimesForm):
    """One time, or the same wall-clock time every week until a day."""

    space = SelectField(_l("Place"), validate_choice=False)
    kind = SelectField(_l("Why?"), choices=KINDS, default="private")
    repeat = SelectField(_l("How often?"), choices=REPEATS, default="once")
    until = OptionalDay(_l("Last day"), [Optional()], name="last")
    reason = StringField(_l("Note"), _REASON, filters=[one_line])

    def occurrences(self, zone: str) -> tuple[list[Interval], list[date]] | None:
        """The times that are not over, and days on which the clock change leaves such a time out or repeats it."""
        if not self.validate():
            return None
        days = self._days()
        if days is None:
            return None
        found = [(day, self._interval(day, day, zone)) for day in days]
        if found[0][1] is None:
            return None
        for field in (self.start, self.end):
            field.errors = []
        times = [time for _day, time in found if time and time.end > now()]
        if not times:
            self.day.errors = [_l("This time has already passed.")]
            return None
        return times, [day for day, time in found if time is None]

    def _days(self) -> list[date] | None:
        first: date = self.day.data or date.min
        last: date | None = self.until.data
        if self.repeat.data != "weekly":
            return [first]
        if last is None or last < first:
            self.until.errors = [_l("Please say until when it repeats.")]
            return None
        count = (last - first).days // 7 + 1
        if count > MOST_REPEATS:
            self.until.errors = [_l("Please choose a day within a year.")]
            return None
        return [first + n * 7 * ONE_DAY for n in range(count)]


def spaces(places: Any) -> list[tuple[str, str]]:
    return [(str(place.id), place.name) for place in places]
