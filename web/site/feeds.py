"""The addresses that calendar programs read, without log-in: a secret in the address is the key; a hub's is public.

A calendar is not sent again to whoever has it already (RFC 9110, section 13)."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, request, url_for
from flask_babel import gettext as _

from calendars.feeds import public, queries
from calendars.feeds.entries import facts_of
from calendars.feeds.queries import FeedHub, FeedSource
from calendars.feeds.rules import MOST, window
from calendars.writing import text as writing
from core import journal
from core.access import LINK, PUBLIC, access
from core.clock import day_bounds, now, today
from core.formats import DEFAULT_ZONE, locale_code
from core.settings import Settings
from core.signposts.addresses import absolute
from core.timespans import Interval
from hubs import queries as hub_queries
from hubs.models import Hub

blueprint = Blueprint("feeds", __name__)

PRIVATE, SHARED = "private, no-cache", "public, max-age=300"
FORMAT = 3
"""Count it up when the same facts are written in another way: all programs then fetch anew."""

SETTLED = timedelta(seconds=2)
"""Last-Modified knows whole seconds: within them something may change unseen."""


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
    return _answer(depends_on, changed_at, PRIVATE, lambda: _of_source(source, parts, span, moment))


@blueprint.get("/hubs/<slug>/calendar.ics")
@access(PUBLIC)
def of_hub(slug: str) -> Response:
    """From today on, in the language that is asked for."""
    g.without_cookies = True
    hub = hub_queries.hub_by_slug(slug) or abort(404)
    moment, day = now(), today(hub.time_zone)
    span = window(day, 0, hub.time_zone)
    traces = public.traces_of(hub.id, span, moment)
    changed_at = max(day_bounds(day, hub.time_zone).start, traces.changed_at or hub.created_at)
    about = (hub.id, hub.slug, hub.name, hub.address, hub.time_zone, hub.setup_stamp)
    depends_on = (about, traces.values, day, locale_code(), _site())
    return _answer(depends_on, changed_at, SHARED, lambda: _of_hub(hub, span, moment))


def address_of_feed(secret: str) -> str:
    """For other devices: by the site's own address (BASE_URL), never that by which somebody happened to ask."""
    return absolute(url_for("feeds.feed", secret=secret))


def address_of_hub(slug: str) -> str:
    return absolute(url_for("feeds.of_hub", slug=slug))


def webcal(address: str) -> str:
    """The same address for `webcal://` links, which open the calendar program of the device."""
    return "webcal://" + address.partition("://")[2]


def _of_source(source: FeedSource, parts: list[FeedHub], span: Interval, moment: datetime) -> bytes:
    """Names that a host's program gets are noted, as if the host had looked at them."""
    if source.hub_slug:
        journal.note(actor_id=source.member_id, hub_slug=source.hub_slug, what="feed")
    entries = queries.entries_of(source, span, moment)
    about = _about(sum(part.number for part in parts))
    zones = {part.hub_id: part.zone for part in parts}
    patterns = queries.patterns_of(entries, zones) if source.kind == "own" else {}  # hosts ask who comes on a day
    return writing.calendar(_name(source), about, facts_of(source, parts, entries, patterns, moment))


def _of_hub(hub: Hub, span: Interval, moment: datetime) -> bytes:
    name = _("%(hub)s: when places are taken", hub=hub.name)
    about = _("Without names. At most %(most)s entries, the nearest first.", most=MOST)
    return writing.calendar(name, about, public.entries(hub, span, moment))


def _name(source: FeedSource) -> str:
    if source.hub_name is None:
        return str(_("My bookings – %(site)s", site=_site()[0]))
    if source.space_name is None:
        return str(_("Bookings – %(hub)s", hub=source.hub_name))
    return f"{source.space_name} – {source.hub_name}"


def _about(number: int) -> str:
    if number <= MOST:
        return str(_("Changes appear here automatically. To change a booking, follow its link."))
    return str(_("Shows the nearest %(most)s of %(number)s bookings.", most=MOST, number=number))


def _site() -> tuple[str, str]:
    settings: Settings = current_app.extensions["settings"]
    return settings.site_name, settings.public_url


def _answer(depends_on: tuple[Any, ...], changed_at: datetime, cache: str, make: Callable[[], bytes]) -> Response:
    """304 without calling `make` when the program has what `depends_on` stands for; else the calendar."""
    etag = hashlib.sha256(repr((FORMAT, depends_on)).encode()).hexdigest()[:32]
    known = _known(etag) if request.if_none_match else None
    if known or (not request.if_none_match and _has_since(changed_at)):
        response = Response(status=304)
    else:
        response = Response(make(), content_type="text/calendar; charset=utf-8")
    response.set_etag(known or etag)
    if now() - changed_at > SETTLED:
        response.last_modified = changed_at
    response.headers["Cache-Control"] = cache
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _known(etag: str) -> str | None:
    """The tag by which the program has it; a compressed answer's bears the name of the compression."""
    tags = (etag, f"{etag}:br", f"{etag}:gzip")
    return next((tag for tag in tags if request.if_none_match.contains_weak(tag)), None)


def _has_since(changed_at: datetime) -> bool:
    since = request.if_modified_since
    return since is not None and changed_at.replace(microsecond=0) <= since and now() - changed_at > SETTLED
