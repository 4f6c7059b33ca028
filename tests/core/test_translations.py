"""German and English are complete: in the catalogues, and on the pages that people see."""

import html
import importlib.util
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from babel.messages.catalog import Message
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from core.settings import ROOT
from tests.support import site

pytestmark = pytest.mark.one_database

ENGLISH = re.compile(
    r"(?<![\w-])(the|and|you|your|with|please|this|from|until|free|taken|closed|open|today|tomorrow|more|next|back"
    r"|book|booked|booking|bookings|hub|hubs|desk|room|search|find|sign|log|cancel|move|change|save|show|day|days)(?![\w-])",
    re.IGNORECASE,
)
SEEDS = (
    "/",
    "/?near=Nirgendwo&date=2020-01-01",
    "/?near=Bakede&kind=booth&feature=hearing-loop&part=morning",
    "/?kind=room&part=range&from=9:00&to=9:10",
    "/hubs/bakede/days/2026-12-25",
    "/bookings/new?hub=coppenbruegge&kind=desk&date=2020-01-01&from=3:10&to=3:20",
    "/signup/sent",
    "/signup/confirm/no-such-link",
    "/password/reset/no-such-link",
    "/problems/too-late-to-cancel",
    "/nowhere",
)
MOST_OF_A_KIND = 3


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    """scripts/check_translations.py"""
    spec = importlib.util.spec_from_file_location("check_translations", ROOT / "scripts" / "check_translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def demo_app(fresh_database: Callable[..., str], tmp_path: Path) -> Iterator[Flask]:
    app = site.make_app(fresh_database("demo"), instance_dir=tmp_path)
    yield app
    site.close(app)


@pytest.mark.parametrize(("language", "complete"), [("de", True), ("en", False)])
def test_catalogue_is_complete(
    checker: ModuleType, monkeypatch: pytest.MonkeyPatch, language: str, complete: bool
) -> None:
    monkeypatch.chdir(ROOT)
    wanted = checker.extract()
    assert len(wanted) > 500
    assert list(checker.check(wanted, language, complete=complete)) == []


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (None, "missing"),
        (Message("%(n)s hubs", ""), "missing"),
        (Message("%(n)s hubs", "%(n)s Standorte", flags=["fuzzy"]), "fuzzy"),
        (Message("%(n)s hubs", "Standorte"), "other placeholders"),
        (Message("%(n)s hubs", "%(m)s Standorte"), "other placeholders"),
        (Message("%(n)s hubs", "%(n)s Standorte"), None),
    ],
)
def test_check_finds_what_is_wrong(checker: ModuleType, found: Message | None, problem: str | None) -> None:
    problems = list(checker.wrong(Message("%(n)s hubs"), found, "de", True))
    assert [problem in text for text in problems] == [True] if problem else problems == []


def test_texts_in_macros_and_plurals_are_extracted(checker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wanted = checker.extract()
    assert wanted.get("Please check your entries")  # templates/_macros
    assert wanted.get("%(num)s desk")  # lazy_ngettext


def test_visitor_finds_no_english_on_german_pages(demo_app: Flask) -> None:
    seen = dict(crawl(demo_app, demo_app.test_client()))
    assert {"/login", "/hubs/bakede", "/privacy", "/easy-language"} <= set(seen)
    assert {path: words for path, words in seen.items() if words} == {}


def test_member_finds_no_english_on_german_pages(demo_app: Flask) -> None:
    client = demo_app.test_client()
    client.post("/login", data={"email": "member@example.org", "password": "demo"})
    seen = dict(crawl(demo_app, client))
    assert {"/bookings", "/profile", "/profile/password"} <= set(seen)
    assert any(path.endswith("/cancellation") for path in seen)
    assert {path: words for path, words in seen.items() if words} == {}


def test_english_words_are_found_where_people_read_them() -> None:
    page = '<p>Standort</p><a lang="en">English, please</a><a href="/from" aria-label="Day plan">you@free.example</a>'
    assert english_in(page) == ["day"]
    assert english_in("<b>Book</b> und <i>Free</i>") == ["book", "free"]


def crawl(app: Flask, client: FlaskClient) -> Iterator[tuple[str, list[str]]]:
    """The pages that links lead to, a few of each kind, with the English words that stand on them."""
    waiting, kinds = deque(SEEDS), Counter[str]()
    known = set(waiting)
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        if answer.mimetype != "text/html" or answer.status_code in range(300, 400):
            continue
        yield address, english_in(answer.text)
        for link in sorted(links_of(answer.text) - known):
            known.add(link)
            kind = kind_of(app, link)
            kinds[kind] += 1
            if kind and kinds[kind] <= MOST_OF_A_KIND:
                waiting.append(link)


def kind_of(app: Flask, address: str) -> str:
    """The endpoint behind an address, "" for a file or nothing."""
    try:
        endpoint = app.url_map.bind("localhost").match(urlsplit(address).path)[0]
    except HTTPException:
        return ""
    return "" if "static" in endpoint else str(endpoint)


def links_of(page: str) -> set[str]:
    addresses = (urldefrag(html.unescape(found))[0] for found in re.findall(r'href="([^"]*)"', page))
    return {found for found in addresses if found.startswith("/") and "lang=" not in found}


def english_in(page: str) -> list[str]:
    """English words that are shown or read aloud. Left out: what is marked as English, addresses,
    placeholders, and names by which scripts find parts of a page."""
    said: list[Any] = re.findall(r'(?:aria-label|title|placeholder|alt|data-(?!part=)[a-z-]+)="([^"/.#][^"]*)"', page)
    body = re.sub(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>|<script.*?</script>|<style.*?</style>', " ", page, flags=re.S)
    text = html.unescape(" ".join([*said, re.sub(r"<[^>]+>", " ", body)]))
    return sorted({word.lower() for word in ENGLISH.findall(re.sub(r"\S+@\S+|https?://\S+|\{\w+\}", " ", text))})
