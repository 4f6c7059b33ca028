"""How much a visit costs over the wire, as Chromium itself counts it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.support.night import at_night

pytestmark = pytest.mark.one_database
MOST_BYTES = 150_000
START = 60_000
"""The start page with its styles, scripts and fonts, headers included."""
YEAR = 365 * 24 * 3600
HASHED = re.compile(r"/static/dist/.+\.[0-9a-f]{10}\.[a-z0-9]+$")


class Wire:
    """What a page loads: bytes (headers included) and kind by address; nothing for what came from the cache."""

    def __init__(self, page: Page) -> None:
        self.devtools: CDPSession = page.context.new_cdp_session(page)
        self.devtools.send("Network.enable")
        self.answers: dict[str, dict[str, Any]] = {}
        self.cached: set[str] = set()
        self.bytes: dict[str, int] = {}
        self.devtools.on("Network.responseReceived", self._response)
        self.devtools.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        self.devtools.on("Network.loadingFinished", self._finished)

    def _response(self, event: dict[str, Any]) -> None:
        self.answers[event["requestId"]] = event["response"]
        if event["response"].get("fromDiskCache"):
            self.cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self.cached and event["requestId"] in self.answers:
            url = self.answers[event["requestId"]]["url"]
            if not url.startswith("data:"):
                self.bytes[url] = int(event["encodedDataLength"])

    def clear(self) -> None:
        self.answers.clear()
        self.cached.clear()
        self.bytes.clear()


@pytest.mark.parametrize("width", [360, at_night(1440)])
@pytest.mark.parametrize("path", ["/", "/hubs", "/hubs/coppenbruegge"])
def test_first_visit_is_light_and_the_second_fetches_only_the_page(
    demo_server: Any, open_page: Callable[..., Any], path: str, width: int
) -> None:
    page = open_page(demo_server, width=width)
    wire = Wire(page)
    visit(page, path)
    assets = {url: answer for answer in wire.answers.values() if "/static/" in (url := answer["url"])}
    total = sum(wire.bytes.values())
    assert {url.rsplit(".", 1)[1] for url in assets} >= {"css", "woff2"}
    assert 20_000 < total <= (START if path == "/" else MOST_BYTES), wire.bytes
    for url, answer in assets.items():
        assert HASHED.search(url), url
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        age = re.search(r"max-age=(\d+)", headers["cache-control"])
        assert age
        assert int(age[1]) >= YEAR
        assert "immutable" in headers["cache-control"]
        if url.endswith((".css", ".js")):
            assert headers["content-encoding"] in {"br", "gzip"}
    document = next(answer for answer in wire.answers.values() if answer["mimeType"] == "text/html")
    assert {name.lower(): value for name, value in document["headers"].items()}["content-encoding"] == "br"
    wire.clear()
    visit(page, path)
    assert list(wire.bytes) == [f"{demo_server.url}{path}"], "the second visit fetches only the page"


def visit(page: Page, path: str) -> None:
    page.goto("about:blank")
    page.goto(path)
    page.wait_for_load_state("networkidle")
