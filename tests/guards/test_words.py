"""Words that are retired: the field has better ones, and they are no names in the code any more."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import ROOT

PACKAGES = ("core", "members", "hubs", "bookings", "calendars", "payments", "district", "web", "demo")
RETIRED = {
    "displac": "impact",
    "carrier": "mail transport",
    "misspelt": "suggestions",
    "patience": "back-off, deadline",
    "wishes": "subject",
    "mending": "normalise",
    "mended": "works again",
    "oddit": "warnings",
    "overtaken": "stale state",
    "reservation": "booking",
    "finding": "search",
    "balanced": "worker",
    "look_again": "verify version",
    "make_way": "expire stale holds",
    "_turn": "lock",
    "apart": "sandbox",
}
"""A part of a name, in lower case with underscores, and what it is called now."""
WHOLE = {"once": "idempotent form", "callers": "client address"}
"""As the whole name of a module."""
KEPT = {"mended", "longest_turnaround", "turnaround", "has_turned"}
"""The endpoint and view of an address that stays; a word of the field."""


def test_retired_words_name_no_module() -> None:
    stems = {path.relative_to(ROOT): path.stem for path in _files()}
    stems |= {path.parent.relative_to(ROOT): path.parent.name for path in _files()}
    assert [
        str(path) for path, stem in stems.items() if retired(stem) or (stem in WHOLE and path.parts[0] == "core")
    ] == []


def test_retired_words_name_no_class_function_or_table() -> None:
    found = {f"{path.relative_to(ROOT)}: {name}" for path in _files() for name in names(path) if retired(name)}
    assert found == set()


def test_one_class_name_means_one_thing() -> None:
    found = Counter(name for path in _files() for name in classes(path) if not name.startswith("_"))
    assert len(found) > 200
    assert [name for name, count in found.items() if count > 1] == []


def test_retired_words_name_no_style() -> None:
    texts = [path.read_text() for path in (ROOT / "static" / "css").rglob("*.css")]
    styles = {name for text in texts for name in re.findall(r"\.(lr-[\w-]+)", text)}
    assert len(styles) > 100
    assert [name for name in styles if retired(name.replace("-", "_"))] == []


@pytest.mark.parametrize("name", ["DisplacingRule", "MailCarrier", "take_turn", "look_again", "OvertakenError"])
def test_retired_name_is_found(name: str) -> None:
    assert retired(name)


def retired(name: str) -> bool:
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return plain not in KEPT and any(re.search(rf"{word}(?![a-z]*around)", plain) for word in RETIRED)


def names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__tablename__":
            yield ast.literal_eval(node.value)


def classes(path: Path) -> Iterator[str]:
    yield from (node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef))


def _files() -> list[Path]:
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
