"""Texts that operators write, as HTML: headings, paragraphs, lists, links and emphasis, and nothing else.

HTML in them is shown, not run; pictures would be loaded from elsewhere and are no part of it; links lead to web pages,
mail addresses and telephones only (markdown-it refuses the others).
"""

from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

PARTS = ("heading", "lheading", "list", "link", "autolink", "emphasis", "escape", "entity", "newline", "hr")
MARKDOWN = MarkdownIt("zero", {"html": False, "xhtmlOut": False}).enable(list(PARTS))
FIRST, LAST = 2, 6


class ReadableText(NamedTuple):
    """A text's own title ("" without one), and the rest."""

    title: str
    html: Markup


def readable(text: str, first_level: int = FIRST) -> ReadableText:
    """The text as HTML. A heading in its first line is its title; below it headings begin with `first_level` and never
    leave one out, whatever was written."""
    title, body = "", text.strip()
    if body.startswith("# "):
        first, _newline, body = body.partition("\n")
        title = first.lstrip("# ").strip()
    tokens = MARKDOWN.parse(body)
    _level(tokens, first_level)
    return ReadableText(title, Markup(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})))  # noqa: S704


def _level(tokens: list[Token], first_level: int) -> None:
    last, written = first_level - 1, [int(one.tag[1]) for one in tokens if one.type == "heading_open"]
    top = min(written, default=1)
    for one in tokens:
        if one.type == "heading_open":
            last = min(first_level + int(one.tag[1]) - top, last + 1, LAST)
        if one.type in {"heading_open", "heading_close"}:
            one.tag = f"h{last}"
