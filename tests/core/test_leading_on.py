"""Addresses that are nearly right lead on; secrets are left as they are."""

import pytest
from flask import Flask

from tests.support import sitemap

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("/hubs/", "/hubs"),
        ("/Hubs", "/hubs"),
        ("/HUBS/?municipality=x", "/hubs?municipality=x"),
        ("/Hubs/Coppenbruegge/", "/hubs/coppenbruegge"),
        ("/hubs/COPPENBRUEGGE", "/hubs/coppenbruegge"),
        ("/hubs/Coppenbruegge/days/2026-12-01", "/hubs/coppenbruegge/days/2026-12-01"),
        ("/hubs/coppenbruegge/Calendar.ICS", "/hubs/coppenbruegge/calendar.ics"),
        ("/imprint//", "/imprint"),
        ("/Login?next=%2Fprofile&x=%C3%A4%0d%0a", "/login?next=%2Fprofile&x=%C3%A4%0d%0a"),
        ("/bookings/New?hub=coppenbruegge", "/bookings/new?hub=coppenbruegge"),
        ("/Host/Coppenbruegge/Today", "/host/coppenbruegge/today"),
        ("/host/New", "/host/new"),
        ("/Admin/", "/admin"),
        ("/Robots.txt", "/robots.txt"),
        ("/Door/aBcD", "/door/aBcD"),
        ("/Feeds/SeCrEt.ics", "/feeds/SeCrEt.ics"),
        ("/password/Reset/WzEsIm.A-b_C/", "/password/reset/WzEsIm.A-b_C"),
        ("/Q/AbC", "/q/AbC"),
        ("/Invitations/Host/Bakede/SeCrEt", "/invitations/host/bakede/SeCrEt"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_address_that_is_nearly_right_leads_on(demo_app: Flask, method: str, typed: str, right: str) -> None:
    answer = demo_app.test_client().open(typed, method=method)
    assert (answer.status_code, answer.location) == (308, right)


@pytest.mark.parametrize(
    "path",
    [
        "/door/aBcD",
        "/feeds/SeCrEt.ics",
        "/q/ABCDEFGHJK",
        "/signup/confirm/AbC.dEf",
        "/mails/unsubscribe/AbC",
        "/invitations/host/bakede/SeCrEt",
        "/Nowhere",
        "/Nowhere/",
        "/hubs/bakede/Nowhere",
        "//example.org/",
        "/Hubs/Bakede/days/2026-12-01/more",
        "/problems/Slot-Taken",
        "/api/v1/Hubs/Coppenbruegge",
        "/api/v1/hubs/",
    ],
)
def test_secrets_and_unknown_addresses_do_not(demo_app: Flask, path: str) -> None:
    answer = demo_app.test_client().get(path)
    assert answer.status_code != 308 or answer.location.endswith("/example.org/")


@pytest.mark.parametrize("path", ["/Login", "/login/", "/Host/Coppenbruegge/closures"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_is_sent_is_not_led_on(demo_app: Flask, method: str, path: str) -> None:
    assert demo_app.test_client().open(path, method=method).status_code in {404, 405}


def test_every_page_is_found_in_capitals_and_with_a_slash(demo_app: Flask) -> None:
    """All that has no argument but a slug: led on to itself, in one step."""
    client = demo_app.test_client()
    for rule in sitemap.rules(demo_app):
        if set(rule.arguments) <= {"slug"} and str(rule) != "/":
            path = str(rule).replace("<slug>", sitemap.HUB)
            answer = client.get(path.upper().rstrip("/") + "/")
            assert (answer.status_code, answer.location) == (308, path)
            assert client.get(path).status_code != 308, path
