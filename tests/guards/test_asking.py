"""Templates ask what may be done and how something is; what a status means is said once, by rules."""

import re
from pathlib import Path

import pytest

from tests.support.processes import ROOT

COMPARED = re.compile(r"\bstatus\s*(?:==|!=|\bin\b|\bnot\s+in\b)|attr\(\s*[\"']status")
TEMPLATES = sorted(path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.*"))


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_compares_no_status(path: Path) -> None:
    assert COMPARED.findall((ROOT / path).read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        '{% if entry.status == "held" %}',
        '{% if card.view.status in ("confirmed", "held") %}',
        '{% if status not in ("a",) %}',
        "{% if x.status != y %}",
        'coming|rejectattr("status", "eq", "checked_in")',
    ],
)
def test_breaches_are_found(text: str) -> None:
    assert COMPARED.search(text)
