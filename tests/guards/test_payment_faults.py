"""docs/payment-faults.md names a test for each fault that payments must stand, and each test that it names is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.processes import ROOT

pytestmark = pytest.mark.one_database

LIST = ROOT / "docs" / "payment-faults.md"
ROW = re.compile(r"^\| (\d+) \|.*\| `([^`]+)` \|$", re.MULTILINE)
FAULTS = range(1, 53)


def missing(text: str) -> list[str]:
    """The numbers of no row, and the tests that are not there."""
    rows = ROW.findall(text)
    unshown = [str(number) for number in FAULTS if str(number) not in {number for number, _test in rows}]
    return unshown + [test for _number, test in rows if test.partition("::")[2] not in _tests(test.partition("::")[0])]


def _tests(path: str) -> set[str]:
    file: Path = ROOT / path
    if not file.is_file():
        return set()
    return {node.name for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)}


def test_each_fault_has_a_test_that_is_there() -> None:
    assert missing(LIST.read_text()) == []


def test_row_that_is_gone_and_test_that_is_not_there_are_found() -> None:
    text = LIST.read_text()
    assert missing(re.sub(r"^\| 44 \|.*\n", "", text, flags=re.MULTILINE)) == ["44"]
    gone = text.replace("test_invoice_cannot_be_changed_in_sql", "test_of_yesterday")
    assert [test.partition("::")[2] for test in missing(gone)] == ["test_of_yesterday"]
