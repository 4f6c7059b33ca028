"""The addresses that calendar programs read, without log-in: a secret in the address is the key; a hub's is public."""

from datetime import datetime
from itertools import chain, islice

from flask import Response, abort, current_app, g
from flask_babel import gettext as _

from calendars.feeds import busy, busy_queries, queries
from calendars.feeds.entries import facts_of
from calendars.feeds.queries import Part, Source
from calendars.feeds.rules import MOST, window
from calendars.writing import text as writing
from core import journal
from core.access import LINK, PUBLIC, access
from core.clock import day_bounds, now, today
from core.formats import DEFAULT_ZONE, locale_code
from core.settings import Settings
from core.timespans import Interval
from hubs import queries as hub_queries
from hubs.models import Hub
from hubs.setup import setup_of
from web.site.calendar_answers import answer
from web.site.feed_routes import blueprint

PRIVATE, SHARED = "private, no-cache", "public, max-age=300"


@blueprint.get("/feeds/<secret>.ics")
@access(LINK)
def feed(secret: str) -> Response:
    """At most three statements say whether anything has changed. A new day is a change: the window moves on."""
    g.without_cookies = True
    source = queries.source_of(secret) or abort(404)
    g.locale = source.locale
    moment, zone = now(), source.zone or DEFAULT_ZONE
    day = today(zone)
    span = window(day, source.window_days, zone)
    parts = queries.parts_of(source, span, moment)
    people = queries.people_of(source, span, moment) if source.hub_id else []
    changed_at = max([day_bounds(day, zone).start, *(part.changed_at for part in parts)])
    depends_on = (source, parts, people, day, _site())
    return answer(depends_on, changed_at, PRIVATE, lambda: _of_source(source, parts, span, moment))


@blueprint.get("/hubs/<slug>/calendar.ics")
@access(PUBLIC)
def of_hub(slug: str) -> Response:
    """From today on, in the language that is asked for."""
    g.without_cookies = True
    hub = hub_queries.hub_by_slug(slug) or abort(404)
    moment, day = now(), today(hub.time_zone)
    span = window(day, 0, hub.time_zone)
    traces = busy_queries.traces_of(hub.id, span, moment)
    changed_at = max(day_bounds(day, hub.time_zone).start, traces.changed_at or hub.created_at)
    about = (hub.id, hub.slug, hub.name, hub.address, hub.time_zone, hub.setup_stamp)
    depends_on = (about, traces.values, day, locale_code(), _site())
    return answer(depends_on, changed_at, SHARED, lambda: _of_hub(hub, span, moment))


def _of_source(source: Source, parts: list[Part], span: Interval, moment: datetime) -> bytes:
    """Names that a host's program gets are noted, as if the host had looked at them."""
    if source.hub_slug:
        journal.note(actor_id=source.member_id, hub_slug=source.hub_slug, what="feed")
    entries = queries.entries_of(source, span, moment)
    about = _about(sum(part.number for part in parts))
    return writing.calendar(_name(source), about, facts_of(source, parts, entries, moment))


def _of_hub(hub: Hub, span: Interval, moment: datetime) -> bytes:
    taken = busy.taken(hub, setup_of(hub), busy_queries.taken_in(hub.id, span, moment))
    entries = chain(busy.closed(hub, busy_queries.closures_of(hub.id, span)), taken)
    name = _("%(hub)s: when places are taken", hub=hub.name)
    about = _("Without names. At most %(most)s entries, the nearest ones.", most=MOST)
    return writing.calendar(name, about, islice(entries, MOST))


def _name(source: Source) -> str:
    if source.hub_name is None:
        return str(_("My bookings – %(site)s", site=_site()[0]))
    if source.space_name is None:
        return str(_("Bookings – %(hub)s", hub=source.hub_name))
    return f"{source.space_name} – {source.hub_name}"


def _about(number: int) -> str:
    if number <= MOST:
        return str(_("Changes appear here by themselves. To change a booking, follow its link."))
    return str(_("Shows the nearest %(most)s of %(number)s bookings.", most=MOST, number=number))


def _site() -> tuple[str, str]:
    settings: Settings = current_app.extensions["settings"]
    return settings.site_name, settings.public_url
