"""A hub's own figures, for its hosts: one page, counted as the district counts, and nothing hidden. No names."""

from flask import Blueprint, redirect, request, url_for
from werkzeug import Response

from core.access import HOST, access
from core.clock import now, today
from district.choosing import compared_with
from district.own import counted_of, own_figures, state_of
from district.periods import ONE_DAY, WEEK, monday_of
from hubs.words import KINDS
from web.district.figures import helpers
from web.district.figures_form import PeriodForm
from web.host.figures_page import Chosen, chosen, running_week
from web.host.frame import host_page, hosted_hub

blueprint = Blueprint("own_figures", __name__, url_prefix="/host/<slug>/figures")


@blueprint.get("")
@access(HOST)
def show(slug: str) -> tuple[str, int] | str:
    """The week that runs, and a period of whole weeks that are over, compared with another."""
    hub = hosted_hub(slug)
    state = state_of(hub, now())
    here = today(hub.time_zone)
    monday, counted, form = monday_of(here), counted_of(state), PeriodForm(request.args)
    first, last = monday - WEEK, monday + WEEK - ONE_DAY
    part: Chosen | None = None
    if counted is None:
        own = own_figures(hub, state, first, last)
    else:
        form.offer(counted)
        period = form.chosen(counted, here)
        compared = compared_with(period, form.compare.data)
        own = own_figures(hub, state, min(first, period.first_day, compared.first_day), last)
        part = chosen(own, period, compared, counted)
    what = {"week": running_week(own, here, state.first), "chosen": part, "form": form, "counted": counted}
    page = host_page("host/figures.html", hub, **what, kind_words=KINDS, today=here, **helpers())
    return (page, 422) if form.errors else page


@blueprint.get("/days")
@access(HOST)
def days(slug: str) -> Response:
    """Where the days stood before they and the weeks became one page."""
    return redirect(url_for("own_figures.show", slug=slug), 308)
