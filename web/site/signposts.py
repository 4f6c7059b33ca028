"""The addresses that programs expect on every site: robots.txt, sitemap.xml, /.well-known/, icons, the manifest."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, url_for
from flask_babel import gettext as _
from markupsafe import escape
from werkzeug import Response as BaseResponse

from core import assets
from core.access import PUBLIC, access
from core.clock import now
from core.formats import locale_code
from core.i18n import LANGUAGES
from core.settings import Settings
from core.signposts import addresses
from hubs import queries

blueprint = Blueprint("signposts", __name__)

VALID_DAYS = 300
"""How long security.txt may be believed: RFC 9116 recommends less than a year."""
A_DAY = 24 * 3600
FOR_ALL = (
    "pages.imprint",
    "pages.privacy",
    "pages.accessibility",
    "pages.easy",
    "feedback.form",
    "hubs.index",
    "search.show",
)
COLOURS = {"theme_color": "#235c3c", "background_color": "#fbf8f2"}


@blueprint.get("/robots.txt")
@access(PUBLIC)
def robots() -> Response:
    """Private pages out; they are closed anyway, so this only saves everybody's time."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {pattern}" for pattern in addresses.private_patterns(current_app)]
    return _text([*lines, "", f"Sitemap: {addresses.absolute(url_for('signposts.sitemap'))}"])


@blueprint.get("/sitemap.xml")
@access(PUBLIC)
def sitemap() -> Response:
    """Each page in each language, and which of them belong together."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines += ['<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">']
    for endpoint, arguments in _pages():
        lines += _entries(url_for(endpoint, **arguments))
    return _cached(Response("\n".join([*lines, "</urlset>", ""]), content_type="application/xml; charset=utf-8"))


def _pages() -> Iterator[tuple[str, dict[str, Any]]]:
    """The pages that search engines shall find: endpoint and arguments."""
    yield from ((endpoint, {}) for endpoint in FOR_ALL)
    yield from (("hubs.show", {"slug": hub.slug}) for hub in queries.all_hubs())


def _entries(path: str) -> list[str]:
    languages = {language: addresses.language_address(path, language) for language in LANGUAGES}
    versions = {**languages, "x-default": addresses.absolute(path)}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
        for language, address in versions.items()
    )
    return [f"<url><loc>{escape(address)}</loc>{links}</url>" for address in versions.values()]


@blueprint.get("/.well-known/security.txt")
@access(PUBLIC)
def security() -> Response:
    """Whom to tell about a weakness (RFC 9116)."""
    settings: Settings = current_app.extensions["settings"]
    until = (now() + timedelta(days=VALID_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        [
            f"Contact: {settings.security_address}",
            f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
            f"Preferred-Languages: {', '.join(LANGUAGES)}",
            f"Canonical: {addresses.absolute(url_for('signposts.security'))}",
        ]
    )


@blueprint.get("/.well-known/change-password")
@access(PUBLIC)
def change_password() -> BaseResponse:
    """Where password managers send people."""
    return redirect(url_for("members.change_password"), 302)


@blueprint.get("/favicon.ico")
@access(PUBLIC)
def favicon() -> Response:
    return _file("img/favicon.ico", "image/vnd.microsoft.icon")


@blueprint.get("/apple-touch-icon.png")
@access(PUBLIC)
def touch_icon() -> Response:
    return _file("img/apple-touch-icon.png", "image/png")


@blueprint.get("/site.webmanifest")
@access(PUBLIC)
def manifest() -> Response:
    """How the site looks as a tile on a phone."""
    settings: Settings = current_app.extensions["settings"]
    icons = [_icon(size, "any") for size in (192, 512)] + [_icon(512, "maskable")]
    answer = jsonify(
        name=settings.site_name,
        short_name=settings.site_name,
        description=_("Find a free desk near home and book it in a minute, at the village hubs of the district."),
        lang=locale_code(),
        start_url="/",
        scope="/",
        display="minimal-ui",
        icons=icons,
        **COLOURS,
    )
    answer.mimetype = "application/manifest+json"
    return _cached(answer)


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = f"img/icon-{size}.png" if purpose == "any" else f"img/icon-{size}-{purpose}.png"
    return {"src": assets.address(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _file(name: str, kind: str) -> Response:
    return _cached(Response(assets.file(name).read_bytes(), mimetype=kind))


def _text(lines: list[str]) -> Response:
    return _cached(Response("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"))


def _cached(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
    return response
