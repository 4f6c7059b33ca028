from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import problem_types
from core.errors import DomainError
from web.site import pages

PATHS = {
    "imprint": "/imprint",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "easy-language": "/easy-language",
}
pytestmark = pytest.mark.one_database


@pytest.fixture
def instance(make_app: Any, tmp_path: Path) -> Any:
    """An app with an instance folder of its own: (client, folder of the operator's pages)."""
    (tmp_path / "pages").mkdir()
    return make_app(instance_dir=tmp_path).test_client(), tmp_path / "pages"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PATHS.values())
def test_page_is_there_in_both_languages_and_says_that_it_is_a_template(
    client: FlaskClient, path: str, language: str
) -> None:
    page = client.get(path, query_string={"lang": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert page.text.count("<h1>") == 1
    assert "kern-alert--warning" in page.text


@pytest.mark.parametrize("name", PATHS)
def test_german_and_english_have_the_same_parts(name: str) -> None:
    def headings(language: str) -> int:
        return (pages.OURS / f"{name}.{language}.md").read_text().count("\n#")

    assert headings("de") == headings("en") > 0


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/accessibility", ["NBGG", "EN 301 549", "Warum", "Stattdessen", "Barriere melden", "Schlichtungsstelle"]),
        ("/privacy", ["Argon2", "session", "lang", "30 Tage", "Firefox", "Token", "7 Tage", "Ihre Rechte"]),
        ("/imprint", ["§ 5", "Vertreten durch", "Telefon"]),
    ],
)
def test_page_names_what_the_law_asks_for(client: FlaskClient, path: str, words: list[str]) -> None:
    text = client.get(f"{path}?lang=de").text
    assert [word for word in words if word not in text] == []


def test_privacy_page_knows_all_cookies(app: Flask, client: FlaskClient, csrf: None) -> None:
    client.get("/login?lang=en")
    page = client.get("/privacy").text
    assert len(client._cookies) == 2
    assert all(f"<td>{cookie.key}" in page for cookie in client._cookies.values())


@pytest.mark.parametrize("language", ["de", "en"])
def test_privacy_page_says_the_periods_that_hold_here(make_app: Any, language: str) -> None:
    given = {"bookings_months": 17, "accounts_months": 37, "journal_months": 47, "codes_hours": 57}
    page = (
        make_app(**{f"retention_{name}": number for name, number in given.items()})
        .test_client()
        .get(f"/privacy?lang={language}")
    )
    words = {"months": "Monate", "hours": "Stunden"} if language == "de" else {"months": "months", "hours": "hours"}
    for name, number in given.items():
        assert f"{number} {words[name.split('_')[1]]}" in page.text, name
    assert "{RETENTION" not in page.text


def test_operators_own_page_may_name_the_periods(instance: Any) -> None:
    client, folder = instance
    (folder / "privacy.en.md").write_text("# Privacy\n\n{RETENTION_BOOKINGS_MONTHS} months, {RETENTION_OF_NOTHING} {x}")
    assert "12 months, {RETENTION_OF_NOTHING} {x}" in client.get("/privacy?lang=en").text


def test_operators_file_replaces_ours_at_once(instance: Any) -> None:
    client, folder = instance
    assert "Vorlage" in client.get("/imprint?lang=de").text or "Template" in client.get("/imprint?lang=de").text
    (folder / "imprint.de.md").write_text("# Impressum\n\nLandkreis **Musterland**")
    page = client.get("/imprint?lang=de").text
    assert "Landkreis <strong>Musterland</strong>" in page
    assert "kern-alert--warning" not in page


def test_operators_german_page_comes_before_our_english_template(instance: Any) -> None:
    client, folder = instance
    (folder / "imprint.de.md").write_text("# Impressum\n\nLandkreis Musterland")
    page = client.get("/imprint?lang=en").text
    assert "Landkreis Musterland" in page
    assert '<article class="lr-text lr-stack lr-prose" lang="de">' in page


def test_markup_in_the_operators_file_is_shown_and_not_run(instance: Any) -> None:
    client, folder = instance
    (folder / "privacy.en.md").write_text("# <b>Privacy</b>\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))")
    page = client.get("/privacy?lang=en").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<h1>&lt;b&gt;Privacy" in page


OURS = [error for error in problem_types._named_errors(DomainError) if not error.__module__.startswith("tests.")]
"""Tests that are read before may have errors of their own."""


@pytest.mark.parametrize("error", OURS)
def test_every_error_code_of_the_interface_is_explained(client: FlaskClient, error: type[DomainError]) -> None:
    page = client.get(f"/problems/{error.code}?lang=en")
    assert page.status_code == 200
    assert error.code in page.text
    assert str(error.status) in page.text


def test_type_of_a_problem_leads_to_its_explanation(client: FlaskClient) -> None:
    answer = client.get("/api/v1/no-such-thing")
    assert answer.json["code"] == "not-found"
    assert client.get(answer.json["type"]).status_code == 200


@pytest.mark.parametrize("code", ["unknown", "slot-taken2", "x" * 3000, "<script>", "%00"])
def test_unknown_code_is_not_found(client: FlaskClient, code: str) -> None:
    assert client.get(f"/problems/{code}").status_code == 404


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_operators_page_is_read_however_it_was_saved(instance: Any, encoding: str) -> None:
    client, folder = instance
    (folder / "imprint.de.md").write_bytes("# Impreßum\r\n\r\nGroß Berkel – Hämelschenburg".encode(encoding))
    page = client.get("/imprint?lang=de").text
    assert "<h1>Impreßum</h1>" in page
    assert "Groß Berkel – Hämelschenburg" in page


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf \n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0"])
def test_operators_page_without_text_is_none(instance: Any, content: bytes) -> None:
    client, folder = instance
    (folder / "imprint.de.md").write_bytes(content)
    assert "kern-alert--warning" in client.get("/imprint?lang=de").text
