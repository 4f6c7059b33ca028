"""The day plan of a hub: as a page, and as a panel of the hub's page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug import Response

from bookings import dayplan, queries
from bookings.views import blueprint
from core.access import PUBLIC, access
from core.clock import day_bounds, now, today
from core.formats import locale_code
from hubs import hours
from hubs.models import Hub
from hubs.queries import hub_by_slug
from hubs.setup import Setup, open_intervals, setup_of
from hubs.words import FEATURES


@blueprint.get("/hubs/<slug>/days/<day>")
@access(PUBLIC)
def day_plan(slug: str, day: str) -> str:
    hub = hub_by_slug(slug) or abort(404)
    date_shown = _date(day) or abort(404)
    setup = setup_of(hub)
    return render_template(
        "bookings/day_plan.html",
        hub=hub,
        plan=_plan(hub, setup, date_shown),
        shortest=setup.rules.min_minutes,
        today=today(hub.time_zone),
        last_day=today(hub.time_zone) + timedelta(days=setup.rules.horizon_days),
    )


@blueprint.get("/hubs/<slug>/days")
@access(PUBLIC)
def choose_day(slug: str) -> Response:
    """The date form's target: leads on to the plan of that day, or of today when the date cannot be read."""
    hub = hub_by_slug(slug) or abort(404)
    chosen = _date(request.args.get("date", "")) or today(hub.time_zone)
    return redirect(url_for("bookings.day_plan", slug=slug, day=chosen.isoformat()))


def panel(hub: Hub, setup: Setup) -> Markup:
    """Today's plan, or the next open day's, for the hub's own page."""
    plan = _plan(hub, setup, next_open_day(hub, setup))
    return Markup(  # noqa: S704  # rendered by our own template, which escapes
        render_template("bookings/_day_plan_panel.html", hub=hub, plan=plan, shortest=setup.rules.min_minutes)
    )


def next_open_day(hub: Hub, setup: Setup) -> date:
    """Today if the hub is open now or opens later today, else the day on which it opens next."""
    first = today(hub.time_zone)
    for n in range(setup.rules.horizon_days + 1):
        day = first + timedelta(days=n)
        start, end = day_bounds(day, hub.time_zone)
        if open_intervals(hub, setup, max(start, now()), end):
            return day
    return first


def _plan(hub: Hub, setup: Setup, day: date) -> dayplan.Plan:
    start, end = day_bounds(day, hub.time_zone)
    opened = open_intervals(hub, setup, start, end)
    longest = max((place.turnaround for place in setup.places), default=timedelta(0))
    taken = queries.taken_by_space([hub.id], start, end + longest, now()) if opened else {}
    mine = queries.ids_of_member(current_user.id, hub.id, start, end) if current_user.is_authenticated else set()
    urls = dayplan.Urls(url_for("bookings.new"), url_for("bookings.show", booking_id="BOOKING"), day)
    plan = dayplan.plan_of(hub, setup, day, opened, taken, mine, now(), urls)
    before, after = dayplan.days_around(day, today(hub.time_zone), setup.rules.horizon_days)
    return replace(
        plan,
        rows=_named(plan.rows),
        note=_note(hub, setup, day, plan),
        prev_url=url_for("bookings.day_plan", slug=hub.slug, day=before) if before else None,
        next_url=url_for("bookings.day_plan", slug=hub.slug, day=after) if after else None,
    )


def _named(rows: list[dayplan.Row]) -> list[dayplan.Row]:
    """Features in words, but only those that tell the spaces apart: what all have says nothing here."""
    common = set.intersection(*(set(row.features) for row in rows)) if rows else set()
    distinct = {feature for row in rows for feature in row.features} - common
    known = {feature: str(FEATURES.get(feature, feature)) for feature in distinct}
    return [row._replace(features=tuple(known[f] for f in row.features if f in known)) for row in rows]


def _note(hub: Hub, setup: Setup, day: date, plan: dayplan.Plan) -> Any:
    """What is special about the day: a holiday, a closure, over, not open yet."""
    shown = hours.week(hub.opening_hours, hub.time_zone, hub.holiday_state, day, 1, setup.closures, locale_code())[0]
    if not setup.places:
        return _("There is nothing to book in this hub yet.")
    if plan.is_closed:
        why = shown.holiday or shown.closed_for
        return _("Closed on this day: %(why)s.", why=why) if why else _("The hub is closed on this day.")
    if day < today(hub.time_zone):
        return _("This day is over.")
    if day > today(hub.time_zone) + timedelta(days=setup.rules.horizon_days):
        return _("This day cannot be booked yet: bookings open %(days)s days ahead.", days=setup.rules.horizon_days)
    return shown.holiday or shown.closed_for


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
