"""The form for somebody who has called: any place of a kind, or a certain one; day and times from the hub's hours."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from bookings import availability
from bookings.walltime import day_of, text_on
from bookings.words import ANY
from core.arguments import read_id
from core.clock import day_bounds, now, today
from hubs.models import Hub
from hubs.rules import KINDS
from hubs.setup import Place, Setup
from hubs.words import FEATURES
from hubs.words import KINDS as KIND_WORDS
from web.host.today_forms import CallerForm
from web.site import booking_times
from web.site.day_plan_rows import Plan, Urls, plan_of

ANY_OF = "kind:"


def completed(hub: Hub, setup: Setup, values: Mapping[str, str]) -> MultiDict[str, Any]:
    """The address's day and place; times that the hub is open."""
    day = max(day_of(values.get("date", "")) or today(hub.time_zone), today(hub.time_zone))
    times = booking_times.times(hub, setup, setup.rules, day)
    clock = text_on(day, now(), hub.time_zone)
    first, last = next((start for start in times.starts if start >= clock), times.starts[-1]), times.ends[-1]
    space = values.get("space") or ANY_OF + next((kind for kind in KINDS if setup.of_kind(kind)), "desk")
    given = {"date": day.isoformat(), "from": values.get("from", first), "to": values.get("to", last)}
    return MultiDict({"space": space[:20], **given})


def offer_choices(hub: Hub, setup: Setup, form: CallerForm) -> None:
    kinds = [kind for kind in KINDS if setup.of_kind(kind)]
    any_of: list[tuple[str, Any]] = [(ANY_OF + kind, ANY[kind]) for kind in kinds]
    places = {str(KIND_WORDS[kind]): [(str(p.id), p.name) for p in setup.of_kind(kind)] for kind in kinds}
    day = form.date.data or today(hub.time_zone)
    form.offer(booking_times.times(hub, setup, setup.rules, day), {str(_("Any free place")): any_of, **places})


def strip(hub: Hub, setup: Setup, form: CallerForm) -> Plan:
    """What is free and taken on the day of the form; a free time leads to the form with it. One query."""
    day = form.date.data or today(hub.time_zone)
    start, end = day_bounds(day, hub.time_zone)
    there = availability.look(hub, setup, start, end, now())
    urls = Urls(url_for("today.caller", slug=hub.slug), "", day)
    plan = plan_of(hub, setup, day, there, {}, urls, FEATURES)
    wanted = places(setup, form.space.data)
    kinds = {place.kind for place in wanted} or {"desk"}
    return replace(plan, rows=[row for row in plan.rows if row.kind in kinds])


def places(setup: Setup, text: str | None) -> list[Place]:
    """What would do, those outside rooms first; none for what the hub has not."""
    wanted = text or ""
    if wanted.startswith(ANY_OF):
        return sorted(setup.any_of(wanted.removeprefix(ANY_OF)), key=lambda place: place.room_id is not None)
    place = setup.place(read_id(wanted))
    return [place] if place else []
