"""Every page against the HTML standard, by the checker of those who write it."""

from pathlib import Path

import pytest
from flask import Flask

from tests import mails
from tests.support import checker, pages
from tests.support.night import IS_NIGHT

pytestmark = pytest.mark.one_database
LANGUAGES = ("de", "en") if IS_NIGHT else ("de",)
"""By day one: the other differs in its texts only."""
OF_MAILS = "is obsolete"
"""Mail programs know tables and their attributes of old better than style sheets: the standard warns."""

FAULTS = (
    "<table><colgroup><col span=2></colgroup><tr><td>x</table>",
    '<div hx-get="/x">x</div>',
    '<time datetime="2026-11-30T07:22:34.237373+00:00">x</time>',
    "<section><p>no heading</section>",
)


def test_no_page_has_an_error_or_a_warning(demo_app: Flask, tmp_path: Path) -> None:
    """Pages of each kind of person, forms sent back, error pages, mails; in one run."""
    if checker.is_missing():
        pytest.skip(checker.WITHOUT_JAVA)
    found = {name: text for language in LANGUAGES for name, text in everything(demo_app, language).items()}
    assert len(found) > 200 * len(LANGUAGES)
    said = [one for one in checker.messages(found, tmp_path) if not (one[0].startswith("mail ") and OF_MAILS in one[2])]
    assert not said, f"{len(said)} messages:\n" + "\n".join(map(str, said[:20]))


def test_faults_are_found(tmp_path: Path) -> None:
    if checker.is_missing():
        pytest.skip(checker.WITHOUT_JAVA)
    start = '<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title><body>'
    said = checker.messages({fault: start + fault for fault in (*FAULTS, "<p>fine")}, tmp_path)
    assert {name for name, _kind, _words in said} == set(FAULTS)


def everything(app: Flask, language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    seen: set[str] = set()
    for person in pages.PEOPLE:
        for address, text in pages.pages(app, person, language).items():
            if pages.content(text) not in seen:
                seen.add(pages.content(text))
                found[f"{person} {language} {address}"] = text
    found |= {f"{language} {name}": text for name, text in pages.forms_sent_back(app, language).items()}
    found |= {f"{language} {name}": text for name, text in pages.odd_questions(app, language).items()}
    found |= {f"error {language} {name}": pages.error_page(app, name, language) for name in pages.ERRORS}
    with app.app_context():
        for name in mails.examples():
            html = mails.texts(mails.rendered(name, language))["html"].partition("\n\n")[2]
            found[f"mail {language} {name}"] = html
    return found
