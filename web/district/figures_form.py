"""The choice of a period."""

import re
from collections.abc import Sequence
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from core.formats import NBSP, day
from core.typed import read_day, why_no_day
from district.choosing import (
    BEFORE,
    COMPARISONS,
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
_MONTH_OR_YEAR = "[0-9]{4}(-[0-9]{1,2})?"


class PeriodForm(Form):  # type: ignore[misc]
    """A period; with "range" its first and last day, of which the whole weeks count.

    `fell_back`: what was asked for cannot be had, so that the usual period is shown. `is_cut`: it is longer than what
    can be shown, which is the beginning of it.
    """

    fell_back = is_cut = False

    period = SelectField(_l("Period"), default=USUAL)
    from_ = StringField(_l("First day"), name="from")
    to = StringField(_l("Last day"), name="to")
    compare = SelectField(_l("Compared with"), default=BEFORE)

    def offer(self, counted: Counted) -> None:
        """The periods of which there are figures."""
        months = months_between(counted.first, counted.last_monday)
        years = sorted({month.year for month in months}, reverse=True)
        self.period.choices = [
            *(SelectChoice(weeks, _("Last %(number)s weeks", number=weeks)) for weeks in LAST_WEEKS),
            *(SelectChoice(month_key(month), month_name(month)) for month in months[:MOST_MONTHS]),
            *(SelectChoice(str(year), _("Year %(year)s", year=year)) for year in years),
            SelectChoice(RANGE, _("From … to …")),
        ]
        self.compare.choices = [
            SelectChoice(BEFORE, _("the time just before")),
            SelectChoice(YEAR_BEFORE, _("the same time a year before")),
        ]

    def chosen(self, counted: Counted, today: date) -> Period:
        """The period; where it cannot be had the usual one, and the fields say what is wrong."""
        if self.compare.data not in COMPARISONS:
            self.compare.errors = [_("There is no such comparison. You can compare with the time just before.")]
            self.compare.data = BEFORE
        if not self.period.raw_data and (self.from_.data or self.to.data):
            self.period.data = RANGE
        is_range = self.period.data == RANGE
        period = self._range(counted, today) if is_range else self._listed(str(self.period.data), counted)
        if period:
            return period
        self.fell_back = True
        usual = period_of(USUAL, counted)
        assert usual is not None
        return usual

    def _listed(self, choice: str, counted: Counted) -> Period | None:
        period = period_of(choice, counted)
        if period is None:
            no_such = _("Please choose one of the periods in the list.")
            self.period.errors = [_no_figures(counted) if re.fullmatch(_MONTH_OR_YEAR, choice) else no_such]
            self.period.data = USUAL
        elif period.month:
            self._offer_also(month_key(period.month), month_name(period.month))
        return period

    def _offer_also(self, choice: str, label: str) -> None:
        """A month that is longer ago than the list goes, and was asked for by its address."""
        self.period.data = choice
        if all(choice != offered.value for offered in self.period.choices):
            self.period.choices.insert(-1, SelectChoice(choice, label))

    def _range(self, counted: Counted, today: date) -> Period | None:
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
            self.to.errors = [_no_figures(counted)]
        elif end > period.last_day and period.weeks[-1] < counted.last_monday:
            self.is_cut = True
        return period

    def _day(self, field: StringField, today: date) -> date | None:
        found = read_day(field.data or "", today)
        if found is None:
            field.errors = [why_no_day(field.data or "", today)]
        else:
            field.data = found.isoformat()
        return found

    def typed_as(self, field: StringField) -> str:
        """A browser's field for dates shows nothing of what is none; so that it is not lost, it stands in one for
        text."""
        return "date" if not field.data or _is_day(field.data) else "text"


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _no_figures(counted: Counted) -> str:
    reach = {"first": day(counted.first), "last": day(counted.last_monday + WEEK - ONE_DAY)}
    return str(_("There are no figures for this time. They cover %(first)s to %(last)s.", **reach))


def month_key(month: Month) -> str:
    """2026-09, as it stands in addresses."""
    return f"{month.year}-{month.month:02}"


def month_name(month: Month) -> str:
    """November 2026."""
    return str(format_date(date(month.year, month.month, 1), "LLLL yyyy"))


def month_names(months: Sequence[Month]) -> str:
    """Of months that follow one another: September 2026 – November 2026."""
    ends = dict.fromkeys((months[0], months[-1]))
    return f"{NBSP}– ".join(month_name(month) for month in ends)
