"""The day plan of a hub: as a page, and as a panel of the hub's page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug import Response

from bookings import availability, queries, walltime
from core.access import PUBLIC, access
from core.clock import day_bounds, now, today
from core.formats import locale_code, span
from hubs import hours
from hubs.models import Hub
from hubs.queries import hub_by_slug
from hubs.setup import Setup, setup_of
from hubs.words import FEATURES
from web.site import day_plan_rows
from web.site.book import blueprint
from web.site.floor_plan import panel_of_day
from web.site.full_times import full_times
from web.site.hub_words import next_open_day


@blueprint.get("/hubs/<slug>/days/<day>")
@access(PUBLIC)
def day_plan(slug: str, day: str) -> str:
    hub = hub_by_slug(slug) or abort(404)
    date_shown = _date(day) or abort(404)
    setup = setup_of(hub)
    plan = _plan(hub, setup, date_shown)
    end_of_day = day_bounds(date_shown, hub.time_zone).end
    return render_template(
        "site/bookings/day_plan.html",
        hub=hub,
        plan=plan,
        full=full_times(hub, setup, plan, now()),
        floor=panel_of_day(hub, setup, date_shown, request.args),
        next_open=next_open_day(hub, setup, max(now(), end_of_day)) if plan.is_closed else None,
        shortest=setup.rules.min_minutes,
        today=today(hub.time_zone),
        last_day=today(hub.time_zone) + timedelta(days=setup.rules.horizon_days),
    )


@blueprint.get("/hubs/<slug>/days")
@access(PUBLIC)
def choose_day(slug: str) -> Response:
    """The date form's target: leads on to the plan of that day, or of today when the date cannot be read."""
    hub = hub_by_slug(slug) or abort(404)
    chosen = walltime.day_of(request.args.get("date", "")) or today(hub.time_zone)
    times: dict[str, Any] = {name: request.args[name][:8] for name in ("from", "to") if request.args.get(name)}
    return redirect(url_for("bookings.day_plan", slug=slug, day=chosen.isoformat(), **times))


def panel(hub: Hub, setup: Setup) -> Markup:
    """Today's plan, or the next open day's, for the hub's own page."""
    plan = _plan(hub, setup, next_open_day(hub, setup, now()) or today(hub.time_zone))
    full = full_times(hub, setup, plan, now())
    what: dict[str, Any] = {"hub": hub, "plan": plan, "full": full, "shortest": setup.rules.min_minutes}
    # Rendered by our own template, which escapes.
    return Markup(render_template("site/bookings/_day_plan_panel.html", **what))  # noqa: S704


def _plan(hub: Hub, setup: Setup, day: date) -> day_plan_rows.Plan:
    start, end = day_bounds(day, hub.time_zone)
    there = availability.look(hub, setup, start, end, now())
    mine = queries.own_by_space(current_user.id, hub.id, start, end, now()) if current_user.is_authenticated else {}
    urls = day_plan_rows.Urls(url_for("bookings.new"), url_for("bookings.show", booking_id="BOOKING"), day)
    plan = day_plan_rows.plan_of(hub, setup, day, there, mine, urls, FEATURES)
    before, after = day_plan_rows.days_around(day, today(hub.time_zone), setup.rules.horizon_days)
    return replace(
        plan,
        note=_note(hub, setup, day, plan),
        prev_url=url_for("bookings.day_plan", slug=hub.slug, day=before) if before else None,
        next_url=url_for("bookings.day_plan", slug=hub.slug, day=after) if after else None,
    )


def _note(hub: Hub, setup: Setup, day: date, plan: day_plan_rows.Plan) -> Any:
    """What is special about the day: a holiday, a closure, over, not open yet."""
    shown = hours.week(hub.opening_hours, hub.time_zone, hub.holiday_state, day, 1, setup.closures, locale_code())[0]
    if not setup.places:
        return _("There is nothing to book at this hub yet.")
    if plan.is_closed:
        why = shown.holiday or shown.closed_for
        return _("Closed on this day: %(why)s.", why=why) if why else _("The hub is closed on this day.")
    if day < today(hub.time_zone):
        return _("This day is over.")
    if day > today(hub.time_zone) + timedelta(days=setup.rules.horizon_days):
        return _(
            "This day cannot be booked yet: you can book up to %(days)s days ahead.", days=setup.rules.horizon_days
        )
    return shown.holiday or _closed_in_part(hub, setup, day)


def _closed_in_part(hub: Hub, setup: Setup, day: date) -> str | None:
    """When the hub is closed on a day on which it is also open, and why, as far as a reason is given."""
    start, end = day_bounds(day, hub.time_zone)
    told = (
        _("Closed %(when)s: %(why)s.", when=span(max(c.start, start), min(c.end, end), hub.time_zone), why=c.reason)
        for c in setup.closures
        if c.reason and c.start < end and start < c.end
    )
    return " ".join(map(str, told)) or None


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
