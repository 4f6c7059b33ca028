"""What the sources keep to: who writes, who commits, and what templates may hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import ROOT

PACKAGES = ("core", "members", "hubs", "bookings", "calendars", "payments", "district", "web", "demo")
FEATURES = [path.relative_to(ROOT) for package in PACKAGES[1:] for path in sorted((ROOT / package).rglob("*.py"))]
IS_OUTER = re.compile(r"(^|_)(views|api|forms|jobs|presenters|pages|schemas)$")
OUTER = [path for path in FEATURES if path.parts[0] == "web" or IS_OUTER.search(path.stem)]
VIEWS = [path for path in FEATURES if path.parts[0] == "web" or "views" in path.stem or "api" in path.stem]
NOT_ACTIONS = [path for path in FEATURES if not path.stem.endswith("actions") and path.stem not in {"guard", "stamps"}]
TEMPLATES = sorted(path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.html") if "email" not in path.parts)

WRITES = {"add", "add_all", "delete", "merge", "flush", "bulk_save_objects", "bulk_insert_mappings"}
STATEMENTS = {"insert", "update", "delete", "insert_objects"}
OUTSIDE = re.compile(r"""(?:src|srcset|action|data|poster|href)\s*=\s*["']?(?:https?:)?//[^"'\s>]*""")
LINK = re.compile(r'<a href="https://www\.openstreetmap\.org/[^"]*" rel="noreferrer"')


@pytest.mark.parametrize("path", OUTER, ids=str)
def test_views_leave_the_session_alone(path: Path) -> None:
    assert list(touches_session(tree(path))) == []


@pytest.mark.parametrize("path", NOT_ACTIONS, ids=str)
def test_only_actions_write(path: Path) -> None:
    assert list(writes(tree(path))) == []


@pytest.mark.parametrize("path", FEATURES, ids=str)
def test_only_the_core_commits(path: Path) -> None:
    assert [node.lineno for node in calls(tree(path), "commit")] == []


@pytest.mark.parametrize("path", VIEWS, ids=str)
def test_views_open_no_transaction_of_their_own(path: Path) -> None:
    """One request, one commit. The exception is named: a refusal that sends a mail all the same."""
    allowed = {"members/views.py": ["_send_confirmation_again"]}
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    found = [function.name for function in functions if any(calls(function, "transaction"))]
    assert found == allowed.get(str(path), [])


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_loads_nothing_from_outside(path: Path) -> None:
    """A plain link to OpenStreetMap is allowed, and tells it nothing of where one came from."""
    assert OUTSIDE.findall(LINK.sub("", (ROOT / path).read_text())) == []


@pytest.mark.parametrize("path", sorted((ROOT / "static").glob("*/*.*")), ids=lambda path: path.name)
def test_style_or_script_loads_nothing_from_outside(path: Path) -> None:
    text = path.read_text(errors="replace").replace("http://www.w3.org/", "")
    assert re.findall(r"https?://[^\s\"')]+", text) == []


@pytest.mark.parametrize(
    ("code", "finder"),
    [
        ("from core.db import db\ndb.session.execute(x)", "session"),
        ("from core import db as d", "session"),
        ("db.session.add(x)", "writes"),
        ("db.session.execute(insert(Booking))", "writes"),
        ("db.session.execute(delete(Booking).where(x))", "writes"),
        ("insert_objects([Booking()])", "writes"),
        ("query.update({'a': 1})", "writes"),
    ],
)
def test_breaches_are_found(code: str, finder: str) -> None:
    assert list({"session": touches_session, "writes": writes}[finder](ast.parse(code)))


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def calls(node: ast.AST, name: str) -> Iterator[ast.Call]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and _name(call.func) == name:
            yield call


def touches_session(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "db.session":
            yield f"db.session in line {node.lineno}"
        if isinstance(node, ast.ImportFrom) and node.module in {"core", "core.db"}:
            yield from (f"import of db in line {node.lineno}" for alias in node.names if alias.name == "db")


def writes(module: ast.AST) -> Iterator[str]:
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        target, name = ast.unparse(call.func), _name(call.func)
        on_session = target.startswith(("db.session.", "session.")) and name in WRITES
        as_statement = isinstance(call.func, ast.Name) and name in STATEMENTS
        on_query = name == "update" and isinstance(call.func, ast.Attribute) and "query" in target
        if on_session or as_statement or on_query:
            yield f"{target}() in line {call.lineno}"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
