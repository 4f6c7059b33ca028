"""Each mail reads as it was approved, and has what every mail owes. How to add one: see tests/mails/__init__.py."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.mails import examples, rendered, texts
from tests.support.golden import FOLDER
from tests.support.processes import ROOT

TEMPLATES = sorted(folder.name for folder in (ROOT / "templates/email").iterdir() if folder.is_dir())
LOCALES = ("de", "en")
ALL = pytest.mark.parametrize(("name", "locale"), [(name, locale) for name in examples() for locale in LOCALES])
pytestmark = pytest.mark.one_database


@ALL
def test_mail_reads_as_it_was_approved(app: Flask, golden: Any, name: str, locale: str) -> None:
    with app.app_context():
        for ending, text in texts(rendered(name, locale)).items():
            golden.check(f"mails/{name}.{locale}.{ending}", text)


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_has_an_example(template: str) -> None:
    """Without one nobody has read it. See tests/mails/__init__.py."""
    files = {file.name for file in (ROOT / "templates/email" / template).iterdir()}
    assert files == {"subject.txt", "body.txt", "body.html"}
    assert [name for name in examples() if name.partition(".")[0] == template]


def test_no_golden_file_is_left_over() -> None:
    wanted = {f"{name}.{locale}.{ending}" for name in examples() for locale in LOCALES for ending in ("txt", "html")}
    assert {file.name for file in (FOLDER / "mails").iterdir()} == wanted


@ALL
def test_mail_has_all_it_owes(app: Flask, name: str, locale: str) -> None:
    context = examples()[name]
    with app.app_context():
        message = rendered(name, locale)
        shown = texts(message)
    plain, html = shown["txt"], shown["html"]

    assert f'<html lang="{locale}"' in html
    assert html.count('class="button"') <= 1, "one button a mail"
    assert not re.search(r"<(img|link|script|iframe)|url\(|@import|src=", html), "nothing is loaded"
    assert "\n\n\n" not in plain.partition("-- \n")[0].rstrip(), "no gaps"
    assert not re.search(r"None|Undefined|\{\{|\{%", plain + html)
    assert set(links(html)) >= set(re.findall(r"http://localhost[^\s<>]*", plain)), "both have the same links"
    if "_unsubscribe" in context:
        leave = f"http://localhost{context['_unsubscribe']}"
        assert leave in plain
        assert leave in links(html)
    assert ("text/calendar" in [part.get_content_type() for part in message.walk()]) == ("_calendar" in context)


def links(html: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'href="([^"]*)"', html)]
