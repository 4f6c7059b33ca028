"""Templates hold nothing that the content security policy would block. A data block is none: it is never run."""

import re
from pathlib import Path

import pytest

PAGES = sorted(path for path in Path("templates").rglob("*.html") if "email" not in path.parts)
BLOCKED = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|href\s*=\s*["']javascript:|<script"""
    r"""(?![^>]*\ssrc=)(?! type="application/ld\+json">)"""
)


DISGUISED = [
    '<script type="module">',
    '<script type="text/javascript" data-x="application/ld+json">',
    '<script type="application/ld+json" onload="x()">',
]


def test_there_are_templates() -> None:
    assert len(PAGES) > 10


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_template_has_no_inline_code_or_style(page: Path) -> None:
    assert BLOCKED.findall(page.read_text()) == []


@pytest.mark.parametrize("text", ['<p style="a">', "<style>", '<a onclick="x()">', "<script>x()</script>", *DISGUISED])
def test_blocked_pattern_finds(text: str) -> None:
    assert BLOCKED.search(text)


def test_data_block_is_no_script() -> None:
    assert not BLOCKED.search('<script type="application/ld+json">{{ data|tojson }}</script>')
