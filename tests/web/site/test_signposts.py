"""What programs look for on a site: robots.txt, its map, security.txt, icons, one address for each page."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from PIL import Image
from pydantic import ValidationError

from core.access import PUBLIC
from core.db import db
from core.settings import Settings
from core.signposts import page_links
from core.transactions import transaction
from hubs.models import Hub
from tests.support import sitemap
from tests.support.house import house

pytestmark = pytest.mark.one_database
BASE = "http://localhost"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
HOSTILE = '</script><script>alert(1)</script><!-- " & <script'


def test_robots_are_kept_out_of_all_that_is_private_and_of_nothing_else(demo_app: Flask) -> None:
    client, samples = demo_app.test_client(), sitemap.prepare(demo_app)
    text = client.get("/robots.txt").text
    closed = [pattern.replace("*", ".*") for pattern in re.findall(r"^Disallow: (\S+)$", text, re.MULTILINE)]
    wrong = []
    for endpoint, addresses in sitemap.addresses(demo_app, samples).items():
        is_public = demo_app.view_functions[endpoint].access is PUBLIC  # type: ignore[attr-defined]
        secrets = (samples.code, samples.sign, sitemap.FEED, "broken", "/mails/", "/invitations/", "/signup/confirm/")
        is_secret = any(secret in addresses[0] for secret in secrets)
        if not is_public or is_secret:
            wrong += [f"{a} is open" for a in addresses if not any(re.match(pattern, a) for pattern in closed)]
    assert wrong == []
    for path in ("/", "/hubs", f"/hubs/{sitemap.HUB}", "/imprint", "/privacy", "/accessibility", "/sitemap.xml"):
        assert not any(re.match(pattern, path) for pattern in closed), path
    assert text.startswith("User-agent: *\n")
    assert f"Sitemap: {BASE}/sitemap.xml\n" in text


def test_site_map_names_public_pages_in_both_languages(app: Flask) -> None:
    house(app, "bakede")
    house(app, "im-aufbau", is_public=False)
    answer = app.test_client().get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    found = {entry.findtext(f"{MAPS}loc"): entry for entry in ElementTree.fromstring(answer.data)}
    for path in ("/", "/hubs", "/hubs/bakede", "/imprint", "/privacy", "/accessibility", "/easy-language"):
        versions = {"de": f"{BASE}{path}?lang=de", "en": f"{BASE}{path}?lang=en", "x-default": BASE + path}
        for address in versions.values():
            links = {link.get("hreflang"): link.get("href") for link in found[address].iter(LINK)}
            assert links == versions
    assert "im-aufbau" not in answer.text
    client = app.test_client()
    assert {client.get(address.removeprefix(BASE)).status_code for address in found if address} == {200}


def test_security_txt_is_complete_and_not_out_of_date(make_app: Callable[..., Flask]) -> None:
    answer = make_app(contact_mail="info@example.org").test_client().get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.strip().splitlines())
    assert fields["Contact"] == "mailto:info@example.org"
    assert fields["Canonical"] == f"{BASE}/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "de, en"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=366)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("security@example.org", "mailto:security@example.org"), ("https://example.org/x", "https://example.org/x")],
)
def test_security_contact_is_a_setting(make_app: Callable[..., Flask], given: str, shown: str) -> None:
    answer = make_app(security_contact=given).test_client().get("/.well-known/security.txt")
    assert f"Contact: {shown}\n" in answer.text


@pytest.mark.parametrize("wrong", ["x", "http://example.org", "https://", "a@b\nContact: mailto:x@y.z", "https://a b"])
def test_security_contact_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="mail address"):
        Settings(_env_file=None, security_contact=wrong)  # type: ignore[call-arg]


def test_password_managers_are_sent_to_the_password_page(demo_app: Flask) -> None:
    client = demo_app.test_client()
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer.location) == (302, "/profile/password")
    assert (
        client.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200").status_code == 404
    )


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_icons_are_there(app: Flask, method: str) -> None:
    client = app.test_client()
    for path, kind in (("/favicon.ico", "image/vnd.microsoft.icon"), ("/apple-touch-icon.png", "image/png")):
        with client.open(path, method=method) as answer:
            assert (answer.status_code, answer.mimetype) == (200, kind)
            if method == "GET":
                assert Image.open(BytesIO(answer.data)).size in {(48, 48), (180, 180)}


def test_manifest_names_icons_of_the_size_that_it_says(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/site.webmanifest?lang=de")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert (manifest["name"], manifest["lang"], manifest["start_url"]) == ("LEBENS-RAUM", "de", "/")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as picture:
            assert "x".join(map(str, Image.open(BytesIO(picture.data)).size)) == icon["sizes"]


@pytest.mark.parametrize(
    ("path", "canonical", "plain"),
    [
        ("/", "/", "/"),
        ("/?lang=en", "/?lang=en", "/"),
        ("/?near=Bakede&date=tomorrow&lang=xx", "/", "/"),
        ("/hubs?municipality=x&utm_source=y", "/hubs", "/hubs"),
        (f"/hubs/{sitemap.HUB}?lang=de&utm_source=x", "?lang=de", None),
        (f'/hubs/{sitemap.HUB}?"><b>=1', "", None),
        ("/login?next=/profile", "/login", "/login"),
    ],
)
def test_public_page_has_one_address_and_one_for_each_language(
    demo_app: Flask, path: str, canonical: str, plain: str | None
) -> None:
    page = demo_app.test_client().get(path).text
    plain = BASE + (plain or f"/hubs/{sitemap.HUB}")
    canonical = BASE + canonical if canonical.startswith("/") else plain + canonical
    assert re.findall(r'<link rel="canonical" href="([^"]*)"', page) == [canonical]
    versions = dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', page))
    assert versions == {"de": f"{plain}?lang=de", "en": f"{plain}?lang=en", "x-default": plain}
    shown = dict(re.findall(r'<meta property="og:([^"]*)" content="([^"]*)"', page))
    assert shown["url"] == canonical
    assert all(shown[name] for name in ("title", "description", "image", "site_name", "locale"))
    assert shown["image"].startswith(BASE)
    assert re.search(r'<meta name="description" content="[^"]{20,}"', page)


def test_address_of_a_page_is_made_of_known_names_only(demo_app: Flask) -> None:
    path = f"/hubs/{sitemap.HUB}"
    odd = "_scheme=javascript&_external=1&_anchor=x&_method=POST&endpoint=y&slug=other&lang=en"
    with demo_app.test_request_context(f"{path}?{odd}"):
        links = page_links()
    assert links is not None
    assert (links.plain, links.canonical) == (BASE + path, f"{BASE}{path}?lang=en")


def test_page_behind_a_secret_or_of_somebody_has_no_address_for_others(demo_app: Flask) -> None:
    samples, client = sitemap.prepare(demo_app), demo_app.test_client()
    secret = [f"/password/reset/{samples.reset_token}", f"/q/{samples.code}", samples.unsubscribe, "/hubs/no-such-hub"]
    sitemap.log_in(client)
    for path in [*secret, "/profile", f"/bookings/{samples.booking}", "/no/such/page"]:
        page = client.get(path).text
        assert "<main" in page
        assert 'rel="canonical"' not in page, path
        assert "og:" not in page.partition("</head>")[0], path


def test_hub_says_its_hours_to_machines(app: Flask) -> None:
    house(app, "bakede", hours="Mo-Fr 07:00-12:00,13:00-20:00; Sa 10:00-24:00; Su off", phone="05151 1")
    data = linked_data(app, "bakede")
    assert data["@context"] == "https://schema.org"
    assert (data["@type"], data["name"], data["telephone"]) == ("LocalBusiness", "Bakede", "05151 1")
    assert data["url"] == f"{BASE}/hubs/bakede"
    hours: dict[str, list[tuple[str, str]]] = {}
    for each in data["openingHoursSpecification"]:
        assert each["validFrom"] == each["validThrough"]
        hours.setdefault(each["dayOfWeek"].rsplit("/", 1)[1], []).append((each["opens"], each["closes"]))
    assert len(hours) == 7
    assert hours["Saturday"] == [("10:00", "23:59")]
    assert hours["Sunday"] == [("00:00", "00:00")]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("Musterstraße 6, 31863 Coppenbrügge", ("Musterstraße 6", "31863", "Coppenbrügge")),
        ("Am Markt 1 31848 Bad Münder (Bakede)", ("Am Markt 1", "31848", "Bad Münder (Bakede)")),
        ("Hof 3, D-31848 Bakede", ("Hof 3", "31848", "Bakede")),
        ("31848 Bakede", (None, "31848", "Bakede")),
        ("Musterstraße 12345", ("Musterstraße 12345", None, "Bakede")),
        ("Am Dorfplatz", ("Am Dorfplatz", None, "Bakede")),
        ("", (None, None, "Bakede")),
    ],
)
def test_hub_says_where_it_is_in_the_parts_of_its_address(
    app: Flask, address: str, parts: tuple[str | None, str | None, str]
) -> None:
    house(app, "bakede", address=address)
    found = linked_data(app, "bakede")["address"]
    assert (found.get("streetAddress"), found.get("postalCode"), found["addressLocality"]) == parts


def test_hostile_names_cannot_end_the_data_block(app: Flask) -> None:
    home = house(app, "bakede", name=HOSTILE, description_de=HOSTILE, address=HOSTILE, village=HOSTILE)
    page = app.test_client().get(f"/hubs/{home.slug}?lang=de").text
    assert page.count("<script") == page.count("</script>")
    assert "<script>" not in page
    assert linked_data(app, home.slug)["name"] == HOSTILE
    assert "<!--" not in page


def test_hub_that_is_not_public_yet_says_nothing_to_machines(demo_app: Flask) -> None:
    with demo_app.app_context(), transaction():
        db.session.query(Hub).filter(Hub.slug == sitemap.HUB).update({"is_public": False})
    try:
        client = demo_app.test_client()
        sitemap.log_in(client, sitemap.HOST)
        page = client.get(f"/hubs/{sitemap.HUB}").text
        assert "ld+json" not in page
        assert '<meta name="robots" content="noindex">' in page
    finally:
        with demo_app.app_context(), transaction():
            db.session.query(Hub).filter(Hub.slug == sitemap.HUB).update({"is_public": True})


def linked_data(app: Flask, slug: str) -> dict[str, Any]:
    page = app.test_client().get(f"/hubs/{slug}?lang=de").text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    data: dict[str, Any] = json.loads(blocks[0])
    return data
