"""Pages that the operator writes (imprint, privacy, accessibility, easy language), as Markdown files.

Ours in templates/site/pages are templates and say so on the page; a file of the same name in instance/pages
replaces one.
"""

import logging
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, abort, current_app, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from core import files, problem_types
from core.access import PUBLIC, access
from core.formats import locale_code
from core.i18n import LANGUAGES
from core.settings import ROOT, Settings
from core.text import is_blank

log = logging.getLogger(__name__)
blueprint = Blueprint("pages", __name__)

OURS = ROOT / "templates" / "site" / "pages"
PERIOD = re.compile(r"\{(RETENTION_[A-Z_]+)\}")
MARKDOWN = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable("table")


@dataclass(frozen=True)
class TextPage:
    """A page's heading and the rest as HTML; `is_template`: the operator has not written it yet."""

    title: str
    html: Markup
    language: str
    is_template: bool


@blueprint.get("/imprint")
@access(PUBLIC)
def imprint() -> str:
    return _show("imprint")


@blueprint.get("/privacy")
@access(PUBLIC)
def privacy() -> str:
    return _show("privacy")


@blueprint.get("/accessibility")
@access(PUBLIC)
def accessibility() -> str:
    return _show("accessibility", "site/pages/accessibility.html")


@blueprint.get("/easy-language")
@access(PUBLIC)
def easy() -> str:
    return _show("easy-language")


@blueprint.get("/problems/<code>")
@access(PUBLIC)
def problem_type(code: str) -> str:
    """What an error code of the API means: the address that each problem+json answer names as its type."""
    known = problem_types.find(code)
    if known is None:
        abort(404)
    return render_template("site/pages/problem.html", code=code, status=known.status, text=known.text)


def _show(name: str, template: str = "site/pages/page.html") -> str:
    return render_template(template, page=load(name, locale_code()))


def load(name: str, language: str) -> TextPage:
    """The operator's page in the language, else the operator's in another one, else our template."""
    settings: Settings = current_app.extensions["settings"]
    theirs = settings.instance_dir / "pages"
    languages = [language, *(other for other in LANGUAGES if other != language)]
    for folder, wanted in [(theirs, languages), (OURS, [language])]:
        for choice in wanted:
            file = folder / f"{name}.{choice}.md"
            page = _read(file, file.stat().st_mtime_ns, choice, folder == OURS) if file.is_file() else None
            if page is not None:
                return replace(page, html=_with_periods(page.html, settings))
    raise FileNotFoundError(name)


def _with_periods(html: Markup, settings: Settings) -> Markup:
    """`{RETENTION_BOOKINGS_MONTHS}` in a page becomes the period that holds here: a number, so nothing to escape."""
    return Markup(PERIOD.sub(lambda found: str(getattr(settings, found[1].lower(), found[0])), html))  # noqa: S704


@lru_cache(maxsize=32)
def _read(file: Path, _changed: int, language: str, is_template: bool) -> TextPage | None:
    """Rendered once for each state of the file; raw HTML in it is shown, not run. None where there is nothing to read:
    the page must be there, whatever somebody put into the folder."""
    try:
        text = files.read(file)
    except files.NotText:
        log.exception("this page is no text: please save it as plain text (UTF-8)", extra={"file": file.name})
        return None
    if is_blank(text):
        return None
    title, _newline, text = text.strip().partition("\n")
    return TextPage(title.lstrip("# "), Markup(MARKDOWN.render(text)), language, is_template)  # noqa: S704
