"""What comes out of a printer, as Chromium makes it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hubs.queries import all_hubs

pytestmark = pytest.mark.one_database
SHEET = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("locale", ["de", "en"])
def test_hub_takes_two_sheets_at_most(
    demo_server: Any, demo_app: Flask, open_page: Callable[..., Any], locale: str
) -> None:
    page = open_page(demo_server, width=1280, locale=locale)
    with demo_app.app_context():
        slugs = [hub.slug for hub in all_hubs()]
    sheets = {}
    for slug in slugs:
        page.goto(f"/hubs/{slug}")
        sheets[slug] = len(SHEET.findall(page.pdf(format="A4")))
    assert {slug: count for slug, count in sheets.items() if not 1 <= count <= 2} == {}
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".lr-table--week").is_visible()
    assert not page.locator(".lr-dayplan").first.is_visible()
