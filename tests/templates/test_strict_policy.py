"""Templates hold nothing that the content security policy would block."""

import re
from pathlib import Path

import pytest

PAGES = sorted(path for path in Path("templates").rglob("*.html") if "email" not in path.parts)
BLOCKED = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|href\s*=\s*["']javascript:|<script(?![^>]*\ssrc=)"""
)


def test_there_are_templates() -> None:
    assert len(PAGES) > 10


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_template_has_no_inline_code_or_style(page: Path) -> None:
    assert BLOCKED.findall(page.read_text()) == []


@pytest.mark.parametrize("text", ['<p style="a">', "<style>", '<a onclick="x()">', "<script>x()</script>"])
def test_blocked_pattern_finds(text: str) -> None:
    assert BLOCKED.search(text)
