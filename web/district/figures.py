"""The district's page: how the hubs are used. For reviewers; no names."""

from datetime import date

from flask import Blueprint, render_template, request

from core.access import REVIEWER, access
from core.clock import today
from core.formats import DAYS, DEFAULT_ZONE, LONG_DAYS, day_and_weekday, locale_code, short_day
from district import published, words
from district.choosing import compared_with, longest_comparable
from district.periods import Month
from web.district.figures_form import PeriodForm, month_name, month_names
from web.district.figures_words import overview

blueprint = Blueprint("district", __name__)


@blueprint.get("/district")
@access(REVIEWER)
def index() -> tuple[str, int] | str:
    """The utilisation of all hubs in a period of whole weeks, compared with another."""
    counted = published.counted()
    if counted is None:
        return render_template("district/empty.html")
    form = PeriodForm(request.args)
    form.offer(counted)
    period = form.chosen(counted, today(DEFAULT_ZONE))
    found = overview(period, compared_with(period, form.compare.data), counted)
    shorter = longest_comparable(counted)
    page = render_template("district/index.html", form=form, page=found, shorter=shorter, **helpers())
    return (page, 422) if form.errors else page


def helpers() -> dict[str, object]:
    """How the templates write numbers and days."""
    language = locale_code()
    return {
        "days": list(zip(DAYS[language], LONG_DAYS[language], strict=True)),
        "percent": words.percent,
        "number": words.number,
        "hours": words.hours,
        "short_day": short_day,
        "day_and_weekday": day_and_weekday,
        "calendar_week": calendar_week,
        "month_name": month_name,
        "month_names": month_names,
        "short_month": short_month,
    }


def calendar_week(monday: date) -> int:
    return monday.isocalendar().week


def short_month(month: Month) -> str:
    """11/26."""
    return f"{month.month}/{month.year % 100:02}"
