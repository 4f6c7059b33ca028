"""What a status means stands in one table, what holds at a moment in one expression, and neither anywhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookings.rules import STATUSES
from tests.support.processes import ROOT

PACKAGES = ("core", "members", "hubs", "bookings", "calendars", "payments", "district", "web", "demo")
SOURCES = [path.relative_to(ROOT) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
THE_TABLES, THE_MODELS = {Path("bookings/rules.py"), Path("payments/rules.py")}, Path("bookings/models.py")
# Those of payments share some words.

ABOUT_BOOKINGS = ("bookings", "calendars", "district", "web")
HOLDS = re.compile(r"expires_at\s*(?:\.is_\(None\)|\.is_not\(None\)|==\s*None)")


def test_sets_of_statuses_stand_in_the_table_only() -> None:
    others = [path for path in SOURCES if path not in THE_TABLES]
    found = [f"{path}:{line}" for path in others for line in literals((ROOT / path).read_text())]
    assert found == []


def test_what_holds_is_written_once() -> None:
    bookings = [path for path in SOURCES if path.parts[0] in ABOUT_BOOKINGS and path != THE_MODELS]
    assert [str(path) for path in bookings if HOLDS.search((ROOT / path).read_text())] == []


@pytest.mark.parametrize("code", ['{"held", "requested"}', '("confirmed", "checked_in", x)', '["held", "expired"]'])
def test_breaches_are_found(code: str) -> None:
    assert list(literals(code)) == [1]


def literals(source: str) -> Iterator[int]:
    """The lines in which a set, tuple or list names two statuses or more."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Set | ast.Tuple | ast.List):
            named = [one for one in node.elts if isinstance(one, ast.Constant) and one.value in STATUSES]
            if len(named) > 1:
                yield node.lineno
