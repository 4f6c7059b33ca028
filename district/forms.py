"""The choice of a period."""

from collections.abc import Sequence
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from core.formats import day
from core.typed import WHICH_DAY, read_day
from district.choosing import (
    BEFORE,
    LAST_WEEKS,
    RANGE,
    USUAL,
    YEAR_BEFORE,
    Counted,
    Period,
    months_between,
    period_of,
)
from district.periods import ONE_DAY, WEEK, Month

MOST_MONTHS = 24


class PeriodForm(Form):  # type: ignore[misc]
    """A period; with "range" its first and last day, of which the whole weeks count."""

    period = SelectField(_l("Period"), default=USUAL)
    from_ = StringField(_l("First day"), name="from")
    to = StringField(_l("Last day"), name="to")
    compare = SelectField(_l("Compared with"), default=BEFORE)

    def offer(self, counted: Counted) -> None:
        """The periods of which there are figures."""
        months = months_between(counted.first, counted.last_monday)[:MOST_MONTHS]
        years = sorted({month.year for month in months}, reverse=True)
        self.period.choices = [
            *(SelectChoice(weeks, _("Last %(number)s weeks", number=weeks)) for weeks in LAST_WEEKS),
            *(SelectChoice(f"{month.year}-{month.month:02}", month_name(month)) for month in months),
            *(SelectChoice(str(year), _("Year %(year)s", year=year)) for year in years),
            SelectChoice(RANGE, _("From … to …")),
        ]
        self.compare.choices = [
            SelectChoice(BEFORE, _("the time just before")),
            SelectChoice(YEAR_BEFORE, _("the same time a year before")),
        ]

    def chosen(self, counted: Counted, today: date) -> Period:
        """The period; where it cannot be had the usual one, and the field says what is wrong."""
        period = self._period(counted, today)
        usual = period_of(USUAL, counted)
        assert usual is not None
        return period or usual

    def _period(self, counted: Counted, today: date) -> Period | None:
        if not self.period.validate(self):
            self.period.errors = [_("Please choose one of the periods in the list.")]
            return None
        if self.period.data != RANGE:
            return period_of(str(self.period.data), counted)
        if not (self.from_.data or self.to.data):  # just chosen: the days are asked for now, with what they may be
            self.from_.data, self.to.data = (
                d.isoformat() for d in (counted.first, counted.last_monday + WEEK - ONE_DAY)
            )
        begin, end = (self._day(field, today) for field in (self.from_, self.to))
        if begin is None or end is None:
            return None
        if end < begin:
            self.to.errors = [_("The last day is before the first.")]
            return None
        period = period_of(RANGE, counted, begin, end)
        if period is None:
            until = counted.last_monday + WEEK - ONE_DAY
            reach = {"first": day(counted.first), "last": day(until)}
            self.to.errors = [_("There are no figures of this time. They reach from %(first)s to %(last)s.", **reach)]
        return period

    def _day(self, field: StringField, today: date) -> date | None:
        found = read_day(field.data or "", today)
        if found is None:
            field.errors = [WHICH_DAY]
        return found

    @property
    def comparison(self) -> str:
        return YEAR_BEFORE if self.compare.data == YEAR_BEFORE else BEFORE


def month_name(month: Month) -> str:
    """November 2026."""
    return str(format_date(date(month.year, month.month, 1), "LLLL yyyy"))


def month_names(months: Sequence[Month]) -> str:
    """Of months that follow one another: September 2026 – November 2026."""
    ends = dict.fromkeys((months[0], months[-1]))
    return " – ".join(month_name(month) for month in ends)
