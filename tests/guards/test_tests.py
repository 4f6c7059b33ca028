"""What the tests themselves keep to."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))


def test_no_helper_is_imported_from_another_test_file() -> None:
    """What several files need stands in tests/support, or in a file of its own beside them."""
    found = {str(file.relative_to(ROOT)): list(borrowed(file.read_text())) for file in FILES}
    assert {file: names for file, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from tests.bookings.test_actions import book", ["tests.bookings.test_actions"]),
        ("def f():\n    import tests.races.conftest", ["tests.races.conftest"]),
        (
            "from tests.bookings import conftest, test_actions",
            ["tests.bookings.conftest", "tests.bookings.test_actions"],
        ),
        ("from .test_actions import book", [".test_actions"]),
        ("from tests.support.booking import book\nimport tests.support.house", []),
    ],
)
def test_borrowed_helpers_are_found(code: str, names: list[str]) -> None:
    assert list(borrowed(code)) == names


def borrowed(code: str) -> Iterator[str]:
    """The test files and conftests from which this code imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _is_test_file(Path(alias.name.replace(".", "/"))))
        if isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            if _is_test_file(Path(module.rpartition(".")[2])):
                yield module
            else:
                yield from (f"{module}.{alias.name}" for alias in node.names if _is_test_file(Path(alias.name)))


def _is_test_file(module: Path) -> bool:
    return module.name == "conftest" or module.name.startswith("test_")
