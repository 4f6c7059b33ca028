"""A hub's day: the page that keeps itself up to date, the sheet for the wall, the week."""

from datetime import date

from flask import Blueprint, render_template, request
from flask_login import current_user

from bookings import walltime
from bookings.today.cards import cards
from bookings.today.queries import of_days
from bookings.today.rules import day_to_plan
from core import journal
from core.access import HOST, access
from core.clock import day_bounds, now, today
from hubs.models import Hub
from hubs.setup import setup_of
from web.host import walk_ins
from web.host.frame import host_page, hosted_hub
from web.host.money_at_hub import money_at_hub, money_of_day
from web.host.today_board import board, week

blueprint = Blueprint("today", __name__, url_prefix="/host/<slug>")


@blueprint.get("/today")
@access(HOST)
def show(slug: str) -> str:
    """Asked by the page's own script (htmx), the list alone."""
    hub = looked_at(slug)
    setup = setup_of(hub)
    found = board(hub, setup, day_of(hub), current_user.id)
    money = money_of_day(hub, setup, found)
    if request.headers.get("HX-Request"):
        return render_template("host/today/_live.html", hub=hub, board=found, money=money)
    form = walk_ins.form_for(hub, setup, found.free) if found.is_today else None
    return host_page("host/today/show.html", hub, board=found, money=money, walk_in=form)


@blueprint.get("/today/sheet")
@access(HOST)
def sheet(slug: str) -> str:
    hub = looked_at(slug)
    day, moment = day_of(hub), now()
    bounds = day_bounds(day, hub.time_zone)
    setup = setup_of(hub)
    entries = cards(hub, setup, of_days(hub.id, bounds.start, bounds.end, moment), moment)
    money = money_at_hub(setup, [entry.booking for entry in entries])
    days = {"day": day, "moment": moment, "today": today(hub.time_zone)}
    return host_page("host/today/sheet.html", hub, entries=entries, money=money, **days)


@blueprint.get("/week")
@access(HOST)
def week_plan(slug: str) -> str:
    hub = looked_at(slug)
    named, here = walltime.day_of(request.args.get("date", "")), today(hub.time_zone)
    setup = setup_of(hub)
    found = week(hub, setup, named or day_to_plan(here), current_user.id)
    shown = [entry.booking for _day, entries in found.by_day for entry in entries]
    return host_page("host/today/week.html", hub, week=found, today=here, money=money_at_hub(setup, shown))


def looked_at(slug: str) -> Hub:
    """The hub, and a line in the journal: the page shows people's names."""
    hub = hosted_hub(slug)
    journal.note(actor_id=current_user.id, hub_slug=slug, what="today")
    return hub


def day_of(hub: Hub) -> date:
    """The day that the address names, else today."""
    return walltime.day_of(request.args.get("date", "")) or today(hub.time_zone)
