"""A browser that fails the test for console errors, CSP violations, failed loads, requests to other hosts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, expect

from demo.accounts import DEMO_PASSWORD
from tests.support.programs import CHROMIUM_HINT, chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHTS = {360: 740, 1440: 900}
AXE: dict[str, Any] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PATIENCE = 20_000
"""Milliseconds: the machine may have much else to do. What holds is seen at once, whatever this says."""
expect.set_options(timeout=PATIENCE)
AXE_SCRIPT = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
QUICKLY = {"resultTypes": ["violations"], "preload": False}
"""Of what holds, axe gathers no particulars. It fetches no styles to read, since all that it would look for there is
what turns with the screen: `test_nothing_is_turned_with_the_screen` does."""
SMALL_AND_LARGE = [(320, ""), (320, "200%"), (640, "200%"), (1280, "200%")]
"""Widths in px, and sizes of the text: each page is loaded once for all."""
COLOURS = ["color-contrast", "link-in-text-block"]
OF_THE_SCREEN = ["button-name", "link-name", "scrollable-region-focusable", "target-size"]


def launch(playwright: Playwright) -> Browser:
    path = chromium()
    if path is None:
        raise RuntimeError(CHROMIUM_HINT)
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


@dataclass
class Watch:
    """What went wrong on a page. A document may answer 4xx (a form sent back), nothing may answer 5xx. `hosts`: where
    it may ask."""

    hosts: frozenset[str]
    problems: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A failed load is judged by its status in _response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in self.hosts:
            self.problems.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        limit = 500 if response.request.resource_type in ("document", "xhr", "fetch") else 400
        if response.status >= limit:
            self.problems.append(f"{response.status} for {response.request.method} {response.url}")


@contextmanager
def open_page(
    browser: Browser,
    base_url: str,
    *,
    width: int = 1440,
    locale: str = "de",
    scheme: Literal["light", "dark"] = "light",
    javascript: bool = True,
    leads_to: str = "",
) -> Iterator[Page]:
    """A page in a context of its own (own cookies). `page.goto("/hubs")` is relative to the site. `leads_to`: another
    site on which one may come by it."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": HEIGHTS.get(width, 800)},
        has_touch=width < 700,
        locale={"de": "de-DE", "en": "en-GB"}[locale],
        color_scheme=scheme,
        java_script_enabled=javascript,
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    watch = Watch(frozenset(urlsplit(url).netloc for url in (base_url, leads_to)))
    context.on("page", watch.follow)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not watch.problems, "the browser reports:\n" + "\n".join(watch.problems)


def log_in(page: Page, email: str, password: str = DEMO_PASSWORD, lang: str = "") -> None:
    """By the form, as a person does it; returns when the page that follows is there."""
    page.goto(f"/login?lang={lang}" if lang else "/login")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    page.locator("form[action='/logout']").first.wait_for(state="attached")


def assert_accessible(page: Page) -> None:
    """axe finds nothing (WCAG 2.2 AA and its best practices). Needs a page with JavaScript on."""
    _assert_axe_finds_nothing(page, AXE)


def assert_accessible_in_the_dark(page: Page) -> None:
    """The page, shown in light, in the other scheme: axe finds nothing in what depends on colours."""
    page.emulate_media(color_scheme="dark")
    assert_colours_are_accessible(page)
    page.emulate_media(color_scheme="light")


def assert_colours_are_accessible(page: Page) -> None:
    """In the scheme that is shown: axe finds nothing in what depends on colours."""
    _assert_axe_finds_nothing(page, {"runOnly": {"type": "rule", "values": COLOURS}})


def assert_screen_and_colours_are_accessible(page: Page) -> None:
    """Beside the colours also in what depends on how wide the screen is: what is shown, where, how large."""
    _assert_axe_finds_nothing(page, {"runOnly": {"type": "rule", "values": [*COLOURS, *OF_THE_SCREEN]}})


def _assert_axe_finds_nothing(page: Page, options: dict[str, Any]) -> None:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", options | QUICKLY)
    lines = [f"{rule['id']} ({rule['impact']}): {node['html'][:200]}" for rule in found for node in rule["nodes"]]
    assert not lines, f"axe on {page.url}:\n" + "\n".join(lines)


def assert_fits_small_screens_and_large_text(page: Page) -> None:
    """Nor at 320 px, nor with text at 200 % (WCAG 1.4.4, 1.4.10), as a browser's own setting for text makes it."""
    before = page.viewport_size
    for width, size in SMALL_AND_LARGE:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        shown = page.evaluate("document.documentElement.scrollWidth")
        assert shown <= width, f"{page.url} is {shown} px wide on {width} px with text at {size or '100%'}"
    page.evaluate("document.documentElement.style.fontSize = ''")
    if before:
        page.set_viewport_size(before)


def assert_fits(page: Page) -> None:
    """Nothing has to be scrolled sideways. Wait for something of the page first, when a click has led to it."""
    assert page.locator("body").evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (
        f"{page.url} is too wide"
    )
